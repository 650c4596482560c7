import { budgetTitle } from '../../../shared/budget-title.ts'
import type { Budget, BudgetStatus } from '../../../shared/contract/budgets.ts'
import type { RunForecast } from '../../../shared/contract/costs.ts'
import { splitModelRef } from '../../../shared/model-ref.ts'
import type { Caller } from '../store/reservations.store.ts'
import { isInScope } from './budget.ts'
import type { Figures } from './forecast-node.ts'

export type BudgetLeft = { budget: Budget; leftMicroUsd: number }

/** What the budgets of money have left for a run that has not begun. */
export function leftForRun(statuses: BudgetStatus[]): BudgetLeft[] {
  return statuses.flatMap(({ budget, leftMicroUsd }) => {
    // The status of a limit on each run speaks of another run.
    const left = budget.period === 'run' ? budget.limitMicroUsd : leftMicroUsd
    return left === null ? [] : [{ budget, leftMicroUsd: Math.max(0, left) }]
  })
}

type RunCaller = Omit<Caller, 'provider' | 'model'>

/** Whether all that a node asks counts in a budget. */
export function counts(budget: Budget, refs: string[] | null, caller: RunCaller): boolean {
  if (refs === null) return ['run', 'workspace', 'workflow'].includes(budget.scope.kind) && inScope(budget, '/', caller)
  return refs.every((ref) => inScope(budget, ref, caller))
}

function inScope(budget: Budget, ref: string, caller: RunCaller): boolean {
  return isInScope(budget, { ...caller, ...splitModelRef(ref) })
}

/**
 * What a run comes to. At most it costs what its nodes do at most, and of those that count in a budget no more than that
 * has left. Calls of unknown price are in no sum of money, here as in the ledger; `blind` are places that show only in the
 * run what they ask.
 */
export function totalForecast(
  nodes: Figures[],
  blind: string[],
  budgets: BudgetLeft[],
  caller: RunCaller,
): RunForecast {
  const parts = [
    ...nodes.map(({ models, isUnpriced, forecast }) => ({ models, most: isUnpriced ? 0 : forecast.mostMicroUsd })),
    ...blind.map(() => ({ models: null, most: null })),
  ]
  const capped = parts.map(({ models, most }) => {
    const lefts = budgets.filter(({ budget }) => counts(budget, models, caller)).map((one) => one.leftMicroUsd)
    return { models, most: least([most, ...lefts]) }
  })
  const plain = sum(capped.map(({ most }) => most))
  const bounds = budgets.map(({ budget, leftMicroUsd }) => {
    const outside = capped.filter(({ models }) => !counts(budget, models, caller))
    return { budget, leftMicroUsd, most: sum([leftMicroUsd, ...outside.map(({ most }) => most)]) }
  })
  const mostMicroUsd = least([plain, ...bounds.map(({ most }) => most)])
  const uncapped = sum(parts.map(({ most }) => most))
  const isCapped = mostMicroUsd !== null && (uncapped === null || mostMicroUsd < uncapped)
  const by = isCapped ? tightest(bounds) : null
  return {
    nodes: nodes.map(({ forecast }) => forecast),
    expectedMicroUsd: nodes.reduce((total, { forecast }) => total + (forecast.expectedMicroUsd ?? 0), 0),
    mostMicroUsd,
    cappedBy: by && { budgetId: by.budget.budgetId, title: budgetTitle(by.budget), leftMicroUsd: by.leftMicroUsd },
    unknownNodes: [
      ...nodes.flatMap(({ forecast }) => (forecast.expectedMicroUsd === null ? [forecast.nodeId] : [])),
      ...blind,
    ],
  }
}

/** The budget that makes for the lowest bound; of equals, and where several cap different nodes, the one that leaves least. */
function tightest(bounds: (BudgetLeft & { most: number | null })[]): BudgetLeft | null {
  const order = (one: (typeof bounds)[number]) => [one.most ?? Number.POSITIVE_INFINITY, one.leftMicroUsd] as const
  return bounds.reduce<(typeof bounds)[number] | null>((best, one) => {
    if (!best) return one
    const [a, b] = [order(one), order(best)]
    return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? one : best
  }, null)
}

function sum(values: (number | null)[]): number | null {
  return values.reduce((total: number | null, one) => (total === null || one === null ? null : total + one), 0)
}

function least(values: (number | null)[]): number | null {
  const known = values.filter((one) => one !== null)
  return known.length === 0 ? null : Math.min(...known)
}
