import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ValuePage } from '../../../shared/contract/runs.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { errorOf } from '../../link/error-of.ts'
import { text } from '../../text.ts'
import {
  charactersAtOnce,
  entriesAtOnce,
  type Loaded,
  pathKey,
  type TreeState,
  type ValuePath,
  type ValueRow,
  valueRows,
} from './value-rows.ts'

/** Fetches a part of a value that the feed cut. */
export type FetchPage = (part: { path: ValuePath; offset: number; limit: number }) => Promise<ValuePage>

const nothing: TreeState = { open: new Map(), shown: new Map(), loaded: new Map() }
const none: Loaded = { entries: [], text: '', isLoading: false, error: null }

/** A value's rows, with what was opened and fetched of it. Another value begins anew. */
export function useValueTree(value: Json, fetchPage: FetchPage | null) {
  const [{ of, state }, setTree] = useState({ of: value, state: nothing })
  const current = of === value ? state : nothing
  const change = useCallback(
    (next: (state: TreeState) => TreeState) => {
      setTree((before) => ({ of: value, state: next(before.of === value ? before.state : nothing) }))
    },
    [value],
  )
  const rows = useMemo(() => valueRows(value, current), [value, current])

  const toggle = (key: string, isOpen: boolean) => change((tree) => ({ ...tree, open: plus(tree.open, key, isOpen) }))

  const more = async ({ path, offset, of: what }: Extract<ValueRow, { kind: 'more' }>): Promise<void> => {
    const key = pathKey(path)
    if (offset === null) {
      return change((tree) => ({
        ...tree,
        shown: plus(tree.shown, key, (tree.shown.get(key) ?? entriesAtOnce) + entriesAtOnce),
      }))
    }
    if (!fetchPage || current.loaded.get(key)?.isLoading) return
    const set = (next: (loaded: Loaded) => Loaded) =>
      change((tree) => ({ ...tree, loaded: plus(tree.loaded, key, next(tree.loaded.get(key) ?? none)) }))
    set((loaded) => ({ ...loaded, isLoading: true, error: null }))
    try {
      const page = await fetchPage({ path, offset, limit: what === 'entries' ? entriesAtOnce : charactersAtOnce })
      // An empty page where something is missing would otherwise be asked for for ever.
      const error = isEmptyPage(page) ? text.runs.value.noMore : null
      set((loaded) => ({ ...plusPage(loaded, page), isLoading: false, error }))
    } catch (thrown) {
      const { message } = errorOf(thrown)
      set((loaded) => ({ ...loaded, isLoading: false, error: message }))
    }
  }

  // A part of which nothing is here is fetched as soon as it is looked at; what failed waits to be asked for again.
  const latest = useRef(more)
  latest.current = more
  useEffect(() => {
    for (const row of rows) {
      const isBlank = row.kind === 'more' && row.offset === 0 && !row.isLoading && row.error === null
      if (isBlank && fetchPage) void latest.current(row)
    }
  }, [rows, fetchPage])

  return { rows, toggle, more }
}

function isEmptyPage({ value }: ValuePage): boolean {
  return value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0)
}

/** What is known of a part, with the page after it. */
export function plusPage(loaded: Loaded, { offset, value }: ValuePage): Loaded {
  if (typeof value === 'string') return { ...loaded, text: loaded.text + value }
  const entries: Loaded['entries'] = Array.isArray(value)
    ? value.map((entry, index) => [offset + index, entry])
    : isJsonObject(value)
      ? Object.entries(value)
      : []
  return { ...loaded, entries: [...loaded.entries, ...entries] }
}

function plus<Value>(map: ReadonlyMap<string, Value>, key: string, value: Value): ReadonlyMap<string, Value> {
  return new Map(map).set(key, value)
}
