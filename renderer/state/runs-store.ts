import { useEffect } from 'react'
import { create } from 'zustand'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import type { RunStatus } from '../../shared/run/events.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type RunFilter = { workflowId?: string; status?: RunStatus }

export type RunList = {
  /** Newest first; null until they have arrived. */
  runs: RunSummary[] | null
  hasMore: boolean
  isLoadingMore: boolean
  error: ErrorInfo | null
}

const empty: RunList = { runs: null, hasMore: false, isLoadingMore: false, error: null }
const pageSize = 50

export const useRunListStore = create<{ lists: Record<string, RunList> }>(() => ({ lists: {} }))

/** The lists on screen, with how many places show each. */
const shown = new Map<string, { filter: RunFilter; users: number }>()

function keyOf({ workflowId, status }: RunFilter): string {
  return `${workflowId ?? ''}|${status ?? ''}`
}

function change(key: string, next: (list: RunList) => Partial<RunList>): void {
  useRunListStore.setState(({ lists }) => {
    const list = lists[key] ?? empty
    return { lists: { ...lists, [key]: { ...list, ...next(list) } } }
  })
}

/** The runs that fit, newest first, kept up to date while the component is shown. */
export function useRunList(filter: RunFilter): RunList {
  const { workflowId, status } = filter
  const key = keyOf(filter)
  useEffect(() => {
    const used = shown.get(key) ?? { filter: { workflowId, status }, users: 0 }
    used.users++
    shown.set(key, used)
    followChanges()
    void refresh(key, used.filter)
    return () => {
      used.users--
      if (used.users === 0) shown.delete(key)
      if (shown.size === 0) stopFollowing()
    }
  }, [key, workflowId, status])
  return useRunListStore((state) => state.lists[key]) ?? empty
}

/** The page after the last run shown. */
export async function loadMoreRuns(filter: RunFilter): Promise<void> {
  const key = keyOf(filter)
  const list = useRunListStore.getState().lists[key]
  const last = list?.runs?.at(-1)
  if (!list || !last || list.isLoadingMore) return
  change(key, () => ({ isLoadingMore: true }))
  try {
    const more = await client.runs.list({ ...filter, before: last.runId, limit: pageSize })
    change(key, ({ runs }) => ({
      runs: [...(runs ?? []), ...more.filter((run) => !runs?.some((known) => known.runId === run.runId))],
      hasMore: more.length === pageSize,
      isLoadingMore: false,
      error: null,
    }))
  } catch (thrown) {
    change(key, () => ({ isLoadingMore: false, error: errorOf(thrown) }))
  }
}

async function refresh(key: string, filter: RunFilter): Promise<void> {
  try {
    const first = await client.runs.list({ ...filter, limit: pageSize })
    change(key, ({ runs, hasMore }) => {
      const oldest = first.at(-1)
      // Pages that were loaded before stay below the renewed first one.
      const rest = first.length === pageSize && oldest ? olderThan(runs ?? [], oldest) : []
      return {
        runs: [...first, ...rest],
        hasMore: first.length === pageSize && (rest.length === 0 || hasMore),
        error: null,
      }
    })
  } catch (thrown) {
    change(key, () => ({ error: errorOf(thrown) }))
  }
}

function olderThan(runs: RunSummary[], oldest: RunSummary): RunSummary[] {
  const place = runs.findIndex((run) => run.runId === oldest.runId)
  return place < 0 ? [] : runs.slice(place + 1)
}

let following: AbortController | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/** Many runs that start and finish at once are one renewal. */
const gatherMs = 150
const retryMs = 1_500

function followChanges(): void {
  if (following) return
  const abort = new AbortController()
  following = abort
  void (async () => {
    while (!abort.signal.aborted) {
      try {
        for await (const _ of await client.runs.changes(undefined, { signal: abort.signal })) refreshSoon()
      } catch {
        // The link broke or the engine is starting again: the frame says so, and the lists renew themselves below.
      }
      if (abort.signal.aborted) return
      await new Promise((resolve) => setTimeout(resolve, retryMs))
      refreshSoon()
    }
  })()
}

function stopFollowing(): void {
  following?.abort()
  following = null
  clearTimeout(timer)
  timer = undefined
}

function refreshSoon(): void {
  timer ??= setTimeout(() => {
    timer = undefined
    for (const [key, { filter }] of shown) void refresh(key, filter)
  }, gatherMs)
}
