import { createStore, useStore } from 'zustand'
import type {
  Budget,
  BudgetAlert,
  BudgetChange,
  BudgetPeriod,
  BudgetScope,
  BudgetStatus,
} from '../../shared/contract/budgets.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

/** What the dialog is open for: a new budget, with what is known of it, or one there is; `raiseTo` is offered then. */
export type BudgetForm =
  | { kind: 'new'; scope?: BudgetScope; period?: BudgetPeriod }
  | { kind: 'change'; budget: Budget; isRaise: boolean }

export type BudgetsState = {
  /** Each budget in its current period, oldest first; null until the first answer. */
  status: BudgetStatus[] | null
  /** Newest first; null until the first answer. */
  alerts: BudgetAlert[] | null
  error: ErrorInfo | null
  form: BudgetForm | null
}

export type NewBudgetTerms = Parameters<EngineClient['budgets']['create']>[0]

type Options = {
  budgets: Pick<
    EngineClient['budgets'],
    'status' | 'alerts' | 'create' | 'change' | 'remove' | 'acknowledge' | 'stopRuns'
  >
}

const alertsShown = 100

/** The budgets as the engine keeps them. Nothing is shown as done before it says so. */
export function createBudgetsStore({ budgets }: Options) {
  const store = createStore<BudgetsState>(() => ({ status: null, alerts: null, error: null, form: null }))
  const listeners = new Set<(alerts: BudgetAlert[]) => void>()
  /** Answers may overtake each other; an older one never replaces a newer. */
  let asked = 0
  let shown = 0

  async function load(): Promise<void> {
    const turn = ++asked
    try {
      const [status, alerts] = await Promise.all([budgets.status(), budgets.alerts({ limit: alertsShown })])
      if (turn < shown) return
      shown = turn
      const before = store.getState().alerts
      store.setState({ status, alerts, error: null })
      if (!before) return
      const last = before[0]?.alertId ?? 0
      const fresh = alerts.filter(({ alertId, acknowledgedAt }) => alertId > last && acknowledgedAt === null)
      if (fresh.length > 0) for (const listener of listeners) listener(fresh)
    } catch (thrown) {
      if (turn >= shown) store.setState({ error: errorOf(thrown) })
    }
  }

  return {
    store,
    load,

    /** Calls back with alerts that came after the first list. The answer stops that. */
    onAlerts(listener: (alerts: BudgetAlert[]) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    openForm(form: BudgetForm): void {
      store.setState({ form })
    },
    closeForm(): void {
      store.setState({ form: null })
    },

    /** The calls below throw what the engine says; it is shown where they were made from. */
    async create(terms: NewBudgetTerms): Promise<void> {
      await budgets.create(terms)
      await load()
    },
    async change(budgetId: string, terms: BudgetChange): Promise<void> {
      await budgets.change({ budgetId, ...terms })
      await load()
    },
    async remove(budgetId: string): Promise<void> {
      await budgets.remove({ budgetId })
      await load()
    },
    /** One alert, or all of them. */
    async acknowledge(alertId?: number): Promise<void> {
      await budgets.acknowledge({ alertId })
      await load()
    },
    /** Answers how many runs were stopped. */
    async stopRuns(budgetId: string): Promise<number> {
      const { stopped } = await budgets.stopRuns({ budgetId })
      await load()
      return stopped
    },
  }
}

export const budgets = createBudgetsStore({ budgets: client.budgets })

export function useBudgets<T>(select: (state: BudgetsState) => T): T {
  return useStore(budgets.store, select)
}

/** Opens the dialog for a workflow's budget: the one it has, or a new one. */
export function openWorkflowBudget(workflowId: string): void {
  const own = budgets.store
    .getState()
    .status?.find(({ budget: { scope } }) => scope.kind === 'workflow' && scope.workflowId === workflowId)
  budgets.openForm(
    own
      ? { kind: 'change', budget: own.budget, isRaise: false }
      : { kind: 'new', scope: { kind: 'workflow', workflowId }, period: 'month' },
  )
}

/** How many alerts nobody has read. */
export function countOpenAlerts(alerts: readonly BudgetAlert[] | null): number {
  return alerts?.filter(({ acknowledgedAt }) => acknowledgedAt === null).length ?? 0
}
