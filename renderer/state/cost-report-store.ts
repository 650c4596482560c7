import { createStore, useStore } from 'zustand'
import type { CostReport, LedgerRow } from '../../shared/contract/costs.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { type CostQuery, isSameQuery } from './cost-query.ts'

export type CostReportState = {
  /** The last answer, with what it answers; it stays while the next one is on its way. null until the first. */
  shown: { query: CostQuery; report: CostReport } | null
  /** What was asked for is not shown yet. */
  isLoading: boolean
  /** Why what was asked for last cannot be shown, or be kept fresh. */
  error: ErrorInfo | null
  /** Of all time: how many calls there were, and the name of every agent that made one, by its id. null until known. */
  ever: { calls: number; agents: ReadonlyMap<string, string> } | null
}

export type WhatIf = { actualMicroUsd: number; unknownCalls: number; microUsd: number | null }

/** Enough to be quick, and few enough to stay well below what one message may hold. */
const rowsAtOnce = 1_000

/** The report of the Costs screen, and the calls behind it. */
export function createCostReportStore(costs: EngineClient['costs']) {
  const store = createStore<CostReportState>(() => ({ shown: null, isLoading: false, error: null, ever: null }))
  /** A slow answer must not stand over a newer one. */
  let turns = 0

  /** Asks for this, or for the same once more; only the answer to what was asked for last is shown. */
  async function show(query: CostQuery): Promise<void> {
    const turn = ++turns
    const before = store.getState().shown
    store.setState({ isLoading: before === null || !isSameQuery(before.query, query) })
    try {
      const report = await costs.report({ range: query.range, by: query.by, ...query.filter })
      if (turn === turns) store.setState({ shown: keep(before, { query, report }), isLoading: false, error: null })
    } catch (thrown) {
      if (turn === turns) store.setState({ isLoading: false, error: errorOf(thrown) })
    }
  }

  async function loadEver(): Promise<void> {
    try {
      const { total, groups } = await costs.report({ range: 'all', by: 'agent', topRuns: 0 })
      const agents = new Map(groups.flatMap(({ key, title }) => (key === null ? [] : [[key, title] as const])))
      store.setState({ ever: { calls: total.calls, agents } })
    } catch (thrown) {
      store.setState({ error: errorOf(thrown) })
    }
  }

  /** What the calls shown would have cost with another model; throws what the engine says. */
  async function compare({ range, filter }: CostQuery, model: string): Promise<WhatIf> {
    const { actual, models } = await costs.compare({ range, ...filter, models: [model] })
    const other = models.find((each) => each.model === model && !each.isAsPlanned)
    return { actualMicroUsd: actual.microUsd, unknownCalls: actual.unknownCalls, microUsd: other?.microUsd ?? null }
  }

  /** Every call behind the report, some at a time, oldest first; throws what the engine says. */
  async function* readRows({ range, filter }: CostQuery, signal?: AbortSignal): AsyncGenerator<LedgerRow[]> {
    let after = 0
    for (;;) {
      const { rows, hasMore } = await costs.rows({ range, ...filter, after, limit: rowsAtOnce }, { signal })
      if (rows.length > 0) yield rows
      after = rows.at(-1)?.ledgerId ?? after
      if (!hasMore || rows.length === 0) return
    }
  }

  return { store, show, loadEver, compare, readRows }
}

export const costReport = createCostReportStore(client.costs)

export function useCostReport<T>(select: (state: CostReportState) => T): T {
  return useStore(costReport.store, select)
}

/** The very same object where nothing changed, so that nothing is drawn anew. */
function keep(before: CostReportState['shown'], now: NonNullable<CostReportState['shown']>) {
  return before && JSON.stringify(before) === JSON.stringify(now) ? before : now
}
