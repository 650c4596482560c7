import { budgetLimit, formatTokens } from '../../../shared/budget-title.ts'
import { cancelledError } from '../../../shared/errors.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import type { BudgetAsk } from '../../../shared/run/wait.ts'
import type { Shortfall } from '../costs/budget.ts'
import { describeShortfall } from '../costs/budget-exceeded.ts'
import { periodBounds } from '../costs/period.ts'
import { raisedLimit } from '../costs/raised-limit.ts'
import type { WaitRequest } from '../nodes/define-node.ts'
import type { BudgetPauses, PauseForBudget } from './active-run.ts'
import type { Execution } from './execution.ts'
import { waitFor } from './wait-for.ts'

type Question = WaitRequest & { kind: 'person'; budget: BudgetAsk }

export function createPauseForBudget(execution: Execution): PauseForBudget {
  const { run, scope, planned } = execution
  const at = { node: planned.id, scope }
  let asking: Promise<void> | null = null

  const takeOld = () => (execution.tries === 1 ? run.history?.waits.takeBudgetQuestion(at) : undefined)

  async function ask(shortfall: Shortfall, { raise, stopRun, open, zone }: BudgetPauses): Promise<void> {
    const old = takeOld()
    const request = questionAbout(execution, shortfall, zone())
    const { budgetId, raiseTo } = (old?.ask.kind === 'person' && old.ask.budget) || request.budget
    const before = open.get(budgetId) ?? 0
    open.set(budgetId, before + 1)
    try {
      const result = await waitFor(execution, { request, past: old, about: 'budget', isQuiet: before > 0 })
      // Its time came: a new period has begun.
      if (result.end !== 'answered' || result.choice === 'again') return
      if (result.choice === 'raise') return raise(budgetId, raiseTo)
      stopRun(run.runId)
      throw cancelledError()
    } finally {
      open.set(budgetId, (open.get(budgetId) ?? 1) - 1)
    }
  }

  return {
    async pause(shortfall, pauses) {
      // Whatever was answered to another call of this node may help this one too.
      if (asking) return asking
      asking = ask(shortfall, pauses).finally(() => {
        asking = null
      })
      return asking
    },
    dropOld() {
      for (let old = takeOld(); old; old = takeOld()) if (!old.ended) run.waits.drop(old)
    },
  }
}

function questionAbout({ run, planned }: Execution, shortfall: Shortfall, zone: string): Question {
  const { budget } = shortfall
  const raiseTo = raisedLimit(shortfall)
  const node = planned.node.title ?? planned.definition.title
  const end = periodBounds(budget.period, run.clock.now(), zone)?.end
  const renews = end === undefined ? '' : ' When its next period begins, the call is tried again by itself.'
  return {
    kind: 'person',
    title: `The budget “${shortfall.title}” does not suffice`,
    message: `“${node}” waits, and nothing is spent meanwhile: ${describeShortfall(shortfall)}.${renews}`,
    fields: [],
    choices: [
      { id: 'raise', title: `Raise the budget by ${raiseText(shortfall, raiseTo)} and go on`, tone: 'ok' },
      { id: 'again', title: 'Try again', tone: 'plain' },
      { id: 'stop', title: 'Stop the run', tone: 'bad' },
    ],
    budget: { budgetId: budget.budgetId, raiseTo },
    ...(end !== undefined && { dueAt: end }),
  }
}

/** `$0.50 (to $1.50)`. */
function raiseText({ budget }: Shortfall, raiseTo: BudgetAsk['raiseTo']): string {
  const money = (raiseTo.limitMicroUsd ?? 0) - (budget.limitMicroUsd ?? 0)
  const tokens = (raiseTo.limitTokens ?? 0) - (budget.limitTokens ?? 0)
  const parts = [...(money > 0 ? [formatMicroUsd(money)] : []), ...(tokens > 0 ? [formatTokens(tokens)] : [])]
  return `${parts.join(' and ')} (to ${budgetLimit(raiseTo)})`
}
