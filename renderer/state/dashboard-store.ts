import { createStore, useStore } from 'zustand'
import type { Dashboard } from '../../shared/contract/dashboard.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { type DashboardQuery, isSameDashboard, usualDashboardQuery } from './dashboard-query.ts'

export type DashboardFacets = Awaited<ReturnType<EngineClient['dashboard']['facets']>>

export type DashboardState = {
  /** What was asked for last: where the way back to the Dashboard leads. */
  query: DashboardQuery
  /** The last answer, with what it answers; it stays while the next one is on its way. null until the first. */
  shown: { query: DashboardQuery; figures: Dashboard } | null
  /** What was asked for is not shown yet. */
  isLoading: boolean
  /** Why what was asked for last cannot be shown, or be kept fresh. */
  error: ErrorInfo | null
  /** What there is to filter by; null until known. */
  facets: DashboardFacets | null
}

/** The figures of the Dashboard. */
export function createDashboardStore(dashboard: Pick<EngineClient['dashboard'], 'get' | 'facets'>) {
  const store = createStore<DashboardState>(() => ({
    ...{ query: usualDashboardQuery, shown: null, isLoading: false, error: null, facets: null },
  }))
  /** A slow answer must not stand over a newer one. */
  let turns = 0

  /** Asks for this, or for the same once more; only the answer to what was asked for last is shown. */
  async function show(query: DashboardQuery): Promise<void> {
    const turn = ++turns
    const before = store.getState().shown
    store.setState({ query, isLoading: before === null || !isSameDashboard(before.query, query) })
    try {
      const figures = await dashboard.get({ range: query.range, timeZone: query.timeZone, filter: query.filter })
      if (turn === turns) store.setState({ shown: keep(before, { query, figures }), isLoading: false, error: null })
    } catch (thrown) {
      if (turn === turns) store.setState({ isLoading: false, error: errorOf(thrown) })
    }
  }

  async function loadFacets(): Promise<void> {
    try {
      store.setState({ facets: await dashboard.facets() })
    } catch (thrown) {
      store.setState({ error: errorOf(thrown) })
    }
  }

  return { store, show, loadFacets }
}

export const dashboard = createDashboardStore(client.dashboard)

export function useDashboard<T>(select: (state: DashboardState) => T): T {
  return useStore(dashboard.store, select)
}

/** The very same object where nothing changed, so that nothing is drawn anew. */
function keep(before: DashboardState['shown'], now: NonNullable<DashboardState['shown']>) {
  return before && JSON.stringify(before) === JSON.stringify(now) ? before : now
}
