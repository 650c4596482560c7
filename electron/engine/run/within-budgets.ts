import type { ModelReply, ModelRequest } from '../../../shared/run/model-call.ts'
import type { Shortfall } from '../costs/budget.ts'
import { BudgetExceeded } from '../costs/budget-exceeded.ts'
import type { BudgetPauses, EffectSource } from './active-run.ts'

type Call = (request: ModelRequest) => Promise<ModelReply>

/**
 * Makes a call; where it does not fit into a budget, does what that budget says: ask a cheaper model, let the run wait for
 * a person, or let the node fail.
 */
export async function callWithinBudgets(
  source: EffectSource,
  request: ModelRequest,
  pauses: BudgetPauses,
  call: Call,
): Promise<ModelReply> {
  for (let asked = request; ; ) {
    try {
      const reply = await call(asked)
      source.budgetPause.dropOld()
      return reply
    } catch (thrown) {
      if (!(thrown instanceof BudgetExceeded)) throw thrown
      const { shortfall } = thrown
      const { cheaperModel, onExceed } = shortfall.budget
      if (cheaperModel !== null && asked === request && request.model !== cheaperModel) {
        noteCheaper(source, shortfall)
        asked = { ...request, model: cheaperModel }
      } else {
        if (onExceed === 'fail') throw thrown
        await source.budgetPause.pause(shortfall, pauses)
        asked = request
      }
    }
  }
}

function noteCheaper({ run, node, scope }: EffectSource, { budget, title }: Shortfall): void {
  const text = `${budget.cheaperModel} is asked instead: the budget “${title}” has too little left.`
  run.log.append({ type: 'node-logged', node, scope, level: 'warn', text })
}
