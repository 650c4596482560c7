import ElkConstructor, { type ElkNode } from 'elkjs/lib/elk-api.js'
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker'
import { cardWidth } from '../../parts/graph/card-size.ts'
import type { CardNode, WireEdge } from '../../parts/graph/flow-elements.ts'
import { boundsOf } from '../../parts/graph/viewport.ts'

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
  const elk = new ElkConstructor({ workerFactory: () => new ElkWorker() })
  try {
    const tidy = await elk.layout({
      id: 'root',
      layoutOptions: options,
      children: cards.map(toElk),
      edges: edges.map(wire),
    })
    const placed = (tidy.children ?? []).map(({ id, x = 0, y = 0 }) => ({ id, x, y }))
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

function toElk({ id, measured, initialHeight, handles }: CardNode): ElkNode {
  return {
    id,
    width: measured?.width ?? cardWidth,
    height: measured?.height ?? initialHeight ?? 100,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: (handles ?? []).map((handle) => ({
      id: portId(id, handle.type, handle.id ?? ''),
      x: handle.type === 'source' ? (measured?.width ?? cardWidth) : 0,
      y: handle.y + (handle.height ?? 0) / 2,
      width: 0,
      height: 0,
      layoutOptions: { 'elk.port.side': handle.type === 'source' ? 'EAST' : 'WEST' },
    })),
  }
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
