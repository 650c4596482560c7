import { cancelledError, NitiError, userError } from '../../../shared/errors.ts'
import { type Json, stableStringify } from '../../../shared/json.ts'
import { iterationScope } from '../../../shared/run/events.ts'
import { giveWay } from '../event-loop-turn.ts'
import type { InnerWork } from '../nodes/define-node.ts'
import type { ActiveRun } from './active-run.ts'
import type { AgentWork, Execution, GraphResult } from './execution.ts'
import { type GraphPlan, type PlannedType, planWork } from './plan-graph.ts'

type RunGraph = (run: ActiveRun, plan: GraphPlan, scope: string, outer: Map<string, Json>) => Promise<GraphResult>

/**
 * Runs one node inside another, in a round of its own, by the same loop as everything else: so it is taken from the log
 * where it had ended before a stop of the program, holds a place, waits, is cancelled, limited and left out of a dry run as
 * any node is. Its params are values: whoever made them up, nothing in them is evaluated.
 */
export async function runInnerNode(
  execution: Execution,
  { within, ...work }: AgentWork,
  runGraph: RunGraph,
): Promise<Json> {
  const { planned, scope } = execution
  const run = { ...execution.run, ...within }
  const type = run.typeOf(work.type)
  if (!type) throw userError('node.unknown-type', `There is no node type \`${work.type}\`.`)
  refuseLeftEmpty(work, type)
  // Nobody is asked in a dry run, and what a person was to decide is not decided for them.
  if (run.isDryRun && work.ask) throw leftOut()
  const plan = planWork(work, type)
  const inner = iterationScope(scope, planned.id, work.index)
  const turn = giveWay()
  if (turn) await turn
  forgetOther(run, inner, work)
  const signal = work.signal ? AbortSignal.any([execution.signal, work.signal]) : execution.signal
  // Another run may have been asked for something else in this round, so nothing of it stands in.
  const result = await runGraph({ ...run, signal, inputs: {}, reuse: null }, plan, inner, new Map())
  run.history?.forget(inner)
  if (result.error) throw new NitiError(result.error)
  if (result.status === 'cancelled') throw cancelledError()
  if (!result.values.outputs.has(work.id)) throw leftOut()
  return result.values.named.get(work.id) ?? null
}

/** How many pieces of work a node has under way: while it has any, not it works but they do. */
export function createInnerWork(execution: Execution) {
  const { run } = execution
  let underWay = 0

  return async (work: AgentWork): Promise<Json> => {
    if (underWay++ === 0) run.activity.change({ working: -1, waiting: 0 })
    try {
      return await execution.runNode(execution, work)
    } finally {
      if (--underWay === 0) run.activity.change({ working: 1, waiting: 0 })
    }
  }
}

function leftOut(): NitiError {
  return userError('node.left-out', 'It was left out: this is a dry run, in which nothing outside is changed.')
}

/** In one round the same is asked for again; where a newer program asks for something else, it is done as if it were new. */
function forgetOther({ history }: ActiveRun, inner: string, { id, type, params }: InnerWork): void {
  const before = history?.workAt(inner)
  if (!before) return
  // What it does not say itself has its default, which a newer program may have another one for.
  const had = Object.fromEntries(Object.keys(params).map((name) => [name, before.params?.[name]]))
  const isSame = before.node === id && before.nodeType === type && stableStringify(had) === stableStringify(params)
  if (!isSame) history?.forgetRound(inner)
}

/** What a person's form begins with may be an expression, and there is nothing here that it could be about. */
function refuseLeftEmpty({ params }: InnerWork, { definition, defaults }: PlannedType): void {
  for (const [name, value] of Object.entries(defaults)) {
    if (Object.hasOwn(params, name) || !JSON.stringify(value).includes('{{')) continue
    const field = `params.${name}`
    throw userError('node.bad-params', `\`${field}\` of ${definition.title}: must be given.`, { field })
  }
}
