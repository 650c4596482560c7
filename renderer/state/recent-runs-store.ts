import { create } from 'zustand'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

/** The last few runs of all workflows, for the command palette and the rail's badge. */
export const useRecentRuns = create<{ runs: RunSummary[] }>(() => ({ runs: [] }))

export async function loadRecentRuns(): Promise<void> {
  try {
    useRecentRuns.setState({ runs: await client.runs.list({ limit: 12 }) })
  } catch (error) {
    // The Runs screen says why; here a short list only stays as it was. A bug of the page must not hide, though.
    if (errorOf(error).code === 'page.unexpected') console.warn('recent runs', error)
  }
}

/** How many runs are at work. One that waits for something may do so for days and does not count. */
export function countAtWork(runs: readonly Pick<RunSummary, 'status' | 'openWaits'>[]): number {
  return runs.filter(({ status, openWaits }) => status === 'running' && openWaits === 0).length
}
