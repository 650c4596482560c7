import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react'
import { useCallback, useRef, useState } from 'react'
import type { Graph } from '../../../shared/workflow/workflow.ts'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { selectionOf, selectOnCanvas, useSelection } from '../../state/selection-store.ts'
import type { CanvasEditing } from './canvas-editing.ts'
import { type CardNode, type Types, toFlowEdges, toFlowNodes, type WireEdge } from './flow-elements.ts'
import { useGraphView } from './graph-view.tsx'

type Flow = {
  graph: Graph
  types: Types
  nodeIds: readonly string[]
  edgeIds: readonly string[]
  nodes: CardNode[]
  edges: WireEdge[]
}

function derive(source: Omit<Flow, 'nodes' | 'edges'>, before: Pick<Flow, 'nodes' | 'edges'>): Flow {
  const nodes = toFlowNodes(source.graph, source.types, new Set(source.nodeIds), before.nodes)
  const edges = toFlowEdges(source.graph, nodes, new Set(source.edgeIds), before.edges)
  return { ...source, nodes, edges }
}

/**
 * Nodes and wires for React Flow: the document and the selection, and over them only what React Flow itself knows (the
 * measured sizes, and where a node is while it is being dragged). The document learns of a drag when it ends.
 */
export function useFlow(onMove: CanvasEditing['onMove'] | undefined) {
  const { canvas, graph } = useGraphView()
  const types = useCatalogStore((state) => state.byType)
  const nodeIds = useSelection(canvas, (selection) => selection.nodeIds)
  const edgeIds = useSelection(canvas, (selection) => selection.edgeIds)
  const [flow, setFlow] = useState(() => derive({ graph, types, nodeIds, edgeIds }, { nodes: [], edges: [] }))

  let shown = flow
  if (flow.graph !== graph || flow.types !== types || flow.nodeIds !== nodeIds || flow.edgeIds !== edgeIds) {
    shown = derive({ graph, types, nodeIds, edgeIds }, flow)
    setFlow(shown)
  }
  const latest = useRef(shown.nodes)
  latest.current = shown.nodes

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      const isSelecting = changes.some((change) => change.type === 'select')
      if (isSelecting) {
        const chosen = new Set(selectionOf(canvas).nodeIds)
        for (const change of changes) {
          if (change.type === 'select') chosen[change.selected ? 'add' : 'delete'](change.id)
        }
        selectOnCanvas(canvas, [...chosen], selectionOf(canvas).edgeIds)
      }
      const placed = changes.filter((change) => change.type === 'position' || change.type === 'dimensions')
      if (placed.length === 0) return
      const before = latest.current
      latest.current = applyNodeChanges(placed, before)
      setFlow((now) => ({ ...now, nodes: applyNodeChanges(placed, now.nodes) }))
      commitMoves(placed, before, latest.current, onMove)
    },
    [canvas, onMove],
  )

  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireEdge>[]) => {
      const chosen = new Set(selectionOf(canvas).edgeIds)
      for (const change of changes) {
        if (change.type === 'select') chosen[change.selected ? 'add' : 'delete'](change.id)
      }
      selectOnCanvas(canvas, selectionOf(canvas).nodeIds, [...chosen])
    },
    [canvas],
  )

  return { nodes: shown.nodes, edges: shown.edges, onNodesChange, onEdgesChange }
}

function commitMoves(
  changes: NodeChange<CardNode>[],
  before: CardNode[],
  after: CardNode[],
  onMove: CanvasEditing['onMove'] | undefined,
): void {
  if (!onMove) return
  const ended = new Set(
    changes.flatMap((change) => (change.type === 'position' && change.dragging === false ? [change.id] : [])),
  )
  if (ended.size === 0) return
  const wasDragged = before.some((node) => ended.has(node.id) && node.dragging)
  const positions = Object.fromEntries(
    after
      .filter(({ id, position, data }) => {
        const { x, y } = data.node.position
        return ended.has(id) && (Math.round(position.x) !== x || Math.round(position.y) !== y)
      })
      .map(({ id, position }) => [id, { x: Math.round(position.x), y: Math.round(position.y) }]),
  )
  if (Object.keys(positions).length > 0) onMove(positions, wasDragged ? 'drag' : 'keys')
}
