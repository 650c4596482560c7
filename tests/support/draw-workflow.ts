import type { Edge, Graph, Workflow, WorkflowNode } from '../../shared/workflow/workflow.ts'

type Sketch = Partial<Omit<WorkflowNode, 'position'>> & { type: string }

/**
 * A workflow drawn as text: `check:true -> reply` is a wire from the output `true` of `check` to `reply`; a port left out
 * is `out` or `in`. Nodes that are not described are templates that say their own name.
 */
export function drawWorkflow(wires: string, nodes: Record<string, Sketch> = {}): Workflow {
  return { format: 1, name: 'Test', ...drawGraph(wires, nodes) }
}

export function drawGraph(wires: string, nodes: Record<string, Sketch> = {}): Graph {
  const edges: Edge[] = []
  const names = new Set(Object.keys(nodes))
  for (const line of wires.split(/[\n,]/).map((text) => text.trim())) {
    const ends = line
      .split('->')
      .map((end) => end.trim())
      .filter((end) => end !== '')
    for (const end of ends) names.add(nameOf(end))
    for (let at = 0; at + 1 < ends.length; at++) edges.push(drawWire(ends[at] ?? '', ends[at + 1] ?? ''))
  }
  const drawn = [...names].map((id, index) => [id, drawNode(id, index, nodes[id])] as const)
  return { nodes: Object.fromEntries(drawn), edges }
}

/** `a:yes` leaves by `yes`; `left@b` enters `b` at its port `left`. */
function drawWire(from: string, to: string): Edge {
  const fromPort = /:(\w+)$/.exec(from)?.[1] ?? 'out'
  const toPort = /^(\w+)@/.exec(to)?.[1] ?? 'in'
  return { from: nameOf(from), fromPort, to: nameOf(to), toPort }
}

function nameOf(end: string): string {
  return end.replace(/^\w+@/, '').replace(/:\w+$/, '')
}

function drawNode(
  id: string,
  index: number,
  sketch: Sketch = { type: 'template', params: { text: id } },
): WorkflowNode {
  const { params = {}, version = 1, ...rest } = sketch
  const position = { x: index * 260, y: 0 }
  return { ...rest, version, params, position }
}
