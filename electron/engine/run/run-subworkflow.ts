import { NitiError, userError } from '../../../shared/errors.ts'
import { type Json, stableStringify } from '../../../shared/json.ts'
import { iterationScope } from '../../../shared/run/events.ts'
import { limits } from '../../../shared/workflow/workflow.ts'
import type { SubworkflowRequest } from '../nodes/define-node.ts'
import type { ActiveRun } from './active-run.ts'
import type { Execution } from './execution.ts'
import type { StartedSubworkflow } from './history.ts'
import type { GraphPlan } from './plan-graph.ts'
import { readSubworkflowInputs } from './subworkflows.ts'

type Started = Pick<StartedSubworkflow, 'documentId' | 'workflowName' | 'inputs' | 'defaultModel'>
type RunInner = (run: ActiveRun, plan: GraphPlan, scope: string) => Promise<Json>

/**
 * Runs another workflow inside a node, with its own inputs and nothing of the graph around it. A run that goes on after a
 * stop of the program goes on with the very document it began with, however the workflow was edited since.
 */
export async function runSubworkflow(
  execution: Execution,
  request: SubworkflowRequest,
  runInner: RunInner,
): Promise<Json> {
  const { run, planned, scope, signal } = execution
  const started = run.history?.scopes.get(scope)?.subworkflows.get(planned.id) ?? (await begin(execution, request))
  const { plan } = run.subworkflows.recall(started.documentId)
  const inside: ActiveRun = {
    ...run,
    signal,
    inputs: started.inputs,
    defaultModel: started.defaultModel,
    reuse: isSameAsBefore(execution, started) ? run.reuse : null,
    workflowNames: [...run.workflowNames, started.workflowName],
  }
  try {
    return await runInner(inside, plan, iterationScope(scope, planned.id, 0))
  } catch (thrown) {
    throw nameInnerNode(thrown, started.workflowName)
  }
}

async function begin({ run, planned, scope }: Execution, request: SubworkflowRequest): Promise<Started> {
  refuseTooDeep(run.workflowNames)
  const { documentId, version, ...subworkflow } = run.subworkflows.open(request)
  const { document, asksModel } = subworkflow
  const inputs = readSubworkflowInputs(subworkflow, request.inputs)
  const own = document.settings?.defaultModel ?? run.defaultModel
  const defaultModel = own ?? (asksModel ? await run.subworkflows.autoModel() : null)
  const started = { workflowName: document.name, documentId, inputs, defaultModel }
  const { workflowId } = request
  run.log.append({ type: 'subworkflow-started', node: planned.id, scope, workflowId, version, ...started })
  return started
}

/** What an earlier run had come to inside counts only where the very same was asked of the very same workflow. */
function isSameAsBefore({ run, planned, scope }: Execution, { documentId, inputs }: Started): boolean {
  const before = run.reuse?.subworkflowOf(scope, planned.id)
  return before?.documentId === documentId && stableStringify(before.inputs) === stableStringify(inputs)
}

function refuseTooDeep(names: string[]): void {
  if (names.length <= limits.depth) return
  const chain = names.map((name) => `“${name}”`).join(' → ')
  throw userError('subworkflow.too-deep', `Workflows run more than ${limits.depth} deep inside each other: ${chain}.`, {
    hint: 'A workflow that runs itself needs a condition that ends it sooner.',
    field: 'params.workflowId',
  })
}

/** The node that failed stands in another document, so its name goes into the words, and the error is this node's own. */
function nameInnerNode(thrown: unknown, workflowName: string): unknown {
  if (!(thrown instanceof NitiError) || thrown.info.kind === 'cancelled') return thrown
  const { nodeId, field: _, position: __, ...info } = thrown.info
  const where = nodeId ? `“${workflowName}”, at \`${nodeId}\`` : `“${workflowName}”`
  return new NitiError({ ...info, message: `${where}: ${info.message}` }, { cause: thrown })
}
