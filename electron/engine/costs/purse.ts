import type { Budget } from '../../../shared/contract/budgets.ts'
import { NitiError } from '../../../shared/errors.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import type { BudgetState } from '../store/reservations.store.ts'
import type { Shortfall } from './budget.ts'
import { describeShortfall } from './budget-exceeded.ts'

const prefix = 'task:'

/**
 * What one task of an agent may cost, with all it asks: a budget that lives as long as its run. The most that calls under way
 * may cost is held in it, as in any budget, so that calls side by side cannot exceed it together.
 */
export type Purse = {
  readonly limitMicroUsd: number
  /** As a call finds it. */
  state(): BudgetState
  /** Holds what a call may cost at most; null where nobody knows, and nothing can be held then. */
  hold(callId: string, microUsd: number | null): void
  /** The call is over, and came to this; without a figure it was not made. */
  settle(callId: string, microUsd: number | null): void
  /** Calls under way may give something back. */
  isHeld(): boolean
}

type Made = { key: string; limitMicroUsd: number; spentMicroUsd: number }

/** `key` names the node whose task it is; `spentMicroUsd`: what it came to before a stop of the program. */
export function createPurse({ key, limitMicroUsd, spentMicroUsd }: Made): Purse {
  let settledMicroUsd = spentMicroUsd
  const held = new Map<string, number>()
  const terms = { limitMicroUsd, limitTokens: null, thresholds: [], onExceed: 'fail' as const, cheaperModel: null }
  const times = { createdAt: 0, updatedAt: 0 }
  const budget: Budget = { budgetId: `${prefix}${key}`, scope: { kind: 'run' }, period: 'run', ...terms, ...times }
  return {
    limitMicroUsd,
    state() {
      const reservedMicroUsd = [...held.values()].reduce((sum, one) => sum + one, 0)
      const sums = { settledMicroUsd, reservedMicroUsd, settledTokens: 0, reservedTokens: 0, unknownCalls: 0 }
      return { budget, periodKey: 0, sums }
    },
    hold: (callId, microUsd) => void held.set(callId, microUsd ?? 0),
    settle(callId, microUsd) {
      held.delete(callId)
      settledMicroUsd += microUsd ?? 0
    },
    isHeld: () => [...held.values()].some((one) => one > 0),
  }
}

/** Whether it is the budget of one task, of which no row is kept. */
export function isPurse({ budgetId }: Pick<Budget, 'budgetId'>): boolean {
  return budgetId.startsWith(prefix)
}

/** What a person calls it. */
export function purseTitle({ limitMicroUsd }: Budget): string {
  return `the task’s own limit of ${formatMicroUsd(limitMicroUsd ?? 0)}`
}

/** A call was not made: the task it belongs to may not cost that much. */
export class TaskLimitReached extends NitiError {
  constructor(shortfall: Shortfall) {
    super({
      kind: 'user',
      code: 'agent.cost-limit',
      message: `The task may cost ${formatMicroUsd(shortfall.budget.limitMicroUsd ?? 0)} at most: ${describeShortfall(shortfall)}.`,
      hint: 'Raise the limit of the agent or of its node, or give it less to do.',
    })
    this.name = 'TaskLimitReached'
  }
}
