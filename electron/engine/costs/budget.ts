import { budgetTitle } from '../../../shared/budget-title.ts'
import type { Budget } from '../../../shared/contract/budgets.ts'
import type { BudgetState, BudgetSums, Caller, Hold, Touch } from '../store/reservations.store.ts'
import { periodKey } from './period.ts'

/** What a call may come to. */
export type CallNeed = {
  /** No less than its input can be. */
  inputTokens: number
  /** `inputTokens` was counted, not only bounded by its bytes. */
  isCounted: boolean
  /** The limit its node set on the answer; null where it set none. */
  askedOutputTokens: number | null
  /** The model's own limit; `isKnown` where its vendor says so. */
  modelOutput: { tokens: number; isKnown: boolean }
  /** The most that so many tokens may cost, in micro-dollars; null where nobody knows. Never falls as tokens rise. */
  costOf(inputTokens: number, outputTokens: number): Pick<Hold, 'microUsd' | 'price'>
}

/** Why a call was not made. What is null has no limit in this budget. */
export type Shortfall = {
  budget: Budget
  /** What a person calls it. */
  title: string
  periodKey: number
  leftMicroUsd: number | null
  leftTokens: number | null
  /** The least it takes. */
  needMicroUsd: number
  needTokens: number
}

export type Decision =
  | {
      kind: 'go'
      hold: Hold /** To be sent along; null: the model's own limit holds. */
      outputLimit: OutputCut | null
    }
  /** Its bytes alone are too much to hold, so it has to be counted. */
  | { kind: 'count'; hold: null }
  /** It would fit if calls under way give back some of what is held for them. */
  | { kind: 'wait'; hold: null; shortfall: Shortfall }
  | { kind: 'no'; hold: null; shortfall: Shortfall }

/** The answer's length, as the budgets limit it; `budget` is the one that leaves least, null where no budget cuts it. */
export type OutputCut = { tokens: number; budget: Budget | null }

/** Part of what is left that may be held for input that was not counted. */
const comfortable = 1 / 8
/** An answer cut shorter than this is of no use to anybody: such a call is not made. */
const smallestAnswer = 256
/** Where the model's whole answer does not fit, one call takes half of what is left, if that is more than this. */
const fairAnswer = 8_192

/** Whether a call counts in a budget. */
export function isInScope({ scope }: Budget, caller: Caller): boolean {
  switch (scope.kind) {
    case 'run':
    case 'workspace':
      return true
    case 'workflow':
      return scope.workflowId === caller.workflowId
    case 'provider':
      return scope.providerId === caller.provider
    case 'agent':
      return scope.agentId === caller.agentId
    case 'model':
      return scope.model === `${caller.provider}/${caller.model}`
  }
}

/** The budgets a call counts in, each in the period that the call falls into in this time zone. */
export function touchedBy(budgets: Budget[], caller: Caller, zone: string | null): Touch[] {
  return budgets
    .filter((budget) => isInScope(budget, caller))
    .map((budget) => ({ budgetId: budget.budgetId, periodKey: periodKey(budget.period, caller, zone) }))
}

export type Left = { microUsd: number | null; tokens: number | null }

/** What a budget has left for calls that are not under way yet; null without such a limit. May be below 0. */
export function leftOf({ limitMicroUsd, limitTokens }: Budget, sums: BudgetSums): Left {
  return {
    microUsd: limitMicroUsd === null ? null : limitMicroUsd - sums.settledMicroUsd - sums.reservedMicroUsd,
    tokens: limitTokens === null ? null : limitTokens - sums.settledTokens - sums.reservedTokens,
  }
}

/**
 * Whether a call is made, and what is held for it: the one place where it is decided. What is held together with what is
 * settled and held already never exceeds the limit of any budget the call touches. A call of unknown price is held back by
 * limits on tokens alone. `mayWait`: calls under way may give back some of what is held for them.
 */
export function decide(states: BudgetState[], need: CallNeed, mayWait: boolean): Decision {
  const { inputTokens, askedOutputTokens, modelOutput, costOf } = need
  const full = askedOutputTokens ?? modelOutput.tokens
  const isSaid = askedOutputTokens !== null || modelOutput.isKnown
  const go = (outputTokens: number | null, outputLimit: OutputCut | null): Decision => {
    const hold = { ...costOf(inputTokens, outputTokens ?? full), inputTokens, outputTokens }
    return { kind: 'go', hold, outputLimit }
  }
  if (!states.some((state) => limits(state, costOf(inputTokens, full).microUsd))) return go(isSaid ? full : null, null)

  const short = shortOf(states, need, full)
  if (!need.isCounted && (short || !isComfortable(states, costOf(inputTokens, 0).microUsd, inputTokens))) {
    return { kind: 'count', hold: null }
  }
  if (!short) return go(full, isSaid ? null : { tokens: full, budget: null })
  const waits = mayWait && isAnythingHeld(states)
  const least = askedOutputTokens ?? Math.min(full, smallestAnswer)
  if (askedOutputTokens === null) {
    const most = largestThat((tokens) => shortOf(states, need, tokens) === null, full)
    const fair = Math.min(full, fairAnswer)
    if (most >= (waits ? fair : least)) {
      return go(...cut(Math.min(most, Math.max(fair, Math.floor(most / 2))), short))
    }
  }
  const shortfall = shortOf(states, need, least) ?? short
  const wouldFit = shortOf(states.map(withoutHeld), need, least) === null
  return { kind: waits && wouldFit ? 'wait' : 'no', hold: null, shortfall }
}

