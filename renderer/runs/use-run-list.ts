import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import { client } from '../link/client.ts'
import { followNews } from '../state/follow-news.ts'
import { type RunListState, runList } from '../state/run-list-store.ts'

/** The runs that fit, kept up to date while the screen is shown. */
export function useRunList(filter: RunFilter): RunListState {
  const key = JSON.stringify(filter)
  useEffect(() => void runList.open(JSON.parse(key) as RunFilter), [key]) // the filter itself, as text
  useEffect(() => {
    const stop = new AbortController()
    const { signal } = stop
    void followNews(signal, () => client.runs.changes(undefined, { signal }), runList.renewSoon)
    return () => {
      stop.abort()
      runList.close()
    }
  }, [])
  return useStore(runList.store)
}
