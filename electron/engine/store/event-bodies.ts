import type { Json, JsonObject } from '../../../shared/json.ts'
import { outlineOf } from '../../../shared/run/clip.ts'
import { mapEventValues } from '../../../shared/run/event-values.ts'
import type { RunEventBody } from '../../../shared/run/events.ts'
import { blobIdsIn } from '../../../shared/run/file-ref.ts'
import {
  escapeStored,
  markOf,
  mostInlineBytes,
  readStored,
  type StoredRef,
  storedMark,
} from '../../../shared/run/stored-value.ts'
import type { BlobsStore } from './blobs.store.ts'
import { createLargeValues, type PackedValue } from './large-values.ts'

/** Large texts remembered, so that one that flows through many nodes is not hashed at each. */
const rememberedTexts = { count: 8, characters: 16 * 1024 * 1024 }

/** Entries of the table of values in use before those that are not any more are looked for. */
const mostAlive = 1_000

/** A text with the mark in it may hold a mark; every other holds none, which is what nearly all are. */
const markInText = `"${storedMark}"`

/**
 * Events to text and back, with large values put beside them. Values are never changed once they are in an event, so one
 * that was stored is known by its identity: the same list through ten nodes is turned into text and hashed once.
 */
export function createEventBodies(blobs: BlobsStore) {
  const refs = new WeakMap<object, StoredRef>()
  const texts = new Map<string, StoredRef>()
  /** What was read and is still in use, by blob. */
  const alive = new Map<string, WeakRef<object>>()
  /** Kept files that values stored apart name: who holds such a value holds them, too. */
  const filesInside = new WeakMap<StoredRef, string[]>()
  const large = createLargeValues()

  function encode(runNumber: number, body: RunEventBody): string {
    // The usual event costs one JSON.stringify and two looks at its text.
    if (!isLargeAtAGlance(body)) {
      const text = JSON.stringify(body)
      if (!isLong(text) && !text.includes(markInText)) {
        blobs.holdNamed(runNumber, blobIdsIn(text))
        return text
      }
    }
    const text = JSON.stringify(mapEventValues(body, (value) => storedForm(runNumber, value)))
    blobs.holdNamed(runNumber, blobIdsIn(text))
    return text
  }

  function storedForm(runNumber: number, value: Json): Json {
    const known = knownRef(value)
    if (known && blobs.has(known.id)) {
      blobs.hold(runNumber, known.id)
      blobs.holdNamed(runNumber, filesInside.get(known) ?? [])
      return markOf(known)
    }
    if (!mayBeLong(value)) return value
    const ready = large.take(value)
    if (ready) return keepPacked(runNumber, value, ready)
    const text = JSON.stringify(value)
    if (!isLong(text)) return escapeStored(value)
    const bytes = Buffer.from(text)
    const id = blobs.keep(runNumber, bytes)
    return markKept(runNumber, value, { id, bytes: bytes.length, text, files: blobIdsIn(text) })
  }

  function keepPacked(runNumber: number, value: Json, ready: PackedValue): Json {
    const { blobId: id, bytes, start: text, files } = ready
    blobs.keepPacked(runNumber, ready)
    return markKept(runNumber, value, { id, bytes, text, files })
  }

  /** `text` is its JSON, or more of its start than a mark shows. */
  function markKept(
    runNumber: number,
    value: Json,
    { id, bytes, text, files }: Pick<StoredRef, 'id' | 'bytes'> & { text: string; files: string[] },
  ): Json {
    // A part of a string keeps the whole of it in memory; what was parsed is a copy.
    const outline = JSON.parse(JSON.stringify(outlineOf(value, text))) as ReturnType<typeof outlineOf>
    const ref: StoredRef = { id, bytes, ...outline }
    blobs.holdNamed(runNumber, files)
    noteFiles(ref, files)
    remember(value, ref)
    return markOf(ref)
  }

  function noteFiles(ref: StoredRef, files: string[]): void {
    if (files.length > 0) filesInside.set(ref, files)
  }

  function isLargeAtAGlance(body: RunEventBody): boolean {
    const values = namedValues(body)
    for (const name in values) {
      const value = values[name]
      if (typeof value === 'string' ? value.length > mostInlineBytes : isKnownOrLong(value)) return true
    }
    return false
  }

  function isKnownOrLong(value: Json | undefined): boolean {
    if (typeof value !== 'object' || value === null) return false
    // Each entry takes two characters at least.
    return refs.has(value) || large.isPacked(value) || (Array.isArray(value) && value.length > mostInlineBytes / 2)
  }

  function knownRef(value: Json): StoredRef | undefined {
    if (typeof value === 'object' && value !== null) return refs.get(value)
    return typeof value === 'string' && value.length > mostInlineBytes ? texts.get(value) : undefined
  }

  function remember(value: Json, ref: StoredRef): void {
    if (typeof value === 'object' && value !== null) {
      refs.set(value, ref)
      alive.set(ref.id, new WeakRef(value))
      if (alive.size > mostAlive) for (const [id, one] of alive) if (!one.deref()) alive.delete(id)
      return
    }
    if (typeof value !== 'string' || value.length > rememberedTexts.characters) return
    texts.set(value, ref)
    let characters = 0
    for (const text of texts.keys()) characters += text.length
    for (const text of texts.keys()) {
      if (texts.size <= rememberedTexts.count && characters <= rememberedTexts.characters) break
      texts.delete(text)
      characters -= text.length
    }
  }

  function load(ref: StoredRef): Json {
    const known = alive.get(ref.id)?.deref()
    if (known) return known as Json // only JSON values are ever put there
    const text = blobs.read(ref.id).toString()
    const value = JSON.parse(text) as Json // only `storedForm` writes such blobs
    noteFiles(ref, blobIdsIn(text))
    remember(value, ref)
    return value
  }

  return {
    /** Does most of the work of `encode` for large ones of these values; null where there is nothing to wait for. */
    packLarge: (values: JsonObject): Promise<void> | null =>
      large.pack(values, (value) => knownRef(value) !== undefined),

    /** The event as text. Large values are put into blobs, so it belongs into the transaction that writes the text. */
    encode,

    /** The event with marks in the place of large values, and escapes; see `readStored`. */
    decodeStored: (text: string): RunEventBody => JSON.parse(text) as RunEventBody, // `encode` is the only writer

    /** The whole event. Large values inside objects of values are read when they are first looked at. */
    decode(text: string): RunEventBody {
      const body = JSON.parse(text) as RunEventBody // `encode` is the only writer
      if (!text.includes(markInText)) return body
      return mapEventValues(body, whole, lazyObject)
    },

    /** The value behind what stands in a stored event. */
    whole,
    load,
  }

  function whole(stored: Json): Json {
    const read = readStored(stored)
    return 'value' in read ? read.value : load(read.ref)
  }
}

