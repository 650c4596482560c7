import type { Budget, BudgetAlert, BudgetStatus } from '../../../shared/contract/budgets.ts'

/** Everything in a month, at most ten dollars. */
export function monthlyBudget(changes: Partial<Budget> = {}): Budget {
  return {
    ...{ budgetId: 'budget_1', scope: { kind: 'workspace' }, period: 'month' },
    ...{ limitMicroUsd: 10_000_000, limitTokens: null, thresholds: [50, 80, 100] },
    ...{ onExceed: 'pause', cheaperModel: null, createdAt: 0, updatedAt: 0 },
    ...changes,
  }
}

/** Nothing is spent of it but what the changes say. */
export function budgetStatus(budget: Budget = monthlyBudget(), changes: Partial<BudgetStatus> = {}): BudgetStatus {
  return {
    budget,
    ...{ periodStart: 1_000, periodEnd: null, runId: null },
    ...{ settledMicroUsd: 0, reservedMicroUsd: 0, settledTokens: 0, reservedTokens: 0 },
    ...{ leftMicroUsd: budget.limitMicroUsd, leftTokens: budget.limitTokens },
    ...{ unknownCalls: 0, usedPercent: 0, thresholdsReached: [] },
    ...changes,
  }
}

/** A call was not made for want of a budget. */
export function exceededAlert(alertId: number, changes: Partial<BudgetAlert> = {}): BudgetAlert {
  return {
    ...{ alertId, budgetId: 'budget_1', budget: monthlyBudget(), kind: 'exceeded', threshold: 100, runId: null },
    ...{ settledMicroUsd: 9_900_000, settledTokens: 0, at: 2_000, acknowledgedAt: null },
    ...changes,
  }
}
