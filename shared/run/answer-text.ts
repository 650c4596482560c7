import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** Fields of an object, and names of a result, that hold what is to be read where others stand beside. */
const readNames = ['answer', 'text', 'message', 'reply', 'output']

/**
 * What a run gives as one text to read: its text; else the one of its values that is a text; several texts one below the
 * other; anything else as JSON in a fence, so that it is shown as it is.
 */
export function answerText(outputs: JsonObject): string {
  const values = Object.values(outputs).filter((value) => value !== null)
  const [only] = values
  if (only === undefined) return ''
  if (values.length === 1) return textOf(only)
  const named = namedText(outputs)
  if (named !== undefined) return named
  const texts = values.filter((value) => typeof value === 'string' && value.trim() !== '')
  if (texts.length === 1 || texts.length === values.length) return texts.join('\n\n')
  return fenced(outputs)
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const named = isJsonObject(value) ? namedText(value) : undefined
  return named ?? fenced(value)
}

function namedText(values: JsonObject): string | undefined {
  for (const name of readNames) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (typeof value === 'string') return value
  }
  return undefined
}

function fenced(value: Json): string {
  const text = JSON.stringify(value, null, 2)
  // A fence longer than any inside it.
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}json\n${text}\n${fence}`
}
