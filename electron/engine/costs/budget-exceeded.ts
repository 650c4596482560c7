import { budgetLimit, formatTokens } from '../../../shared/budget-title.ts'
import { NitiError } from '../../../shared/errors.ts'
import { microUsdPerUsd } from '../../../shared/money.ts'
import { runLimitId } from '../store/run-limits.store.ts'
import type { Shortfall } from './budget.ts'

/** A call was not made: it does not fit into a budget. */
export class BudgetExceeded extends NitiError {
  readonly shortfall: Shortfall

  constructor(shortfall: Shortfall) {
    const { budget, title, leftMicroUsd, leftTokens, needMicroUsd, needTokens } = shortfall
    super({
      kind: 'user',
      code: budget.budgetId === runLimitId ? 'run.limit-reached' : 'budget.exceeded',
      message: `The budget “${title}” (${budgetLimit(budget)}) does not suffice: ${describeShortfall(shortfall)}.`,
      hint:
        budget.budgetId === runLimitId
          ? 'Go on with a higher limit, or use a cheaper model.'
          : 'Raise it in the budgets, or with `niti budget set`; or use a cheaper model or a shorter answer.',
      details: { budgetId: budget.budgetId, leftMicroUsd, leftTokens, needMicroUsd, needTokens },
    })
    this.name = 'BudgetExceeded'
    this.shortfall = shortfall
  }
}

/** `$0.0041 is left, and this call may cost up to $0.010153`. */
export function describeShortfall({ leftMicroUsd, leftTokens, needMicroUsd, needTokens }: Shortfall): string {
  if (leftMicroUsd !== null && needMicroUsd > leftMicroUsd) {
    return `${exactly(Math.max(0, leftMicroUsd))} is left, and this call may cost up to ${exactly(needMicroUsd)}`
  }
  return `${formatTokens(Math.max(0, leftTokens ?? 0))} are left, and this call may take up to ${formatTokens(needTokens)}`
}

/** To the micro-dollar: rounded, what is left and what is needed would often read the same. */
function exactly(microUsd: number): string {
  return `$${(microUsd / microUsdPerUsd).toFixed(6).replace(/(\.\d\d\d*?)0+$/, '$1')}`
}
