import type { Budget } from '../../../shared/contract/budgets.ts'
import type { BudgetAsk } from '../../../shared/run/wait.ts'
import type { Shortfall } from './budget.ts'

/** Micro-dollars of one cent. */
const cent = 10_000

/**
 * What a budget is to be raised to so that the call fits, with some room for those after it: by half of it at least, rounded
 * up to figures a person would choose.
 */
export function raisedLimit(shortfall: Shortfall): BudgetAsk['raiseTo'] {
  const { budget, leftMicroUsd, leftTokens, needMicroUsd, needTokens } = shortfall
  const { limitMicroUsd, limitTokens } = budget
  return {
    limitMicroUsd: limitMicroUsd === null ? null : raise(limitMicroUsd, needMicroUsd - (leftMicroUsd ?? 0), cent),
    limitTokens: limitTokens === null ? null : raise(limitTokens, needTokens - (leftTokens ?? 0), 1_000),
  }
}

/** The same where no call has failed to fit yet: by half of it, as if the next one could not. */
export function raisedWhenNear(budget: Budget): BudgetAsk['raiseTo'] {
  const { limitMicroUsd, limitTokens } = budget
  return {
    limitMicroUsd: limitMicroUsd === null ? null : raise(limitMicroUsd, 1, cent),
    limitTokens: limitTokens === null ? null : raise(limitTokens, 1, 1_000),
  }
}

function raise(limit: number, lacking: number, unit: number): number {
  if (lacking <= 0) return limit
  return limit + roundUp(Math.max(lacking, limit / 2, unit), unit)
}

/** To 1, 2 or 5 times a power of ten units: 0.37 to 0.50, 1.2 to 2. */
function roundUp(value: number, unit: number): number {
  const power = 10 ** Math.floor(Math.log10(value / unit)) * unit
  const step = [1, 2, 5, 10].find((one) => one * power >= value) ?? 10
  return Math.round(step * power)
}
