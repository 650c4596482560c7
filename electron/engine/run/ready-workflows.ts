import { checkWorkflow } from '../../../shared/workflow/check.ts'
import { orderOf } from '../../../shared/workflow/graph-order.ts'
import { type Workflow, walkNodes } from '../../../shared/workflow/workflow.ts'
import { nextTurn } from '../event-loop-turn.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { upgradeGraph } from '../nodes/upgrade-node.ts'
import { type GraphPlan, planGraph } from './plan-graph.ts'
import { refuseBroken } from './refuse-broken.ts'

/** A workflow as runs use it: upgraded, free of errors, planned. */
export type ReadyWorkflow = { document: Workflow; text: string; asksModel: boolean; planOf(part: Part): GraphPlan }
/** With `upTo`, only that node and what leads to it; with `startNode`, from that one of the start nodes. */
type Part = { upTo?: string; startNode?: string }

/** Plans of the whole workflow are kept by the start node they begin from. */
type Steps = {
  document: Workflow
  isChecked?: true
  asksModel?: boolean
  plans: Map<string | undefined, GraphPlan>
  text?: string
}

/** Nodes from which on getting ready takes long enough to be felt, so that it is done in steps. */
const largeFrom = 500

/**
 * Makes workflows ready to run and keeps what that came to for as long as the document lives: a workflow that runs again
 * as it is costs nothing to check and plan. Throws the user error of the first thing wrong with it.
 */
export function createReadyWorkflows(nodeTypes: NodeTypes) {
  const known = new WeakMap<Workflow, Steps>()

  function stepsOf(document: Workflow): Steps {
    const before = known.get(document)
    if (before) return before
    const steps: Steps = { document: upgradeGraph(nodeTypes.definitions, document), plans: new Map() }
    known.set(document, steps)
    known.set(steps.document, steps)
    return steps
  }

  function check(steps: Steps): void {
    if (!steps.isChecked) refuseBroken(checkWorkflow(steps.document, nodeTypes.find))
    steps.isChecked = true
  }

  function planOf({ document, plans }: Steps, { upTo, startNode }: Part): GraphPlan {
    const plan = (upTo === undefined && plans.get(startNode)) || planGraph(document, nodeTypes.get, upTo, startNode)
    if (upTo === undefined) plans.set(startNode, plan)
    return plan
  }

  function textOf(steps: Steps): string {
    steps.text ??= JSON.stringify(steps.document)
    return steps.text
  }

  /** Whether a node asks a model, in containers too. */
  function asksModel(document: Workflow): boolean {
    const steps = stepsOf(document)
    const usesModel = (type: string) => nodeTypes.find(type)?.definition.usesModel === true
    steps.asksModel ??= [...walkNodes(steps.document)].some(({ node }) => usesModel(node.type))
    return steps.asksModel
  }

  return {
    asksModel,

    get(document: Workflow): ReadyWorkflow {
      const steps = stepsOf(document)
      check(steps)
      const parts = { text: textOf(steps), asksModel: asksModel(document) }
      return { document: steps.document, ...parts, planOf: (part) => planOf(steps, part) }
    },

    /** For a workflow that a run began with: it was checked then, and a newer check must not keep the run from going on. */
    planBegun(document: Workflow, part: Part): { document: Workflow; plan: GraphPlan } {
      const steps = stepsOf(document)
      return { document: steps.document, plan: planOf(steps, part) }
    },

    /** Does what `get` does one step at a time, so that a workflow of thousands of nodes holds up nothing else. */
    async makeReady(document: Workflow): Promise<void> {
      if (Object.keys(document.nodes).length < largeFrom) return
      const ready = () => stepsOf(document)
      // The order is kept with the graph, and both the check and the plan ask for it.
      const order = () => orderOf(ready().document)
      for (const step of [ready, order, () => check(ready()), () => planOf(ready(), {}), () => textOf(ready())]) {
        await nextTurn()
        step()
      }
      await nextTurn()
    },
  }
}

export type ReadyWorkflows = ReturnType<typeof createReadyWorkflows>
