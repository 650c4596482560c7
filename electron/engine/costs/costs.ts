import type { Clock } from '../../../shared/clock.ts'
import type {
  CostFilter,
  CostGrouping,
  CostPeriod,
  CostRange,
  CostReport,
  CostSum,
  LedgerRow,
} from '../../../shared/contract/costs.ts'
import { machineZone } from '../../../shared/workflow/time-zone.ts'
import { nextTurn } from '../event-loop-turn.ts'
import type { Provider } from '../models/define-provider.ts'
import type { BilledCall, CostsStore } from '../store/costs.store.ts'
import type { LedgerStore } from '../store/ledger.store.ts'
import { compareCosts, createUsageTally, type Estimate } from './compare-costs.ts'
import { type Span, spanOf, startsOf } from './cost-range.ts'
import { addCall, emptySum } from './cost-sum.ts'
import { createCostTally } from './cost-tally.ts'
import { forecastDays, forecastMonth } from './month-forecast.ts'
import { plannedCosts } from './planned-costs.ts'

type Parts = {
  store: CostsStore
  ledger: LedgerStore
  providers: Provider[]
  clock: Clock
  workspaceId: string
  /** At today's prices. */
  estimate: Estimate
  /** Of the settings; null: this machine's. */
  timeZone(): string | null
  agentName(agentId: string): string | undefined
}

const dayMs = 86_400_000
const rowsAtOnce = 500

type Filtered = CostFilter & { range: CostRange }
type Visit = (call: BilledCall) => void

/** What calls cost: sums of the ledger, the ledger itself, and what the same calls would have cost elsewhere. */
export function createCosts(parts: Parts) {
  const { store, ledger, providers, clock, workspaceId, estimate, timeZone } = parts

  /** Hands over each call, and lets other things happen now and then. */
  async function eachCall(filter: CostFilter, by: CostGrouping, span: Span & { last: number }, visit: Visit) {
    for (const page of store.pages(filter, by, span)) {
      for (const call of page) visit(call)
      await nextTurn()
    }
  }

  async function sumOf(filter: CostFilter, span: Span & { last: number }, visit?: Visit): Promise<CostSum> {
    const sum = emptySum()
    const runs = new Set<number>()
    await eachCall(filter, 'provider', span, (call) => {
      addCall(sum, call)
      runs.add(call.run_number)
      visit?.(call)
    })
    return { ...sum, runs: runs.size }
  }

  function* rowsOf(filter: CostFilter, span: Span): Generator<LedgerRow[]> {
    let after = 0
    while (true) {
      const rows = store.rows(filter, { ...span, after, limit: rowsAtOnce })
      yield rows
      const end = rows.at(-1)
      if (!end || rows.length < rowsAtOnce) return
      after = end.ledgerId
    }
  }

  function spanNow(range: CostRange, filter: CostFilter) {
    const standpoint = { nowMs: clock.now(), zone: timeZone(), firstMs: range === 'all' ? store.firstAt(filter) : null }
    return spanOf(range, standpoint)
  }

  async function report(asked: Filtered & { by: CostGrouping; topRuns: number }): Promise<CostReport> {
    const { range, by, topRuns, ...filter } = asked
    const { from, to, before, buckets } = spanNow(range, filter)
    const last = store.last()
    const tally = createCostTally({ buckets })
    await eachCall(filter, by, { from, to, last }, tally.add)
    const groups = tally.groups()
    const total = tally.total()
    return {
      ...{ from, to, timeZone: timeZone() ?? machineZone() },
      total,
      before: before && (await sumOf(filter, { ...before, last })),
      groups: groups.map(({ key, sum, runNumbers }) => ({
        key,
        title: titleOf(by, key),
        ...sum,
        runs: runNumbers.size,
      })),
      bucket: buckets.bucket,
      buckets: buckets.starts.map((start, place) => ({
        ...start,
        microUsd: groups.map(({ byBucket }) => byBucket[place] ?? 0),
      })),
      topRuns: tally.topRuns(topRuns).flatMap(({ runNumber, sum }) => {
        const run = store.run(runNumber)
        return run ? [{ ...sum, ...run }] : []
      }),
      cache: tally.cache(),
      forecast: range === 'this-month' ? await forecast(filter, total.microUsd, { to, last }) : null,
    }
  }

  async function forecast(filter: CostFilter, spentMicroUsd: number, { to, last }: { to: number; last: number }) {
    const nowMs = clock.now()
    let recentMicroUsd = 0
    for (let back = forecastDays; back > 0; back--) {
      const from = nowMs - back * dayMs
      // The call of this very moment counts as well.
      recentMicroUsd += store.spent(filter, { from, to: back === 1 ? nowMs + 1 : from + dayMs, last })
      await nextTurn()
    }
    return forecastMonth({ nowMs, to, spentMicroUsd, recentMicroUsd, firstMs: store.firstAt(filter) })
  }

  function titleOf(by: CostGrouping, key: string | null): string {
    if (key === null) return by === 'agent' ? 'No agent' : 'Workflow files'
    if (by === 'workflow') return store.workflowName(key) ?? key
    if (by === 'agent') return parts.agentName(key) ?? key
    if (by === 'provider') return providers.find(({ id }) => id === key)?.title ?? key
    return key
  }

  return {
    report,

    rows(asked: Filtered & { after: number; limit: number }): { rows: LedgerRow[]; hasMore: boolean } {
      const { range, after, limit, ...filter } = asked
      const { from, to } = spanNow(range, filter)
      const rows = store.rows(filter, { from, to, after, limit: limit + 1 })
      return { rows: rows.slice(0, limit), hasMore: rows.length > limit }
    },

    async compare(asked: Filtered & { models: string[] }) {
      const { range, models, ...filter } = asked
      const { from, to } = spanNow(range, filter)
      const usages = createUsageTally()
      const actual = await sumOf(filter, { from, to, last: store.last() }, usages.add)
      return {
        actual,
        models: await compareCosts(usages.alike(), models, estimate),
        // Sums leave dry runs out, unless one is what is asked for.
        planned: filter.runId === undefined ? [] : await plannedCosts(rowsOf(filter, { from, to }), estimate),
      }
    },

    summary(): { today: CostPeriod; month: CostPeriod } {
      const { day, month } = startsOf(clock.now(), timeZone())
      return { today: ledger.since(workspaceId, day), month: ledger.since(workspaceId, month) }
    },
  }
}

export type Costs = ReturnType<typeof createCosts>