export type EventBodies = ReturnType<typeof createEventBodies>

/** Whether the text is over the limit, counted in bytes only where characters do not settle it. */
function isLong(text: string): boolean {
  if (text.length * 3 <= mostInlineBytes) return false
  return text.length > mostInlineBytes || Buffer.byteLength(text) > mostInlineBytes
}

/** Numbers and the like are never long, nor are short texts; of all others only their JSON tells. */
function mayBeLong(value: Json): boolean {
  if (typeof value === 'string') return value.length * 6 > mostInlineBytes
  return typeof value === 'object' && value !== null
}

/** The values by name in an event, where it holds such. */
function namedValues(body: RunEventBody): JsonObject | undefined {
  if (body.type === 'node-started') return body.params
  if (body.type === 'run-queued' || body.type === 'subworkflow-started') return body.inputs
  if (body.type === 'node-finished' || body.type === 'node-reused' || body.type === 'run-finished') return body.outputs
  return undefined
}

/** Fields that read their value when they are first looked at, and keep it. */
function lazyObject(stored: JsonObject, change: (value: Json) => Json): JsonObject {
  const values: JsonObject = {}
  for (const [key, value] of Object.entries(stored)) {
    const read = readStored(value)
    const field = { enumerable: true, configurable: true }
    if ('value' in read) {
      Object.defineProperty(values, key, { ...field, writable: true, value: read.value })
      continue
    }
    Object.defineProperty(values, key, {
      ...field,
      get() {
        const whole = change(value)
        Object.defineProperty(values, key, { ...field, writable: true, value: whole })
        return whole
      },
    })
  }
  return values
}
