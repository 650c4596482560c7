import { isJsonObject, type Json } from '../json.ts'

/** Key of the object that stands in an event for a value too large for it. */
export const storedMark = '$stored'

/** Values whose JSON is longer, in bytes of UTF-8, are kept beside the events: once, however many events hold them. */
export const mostInlineBytes = 64 * 1024

export type StoredKind = 'text' | 'list' | 'object'

/** Where a large value is, and enough of it to show without reading it. */
export type StoredRef = {
  /** SHA-256 of its JSON. */
  id: string
  /** Of its JSON. */
  bytes: number
  kind: StoredKind
  /** Characters, entries or fields. */
  entries: number
  /** Its start, as the run feed shows it. */
  head: Json
}

/** What stands in an event: a reference, or a value as it is. */
export type StoredValue = { ref: StoredRef } | { value: Json }

/** Says what a value of a stored event is. Values that only look like a mark were escaped when they were written. */
export function readStored(stored: Json): StoredValue {
  if (!isJsonObject(stored) || !Object.hasOwn(stored, storedMark)) return { value: stored }
  const inner = stored[storedMark]
  if (isJsonObject(inner) && Object.hasOwn(inner, 'literal')) return { value: inner.literal ?? null }
  // Only `markOf` writes a mark without `literal`.
  return { ref: inner as unknown as StoredRef }
}

export function markOf(ref: StoredRef): Json {
  return { [storedMark]: { ...ref } }
}

/** A value as it may stand in a stored event: one that has the mark's key is wrapped, so that nobody takes it for a mark. */
export function escapeStored(value: Json): Json {
  return isJsonObject(value) && Object.hasOwn(value, storedMark) ? { [storedMark]: { literal: value } } : value
}
