import { createStore, useStore } from 'zustand'
import type { AlertIncident, AlertRule, QuietHours } from '../../shared/contract/alerts.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type IncidentFilter = { state: 'all' | 'open' | 'unacknowledged'; ruleId: string | null }
export type RuleTerms = Parameters<EngineClient['alerts']['create']>[0]
export type QuietState = QuietHours & { heldUntil: number | null }

export type AlertsState = {
  /** Open ones that nobody has acknowledged: shown everywhere. */
  count: number
  /** null until somebody looks at the page, and the first answer is there. */
  page: { rules: AlertRule[]; open: AlertIncident[]; quiet: QuietState } | null
  /** Newest first. */
  history: { incidents: AlertIncident[]; hasMore: boolean } | null
  filter: IncidentFilter
  error: ErrorInfo | null
}

type Calls = Omit<EngineClient['alerts'], 'changes'>

const pageSize = 30
const mostShown = 200

/** Alert rules, and what came up. All calls that change something throw what the engine says. */
export function createAlertsStore(calls: Calls) {
  const store = createStore<AlertsState>(() => ({
    ...{ count: 0, page: null, history: null, error: null },
    filter: { state: 'all', ruleId: null },
  }))
  /** Who shows the page: it is loaded only for them. */
  let viewers = 0
  /** How much of the history is shown, and answers may overtake each other; only the newest question's counts. */
  let shown = pageSize
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    try {
      const [{ count }, page] = await Promise.all([calls.open(), viewers > 0 ? loadPage() : null])
      if (mine === asked) store.setState({ count, ...page, error: null })
    } catch (thrown) {
      if (mine === asked) store.setState({ error: errorOf(thrown) })
    }
  }

  async function loadPage(): Promise<Pick<AlertsState, 'page' | 'history'>> {
    const { state, ruleId } = store.getState().filter
    const wish = { state, ...(ruleId !== null && { ruleId }), limit: Math.min(mostShown, shown + 1) }
    const [rules, open, quiet, incidents] = await Promise.all([
      calls.rules(),
      calls.incidents({ state: 'open', limit: mostShown }),
      calls.quietHours(),
      calls.incidents(wish),
    ])
    const hasMore = incidents.length > shown
    return { page: { rules, open, quiet }, history: { incidents: incidents.slice(0, shown), hasMore } }
  }

  async function thenLoad<Answer>(done: Promise<Answer>): Promise<Answer> {
    const answer = await done
    await load()
    return answer
  }

  return {
    store,
    load,

    /** Keeps the page's part fresh as long as somebody shows it. The answer stops that. */
    show(): () => void {
      viewers++
      void load()
      return () => {
        viewers--
      }
    },
    setFilter(filter: Partial<IncidentFilter>): void {
      shown = pageSize
      store.setState({ filter: { ...store.getState().filter, ...filter } })
      void load()
    },
    showMore(): void {
      shown += pageSize
      void load()
    },

    create: (terms: RuleTerms): Promise<AlertRule> => thenLoad(calls.create(terms)),
    change: (ruleId: string, terms: Partial<RuleTerms>): Promise<AlertRule> =>
      thenLoad(calls.change({ ruleId, ...terms })),
    remove: (ruleId: string): Promise<void> => thenLoad(calls.remove({ ruleId })),
    /** Answers how many channels it goes to. */
    test: async (ruleId: string): Promise<number> => (await calls.test({ ruleId })).channels,
    async acknowledge(incidentIds?: number[]): Promise<void> {
      await thenLoad(calls.acknowledge(incidentIds ? { incidentIds } : {}))
    },
    async setQuietHours({ isOn, from, to, days, exceptUrgent }: QuietHours): Promise<void> {
      await thenLoad(calls.setQuietHours({ isOn, from, to, days, exceptUrgent }))
    },
  }
}

export const alerts = createAlertsStore(client.alerts)

export function useAlerts<T>(select: (state: AlertsState) => T): T {
  return useStore(alerts.store, select)
}
