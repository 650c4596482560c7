import type { CostReport, CostSum } from '../../../shared/contract/costs.ts'
import type { PriceSnapshot } from '../../../shared/run/model-call.ts'
import type { BilledCall } from '../store/costs.store.ts'
import type { CostSpan } from './cost-range.ts'
import { addCall, addSum, byCost, type CallSum, emptySum } from './cost-sum.ts'

type Group = { key: string | null; sum: CallSum; runNumbers: Set<number>; byBucket: number[] }

/**
 * Everything a report is made of, added up in one pass: what it says of models, of days and of runs are sums of the very
 * same rows. Calls come in the order of time.
 */
export function createCostTally({ buckets: { starts } }: Pick<CostSpan, 'buckets'>) {
  const groups = new Map<string | null, Group>()
  const runs = new Map<number, CallSum>()
  const rates = new Map<string, number>()
  let place = 0
  let saved = 0

  function groupOf(key: string | null): Group {
    const known = groups.get(key)
    if (known) return known
    const group = { key, sum: emptySum(), runNumbers: new Set<number>(), byBucket: starts.map(() => 0) }
    groups.set(key, group)
    return group
  }

  function runOf(runNumber: number): CallSum {
    const known = runs.get(runNumber)
    if (known) return known
    const sum = emptySum()
    runs.set(runNumber, sum)
    return sum
  }

  function add(call: BilledCall): void {
    while (call.at >= (starts[place + 1]?.at ?? Number.POSITIVE_INFINITY)) place++
    const group = groupOf(call.key)
    addCall(group.sum, call)
    group.runNumbers.add(call.run_number)
    addCall(runOf(call.run_number), call)
    group.byBucket[place] = (group.byBucket[place] ?? 0) + (call.micro_usd ?? 0)
    if (call.cached_price !== null) saved += call.cached_input_tokens * savedPerToken(call.cached_price)
  }

  /** Dollars for a million tokens are micro-dollars for one. */
  function savedPerToken(price: string): number {
    const known = rates.get(price)
    if (known !== undefined) return known
    const { inputUsdPerMillion: plain, cachedInputUsdPerMillion: cached }: PriceSnapshot = JSON.parse(price)
    const perToken = plain === null || cached === null ? 0 : plain - cached
    rates.set(price, perToken)
    return perToken
  }

  function total(): CostSum {
    const sum = emptySum()
    for (const group of groups.values()) addSum(sum, group.sum)
    return { ...sum, runs: runs.size }
  }

  return {
    add,
    total,
    /** Largest first; by name where they are as large. */
    groups: (): Group[] =>
      [...groups.values()].toSorted((a, b) => byCost(a.sum, b.sum) || ((a.key ?? '') < (b.key ?? '') ? -1 : 1)),
    /** The dearest; of those that cost the same, the newest. */
    topRuns: (count: number): { runNumber: number; sum: CallSum }[] =>
      [...runs]
        .map(([runNumber, sum]) => ({ runNumber, sum }))
        .toSorted((a, b) => byCost(a.sum, b.sum) || b.runNumber - a.runNumber)
        .slice(0, count),
    cache: (): CostReport['cache'] => ({
      cachedInputTokens: total().cachedInputTokens,
      savedMicroUsd: Math.round(saved),
    }),
  }
}
