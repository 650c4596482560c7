import type { Edit } from './edit.ts'
import { renameInSource } from './expression.ts'
import { renameNodeInGraph } from './rename-node.ts'
import { type Graph, graphAt } from './workflow.ts'

/**
 * The edits that give a node another id and follow it everywhere, also into params that hold code without `{{ }}`, which
 * `isRaw` knows of: the document alone cannot tell code from prose.
 */
export function renameNodeEdits(
  document: Graph,
  node: { at: string[]; id: string; to: string },
  isRaw: (type: string, param: string) => boolean,
): Edit[] {
  const { at, id, to } = node
  const graph = graphAt(document, at)
  if (!graph) return []
  const renamed = renameNodeInGraph(graph, id, to)
  return [{ kind: 'rename-node', at, id, to }, ...codeEdits(renamed, { at, id, to }, isRaw)]
}

function codeEdits(
  graph: Graph,
  { at, id, to }: { at: string[]; id: string; to: string },
  isRaw: (type: string, param: string) => boolean,
): Edit[] {
  return Object.entries(graph.nodes).flatMap(([nodeId, node]): Edit[] => {
    const changed = Object.entries(node.params).flatMap(([param, value]) => {
      if (typeof value !== 'string' || !isRaw(node.type, param)) return []
      const text = renameInSource(value, id, to)
      return text === value ? [] : [[param, text] as const]
    })
    const own: Edit[] =
      changed.length > 0
        ? [{ kind: 'set-params', at, id: nodeId, params: { ...node.params, ...Object.fromEntries(changed) } }]
        : []
    const hidden = node.graph && Object.hasOwn(node.graph.nodes, id)
    const inner = node.graph && !hidden ? codeEdits(node.graph, { at: [...at, nodeId], id, to }, isRaw) : []
    return [...own, ...inner]
  })
}
