import type { Budget, BudgetAlert, BudgetStatus } from '../../../shared/contract/budgets.ts'

/** How a budget stands; each has its colour and its words. */
export type BudgetLevel = 'ok' | 'warn' | 'bad'

/**
 * `bad`: nothing is left, or a call of this period was not made for want of it. `warn`: the last threshold before the
 * whole limit is reached.
 */
export function levelOf(status: BudgetStatus, alerts: readonly BudgetAlert[] = []): BudgetLevel {
  if (status.usedPercent >= 100 || isShort(status, alerts)) return 'bad'
  const last = status.budget.thresholds.filter((percent) => percent < 100).at(-1)
  return last !== undefined && status.usedPercent >= last ? 'warn' : 'ok'
}

/** A call was not made for want of this budget, in this period, and it was not raised since. */
export function isShort({ budget, periodStart, runId }: BudgetStatus, alerts: readonly BudgetAlert[]): boolean {
  return alerts.some(
    (alert) =>
      alert.kind === 'exceeded' &&
      alert.budgetId === budget.budgetId &&
      alert.at >= (periodStart ?? 0) &&
      (budget.period !== 'run' || alert.runId === runId) &&
      !isRaised(alert.budget, budget),
  )
}

function isRaised(then: Budget, now: Budget): boolean {
  const higher = (a: number | null, b: number | null) => a !== null && (b === null || b > a)
  return higher(then.limitMicroUsd, now.limitMicroUsd) || higher(then.limitTokens, now.limitTokens)
}

/** One limit of a budget as its bar shows it: parts of the bar's width, in per cent. */
export type BarParts = { settled: number; reserved: number; ticks: number[] }

/** Settled first, then what is held; together never wider than the bar, though a limit was lowered below them. */
export function barParts(
  { settled, reserved, limit }: { settled: number; reserved: number; limit: number },
  thresholds: readonly number[],
): BarParts {
  const part = (amount: number) => (limit === 0 ? (amount > 0 ? 100 : 0) : Math.min(100, (amount * 100) / limit))
  const settledPart = part(settled)
  return {
    settled: settledPart,
    reserved: Math.min(100 - settledPart, part(reserved)),
    ticks: thresholds.filter((percent) => percent < 100),
  }
}

/**
 * The budget the top bar shows: that for everything in a month, else the one that is used most; those of each run begin
 * anew with each and are left out.
 */
export function budgetOfTopBar(status: readonly BudgetStatus[]): BudgetStatus | null {
  const lasting = status.filter(({ budget }) => budget.period !== 'run')
  const monthly = lasting.find(
    ({ budget }) => budget.scope.kind === 'workspace' && budget.period === 'month' && budget.limitMicroUsd !== null,
  )
  if (monthly) return monthly
  return lasting.reduce<BudgetStatus | null>(
    (fullest, one) => (fullest === null || one.usedPercent > fullest.usedPercent ? one : fullest),
    null,
  )
}

/** Micro-dollars of one cent, and tokens of the smallest step. */
const cent = 10_000
const tokenStep = 1_000

/** What a budget is offered to be raised to: half as much again, in figures a person would choose. */
export function raisedTerms({ limitMicroUsd, limitTokens }: Budget): Pick<Budget, 'limitMicroUsd' | 'limitTokens'> {
  return {
    limitMicroUsd: limitMicroUsd === null ? null : raised(limitMicroUsd, cent),
    limitTokens: limitTokens === null ? null : raised(limitTokens, tokenStep),
  }
}

function raised(limit: number, unit: number): number {
  const wanted = Math.max(limit / 2, unit)
  const power = 10 ** Math.floor(Math.log10(wanted / unit)) * unit
  const step = [1, 2, 5, 10].find((one) => one * power >= wanted) ?? 10
  return limit + step * power
}

/** The limit, of money or of tokens, that is used further. */
export function tightestLimit(status: BudgetStatus): { settled: number; reserved: number; limit: number } {
  const { limitMicroUsd, limitTokens } = status.budget
  const money = { settled: status.settledMicroUsd, reserved: status.reservedMicroUsd, limit: limitMicroUsd ?? 0 }
  const tokens = { settled: status.settledTokens, reserved: status.reservedTokens, limit: limitTokens ?? 0 }
  if (limitTokens === null) return money
  if (limitMicroUsd === null) return tokens
  const part = ({ settled, limit }: typeof money) => (limit === 0 ? 1 : settled / limit)
  return part(tokens) > part(money) ? tokens : money
}
