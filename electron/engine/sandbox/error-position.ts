import { Script } from 'node:vm'
import { scanJavaScript } from '../../../shared/workflow/expression-tokens.ts'

export type GuestError = { name: string; message: string; stack: string }

/** Reads the JSON that guest-source.ts makes of what was thrown; undefined where the person's code got in its way. */
export function readGuestError(text: string): GuestError | undefined {
  try {
    const { name, message, stack }: Record<string, unknown> = JSON.parse(text)
    return typeof name === 'string' && typeof message === 'string' && typeof stack === 'string'
      ? { name, message, stack }
      : undefined
  } catch {
    return undefined
  }
}

/** File name the source is evaluated under, as it appears in stacks. */
export const sourceName = 'source'

/**
 * Finds where in `source` an error of QuickJS comes from, as a zero-based character. `before` and `after` are what
 * was put around it. The message is V8's for a syntax error: it is the clearer one.
 *
 * QuickJS notes a place for calls and throws alone, and none to rely on for syntax errors; so a syntax error is looked up
 * by letting V8 parse the same text (parse, never run), and a bad name or property by its next mention in the source.
 */
export function locateError(
  error: GuestError,
  { source, before, after }: { source: string; before: string; after: string },
): { message: string; position?: number } {
  const message = error.name ? `${error.name}: ${error.message}` : error.message
  const wrapped = before + source + after
  const inSource = (offset: number) => Math.max(0, Math.min(source.length, offset - before.length))

  if (error.name === 'SyntaxError') {
    const first = findSyntaxError(wrapped)
    // What is left open is only noticed behind the source, in words about text that is not the person's.
    const isBehind = first !== undefined && first.offset >= before.length + source.length
    const found = isBehind ? (findSyntaxError(before + source) ?? first) : first
    if (found) return { message: `SyntaxError: ${found.message}`, position: inSource(found.offset) }
  }
  const frame = new RegExp(`\\b${sourceName}:(\\d+):(\\d+)`).exec(error.stack)
  if (!frame) return { message }
  const noted = inSource(toOffset(wrapped, Number(frame[1]), Number(frame[2]), 'bytes'))
  const missing = /^'?([^' ]+)'? is not defined$|^cannot (?:read|set) property '([^']*)' of/.exec(error.message)
  const name = missing?.[1] ?? missing?.[2]
  return { message, position: (name === undefined ? undefined : findMention(source, name, noted)) ?? noted }
}

/** The unknown name a ReferenceError is about. */
export function unknownNameOf(error: GuestError): string | undefined {
  return error.name === 'ReferenceError' ? /^'?([^' ]+)'? is not defined$/.exec(error.message)?.[1] : undefined
}

/** Node draws the carets no further than about here. */
const longestCarets = 1000

function findSyntaxError(text: string): { message: string; offset: number } | undefined {
  try {
    new Script(text, { filename: sourceName })
    return undefined
  } catch (error) {
    if (!(error instanceof SyntaxError)) return undefined
    // The stack begins with `source:LINE`, that line of the text, and a line of carets below the place.
    const [first = '', , carets = ''] = (error.stack ?? '').split('\n')
    const line = Number(/:(\d+)$/.exec(first)?.[1] ?? Number.NaN)
    const column = carets.includes('^') ? carets.indexOf('^') : carets.length
    if (Number.isNaN(line) || column > longestCarets) return undefined
    return { message: error.message, offset: toOffset(text, line, column + 1) }
  }
}

function findMention(source: string, name: string, from: number): number | undefined {
  const mentions = scanJavaScript(source).tokens.filter(
    (token) => token.text === name || (token.kind === 'string' && token.text.slice(1, -1) === name),
  )
  return (mentions.find((token) => token.start >= from) ?? mentions[0])?.start
}

/** Character offset of a line and column, both counted from one; QuickJS counts columns in bytes of UTF-8. */
function toOffset(text: string, line: number, column: number, unit: 'characters' | 'bytes' = 'characters'): number {
  let start = 0
  for (let current = 1; current < line; current++) {
    const end = text.indexOf('\n', start)
    if (end < 0) return text.length
    start = end + 1
  }
  if (unit === 'characters') return start + column - 1
  const bytes = Buffer.from(text.slice(start, start + column)).subarray(0, column - 1)
  return start + bytes.toString().length
}
