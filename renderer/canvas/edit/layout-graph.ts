import { type NodeHandle, Position } from '@xyflow/react'
import ElkConstructor, { type ElkNode } from 'elkjs/lib/elk-api.js'
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker'
import { cardWidth } from '../../parts/graph/card-size.ts'
import type { CardNode, WireEdge } from '../../parts/graph/flow-elements.ts'
import { boundsOf } from '../../parts/graph/viewport.ts'
import { type Box, type Folded, foldTools } from './fold-tools.ts'

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '88',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.componentComponent': '72',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.crossingMinimization.semiInteractive': 'true',
}

const gridStep = 8

/**
 * Where the nodes of a graph would lie tidily, left to right; only those that would move. Worked out in a worker: a
 * thousand nodes take seconds. Notes stay where they were put. The whole keeps its upper left corner.
 */
export async function layoutGraph(
  nodes: CardNode[],
  edges: WireEdge[],
): Promise<Record<string, { x: number; y: number }>> {
  const cards = nodes.filter(({ data }) => !data.entry?.inert)
  const before = boundsOf(cards)
  if (!before) return {}
  const toolOf = new Map(edges.flatMap(({ data, source, target }) => (data?.isTool ? [[target, source] as const] : [])))
  const folded = foldTools(cards.map(boxOf), toolOf)
  const byId = new Map(cards.map((card) => [card.id, card]))
  const laidOut = new Set(folded.map(({ id }) => id))
  const elk = new ElkConstructor({ workerFactory: () => new ElkWorker() })
  try {
    const tidy = await elk.layout({
      id: 'root',
      layoutOptions: options,
      children: folded.flatMap((whole) => {
        const card = byId.get(whole.id)
        return card ? [toElk(card, whole)] : []
      }),
      edges: edges.filter(({ source, target }) => laidOut.has(source) && laidOut.has(target)).map(wire),
    })
    const corners = new Map((tidy.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]))
    const placed = folded.flatMap(({ id: whole, places }) => {
      const corner = corners.get(whole) ?? { x: 0, y: 0 }
      return [...places].map(([id, { x, y }]) => ({ id, x: corner.x + x, y: corner.y + y }))
    })
    const left = Math.min(...placed.map(({ x }) => x))
    const top = Math.min(...placed.map(({ y }) => y))
    const now = new Map(cards.map(({ id, data }) => [id, data.node.position]))
    return Object.fromEntries(
      placed.flatMap(({ id, x, y }) => {
        const to = { x: snap(x - left + before.x), y: snap(y - top + before.y) }
        const from = now.get(id)
        return from && (from.x !== to.x || from.y !== to.y) ? [[id, to] as const] : []
      }),
    )
  } finally {
    elk.terminateWorker()
  }
}

function boxOf({ id, measured, initialHeight }: CardNode): Box {
  return { id, width: measured?.width ?? cardWidth, height: measured?.height ?? initialHeight ?? 100 }
}

/** A card, as large as it is with its tools. */
function toElk({ id, handles }: CardNode, { width, height }: Folded): ElkNode {
  return {
    id,
    width,
    height,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: (handles ?? []).filter(isAtSide).map((handle) => ({
      id: portId(id, handle.type, handle.id ?? ''),
      x: handle.type === 'source' ? width : 0,
      y: handle.y + (handle.height ?? 0) / 2,
      width: 0,
      height: 0,
      layoutOptions: { 'elk.port.side': handle.type === 'source' ? 'EAST' : 'WEST' },
    })),
  }
}

function isAtSide({ position }: NodeHandle): boolean {
  return position === Position.Left || position === Position.Right
}

function wire({ id, source, target, sourceHandle, targetHandle }: WireEdge) {
  return {
    id,
    sources: [portId(source, 'source', sourceHandle ?? '')],
    targets: [portId(target, 'target', targetHandle ?? '')],
  }
}

function portId(node: string, side: 'source' | 'target', port: string): string {
  return `${node}:${side}:${port}`
}

function snap(value: number): number {
  return Math.round(value / gridStep) * gridStep
}
