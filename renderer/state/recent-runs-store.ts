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

/** Whether models may be at work: a run is under way. */
export function isAnyRunning(runs: readonly Pick<RunSummary, 'status'>[]): boolean {
  return runs.some(({ status }) => status === 'running')
}
