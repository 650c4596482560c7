import { budgetTitle } from '../../../shared/budget-title.ts'
import type { ModelReply, ModelRequest } from '../../../shared/run/model-call.ts'
import { BudgetExceeded } from '../costs/budget-exceeded.ts'
import type { EffectSource } from './active-run.ts'

type Call = (request: ModelRequest) => Promise<ModelReply>

/**
 * Makes a call; where it does not fit into a budget, does what that budget says: ask a cheaper model, let the run wait for
 * a person, or let the node fail.
 */
export async function callWithinBudgets(source: EffectSource, request: ModelRequest, call: Call): Promise<ModelReply> {
  for (let asked = request; ; ) {
    try {
      return await call(asked)
    } catch (thrown) {
      if (!(thrown instanceof BudgetExceeded)) throw thrown
      asked = onDoesNotFit(source, { request, asked }, thrown)
    }
  }
}

/** What is asked instead. Throws where nothing is. */
function onDoesNotFit(
  { run, node, scope }: EffectSource,
  { request, asked }: { request: ModelRequest; asked: ModelRequest },
  exceeded: BudgetExceeded,
): ModelRequest {
  const { budget } = exceeded.shortfall
  const { cheaperModel } = budget
  if (cheaperModel !== null && asked === request && request.model !== cheaperModel) {
    const text = `${cheaperModel} is asked instead: the budget “${budgetTitle(budget)}” has too little left.`
    run.log.append({ type: 'node-logged', node, scope, level: 'warn', text })
    return { ...request, model: cheaperModel }
  }
  throw exceeded
}
