import type { Graph, Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from './draw-workflow.ts'

/**
 * `drawWorkflow` for people: every node has its name as its title (`alpha` is called Alpha) and stands right of those
 * that lead to it, and the workflow has a name of its own.
 */
export function sketchWorkflow(name: string, ...drawing: Parameters<typeof drawWorkflow>): Workflow {
  const drawn = drawWorkflow(...drawing)
  return { ...drawn, name, nodes: titled(placed(drawn)) }
}

function placed({ nodes, edges }: Graph): Graph['nodes'] {
  const depthOf = (id: string): number =>
    Math.max(0, ...edges.filter(({ to }) => to === id).map(({ from }) => depthOf(from) + 1))
  const filled = new Map<number, number>()
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => {
      const depth = depthOf(id)
      const row = filled.get(depth) ?? 0
      filled.set(depth, row + 1)
      return [id, { ...node, position: { x: depth * 280, y: row * 160 } }]
    }),
  )
}

function titled(nodes: Graph['nodes']): Graph['nodes'] {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => [
      id,
      {
        ...node,
        title: node.title ?? id.charAt(0).toUpperCase() + id.slice(1),
        ...(node.graph ? { graph: { ...node.graph, nodes: titled(node.graph.nodes) } } : {}),
      },
    ]),
  )
}

/** A start, a prompt for gpt-4o-mini called Ask, and a template called After. */
export function promptWorkflow(name: string, prompt = 'Say something.'): Workflow {
  return sketchWorkflow(name, 'start -> ask -> after', {
    start: { type: 'manual' },
    ask: { type: 'prompt', params: { model: 'openai/gpt-4o-mini', prompt } },
    after: { type: 'template', params: { text: 'They said: {{ ask }}' } },
  })
}
