import type { Json, JsonObject } from '../json.ts'
import { isJsonObject } from '../json.ts'
import { renameRoot } from './expression.ts'
import type { Graph, WorkflowNode } from './workflow.ts'

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
