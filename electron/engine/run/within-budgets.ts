import type { ModelReply, ModelRequest } from '../../../shared/run/model-call.ts'
import type { Shortfall } from '../costs/budget.ts'
import { BudgetExceeded } from '../costs/budget-exceeded.ts'
import type { BudgetPauses, EffectSource } from './active-run.ts'

type Means = {
  pauses: BudgetPauses
  call(request: ModelRequest): Promise<ModelReply>
  /** The reply to exactly this, where the log has one that was paid before the program stopped. */
  recall(request: ModelRequest): ModelReply | undefined
}

/**
 * Makes a call; where it does not fit into a budget, does what that budget says: ask a cheaper model, let the run wait for
 * a person, or let the node fail. A model that a person has chosen for the node takes the place of its own.
 */
export async function callWithinBudgets(
  source: EffectSource,
  request: ModelRequest,
  { pauses, call, recall }: Means,
): Promise<ModelReply> {
  const { run, budgetPause } = source
  if (run.history) await budgetPause.takeUp(pauses)
  for (let cheaper: string | null = null; ; ) {
    const chosen = run.switches.of(source)
    const own = chosen === undefined ? request : { ...request, model: chosen }
    if (chosen !== undefined) {
      // Its own model may have answered before another was chosen: that is paid.
      const paid = recall(request)
      if (paid) return paid
      budgetPause.noteSwitch(chosen)
    }
    try {
      const reply = await call(cheaper === null ? own : { ...own, model: cheaper })
      budgetPause.dropOld()
      return reply
    } catch (thrown) {
      if (!(thrown instanceof BudgetExceeded)) throw thrown
      const { shortfall } = thrown
      const { cheaperModel, onExceed } = shortfall.budget
      if (cheaper === null && cheaperModel !== null && own.model !== cheaperModel) {
        noteCheaper(source, shortfall)
        cheaper = cheaperModel
      } else {
        if (onExceed === 'fail') throw thrown
        await budgetPause.pause({ shortfall, request, chosen }, pauses)
        cheaper = null
      }
    }
  }
}

function noteCheaper({ run, node, scope }: EffectSource, { budget, title }: Shortfall): void {
  const text = `${budget.cheaperModel} is asked instead: the budget “${title}” has too little left.`
  run.log.append({ type: 'node-logged', node, scope, level: 'warn', text })
}
