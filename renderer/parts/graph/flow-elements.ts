import { type Edge as FlowEdge, type Node as FlowNode, type NodeHandle, Position } from '@xyflow/react'
import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import type { Port } from '../../../shared/catalog/ports.ts'
import { type Edge, edgeId, type Graph, type WorkflowNode } from '../../../shared/workflow/workflow.ts'
import { cardWidth, handleSize, leastHeight, noteWidth, portY } from './card-size.ts'
import { portsOfNode } from './node-ports.ts'
import { isToolsPort, toolNodes } from './tool-nodes.ts'

export type CardData = {
  node: WorkflowNode
  /** null: this version of Niti has no such node type. */
  entry: CatalogEntry | null
  inputs: Port[]
  outputs: Port[]
  /** The title of the node it is a tool of; null: it is none. */
  toolOf: string | null
}
export type CardNode = FlowNode<CardData, 'card' | 'note'>
export type WireEdge = FlowEdge<{ wire: Edge; isTool: boolean }, 'wire'>

export type Types = ReadonlyMap<string, CatalogEntry>

/**
 * The document's nodes as React Flow wants them. A node that did not change keeps its object, so that React Flow and the
 * card both pass it over: one edit in a thousand nodes redraws one card.
 */
export function toFlowNodes(graph: Graph, types: Types, selected: ReadonlySet<string>, before: CardNode[]): CardNode[] {
  const known = new Map(before.map((flow) => [flow.id, flow]))
  const tools = toolNodes(graph, types)
  const nodes = Object.entries(graph.nodes).map(([id, node]) => {
    const old = known.get(id)
    const entry = types.get(node.type) ?? null
    const agent = graph.nodes[tools.get(id) ?? '']
    const toolOf = agent ? titleOf(agent, types.get(agent.type) ?? null) : null
    const isSelected = selected.has(id)
    if (old && old.data.node === node && old.data.entry === entry && old.data.toolOf === toolOf) {
      return (old.selected ?? false) === isSelected ? old : { ...old, selected: isSelected }
    }
    return toFlowNode(id, { node, entry, isSelected, old, toolOf })
  })
  return isSame(nodes, before) ? before : nodes
}

type Source = {
  node: WorkflowNode
  entry: CatalogEntry | null
  isSelected: boolean
  old: CardNode | undefined
  toolOf: string | null
}

function toFlowNode(id: string, { node, entry, isSelected, old, toolOf }: Source): CardNode {
  const isNote = entry?.inert ?? false
  const ports = portsOfNode(node, entry)
  const { inputs } = ports
  // What a tool gives goes to its agent, and no wire leads on from it.
  const outputs = toolOf === null ? ports.outputs : []
  const width = isNote ? noteWidth : cardWidth
  const height = leastHeight(Math.max(inputs.length, sidePorts(outputs, entry).length)) + 40
  return {
    id,
    type: isNote ? 'note' : 'card',
    position: node.position,
    selected: isSelected,
    data: { node, entry, inputs, outputs, toolOf },
    handles: handlesOf({ inputs, outputs, entry, toolOf }, width, old?.measured?.height ?? height),
    initialWidth: width,
    initialHeight: height,
    // Without its measure a node would be drawn invisibly once more, which shows as a flicker at every keystroke.
    ...(old?.measured ? { measured: old.measured } : {}),
  }
}

/** The outputs at a card's right side: the one for tools is at its bottom. */
export function sidePorts(outputs: readonly Port[], entry: CatalogEntry | null): Port[] {
  return outputs.filter(({ id }) => !isToolsPort(entry, id))
}

function handlesOf(data: Omit<CardData, 'node'>, width: number, height: number): NodeHandle[] {
  const { inputs, outputs, entry, toolOf } = data
  const size = { width: handleSize, height: handleSize }
  const top = (index: number) => portY(index) - handleSize / 2
  return [
    ...inputs.map(({ id }, index): NodeHandle => {
      // A tool hangs below its agent.
      const place =
        toolOf === null
          ? { position: Position.Left, x: -handleSize / 2, y: top(index) }
          : { position: Position.Top, x: (width - handleSize) / 2, y: -handleSize / 2 }
      return { ...size, id, type: 'target', ...place }
    }),
    ...outputs
      .filter(({ id }) => isToolsPort(entry, id))
      .map(
        ({ id }): NodeHandle => ({
          ...size,
          id,
          type: 'source',
          position: Position.Bottom,
          x: (width - handleSize) / 2,
          y: height - handleSize / 2,
        }),
      ),
    ...sidePorts(outputs, entry).map(
      ({ id }, index): NodeHandle => ({
        ...size,
        id,
        type: 'source',
        position: Position.Right,
        x: width - handleSize / 2,
        y: top(index),
      }),
    ),
  ]
}

/** The wires likewise. A wire whose end has no such port (any more) is left out; the check tells about it. */
export function toFlowEdges(
  graph: Graph,
  nodes: CardNode[],
  selected: ReadonlySet<string>,
  before: WireEdge[],
): WireEdge[] {
  const known = new Map(before.map((flow) => [flow.id, flow]))
  const ports = new Map(nodes.map(({ id, data }) => [id, data]))
  const edges = graph.edges.flatMap((wire): WireEdge[] => {
    const from = ports.get(wire.from)
    const hasFrom = from?.outputs.some((port) => port.id === wire.fromPort)
    const hasTo = ports.get(wire.to)?.inputs.some((port) => port.id === wire.toPort)
    if (!hasFrom || !hasTo) return []
    const id = edgeId(wire)
    const old = known.get(id)
    const isSelected = selected.has(id)
    if (old && (old.selected ?? false) === isSelected) return [old]
    return [
      {
        id,
        type: 'wire',
        source: wire.from,
        sourceHandle: wire.fromPort,
        target: wire.to,
        targetHandle: wire.toPort,
        selected: isSelected,
        data: { wire, isTool: isToolsPort(from?.entry, wire.fromPort) },
        ariaLabel: id,
      },
    ]
  })
  return isSame(edges, before) ? before : edges
}

function isSame<T>(a: T[], b: T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

export function titleOf(node: WorkflowNode, entry: CatalogEntry | null): string {
  return node.title ?? entry?.title ?? node.type
}
