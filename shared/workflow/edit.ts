import { z } from 'zod'
import { assert, unreachable } from '../assert.ts'
import { userError } from '../errors.ts'
import { jsonObject } from '../json.ts'
import { renameNodeInGraph } from './rename-node.ts'
import {
  edge,
  edgeId,
  type Graph,
  graphAt,
  nodeId,
  nodePolicy,
  position,
  type Workflow,
  workflow,
  workflowNode,
  workflowSettings,
} from './workflow.ts'

const at = z.array(nodeId).max(16)

/**
 * Everything a person can do to a workflow. The page applies an edit at once and sends it; the engine applies the same
 * function to its copy, so both hold the same document. `at` names the containers the edited graph stands in.
 */
export const edit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add-node'), at, id: nodeId, node: workflowNode }),
  z.object({ kind: z.literal('remove-node'), at, id: nodeId }),
  z.object({ kind: z.literal('rename-node'), at, id: nodeId, to: nodeId }),
  z.object({ kind: z.literal('set-params'), at, id: nodeId, params: jsonObject }),
  z.object({ kind: z.literal('set-title'), at, id: nodeId, title: z.string().max(200).nullable() }),
  z.object({ kind: z.literal('set-disabled'), at, id: nodeId, disabled: z.boolean() }),
  z.object({ kind: z.literal('set-policy'), at, id: nodeId, policy: nodePolicy.nullable() }),
  z.object({ kind: z.literal('set-pinned'), at, id: nodeId, pinned: jsonObject.nullable() }),
  z.object({ kind: z.literal('move-nodes'), at, positions: z.record(nodeId, position) }),
  z.object({ kind: z.literal('add-edge'), at, edge }),
  z.object({ kind: z.literal('remove-edge'), at, edge }),
  z.object({
    kind: z.literal('set-workflow'),
    name: z.string().min(1).max(200).optional(),
    description: z.string().optional(),
    settings: workflowSettings.optional(),
  }),
  /** Another document in place of this one: an older version that comes back. */
  z.object({ kind: z.literal('replace-document'), document: workflow }),
])
export type Edit = z.infer<typeof edit>

/**
 * Applies one edit and says which edits take it back, in the order to apply them. The document given is left as it was.
 * An edit that does not fit the document (an unknown node, an id that is taken) throws `workflow.edit-does-not-fit`.
 */
export function applyEdit(document: Workflow, change: Edit): { document: Workflow; inverse: Edit[] } {
  if (change.kind === 'replace-document') {
    return { document: change.document, inverse: [{ kind: 'replace-document', document }] }
  }
  if (change.kind === 'set-workflow') {
    const { kind, ...set } = change
    const before = { name: document.name, description: document.description ?? '', settings: document.settings ?? {} }
    const inverse = Object.fromEntries(Object.keys(set).map((key) => [key, before[key as keyof typeof before]]))
    return { document: { ...document, ...set }, inverse: [{ kind, ...inverse }] }
  }
  let inverse: Edit[] = []
  const changed = changeGraph(document, change.at, (graph) => {
    const result = applyToGraph(graph, change)
    inverse = result.inverse
    return result.graph
  })
  return { document: changed, inverse }
}

/** Applies edits in order; `inverse` takes all of them back. All or nothing: the first that does not fit throws. */
export function applyEdits(document: Workflow, edits: Edit[]): { document: Workflow; inverse: Edit[] } {
  let inverse: Edit[] = []
  let changed = document
  for (const change of edits) {
    const result = applyEdit(changed, change)
    changed = result.document
    inverse = [...result.inverse, ...inverse]
  }
  return { document: changed, inverse }
}

type GraphEdit = Exclude<Edit, { kind: 'set-workflow' | 'replace-document' }>

