import { budgetLimit, formatTokens } from '../../../shared/budget-title.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { Budget } from '../../../shared/contract/budgets.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import type { BudgetsStore, NewAlert } from '../store/budgets.store.ts'
import type { BudgetSums, Touch } from '../store/reservations.store.ts'
import { type Shortfall, thresholdsReached } from './budget.ts'

type Parts = {
  store: BudgetsStore
  workspaceId: string
  clock: Clock
  notify(notice: { title: string; body: string }): void
  /** What a person calls a budget. */
  titleOf(budget: Budget): string
  /** There is one more. */
  onMade?(): void
}

/** Milliseconds in which the sums that change are looked at together. */
const gatherMs = 50
const noSums = { settledMicroUsd: 0, settledTokens: 0 }

/**
 * Makes an alert when a threshold is reached, and when a call is refused: once in each period, whichever process is first.
 * An alert that a crash kept from being made is made with the next call.
 */
export function createBudgetAlerts({ store, workspaceId, clock, notify, titleOf, onMade }: Parts) {
  const changed = new Map<string, Touch>()
  const made = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  function look(): void {
    if (timer) clearTimeout(timer)
    timer = null
    const touches = [...changed.values()]
    changed.clear()
    if (touches.length === 0) return
    const budgets = new Map(store.list(workspaceId).map((budget) => [budget.budgetId, budget]))
    for (const { budgetId, periodKey } of touches) {
      const budget = budgets.get(budgetId)
      const sums = store.sums(budgetId, periodKey)
      if (budget && sums) lookAt(budget, periodKey, sums)
    }
  }

  function lookAt(budget: Budget, periodKey: number, sums: BudgetSums): void {
    for (const threshold of thresholdsReached(budget, sums)) {
      const { settledMicroUsd, settledTokens } = sums
      make({ budget, periodKey, kind: 'threshold', threshold, settledMicroUsd, settledTokens, at: clock.now() })
    }
  }

  function make(alert: NewAlert): void {
    const { budget, periodKey, kind, threshold } = alert
    const key = `${budget.budgetId} ${periodKey} ${kind} ${threshold}`
    if (made.has(key)) return
    made.add(key)
    const isNew = store.addAlert(workspaceId, alert)
    if (isNew) onMade?.()
    // A run that waits asks the person itself.
    const isAsked = kind === 'exceeded' && budget.onExceed === 'pause'
    if (isNew && !isAsked) notify({ title: noticeOf(alert, titleOf(budget)), body: bodyOf(alert) })
  }

  return {
    /** These sums have grown. */
    note(touches: Touch[]): void {
      for (const touch of touches) changed.set(`${touch.budgetId} ${touch.periodKey}`, touch)
      timer ??= setTimeout(look, gatherMs)
    },

    /** A call was not made for want of this. */
    noteRefusal(shortfall: Shortfall): void {
      const { budget, periodKey } = shortfall
      const { settledMicroUsd, settledTokens } = store.sums(budget.budgetId, periodKey) ?? noSums
      const sums = { settledMicroUsd, settledTokens }
      const alert = { budget, periodKey, kind: 'exceeded' as const, threshold: 100, ...sums, at: clock.now() }
      make(alert)
    },

    /** Looks at what has changed and not been looked at: before the database is closed. */
    look,
  }
}

export type BudgetAlerts = ReturnType<typeof createBudgetAlerts>

function bodyOf({ kind, budget, settledMicroUsd, settledTokens }: NewAlert): string {
  const money = budget.limitMicroUsd === null ? [] : [formatMicroUsd(settledMicroUsd)]
  const tokens = budget.limitTokens === null ? [] : [formatTokens(settledTokens)]
  const spent = `${[...money, ...tokens].join(' and ')} of ${budgetLimit(budget)} are spent.`
  return kind === 'exceeded' ? `A model call was not made, as it does not fit. ${spent}` : spent
}

function noticeOf({ kind, threshold }: NewAlert, title: string): string {
  return kind === 'exceeded' ? `Budget used up: ${title}` : `Budget at ${threshold} %: ${title}`
}
