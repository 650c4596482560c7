import type { RunSummary } from '../../shared/contract/runs.ts'
import { formatMicroUsd } from '../../shared/money.ts'

const mostRuns = 20

/** What a run is likely to cost: the average of the last successful ones. Null where there is nothing to go by. */
export function forecastOf(runs: readonly RunSummary[]): { money: string; runs: number } | null {
  const known = runs.filter((run) => run.status === 'succeeded' && run.unknownCalls === 0).slice(0, mostRuns)
  if (known.length === 0) return null
  const sum = known.reduce((total, run) => total + run.microUsd, 0)
  return { money: formatMicroUsd(Math.round(sum / known.length)), runs: known.length }
}
