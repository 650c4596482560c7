import { stableStringify } from '../../../shared/json.ts'
import type { RerunFrom } from '../../../shared/run/events.ts'
import { orderOf } from '../../../shared/workflow/graph-order.ts'
import type { Graph, WorkflowNode } from '../../../shared/workflow/workflow.ts'
import type { NodeDefinition, NodeOutputs } from '../nodes/define-node.ts'
import type { RunHistory, StartedSubworkflow } from './history.ts'

/** Outputs of an earlier run that stand in for running nodes again. */
export type Reuse = {
  fromRunId: string
  outputsOf(scope: string, node: string): NodeOutputs | undefined
  /** The workflow this node ran inside the earlier run, and with what. */
  subworkflowOf(scope: string, node: string): StartedSubworkflow | undefined
}

type Earlier = { runId: string; history: RunHistory; document: Graph; sameInputs: boolean }

/** What of an earlier run can stand in for running this graph's nodes. */
export function planReuse(
  earlier: Earlier,
  now: Graph,
  from: RerunFrom,
  typeOf: (type: string) => NodeDefinition,
): Reuse {
  const kept = keptNodes(earlier, now, from, typeOf)
  return {
    fromRunId: earlier.runId,
    subworkflowOf: (scope, node) => earlier.history.scopes.get(scope)?.subworkflows.get(node),
    outputsOf(scope, node) {
      const top = scope === '' ? node : scope.slice(0, scope.search(/[#/]/))
      // Inside a container that runs again, rounds and nodes that finished are kept where the container itself is the same.
      const isKept = scope === '' ? kept.has(node) : kept.has(top) || insideKept(top)
      return isKept ? earlier.history.scopes.get(scope)?.finished.get(node) : undefined
    },
  }

  /** A failed container is taken up where it failed, as long as it and what came before it are as they were. */
  function insideKept(container: string): boolean {
    return from.kind === 'failed' && isSame(earlier.document.nodes[container], now.nodes[container])
  }
}

function keptNodes(
  { history, document, sameInputs }: Earlier,
  now: Graph,
  from: RerunFrom,
  typeOf: (type: string) => NodeDefinition,
) {
  const finished = new Set(history.scopes.get('')?.finished.keys())
  const order = orderOf(now)
  const ids = Object.keys(now.nodes).filter((id) => finished.has(id))
  if (from.kind === 'node') {
    const again = order.reachableFrom([from.nodeId]).add(from.nodeId)
    return new Set(ids.filter((id) => !again.has(id)))
  }
  const changed = Object.keys(now.nodes).filter((id) => {
    const node = now.nodes[id]
    if (!node || !isSame(document.nodes[id], node) || wiresInto(document, id) !== wiresInto(now, id)) return true
    if (from.kind === 'failed') return false
    return (!sameInputs && readsInputs(node, typeOf)) || typeOf(node.type).readsOutside === true
  })
  const again = order.reachableFrom(changed)
  for (const id of changed) again.add(id)
  return new Set(ids.filter((id) => !again.has(id)))
}

/** Whether two versions of a node do the same: where it stands and what it is called do not matter. */
function isSame(before: WorkflowNode | undefined, now: WorkflowNode | undefined): boolean {
  return before !== undefined && now !== undefined && meaningOf(before) === meaningOf(now)
}

function meaningOf({ position: _, title: __, graph, ...node }: WorkflowNode): string {
  const inner = graph && {
    edges: graph.edges,
    nodes: Object.entries(graph.nodes).map(([id, one]) => [id, meaningOf(one)]),
  }
  return stableStringify({ ...node, inner })
}

function wiresInto(graph: Graph, id: string): string {
  const wires = graph.edges
    .filter((wire) => wire.to === id)
    .map(({ from, fromPort, toPort }) => `${from}:${fromPort}>${toPort}`)
  return wires.sort().join()
}

/** Errs towards yes: the word may stand in prose. */
function readsInputs(node: WorkflowNode, typeOf: (type: string) => NodeDefinition): boolean {
  return typeOf(node.type).start === true || JSON.stringify([node.params, node.graph]).includes('inputs')
}
