import type { Json, JsonObject } from '../json.ts'
import { isJsonObject } from '../json.ts'
import type { Edit } from './edit.ts'
import { renameInSource, renameRoot } from './expression.ts'
import { type Graph, graphAt, type WorkflowNode } from './workflow.ts'

/** Gives a node another id and follows it into every wire and expression of its graph and of the graphs inside it. */
export function renameNodeInGraph(graph: Graph, from: string, to: string): Graph {
  const nodes = Object.fromEntries(
    Object.entries(graph.nodes).map(([id, node]) => [id === from ? to : id, renameInNode(node, from, to)]),
  )
  const end = (id: string) => (id === from ? to : id)
  return { nodes, edges: graph.edges.map((wire) => ({ ...wire, from: end(wire.from), to: end(wire.to) })) }
}

function renameInNode(node: WorkflowNode, from: string, to: string): WorkflowNode {
  const params = renameInValue(node.params, from, to) as JsonObject // an object stays an object
  if (!node.graph) return { ...node, params }
  // An inner node of the same name hides the outer one there, so inside that graph nothing changes.
  const hidden = Object.hasOwn(node.graph.nodes, from)
  const inner = Object.entries(node.graph.nodes).map(([id, child]) => [id, renameInNode(child, from, to)] as const)
  return { ...node, params, graph: hidden ? node.graph : { ...node.graph, nodes: Object.fromEntries(inner) } }
}

function renameInValue(value: Json, from: string, to: string): Json {
  if (typeof value === 'string') return renameRoot(value, from, to)
  if (Array.isArray(value)) return value.map((entry) => renameInValue(entry, from, to))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, renameInValue(entry, from, to)]))
}

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
