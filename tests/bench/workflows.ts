import type { Edge, Workflow, WorkflowNode } from '../../shared/workflow/workflow.ts'
import { seededRandom } from '../support/seeded-random.ts'

/** Graphs of nodes that do next to nothing: what is left is the engine's own share. */

function makeWorkflow(count: number, edges: [number, number][]): Workflow {
  const node = (index: number): WorkflowNode => ({
    type: 'template',
    version: 1,
    params: { text: `node ${index}` },
    position: { x: index * 260, y: 0 },
  })
  const nodes = Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, node(index)]))
  const wires = edges.map(([from, to]): Edge => ({ from: `n${from}`, fromPort: 'out', to: `n${to}`, toPort: 'in' }))
  return { format: 1, name: 'Bench', nodes, edges: wires }
}

/** Each node feeds the next. */
export function chain(count: number): Workflow {
  return makeWorkflow(
    count,
    Array.from({ length: count - 1 }, (_, index) => [index, index + 1]),
  )
}

/** One node feeds all others. */
export function fan(count: number): Workflow {
  return makeWorkflow(
    count,
    Array.from({ length: count - 1 }, (_, index) => [0, index + 1]),
  )
}

/** A chain laid out in rows of forty, as a large workflow would be on the canvas. */
export function grid(count: number): Workflow {
  const workflow = chain(count)
  Object.values(workflow.nodes).forEach((node, index) => {
    node.position = { x: (index % 40) * 260, y: Math.floor(index / 40) * 150 }
  })
  return workflow
}

/** Twice as many wires as nodes, each leading forward, the same for the same seed. */
export function randomDag(count: number, seed: number): Workflow {
  const random = seededRandom(seed)
  const seen = new Set<string>()
  const edges: [number, number][] = []
  while (edges.length < 2 * count) {
    const to = 1 + Math.floor(random() * (count - 1))
    const from = Math.floor(random() * to)
    if (seen.has(`${from}-${to}`)) continue
    seen.add(`${from}-${to}`)
    edges.push([from, to])
  }
  return makeWorkflow(count, edges)
}

/** Model calls that wait for nothing but their turn. */
export function prompts(count: number): Workflow {
  const node = (index: number): WorkflowNode => ({
    type: 'prompt',
    version: 1,
    params: { model: 'openai/bench-model', prompt: `Say hello ${index}` },
    position: { x: index * 260, y: 0 },
  })
  const nodes = Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, node(index)]))
  return { format: 1, name: 'Bench', settings: { concurrency: Math.min(1_000, count) }, nodes, edges: [] }
}
