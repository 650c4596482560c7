import type { Json } from '../json.ts'
import { mapEventValues } from './event-values.ts'
import type { RunEvent } from './events.ts'
import { readStored, type StoredRef } from './stored-value.ts'
import { hashOf } from './trace-ids.ts'

/** Longest text and list the run feed carries inside an event; the page asks for the rest when a person looks at it. */
export const clipLimits = { text: 8_000, entries: 50, totalCharacters: 32_000 }

/** Key of the object that stands for a value the feed left out. */
export const clippedMark = '$clipped'

/**
 * A stored event, small enough to push to a page: long values are replaced by `{ $clipped: { kind, size, head, id } }`, and of
 * those that are stored apart the reference is all that is needed for it.
 */
export function clipEvent(event: RunEvent): RunEvent {
  return mapEventValues(event, clippers[event.type] ?? clipApart)
}

const clippers: Partial<Record<RunEvent['type'], (stored: Json) => Json>> = {
  'node-finished': clipStored,
  'node-reused': clipStored,
  'node-failed': clipStored,
  'run-finished': clipStored,
  'node-started': clipStored,
  'model-call-started': clipSent,
  'model-call-finished': clipSaid,
  'model-call-failed': clipSaid,
  'agent-said': clipSent,
  'tool-call-started': clipStored,
  'tool-call-finished': clipSent,
  'tool-call-failed': clipSent,
}

function clipStored(stored: Json): Json {
  const read = readStored(stored)
  return 'value' in read ? clipValue(read.value) : mark(read.ref.kind, read.ref.entries, read.ref.head, read.ref.id)
}

/** What a run was given is shown whole as long as it stands in the event: a form begins with it. */
function clipApart(stored: Json): Json {
  const read = readStored(stored)
  return 'value' in read ? read.value : clipStored(stored)
}

function clipSent(stored: Json): string {
  return typeof stored === 'string' ? clipText(stored) : clipSaid(stored)
}

/** A text said to a model or by it, of which nothing but a text can take the place. */
function clipSaid(stored: Json): string {
  const read = readStored(stored)
  return 'value' in read ? String(read.value) : `${String(read.ref.head)}… (${read.ref.entries} characters)`
}

function clipText(text: string): string {
  return text.length > clipLimits.text ? `${text.slice(0, clipLimits.text)}… (${text.length} characters)` : text
}

/** What a text said to a model or by it begins with, where the feed cut it, and how long all of it is; null: it is whole. */
export function cutTextOf(text: string): { head: string; characters: number } | null {
  const found = /^… \((\d+) characters\)$/.exec(text.slice(clipLimits.text))
  return found ? { head: text.slice(0, clipLimits.text), characters: Number(found[1]) } : null
}

/** The value itself when it is small, else its mark. Measuring stops at the limit, so a huge value costs no more. */
export function clipValue(value: Json): Json {
  if (sizeUpTo(value, clipLimits.totalCharacters) <= clipLimits.totalCharacters) return value
  const text = JSON.stringify(value)
  const { kind, entries, head } = outlineOf(value, text)
  return mark(kind, entries, head, hashOf(text))
}

/** What can be said of a large value in few words: kind, size and start. `text` is its JSON, where that is known. */
export function outlineOf(value: Json, text?: string): Pick<StoredRef, 'kind' | 'entries' | 'head'> {
  if (typeof value === 'string') return { kind: 'text', entries: value.length, head: value.slice(0, clipLimits.text) }
  if (Array.isArray(value)) {
    return { kind: 'list', entries: value.length, head: headOf(value.slice(0, clipLimits.entries)) }
  }
  return { kind: 'object', entries: Object.keys(value ?? {}).length, head: headOf(value, text) }
}

/** The start of a value that is too long, itself cut so that it fits. */
function headOf(value: Json, text = JSON.stringify(value)): Json {
  return text.length <= clipLimits.text ? value : text.slice(0, clipLimits.text)
}

/** `id` differs where values do: so that two that begin the same can be told apart. */
function mark(kind: string, size: number, head: Json, id: string): Json {
  return { [clippedMark]: { kind, size, head, id } }
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