function applyToGraph(graph: Graph, change: GraphEdit): { graph: Graph; inverse: Edit[] } {
  switch (change.kind) {
    case 'add-node': {
      if (Object.hasOwn(graph.nodes, change.id)) throw unfit(`There is already a node called \`${change.id}\`.`)
      const nodes = { ...graph.nodes, [change.id]: change.node }
      return { graph: { ...graph, nodes }, inverse: [{ kind: 'remove-node', at: change.at, id: change.id }] }
    }
    case 'remove-node': {
      const node = nodeOf(graph, change.id)
      const { [change.id]: _, ...nodes } = graph.nodes
      const touches = (wire: { from: string; to: string }) => wire.from === change.id || wire.to === change.id
      const restored = graph.edges
        .filter(touches)
        .map((wire): Edit => ({ kind: 'add-edge', at: change.at, edge: wire }))
      return {
        graph: { nodes, edges: graph.edges.filter((wire) => !touches(wire)) },
        inverse: [{ kind: 'add-node', at: change.at, id: change.id, node }, ...restored],
      }
    }
    case 'rename-node': {
      nodeOf(graph, change.id)
      if (change.id !== change.to && Object.hasOwn(graph.nodes, change.to)) {
        throw unfit(`There is already a node called \`${change.to}\`.`)
      }
      const back: Edit = { kind: 'rename-node', at: change.at, id: change.to, to: change.id }
      return { graph: renameNodeInGraph(graph, change.id, change.to), inverse: [back] }
    }
    case 'set-params': {
      const before = nodeOf(graph, change.id)
      const inverse: Edit = { kind: 'set-params', at: change.at, id: change.id, params: before.params }
      return { graph: setNode(graph, change.id, { ...before, params: change.params }), inverse: [inverse] }
    }
    case 'set-title': {
      const before = nodeOf(graph, change.id)
      const { title, ...rest } = before
      const inverse: Edit = { kind: 'set-title', at: change.at, id: change.id, title: title ?? null }
      const node = change.title === null ? rest : { ...before, title: change.title }
      return { graph: setNode(graph, change.id, node), inverse: [inverse] }
    }
    case 'set-disabled': {
      const before = nodeOf(graph, change.id)
      const { disabled, ...rest } = before
      const inverse: Edit = { kind: 'set-disabled', at: change.at, id: change.id, disabled: disabled ?? false }
      const node = change.disabled ? { ...before, disabled: true } : rest
      return { graph: setNode(graph, change.id, node), inverse: [inverse] }
    }
    case 'set-policy': {
      const before = nodeOf(graph, change.id)
      const { policy, ...rest } = before
      const inverse: Edit = { kind: 'set-policy', at: change.at, id: change.id, policy: policy ?? null }
      const node = change.policy === null ? rest : { ...before, policy: change.policy }
      return { graph: setNode(graph, change.id, node), inverse: [inverse] }
    }
    case 'set-pinned': {
      const before = nodeOf(graph, change.id)
      const { pinned, ...rest } = before
      const inverse: Edit = { kind: 'set-pinned', at: change.at, id: change.id, pinned: pinned ?? null }
      const node = change.pinned === null ? rest : { ...before, pinned: change.pinned }
      return { graph: setNode(graph, change.id, node), inverse: [inverse] }
    }
    case 'move-nodes': {
      const nodes = { ...graph.nodes }
      const before: Record<string, { x: number; y: number }> = {}
      for (const [id, to] of Object.entries(change.positions)) {
        const node = nodeOf(graph, id)
        before[id] = node.position
        nodes[id] = { ...node, position: to }
      }
      return { graph: { ...graph, nodes }, inverse: [{ kind: 'move-nodes', at: change.at, positions: before }] }
    }
    case 'add-edge': {
      nodeOf(graph, change.edge.from)
      nodeOf(graph, change.edge.to)
      const id = edgeId(change.edge)
      if (graph.edges.some((wire) => edgeId(wire) === id)) throw unfit(`The wire \`${id}\` is already there.`)
      const inverse: Edit = { kind: 'remove-edge', at: change.at, edge: change.edge }
      return { graph: { ...graph, edges: [...graph.edges, change.edge] }, inverse: [inverse] }
    }
    case 'remove-edge': {
      const id = edgeId(change.edge)
      if (!graph.edges.some((wire) => edgeId(wire) === id)) throw unfit(`There is no wire \`${id}\`.`)
      const inverse: Edit = { kind: 'add-edge', at: change.at, edge: change.edge }
      return { graph: { ...graph, edges: graph.edges.filter((wire) => edgeId(wire) !== id) }, inverse: [inverse] }
    }
    default:
      return unreachable(change)
  }
}

function changeGraph<G extends Graph>(graph: G, path: string[], change: (inner: Graph) => Graph): G {
  const [id, ...rest] = path
  if (id === undefined) return { ...graph, ...change(graph) }
  const node = nodeOf(graph, id)
  const inner = changeGraph(node.graph ?? { nodes: {}, edges: [] }, rest, change)
  return { ...graph, nodes: { ...graph.nodes, [id]: { ...node, graph: inner } } }
}

function nodeOf(graph: Graph, id: string) {
  const node = Object.hasOwn(graph.nodes, id) ? graph.nodes[id] : undefined
  if (!node) throw unfit(`There is no node \`${id}\`.`)
  return node
}

function setNode(graph: Graph, id: string, node: Graph['nodes'][string]): Graph {
  assert(Object.hasOwn(graph.nodes, id), `node ${id} is in the graph`)
  return { ...graph, nodes: { ...graph.nodes, [id]: node } }
}

function unfit(message: string) {
  return userError('workflow.edit-does-not-fit', message)
}

/** An id that is free in the graph: the word itself, or the word with the next number. */
export function freeNodeId(document: Graph, at: string[], word: string): string {
  const taken = graphAt(document, at)?.nodes ?? {}
  const camel = word.replace(/[^a-zA-Z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase())
  const stem = nodeId.safeParse(camel).success ? camel : 'node'
  for (let n = 1; ; n++) {
    const id = n === 1 ? stem : `${stem}${n}`
    if (!Object.hasOwn(taken, id)) return id
  }
}
