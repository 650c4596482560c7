import { errorPort } from '../../../shared/catalog/ports.ts'
import type { Edit } from '../../../shared/workflow/edit.ts'
import type { Graph, NodePolicy } from '../../../shared/workflow/workflow.ts'

/** The edits that give a node this policy. Wires on an error output it no longer has go with it. */
export function policyEdits(graph: Graph, at: readonly string[], id: string, policy: NodePolicy | null): Edit[] {
  const path = [...at]
  const hadPort = graph.nodes[id]?.policy?.onError === 'port'
  const losesPort = hadPort && policy?.onError !== 'port'
  const wires = losesPort ? graph.edges.filter((wire) => wire.from === id && wire.fromPort === errorPort) : []
  return [
    ...wires.map((edge): Edit => ({ kind: 'remove-edge', at: path, edge })),
    { kind: 'set-policy', at: path, id, policy },
  ]
}
