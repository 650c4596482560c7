import type { Edit } from '../../../shared/workflow/edit.ts'
import { edgeId, type Graph } from '../../../shared/workflow/workflow.ts'

/** The edits that delete these nodes and wires, as one step. */
export function removeEdits(
  graph: Graph,
  at: readonly string[],
  nodeIds: readonly string[],
  edgeIds: readonly string[],
): Edit[] {
  const path = [...at]
  const gone = new Set(nodeIds.filter((id) => Object.hasOwn(graph.nodes, id)))
  const cut = new Set(edgeIds)
  // A node takes its wires with it; cutting them as well would not fit any more.
  const wires = graph.edges.filter((wire) => cut.has(edgeId(wire)) && !gone.has(wire.from) && !gone.has(wire.to))
  return [
    ...wires.map((edge): Edit => ({ kind: 'remove-edge', at: path, edge })),
    ...[...gone].map((id): Edit => ({ kind: 'remove-node', at: path, id })),
  ]
}

/** Switches nodes off, or on again where all of them are off. */
export function toggleDisabledEdits(graph: Graph, at: readonly string[], nodeIds: readonly string[]): Edit[] {
  const nodes = nodeIds.flatMap((id) => {
    const node = graph.nodes[id]
    return node ? [{ id, isOff: node.disabled ?? false }] : []
  })
  const disabled = nodes.some(({ isOff }) => !isOff)
  return nodes
    .filter(({ isOff }) => isOff !== disabled)
    .map(({ id }): Edit => ({ kind: 'set-disabled', at: [...at], id, disabled }))
}
