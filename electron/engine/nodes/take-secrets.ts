import type { Graph } from '../../../shared/workflow/workflow.ts'
import type { NodeDefinition } from './define-node.ts'

type Types = ReadonlyMap<string, NodeDefinition>

/** What calls at a trigger were proved with, as a document held it readably. */
export type TakenSecret = { node: string; secret: string }

/**
 * Takes out of a document the secrets that older versions of triggers kept in it, to be sealed: the document without them
 * (itself where it has none), and what they were. Triggers stand in no container, so in there is nothing that works.
 */
export function takeSecrets<G extends Pick<Graph, 'nodes'>>(
  types: Types,
  graph: G,
): { document: G; secrets: TakenSecret[] } {
  const secrets: TakenSecret[] = []
  let document = graph
  for (const [id, node] of Object.entries(graph.nodes)) {
    const inner = node.graph && takeSecrets(types, node.graph).document
    const param = types.get(node.type)?.sealedParam
    const isOpen = param !== undefined && Object.hasOwn(node.params, param)
    if (!isOpen && inner === node.graph) continue
    const { [param ?? '']: secret, ...params } = node.params
    if (typeof secret === 'string' && secret.trim() !== '') secrets.push({ node: id, secret: secret.trim() })
    const clean = { ...node, params: isOpen ? params : node.params, ...(inner && { graph: inner }) }
    document = { ...document, nodes: { ...document.nodes, [id]: clean } }
  }
  return { document, secrets }
}
