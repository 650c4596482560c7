import type { Clock } from '../../../shared/clock.ts'
import type { Budget } from '../../../shared/contract/budgets.ts'
import type { Log } from '../../../shared/log.ts'
import type { BudgetAsk } from '../../../shared/run/wait.ts'
import type { Notice } from '../alerts/notice.ts'
import type { BudgetsStore, NewAlert } from '../store/budgets.store.ts'
import type { BudgetSums, Touch } from '../store/reservations.store.ts'
import { runLimitId } from '../store/run-limits.store.ts'
import { type Shortfall, thresholdsReached } from './budget.ts'
import { budgetNotice } from './budget-notice.ts'
import { raisedLimit, raisedWhenNear } from './raised-limit.ts'

type Parts = {
  store: BudgetsStore
  workspaceId: string
  clock: Clock
  log: Log
  /** Puts the notice on its way in the transaction that makes the alert. `isAsked`: the person is asked here anyway. */
  tell(notice: Notice, alert: { alertId: number; isAsked: boolean }): void
  /** What a person calls a budget. */
  titleOf(budget: Budget): string
  /** There is one more. */
  onMade?(): void
}

/** Milliseconds in which the sums that change are looked at together. */
const gatherMs = 50
/** Milliseconds after which they are looked at again where the database could not be written. */
const againMs = 1_000
const noSums = { settledMicroUsd: 0, settledTokens: 0 }

/**
 * Makes an alert when a threshold is reached, and when a call is refused: once in each period, whichever process is first.
 * An alert that a crash kept from being made is made with the next call.
 */
export function createBudgetAlerts({ store, workspaceId, clock, log, tell, titleOf, onMade }: Parts) {
  const changed = new Map<string, Touch>()
  const made = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  function look(): void {
    if (timer) clearTimeout(timer)
    timer = null
    if (changed.size === 0) return
    const budgets = new Map(store.list(workspaceId).map((budget) => [budget.budgetId, budget]))
    for (const [key, { budgetId, periodKey }] of changed) {
      const budget = budgets.get(budgetId)
      const sums = store.sums(budgetId, periodKey)
      if (budget && sums) lookAt(budget, periodKey, sums)
      changed.delete(key)
    }
  }

  function lookIn(ms: number): void {
    timer ??= setTimeout(() => {
      try {
        look()
      } catch (thrown) {
        log.warn('alerts about budgets could not be made yet', { reason: String(thrown) })
        lookIn(againMs)
      }
    }, ms)
  }

  function lookAt(budget: Budget, periodKey: number, sums: BudgetSums): void {
    for (const threshold of thresholdsReached(budget, sums)) {
      const { settledMicroUsd, settledTokens } = sums
      const alert = {
        periodKey,
        kind: 'threshold' as const,
        threshold,
        settledMicroUsd,
        settledTokens,
        at: clock.now(),
      }
      make({ ...alert, budget }, raisedWhenNear(budget))
    }
  }

  function make(alert: NewAlert, raiseTo: BudgetAsk['raiseTo']): void {
    const { budget, periodKey, kind, threshold } = alert
    const key = `${budget.budgetId} ${periodKey} ${kind} ${threshold}`
    if (made.has(key)) return
    // A run that waits asks the person itself.
    const isAsked = kind === 'exceeded' && budget.onExceed === 'pause'
    const isNew = store.addAlert(workspaceId, alert, (alertId) => {
      tell(budgetNotice({ ...alert, title: titleOf(budget) }, raiseTo), { alertId, isAsked })
    })
    made.add(key)
    if (isNew) onMade?.()
  }

  return {
    /** These sums have grown. */
    note(touches: Touch[]): void {
      for (const touch of touches) changed.set(`${touch.budgetId} ${touch.periodKey}`, touch)
      lookIn(gatherMs)
    },

    /** A call was not made for want of this. */
    noteRefusal(shortfall: Shortfall): void {
      const { budget, periodKey } = shortfall
      // Whoever gave a run a limit of its own sees it end there.
      if (budget.budgetId === runLimitId) return
      const { settledMicroUsd, settledTokens } = store.sums(budget.budgetId, periodKey) ?? noSums
      const sums = { settledMicroUsd, settledTokens }
      const alert = { budget, periodKey, kind: 'exceeded' as const, threshold: 100, ...sums, at: clock.now() }
      make(alert, raisedLimit(shortfall))
    },

    /** Looks at what has changed and not been looked at: before the database is closed. */
    look,
  }
}

export type BudgetAlerts = ReturnType<typeof createBudgetAlerts>
