import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import { errorPort, portsFit } from '../../../shared/catalog/ports.ts'
import { orderOf } from '../../../shared/workflow/graph-order.ts'
import { type Edge, edgeId, type Graph } from '../../../shared/workflow/workflow.ts'
import { titleOf } from '../../parts/graph/flow-elements.ts'
import { portsOfNode } from '../../parts/graph/node-ports.ts'
import { canBeTool, isToolsPort, isToolWire, toolNodes } from '../../parts/graph/tool-nodes.ts'
import { text } from '../../text.ts'

type Types = ReadonlyMap<string, CatalogEntry>

/** Why this wire may not be drawn, in words for the person; null when it may. */
export function whyNotConnect(graph: Graph, types: Types, wire: Edge): string | null {
  const say = text.canvas.refused
  const from = graph.nodes[wire.from]
  const to = graph.nodes[wire.to]
  if (!from || !to) return say.gone
  if (wire.from === wire.to) return say.itself
  const fromEntry = types.get(from.type) ?? null
  const toEntry = types.get(to.type) ?? null
  const output = portsOfNode(from, fromEntry).outputs.find((port) => port.id === wire.fromPort)
  const input = portsOfNode(to, toEntry).inputs.find((port) => port.id === wire.toPort)
  if (!output || !input) return say.gone
  const id = edgeId(wire)
  if (graph.edges.some((known) => edgeId(known) === id)) return say.already
  const tool = whyNotTool(graph, types, wire)
  if (tool) return tool
  if (!portsFit(output.type, input.type)) {
    const types = text.canvas.valueTypes
    return say.types(titleOf(from, fromEntry), types[output.type], titleOf(to, toEntry), types[input.type])
  }
  if (orderOf(graph).reachableFrom([wire.to]).has(wire.from)) {
    return say.circle(titleOf(to, toEntry), titleOf(from, fromEntry))
  }
  return null
}

/** A tool belongs to its agent alone: nothing else leads to it, and nothing on from it. */
function whyNotTool(graph: Graph, types: Types, wire: Edge): string | null {
  const say = text.canvas.refused
  const title = (id: string) => {
    const node = graph.nodes[id]
    return node ? titleOf(node, types.get(node.type) ?? null) : id
  }
  const tools = toolNodes(graph, types)
  const agent = tools.get(wire.to)
  if (tools.has(wire.from)) return say.fromTool(title(wire.from))
  if (agent !== undefined) return say.intoTool(title(wire.to), title(agent))
  if (!isToolWire(graph, types, wire)) return null
  const entry = types.get(graph.nodes[wire.to]?.type ?? '')
  if (!entry || !canBeTool(entry)) return say.noTool(title(wire.to))
  const isWired = graph.edges.some(({ from, to }) => from === wire.to || to === wire.to)
  return isWired ? say.wiredTool(title(wire.to)) : null
}

type WireEnd = { nodeId: string /** Left out: the first that fits. */; portId?: string }

/** The wire that joins the first output and the first input that fit; null when none does. */
export function wireBetween(graph: Graph, types: Types, source: WireEnd, target: WireEnd): Edge | null {
  const from = graph.nodes[source.nodeId]
  const to = graph.nodes[target.nodeId]
  if (!from || !to) return null
  const outputs = portsOfNode(from, types.get(from.type) ?? null).outputs
  const inputs = portsOfNode(to, types.get(to.type) ?? null).inputs
  // An output nothing hangs on yet comes first: adding twice after an `if` fills both of its branches.
  const isUsed = (port: string) => graph.edges.some((wire) => wire.from === source.nodeId && wire.fromPort === port)
  const inOrder = [...outputs].sort((a, b) => Number(isUsed(a.id)) - Number(isUsed(b.id)))
  // The outputs for errors and for tools are for those who ask for them.
  const fromEntry = types.get(from.type)
  const isAskedFor = (id: string) => id === errorPort || isToolsPort(fromEntry, id)
  const isMeant = (id: string) => (source.portId === undefined ? !isAskedFor(id) : id === source.portId)
  for (const output of inOrder.filter(({ id }) => isMeant(id))) {
    for (const input of inputs.filter(({ id }) => id === (target.portId ?? id))) {
      const wire = { from: source.nodeId, fromPort: output.id, to: target.nodeId, toPort: input.id }
      if (whyNotConnect(graph, types, wire) === null) return wire
    }
  }
  return null
}
