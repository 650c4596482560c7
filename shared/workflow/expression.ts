import { type NitiError, userError } from '../errors.ts'
import type { Json } from '../json.ts'
import { scanJavaScript, type Token } from './expression-tokens.ts'

/**
 * Expressions: JavaScript between `{{` and `}}` inside any text of a node's params. `\{{` stands for two plain braces.
 * What can be decided without running any JavaScript is decided here, in the page and in the engine alike; everything
 * else runs in the engine's sandbox.
 */

/** What an expression may name: node ids, `nodes`, `inputs`, `input`, `now`, `item`, `index`. */
export type Scope = Readonly<Record<string, Json | undefined>>

/** `source` is trimmed; `start` is where it begins in the template's text. */
export type ExpressionPart = { kind: 'expression'; source: string; start: number }
export type TemplatePart = { kind: 'text'; text: string } | ExpressionPart
/** `whole`: one expression and nothing but space around it, so its value keeps its type. */
export type Template = { parts: TemplatePart[]; whole: boolean }

/** `a.b[0]?.c`: positions are characters of `source`. */
export type Path = {
  source: string
  root: string
  start: number
  keys: { key: string | number; optional: boolean; start: number }[]
}

/** Where an error belongs: the field's dotted path, and where in the field's text the expression begins. */
export type Place = { field?: string; start?: number }

/** Whether a value is a text that has to go through parseTemplate. */
export function hasExpression(value: unknown): value is string {
  return typeof value === 'string' && value.includes('{{')
}

/** Splits a text into plain text and expressions. Throws `expression.unclosed` or `expression.blank`, with the position. */
export function parseTemplate(text: string): Template {
  if (!text.includes('{{')) return { parts: text === '' ? [] : [{ kind: 'text', text }], whole: false }
  const parts: TemplatePart[] = []
  let plain = ''
  let at = 0
  while (at < text.length) {
    const braces = text.indexOf('{{', at)
    if (braces < 0) {
      plain += text.slice(at)
      break
    }
    if (text[braces - 1] === '\\' && braces > at) {
      plain += `${text.slice(at, braces - 1)}{{`
      at = braces + 2
      continue
    }
    plain += text.slice(at, braces)
    if (plain !== '') parts.push({ kind: 'text', text: plain })
    plain = ''
    const { part, end } = readExpression(text, braces)
    parts.push(part)
    at = end
  }
  if (plain !== '') parts.push({ kind: 'text', text: plain })
  return { parts, whole: isWhole(parts) }
}

function readExpression(text: string, braces: number): { part: ExpressionPart; end: number } {
  const scan = scanJavaScript(text, braces + 2, true)
  if (!scan.closed) {
    const hint =
      scan.openQuote === undefined
        ? 'Close it with }}, or write \\{{ for two plain braces.'
        : `The quote ${text[scan.openQuote]} at character ${scan.openQuote + 1} is not closed.`
    throw userError('expression.unclosed', 'An expression begins with {{ and has no }} to end it.', {
      position: braces,
      hint,
    })
  }
  const inner = text.slice(braces + 2, scan.end)
  const source = inner.trim()
  if (source === '') {
    throw userError('expression.blank', 'There is nothing between {{ and }}.', {
      position: braces,
      hint: 'Name a value, such as {{ input }}, or write \\{{ for two plain braces.',
    })
  }
  const start = braces + 2 + (inner.length - inner.trimStart().length)
  return { part: { kind: 'expression', source, start }, end: scan.end + 2 }
}

function isWhole(parts: TemplatePart[]): boolean {
  let expressions = 0
  for (const part of parts) {
    if (part.kind === 'expression') expressions++
    else if (part.text.trim() !== '') return false
  }
  return expressions === 1
}

const pathRoot = /\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*/uy
const pathKey =
  /(\??\.)\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*|(\?\.)?\s*\[\s*(?:(0|[1-9]\d{0,8})|"([^"\\\r\n]*)"|'([^'\\\r\n]*)')\s*\]\s*/uy

/** Reads an expression that is only a path, such as `a.b[0]?.["c d"]`; null for everything else, which needs the sandbox. */
export function parsePath(source: string): Path | null {
  pathRoot.lastIndex = 0
  const first = pathRoot.exec(source)
  const root = first?.[1]
  if (!first || !root || keywords.has(root) || builtinNames.has(root)) return null
  const keys: Path['keys'] = []
  let at = pathRoot.lastIndex
  while (at < source.length) {
    pathKey.lastIndex = at
    const match = pathKey.exec(source)
    if (!match) return null
    const [, dot, property, optionalBracket, index, double, single] = match
    const key = index === undefined ? (property ?? double ?? single ?? '') : Number(index)
    keys.push({ key, optional: dot === '?.' || optionalBracket === '?.', start: at })
    at = pathKey.lastIndex
  }
  return { source, root, start: first[0].indexOf(root), keys }
}

/**
 * Follows a path through own properties only: nothing a prototype has is ever seen. A property that is not there gives
 * undefined; reading a property of nothing throws `expression.empty`, an unknown first name `expression.unknown-name`.
 */
export function readPath(path: Path, scope: Scope, place: Place = {}): Json | undefined {
  if (!Object.hasOwn(scope, path.root)) {
    throw unknownNameError(path.root, scope, { field: place.field, position: (place.start ?? 0) + path.start })
  }
  let value = scope[path.root]
  for (const { key, optional, start } of path.keys) {
    if (value === null || value === undefined) {
      if (optional) return undefined
      const before = path.source.slice(0, start).trim()
      throw userError('expression.empty', `\`${before}\` is empty, so \`${key}\` cannot be read from it.`, {
        field: place.field,
        position: (place.start ?? 0) + start,
        hint: 'Write ?. instead of . where a value may be missing.',
      })
    }
    value = readOwn(value, key)
  }
  return value
}

