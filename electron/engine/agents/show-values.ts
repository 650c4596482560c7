import { valueToText } from '../../../shared/catalog/param.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'

/** Characters of one value that are shown: a person reads no more, and the whole is in the run. */
const mostShown = 50_000

/**
 * Values as Markdown that nothing in them can change: each stands in a block of its own, which no text in it can end or
 * imitate, and what cannot be seen is written out.
 */
export function showFields(values: JsonObject): string {
  return Object.entries(values)
    .map(([name, value]) => `${nameOf(name)}\n\n${shown(value)}`)
    .join('\n\n')
}

function nameOf(name: string): string {
  // The names of fields may come from a server or a model as well.
  return /^[a-zA-Z0-9_.-]{1,64}$/.test(name)
    ? `**${name.replaceAll('_', '\\_')}**`
    : `A field called:\n\n${fenced(name)}\n\nwith:`
}

function shown(value: Json): string {
  const text = valueToText(value)
  const cut = text.length > mostShown ? `\n\nOnly the first ${mostShown} of ${text.length} characters are shown.` : ''
  return `${fenced(text.slice(0, mostShown))}${cut}`
}

/** A block of plain text whose fence is longer than any in it. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${visible(text)}\n${fence}`
}

/** Text that runs backwards, or does not show, would let a person say yes to something else. */
function visible(text: string): string {
  const unseen = /(?![\n\t])(?:[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]|\p{Default_Ignorable_Code_Point})/gu
  return text
    .replaceAll('\r\n', '\n')
    .replace(unseen, (one) => `⟨U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
}

/** Words of somebody else in a title. */
export function oneLine(text: string): string {
  const line = visible(text).replace(/\s+/g, ' ').trim()
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
