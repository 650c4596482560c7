import { type Edge as FlowEdge, type Node as FlowNode, type NodeHandle, Position } from '@xyflow/react'
import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import type { Port } from '../../../shared/catalog/ports.ts'
import { type Edge, edgeId, type Graph, type WorkflowNode } from '../../../shared/workflow/workflow.ts'
import { cardWidth, handleSize, leastHeight, noteWidth, portY } from './card-size.ts'
import { portsOfNode } from './node-ports.ts'

export type CardData = {
  node: WorkflowNode
  /** null: this version of Niti has no such node type. */
  entry: CatalogEntry | null
  inputs: Port[]
  outputs: Port[]
}
export type CardNode = FlowNode<CardData, 'card' | 'note'>
export type WireEdge = FlowEdge<{ wire: Edge }, 'wire'>

export type Types = ReadonlyMap<string, CatalogEntry>

/**
 * The document's nodes as React Flow wants them. A node that did not change keeps its object, so that React Flow and the
 * card both pass it over: one edit in a thousand nodes redraws one card.
 */
export function toFlowNodes(graph: Graph, types: Types, selected: ReadonlySet<string>, before: CardNode[]): CardNode[] {
  const known = new Map(before.map((flow) => [flow.id, flow]))
  const nodes = Object.entries(graph.nodes).map(([id, node]) => {
    const old = known.get(id)
    const entry = types.get(node.type) ?? null
    const isSelected = selected.has(id)
    if (old && old.data.node === node && old.data.entry === entry) {
      return (old.selected ?? false) === isSelected ? old : { ...old, selected: isSelected }
    }
    return toFlowNode(id, { node, entry, isSelected, old })
  })
  return isSame(nodes, before) ? before : nodes
}

type Source = { node: WorkflowNode; entry: CatalogEntry | null; isSelected: boolean; old: CardNode | undefined }

function toFlowNode(id: string, { node, entry, isSelected, old }: Source): CardNode {
  const isNote = entry?.inert ?? false
  const { inputs, outputs } = portsOfNode(node, entry)
  const width = isNote ? noteWidth : cardWidth
  return {
    id,
    type: isNote ? 'note' : 'card',
    position: node.position,
    selected: isSelected,
    data: { node, entry, inputs, outputs },
    handles: handlesOf(inputs, outputs, width),
    initialWidth: width,
    initialHeight: leastHeight(Math.max(inputs.length, outputs.length)) + 40,
    // Without its measure a node would be drawn invisibly once more, which shows as a flicker at every keystroke.
    ...(old?.measured ? { measured: old.measured } : {}),
  }
}

function handlesOf(inputs: Port[], outputs: Port[], width: number): NodeHandle[] {
  const size = { width: handleSize, height: handleSize }
  const top = (index: number) => portY(index) - handleSize / 2
  return [
    ...inputs.map(
      ({ id }, index): NodeHandle => ({
        ...size,
        id,
        type: 'target',
        position: Position.Left,
        x: -handleSize / 2,
        y: top(index),
      }),
    ),
    ...outputs.map(
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
    const hasFrom = ports.get(wire.from)?.outputs.some((port) => port.id === wire.fromPort)
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
        data: { wire },
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
