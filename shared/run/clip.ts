import type { Json, JsonObject } from '../json.ts'
import type { RunEvent } from './events.ts'

/** Longest text and list the run feed carries inside an event; the page asks for the rest when a person looks at it. */
export const clipLimits = { text: 8_000, entries: 50, totalCharacters: 32_000 }

/** Key of the object that stands for a value the feed left out. */
export const clippedMark = '$clipped'

/**
 * An event small enough to push to a page: long outputs and params are replaced by `{ $clipped: { kind, size, head } }`.
 * The stored event keeps the whole.
 */
export function clipEvent(event: RunEvent): RunEvent {
  if (event.type === 'node-finished') return { ...event, outputs: clipObject(event.outputs) }
  if (event.type === 'node-reused') return { ...event, outputs: clipObject(event.outputs) }
  if (event.type === 'run-finished') return { ...event, outputs: clipObject(event.outputs) }
  if (event.type === 'subworkflow-started') return { ...event, inputs: clipObject(event.inputs) }
  if (event.type === 'node-started' && event.params) return { ...event, params: clipObject(event.params) }
  if (event.type === 'model-call-started') {
    return { ...event, messages: event.messages.map((one) => ({ ...one, content: clipText(one.content) })) }
  }
  return event
}

function clipObject(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, clipValue(value)]))
}

function clipText(text: string): string {
  return text.length > clipLimits.text ? `${text.slice(0, clipLimits.text)}… (${text.length} characters)` : text
}

/** The value itself when it is small, else its mark. Measuring stops at the limit, so a huge value costs no more. */
export function clipValue(value: Json): Json {
  if (sizeUpTo(value, clipLimits.totalCharacters) <= clipLimits.totalCharacters) return value
  if (typeof value === 'string') return mark('text', value.length, value.slice(0, clipLimits.text))
  if (Array.isArray(value)) return mark('list', value.length, headOf(value.slice(0, clipLimits.entries)))
  return mark('object', Object.keys(value ?? {}).length, headOf(value))
}

/** The start of a value that is too long, itself cut so that it fits. */
function headOf(value: Json): Json {
  const text = JSON.stringify(value)
  return text.length <= clipLimits.text ? value : text.slice(0, clipLimits.text)
}

function mark(kind: string, size: number, head: Json): Json {
  return { [clippedMark]: { kind, size, head } }
}

function sizeUpTo(value: Json, most: number): number {
  let size = 0
  const left: Json[] = [value]
  while (left.length > 0 && size <= most) {
    const next = left.pop()
    if (typeof next === 'string') size += next.length
    else if (Array.isArray(next)) {
      size += 2 * next.length
      if (size <= most) left.push(...next)
    } else if (typeof next === 'object' && next !== null) {
      for (const [key, inner] of Object.entries(next)) {
        size += key.length + 3
        left.push(inner)
      }
    } else size += 4
  }
  return size
}
