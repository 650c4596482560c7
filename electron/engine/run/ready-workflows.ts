import { finish, type Steps } from '../../../shared/steps.ts'
import { checkSteps } from '../../../shared/workflow/check.ts'
import { orderOf } from '../../../shared/workflow/graph-order.ts'
import { type Workflow, walkNodes } from '../../../shared/workflow/workflow.ts'
import { finishSlowly } from '../event-loop-turn.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { upgradeGraph } from '../nodes/upgrade-node.ts'
import { type GraphPlan, planGraph, planSteps } from './plan-graph.ts'
import { refuseBroken } from './refuse-broken.ts'

/** A workflow as runs use it: upgraded, free of errors, planned. */
export type ReadyWorkflow = { document: Workflow; text: string; asksModel: boolean; planOf(part: Part): GraphPlan }
/** With `upTo`, only that node and what leads to it; with `startNode`, from that one of the start nodes. */
type Part = { upTo?: string; startNode?: string }

/** Plans of the whole workflow are kept by the start node they begin from. */
type Kept = {
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
  const known = new WeakMap<Workflow, Kept>()

  function keptOf(document: Workflow): Kept {
    const before = known.get(document)
    if (before) return before
    const kept: Kept = { document: upgradeGraph(nodeTypes.definitions, document), plans: new Map() }
    known.set(document, kept)
    known.set(kept.document, kept)
    return kept
  }

  function* check(kept: Kept): Steps<void> {
    if (!kept.isChecked) refuseBroken(yield* checkSteps(kept.document, nodeTypes.find))
    kept.isChecked = true
  }

  function planOf({ document, plans }: Kept, { upTo, startNode }: Part): GraphPlan {
    const plan = (upTo === undefined && plans.get(startNode)) || planGraph(document, nodeTypes.get, upTo, startNode)
    if (upTo === undefined) plans.set(startNode, plan)
    return plan
  }

  function textOf(kept: Kept): string {
    kept.text ??= JSON.stringify(kept.document)
    return kept.text
  }

  /** Whether a node asks a model, in containers too. */
  function asksModel(document: Workflow): boolean {
    const kept = keptOf(document)
    const usesModel = (type: string) => nodeTypes.find(type)?.definition.usesModel === true
    kept.asksModel ??= [...walkNodes(kept.document)].some(({ node }) => usesModel(node.type))
    return kept.asksModel
  }

  function* makeReady(document: Workflow): Steps<void> {
    const kept = keptOf(document)
    yield
    // The order is kept with the graph, and both the check and the plan ask for it.
    orderOf(kept.document)
    yield* check(kept)
    if (!kept.plans.has(undefined)) kept.plans.set(undefined, yield* planSteps(kept.document, nodeTypes.get))
    yield
    textOf(kept)
    yield
  }

  return {
    asksModel,

    get(document: Workflow): ReadyWorkflow {
      const kept = keptOf(document)
      finish(check(kept))
      const parts = { text: textOf(kept), asksModel: asksModel(document) }
      return { document: kept.document, ...parts, planOf: (part) => planOf(kept, part) }
    },

    /** For a workflow that a run began with: it was checked then, and a newer check must not keep the run from going on. */
    planBegun(document: Workflow, part: Part): { document: Workflow; plan: GraphPlan } {
      const kept = keptOf(document)
      return { document: kept.document, plan: planOf(kept, part) }
    },

    /** Does what `get` does in small steps, so that a workflow of thousands of nodes holds up nothing else. */
    async makeReady(document: Workflow): Promise<void> {
      if (Object.keys(document.nodes).length >= largeFrom) await finishSlowly(makeReady(document))
    },
  }
}

export type ReadyWorkflows = ReturnType<typeof createReadyWorkflows>