function readOwn(value: Exclude<Json, null>, key: string | number): Json | undefined {
  if (typeof value === 'object') {
    // An own property of plain data, whether the value is a list or an object.
    return Object.hasOwn(value, key) ? (value as Record<string | number, Json>)[key] : undefined
  }
  if (typeof value !== 'string') return undefined
  if (key === 'length') return value.length
  return /^(?:0|[1-9]\d*)$/.test(String(key)) ? value[Number(key)] : undefined
}

/** Says that a name stands for nothing here, and which names do. */
export function unknownNameError(name: string, scope: Scope, at: { field?: string; position?: number }): NitiError {
  const known = Object.keys(scope)
  const listed = known.slice(0, 8).map((each) => `\`${each}\``)
  const more = known.length > 8 ? ` and ${known.length - 8} more` : ''
  return userError('expression.unknown-name', `There is nothing called \`${name}\` here.`, {
    ...at,
    hint: listed.length > 0 ? `Known here: ${listed.join(', ')}${more}.` : 'Nothing arrives at this node yet.',
  })
}

/** Names of the language itself, which stand for nothing a workflow holds. */
export const builtinNames: ReadonlySet<string> = new Set(
  `AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError
  FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Iterator
  JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError
  TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet arguments console
  decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt
  undefined unescape`.split(/\s+/),
)

const keywords = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally
  for function if import in instanceof let new null return super switch this throw true try typeof var void
  while with yield`.split(/\s+/),
)

/**
 * The names JavaScript refers to that could be values of the workflow, each once, in order of appearance. Errs towards too
 * many: names the code declares itself and names of the language (see builtinNames) are among them.
 */
export function rootsOf(source: string): string[] {
  const { tokens } = scanJavaScript(source)
  const roots = new Set<string>()
  for (const [index, token] of tokens.entries()) if (roleOf(tokens, index) !== 'other') roots.add(token.text)
  return [...roots]
}

/** The node ids JavaScript reads by way of `nodes`; null when it uses `nodes` in a way that may reach any of them. */
export function nodesReadBy(source: string): string[] | null {
  const { tokens } = scanJavaScript(source)
  const ids = new Set<string>()
  for (const [index, token] of tokens.entries()) {
    if (token.text !== 'nodes' || roleOf(tokens, index) === 'other') continue
    const member = memberAfter(tokens, index)
    if (!member) return null
    ids.add(member.id)
  }
  return [...ids]
}

/**
 * Follows a node's new id into the expressions of a text: `from.x`, `nodes.from.x` and `nodes['from'].x`. A text that is
 * no valid template is given back as it is.
 */
export function renameRoot(text: string, from: string, to: string): string {
  if (!text.includes('{{') || !text.includes(from)) return text
  let parts: TemplatePart[]
  try {
    parts = parseTemplate(text).parts
  } catch {
    return text
  }
  let renamed = text
  for (const part of parts.toReversed()) {
    if (part.kind === 'text') continue
    const end = part.start + part.source.length
    renamed = renamed.slice(0, part.start) + renameInSource(part.source, from, to) + renamed.slice(end)
  }
  return renamed
}

/** The same for text that is JavaScript as a whole, such as a code node's. */
export function renameInSource(source: string, from: string, to: string): string {
  const { tokens } = scanJavaScript(source)
  const edits: { start: number; end: number; text: string }[] = []
  // A variable of the code's own that has the new name already would hide the node behind it.
  const isTaken = tokens.some((token, index) => token.text === to && roleOf(tokens, index) !== 'other')
  const name = isTaken ? `nodes.${to}` : to
  for (const [index, token] of tokens.entries()) {
    const role = roleOf(tokens, index)
    if (role === 'other') continue
    if (token.text === from) {
      edits.push({ start: token.start, end: token.end, text: role === 'shorthand' ? `${from}: ${name}` : name })
    } else if (token.text === 'nodes') {
      const member = memberAfter(tokens, index)
      if (member?.id === from) edits.push({ start: member.start, end: member.end, text: to })
    }
  }
  let renamed = source
  for (const { start, end, text } of edits.toReversed()) renamed = renamed.slice(0, start) + text + renamed.slice(end)
  return renamed
}

/** What a token is: a name that refers to something, one that does so as `{ name }`, or anything else. */
function roleOf(tokens: Token[], index: number): 'reference' | 'shorthand' | 'other' {
  const token = tokens[index]
  if (token?.kind !== 'name' || keywords.has(token.text)) return 'other'
  const before = tokens[index - 1]?.text
  if (before === '.' || before === '?.' || before === '#') return 'other'
  if (!token.inObject || (before !== '{' && before !== ',')) return 'reference'
  const after = tokens[index + 1]?.text
  if (after === ':' || after === '(') return 'other'
  return after === ',' || after === '}' || after === '=' ? 'shorthand' : 'reference'
}

/** `.id` or `['id']` behind a token: the id and where it is written, quotes left out. */
function memberAfter(tokens: Token[], index: number): { id: string; start: number; end: number } | undefined {
  const [first, second, third] = tokens.slice(index + 1, index + 4)
  if (!first || !second) return undefined
  if ((first.text === '.' || first.text === '?.') && second.kind === 'name') return { ...second, id: second.text }
  const key = first.text === '[' ? second : first.text === '?.' && second.text === '[' ? third : undefined
  const close = tokens[index + (first.text === '[' ? 3 : 4)]
  if (key?.kind !== 'string' || key.text.includes('\\') || close?.text !== ']') return undefined
  return { id: key.text.slice(1, -1), start: key.start + 1, end: key.end - 1 }
}