function cut(tokens: number, { budget }: Shortfall): [number, OutputCut] {
  return [tokens, { tokens, budget }]
}

/** Per cent thresholds that are reached, of those a budget has. */
export function thresholdsReached(budget: Budget, sums: BudgetSums): number[] {
  return budget.thresholds.filter((percent) => isReached(budget, sums, percent))
}

/** The part of the limit that is settled, in whole per cent; the larger one of money and tokens. */
export function usedPercent({ limitMicroUsd, limitTokens }: Budget, sums: BudgetSums): number {
  return Math.max(percentOf(sums.settledMicroUsd, limitMicroUsd), percentOf(sums.settledTokens, limitTokens))
}

/** Nothing is left for any call that counts. */
export function isSpent({ limitMicroUsd, limitTokens }: Budget, sums: BudgetSums): boolean {
  return isAtLimit(sums.settledMicroUsd, limitMicroUsd) || isAtLimit(sums.settledTokens, limitTokens)
}

function isReached({ limitMicroUsd, limitTokens }: Budget, sums: BudgetSums, percent: number): boolean {
  const reaches = (settled: number, limit: number | null) => limit !== null && settled * 100 >= limit * percent
  return reaches(sums.settledMicroUsd, limitMicroUsd) || reaches(sums.settledTokens, limitTokens)
}

function isAtLimit(settled: number, limit: number | null): boolean {
  return limit !== null && settled >= limit
}

function percentOf(settled: number, limit: number | null): number {
  if (limit === null) return 0
  return limit === 0 ? 100 : Math.floor((settled * 100) / limit)
}

function limits({ budget }: BudgetState, microUsd: number | null): boolean {
  // What costs nothing takes nothing from a budget of money, and what nobody can price cannot be held in one.
  return budget.limitTokens !== null || (budget.limitMicroUsd !== null && microUsd !== null && microUsd > 0)
}

function isComfortable(states: BudgetState[], microUsd: number | null, tokens: number): boolean {
  return states.every(({ budget, sums }) => {
    const left = leftOf(budget, sums)
    return (
      (left.microUsd === null || (microUsd ?? 0) <= left.microUsd * comfortable) &&
      (left.tokens === null || tokens <= left.tokens * comfortable)
    )
  })
}

/** The first budget that has not enough left; one that lets the node fail goes before those that let it wait. */
function shortOf(states: BudgetState[], { inputTokens, costOf }: CallNeed, outputTokens: number): Shortfall | null {
  const { microUsd } = costOf(inputTokens, outputTokens)
  const needTokens = inputTokens + outputTokens
  const needMicroUsd = microUsd ?? 0
  const short = states.flatMap(({ budget, periodKey, sums }): Shortfall[] => {
    const left = leftOf(budget, sums)
    const lacksMoney = left.microUsd !== null && needMicroUsd > 0 && needMicroUsd > left.microUsd
    const lacksTokens = left.tokens !== null && needTokens > left.tokens
    if (!lacksMoney && !lacksTokens) return []
    const title = budgetTitle(budget)
    return [
      { budget, title, periodKey, leftMicroUsd: left.microUsd, leftTokens: left.tokens, needMicroUsd, needTokens },
    ]
  })
  return short.find(({ budget }) => budget.onExceed === 'fail') ?? short[0] ?? null
}

/** The largest number up to `most` that fits, 0 where none does. What fits is never less for less. */
function largestThat(fits: (tokens: number) => boolean, most: number): number {
  let low = 0
  let high = most
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

function withoutHeld(state: BudgetState): BudgetState {
  return { ...state, sums: { ...state.sums, reservedMicroUsd: 0, reservedTokens: 0 } }
}

function isAnythingHeld(states: BudgetState[]): boolean {
  return states.some(
    ({ budget, sums }) =>
      (budget.limitMicroUsd !== null && sums.reservedMicroUsd > 0) ||
      (budget.limitTokens !== null && sums.reservedTokens > 0),
  )
}
