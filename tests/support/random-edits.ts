import fc from 'fast-check'
import { type Edit, freeNodeId } from '../../shared/workflow/edit.ts'
import { edgeId, graphAt, type Workflow, type WorkflowNode } from '../../shared/workflow/workflow.ts'

const node: WorkflowNode = { type: 'template', version: 1, params: { text: '{{ a }}' }, position: { x: 0, y: 0 } }

export type EditChoice = [kind: number, a: number, b: number, inside: boolean]

/** What `anyEdit` makes an edit of. */
export const editChoices: fc.Arbitrary<EditChoice> = fc.tuple(fc.nat(11), fc.nat(50), fc.nat(50), fc.boolean())

/** An edit of any kind that fits the document it is made for, at times inside of a container. */
export function anyEdit(document: Workflow, [kind, a, b, inside]: EditChoice): Edit {
  const container = Object.entries(document.nodes).find(([, { graph }]) => graph)?.[0]
  const at = inside && container !== undefined ? [container] : []
  const graph = graphAt(document, at) ?? { nodes: {}, edges: [] }
  const ids = Object.keys(graph.nodes)
  const pick = (n: number) => ids[n % ids.length]
  const id = pick(a)
  const other = pick(b)
  const wire = graph.edges[a % Math.max(1, graph.edges.length)]
  if (id === undefined || other === undefined || kind === 0) {
    const made = { ...node, ...(b % 3 === 0 ? { type: 'each', graph: { nodes: { inner: node }, edges: [] } } : {}) }
    return { kind: 'add-node', at, id: freeNodeId(document, at, 'made'), node: made }
  }
  if (kind === 1 && ids.length > 2) return { kind: 'remove-node', at, id }
  if (kind === 2) return { kind: 'set-params', at, id, params: { text: String(b), list: [a, { deep: b }] } }
  if (kind === 3) return { kind: 'move-nodes', at, positions: { [id]: { x: a, y: b } } }
  if (kind === 4) return { kind: 'set-title', at, id, title: b % 2 ? `Title ${b}` : null }
  if (kind === 5) return { kind: 'set-disabled', at, id, disabled: b % 2 === 0 }
  if (kind === 6) return { kind: 'rename-node', at, id, to: freeNodeId(document, at, `renamed${b}`) }
  if (kind === 7 && wire) return { kind: 'remove-edge', at, edge: wire }
  if (kind === 8) return { kind: 'set-policy', at, id, policy: b % 2 ? { timeoutMs: b } : null }
  if (kind === 9) return { kind: 'set-pinned', at, id, pinned: b % 2 ? { out: b } : null }
  const edge = { from: id, fromPort: 'out', to: other, toPort: `in${b}` }
  if (kind === 10 && !graph.edges.some((one) => edgeId(one) === edgeId(edge))) return { kind: 'add-edge', at, edge }
  return { kind: 'set-workflow', name: `Name ${b}`, description: `About ${a}`, settings: { concurrency: b + 1 } }
}
