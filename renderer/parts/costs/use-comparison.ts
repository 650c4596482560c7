import { useEffect, useState } from 'react'
import type { CostSum, ModelCost, PlannedCost } from '../../../shared/contract/costs.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { client } from '../../link/client.ts'
import { errorOf } from '../../link/error-of.ts'
import { loadConnections, useConnections } from '../../state/connections-store.ts'
import { comparableModels } from './compare-rows.ts'

export type Comparison = { actual: CostSum; models: ModelCost[]; planned: PlannedCost[] }

/** What a run would have cost with each model of a known price; null until the answer is there. */
export function useComparison(runId: string): { comparison: Comparison | null; error: ErrorInfo | null } {
  const providers = useConnections((state) => state.providers)
  const connectionsError = useConnections((state) => state.error)
  const [comparison, setComparison] = useState<Comparison | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)
  useEffect(() => {
    if (!providers) {
      void loadConnections()
      return
    }
    const abort = new AbortController()
    const load = async () => {
      try {
        const asked = { range: 'all' as const, runId, models: comparableModels(providers) }
        const answer = await client.costs.compare(asked, { signal: abort.signal })
        if (!abort.signal.aborted) setComparison(answer)
      } catch (thrown) {
        if (!abort.signal.aborted) setError(errorOf(thrown))
      }
    }
    void load()
    return () => abort.abort()
  }, [providers, runId])
  return { comparison, error: error ?? (providers ? null : connectionsError) }
}
