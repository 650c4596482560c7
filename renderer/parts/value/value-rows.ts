import type { Json } from '../../../shared/json.ts'
import { type FileRef, fileRefOf } from '../../../shared/run/file-ref.ts'
import { clippedOf } from '../run/value-kind.ts'

/** Way into a value: `['rows', 3, 'name']`. */
export type ValuePath = readonly (string | number)[]

/** What has been fetched of a part that the feed cut. */
export type Loaded = {
  entries: [string | number, Json][]
  text: string
  isLoading: boolean
  /** Why the last page could not be had. */
  error: string | null
}

export type TreeState = {
  /** By `pathKey`: opened or closed by hand. */
  open: ReadonlyMap<string, boolean>
  /** By `pathKey`: entries drawn of a part that is here as a whole. */
  shown: ReadonlyMap<string, number>
  loaded: ReadonlyMap<string, Loaded>
}

/** Entries drawn or fetched at once, and characters of a text. */
export const entriesAtOnce = 100
export const charactersAtOnce = 10_000
/** Small parts of a short value are open without being asked for. */
const opensAtMost = 12
const shortValue = 20

type At = { key: string; depth: number; name: string; isIndex: boolean }

/** One line of a value as a person sees it. */
export type ValueRow =
  | (At & { kind: 'leaf'; value: null | boolean | number | string })
  | (At & { kind: 'branch'; isOpen: boolean; isList: boolean; size: number; preview: string; path: ValuePath })
  | (At & { kind: 'file'; file: FileRef })
  /** The part of a cut text that is here. */
  | (At & { kind: 'text'; text: string })
  | (At & {
      kind: 'more'
      path: ValuePath
      /** What is still missing: entries, or characters of a text. */
      remaining: number
      of: 'entries' | 'characters'
      /** Where the next page begins; null: it is here and only has to be drawn. */
      offset: number | null
      isLoading: boolean
      error: string | null
    })
  | (At & { kind: 'empty'; isList: boolean })

export function pathKey(path: ValuePath): string {
  return JSON.stringify(path)
}

/** The rows of a value: its entries level by level, of those that are open. A value that is no list or object is one row. */
export function valueRows(value: Json, state: TreeState): ValueRow[] {
  const rows: ValueRow[] = []
  const isShort = (clippedOf(value)?.size ?? Object.keys(value ?? {}).length) <= shortValue

  function addEntries(part: Json, path: ValuePath, depth: number): void {
    const key = pathKey(path)
    const cut = clippedOf(part)
    const page = cut ? cutEntries(key, cut) : wholeEntries(key, part)
    if (page.total === 0)
      rows.push({ kind: 'empty', key: `${key}!`, depth, name: '', isIndex: false, isList: page.isList })
    for (const [name, entry] of page.entries) add(entry, [...path, name], depth, page.isList)
    const remaining = page.total - page.entries.length
    if (remaining <= 0) return
    const { isLoading = false, error = null } = state.loaded.get(key) ?? {}
    const at = { key: `${key}+`, depth, name: '', isIndex: false }
    const offset = cut ? page.entries.length : null
    rows.push({ kind: 'more', ...at, path, remaining, of: 'entries', offset, isLoading, error })
  }

  function wholeEntries(key: string, part: Json) {
    const most = state.shown.get(key) ?? entriesAtOnce
    const isList = Array.isArray(part)
    const all: [string | number, Json][] = isList
      ? part.slice(0, most).map((entry, index) => [index, entry])
      : Object.entries(part ?? {}).slice(0, most)
    return { isList, entries: all, total: isList ? part.length : Object.keys(part ?? {}).length }
  }

  function cutEntries(key: string, { kind, size, head }: { kind: string; size: number; head: Json }) {
    const start = typeof head === 'object' && head !== null ? wholeEntries(`${key}!head`, head).entries : []
    const fetched = state.loaded.get(key)?.entries ?? []
    return { isList: kind === 'list', entries: [...start, ...fetched], total: size }
  }

  function add(part: Json, path: ValuePath, depth: number, isIndex: boolean): void {
    const key = pathKey(path)
    const at = { key, depth, name: String(path.at(-1) ?? ''), isIndex }
    const file = fileRefOf(part)
    const cut = clippedOf(part)
    if (file) {
      rows.push({ kind: 'file', ...at, file })
      return
    }
    if (cut?.kind === 'text') {
      addText(cut, path, at)
      return
    }
    if (typeof part !== 'object' || part === null) {
      rows.push({ kind: 'leaf', ...at, value: part })
      return
    }
    const isList = cut ? cut.kind === 'list' : Array.isArray(part)
    const size = cut ? cut.size : Array.isArray(part) ? part.length : Object.keys(part).length
    const isOpen = state.open.get(key) ?? (depth === 0 && !cut && size <= opensAtMost && isShort)
    rows.push({ kind: 'branch', ...at, isOpen, isList, size, preview: previewOf(cut ? cut.head : part), path })
    if (isOpen) addEntries(part, path, depth + 1)
  }

  function addText({ size, head }: { size: number; head: Json }, path: ValuePath, at: At): void {
    const start = typeof head === 'string' ? head : ''
    const { text = '', isLoading = false, error = null } = state.loaded.get(at.key) ?? {}
    rows.push({ kind: 'text', ...at, text: start + text })
    const known = start.length + text.length
    if (known >= size) return
    const more = { ...at, key: `${at.key}+`, remaining: size - known, offset: known, isLoading, error }
    rows.push({ kind: 'more', ...more, path, of: 'characters' })
  }

  const rootKind = clippedOf(value)?.kind
  const isComposite = typeof value === 'object' && value !== null && !fileRefOf(value) && rootKind !== 'text'
  if (isComposite) addEntries(value, [], 0)
  else add(value, [], 0, false)
  return rows
}

/** The start of what is inside, so that one need not open everything to find the right one. */
function previewOf(part: Json): string {
  if (typeof part === 'string') return cutShort(part)
  if (typeof part !== 'object' || part === null) return ''
  return cutShort(
    JSON.stringify(Array.isArray(part) ? part.slice(0, 4) : Object.fromEntries(Object.entries(part).slice(0, 4))),
  )
}

function cutShort(words: string): string {
  return words.length > 70 ? `${words.slice(0, 70)}…` : words
}
