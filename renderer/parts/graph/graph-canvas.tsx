import '@xyflow/react/dist/base.css'
import './graph.css'
import {
  Background,
  type Connection,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react'
import { type MouseEvent, type ReactNode, useCallback, useEffect, useState } from 'react'
import { calledBy } from '../../../shared/workflow/called-by.ts'
import { entryOf } from '../../state/catalog-store.ts'
import { runCommand } from '../../state/commands.ts'
import { navigate } from '../../state/route-store.ts'
import { openGraph, selectionOf, selectOnCanvas } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import type { CanvasEditing, WireEnd } from './canvas-editing.ts'
import { offerCanvas, type Point } from './canvas-handle.ts'
import type { CardNode, WireEdge } from './flow-elements.ts'
import { useGraphView } from './graph-view.tsx'
import { NodeCard } from './node-card.tsx'
import { NoteCard } from './note-card.tsx'
import { useFlow } from './use-flow.ts'
import { firstViewport, recallViewport, rememberViewport, viewportFor, zoomLimits } from './viewport.ts'
import { Wire } from './wire.tsx'

const nodeTypes = { card: NodeCard, note: NoteCard }
const edgeTypes = { wire: Wire }
const grid: [number, number] = [8, 8]

export type CanvasInstance = ReactFlowInstance<CardNode, WireEdge>
type GraphCanvasProps = {
  editing?: CanvasEditing
  /** Drawn over the canvas. */
  children?: ReactNode
}

/** The graph that is open, with React Flow. Another graph is another canvas: the view and the cards start anew. */
export function GraphCanvas(props: GraphCanvasProps) {
  const { canvas, at } = useGraphView()
  const key = [canvas, ...at].join('/')
  return (
    <ReactFlowProvider key={key}>
      <Measured viewKey={key} {...props} />
    </ReactFlowProvider>
  )
}

/** Waits for the size of its place, so that the first frame already shows the right part of the graph. */
function Measured(props: GraphCanvasProps & { viewKey: string }) {
  const [box, setBox] = useState<HTMLDivElement | null>(null)
  return (
    <div ref={setBox} className="relative h-full w-full">
      {box ? <Canvas box={box} {...props} /> : null}
      {props.children}
    </div>
  )
}

type CanvasProps = GraphCanvasProps & { box: HTMLDivElement; viewKey: string }

function Canvas({ box, viewKey, editing }: CanvasProps) {
  const { canvas, graph, at, isReadOnly } = useGraphView()
  const { nodes, edges, onNodesChange, onEdgesChange } = useFlow(editing?.onMove)
  const [defaultViewport] = useState(
    () =>
      recallViewport(viewKey) ??
      firstViewport(nodes, {
        width: box.clientWidth,
        height: box.clientHeight,
        isInside: at.length > 0,
      }),
  )
  useOffer(box)

  const open = useCallback(
    (id: string) => {
      const node = graph.nodes[id]
      if (node?.graph) return openGraph(canvas, [...at, id])
      const called = node && calledBy(entryOf(node.type), node.params)
      if (called) navigate({ screen: 'workflow', workflowId: called.workflowId })
    },
    [canvas, graph, at],
  )

  return (
    <ReactFlow<CardNode, WireEdge>
      className="niti-canvas"
      aria-label={text.canvas.label}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      nodesDraggable={!isReadOnly}
      nodesConnectable={!isReadOnly}
      onlyRenderVisibleElements
      defaultViewport={defaultViewport}
      minZoom={zoomLimits.least}
      maxZoom={zoomLimits.most}
      onMoveEnd={(_, viewport) => rememberViewport(viewKey, viewport)}
      snapToGrid
      snapGrid={grid}
      panOnScroll
      zoomOnDoubleClick={false}
      selectionMode={SelectionMode.Partial}
      deleteKeyCode={null}
      connectionRadius={28}
      autoPanOnNodeFocus={false}
      nodeDragThreshold={2}
      proOptions={{ hideAttribution: true }}
      onNodeContextMenu={(_, node) => {
        if (!selectionOf(canvas).nodeIds.includes(node.id)) selectOnCanvas(canvas, [node.id])
      }}
      onPaneContextMenu={() => selectOnCanvas(canvas, [])}
      onNodeDoubleClick={(_, node) => open(node.id)}
      onDoubleClick={(event: MouseEvent) => {
        const isPane = event.target instanceof Element && event.target.classList.contains('react-flow__pane')
        if (isPane) editing?.onDoubleClickPane({ x: event.clientX, y: event.clientY })
      }}
      onKeyDownCapture={(event) => {
        if (event.key !== 'Enter') return
        if (event.ctrlKey || event.metaKey) {
          // React Flow would take Enter for choosing the node; with Ctrl or Command it runs the workflow.
          event.stopPropagation()
          event.preventDefault()
          runCommand('run')
          return
        }
        // The first Enter selects, as React Flow has it; the next goes inside. Asked on the way down: on the way up
        // React Flow has selected it already.
        const id =
          event.target instanceof Element ? event.target.closest('.react-flow__node')?.getAttribute('data-id') : null
        if (id && selectionOf(canvas).nodeIds.includes(id)) open(id)
      }}
      isValidConnection={(connection) => editing?.whyNot(asConnection(connection)) === null}
      onConnect={editing?.onConnect}
      onConnectEnd={(event, state) => {
        if (!editing || state.isValid || !state.fromHandle) return
        const { fromHandle, toHandle } = state
        const end: WireEnd = { nodeId: fromHandle.nodeId, portId: fromHandle.id ?? '', side: fromHandle.type }
        if (!toHandle) {
          if (!state.toNode) editing.onLetGo(end, pointOf(event))
          return
        }
        const [from, to] = fromHandle.type === 'source' ? [fromHandle, toHandle] : [toHandle, fromHandle]
        const reason = editing.whyNot({
          source: from.nodeId,
          sourceHandle: from.id ?? null,
          target: to.nodeId,
          targetHandle: to.id ?? null,
        })
        if (reason) editing.onRefused(reason)
      }}
    >
      <Background gap={16} size={1.6} color="var(--line-strong)" />
    </ReactFlow>
  )
}

function asConnection(given: Connection | WireEdge): Connection {
  const { source, target, sourceHandle, targetHandle } = given
  return { source, target, sourceHandle: sourceHandle ?? null, targetHandle: targetHandle ?? null }
}

function pointOf(event: globalThis.MouseEvent | TouchEvent): Point {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 }
}

/** Lets the panels around the canvas ask it for places and nodes. */
function useOffer(box: HTMLDivElement): void {
  const { canvas, at } = useGraphView()
  const isInside = at.length > 0
  const flow = useReactFlow<CardNode, WireEdge>()
  useEffect(
    () =>
      offerCanvas(canvas, {
        toCanvas: (screen) => flow.screenToFlowPosition(screen, { snapToGrid: false }),
        center() {
          const { left, top, width, height } = box.getBoundingClientRect()
          return flow.screenToFlowPosition({ x: left + width / 2, y: top + height / 2 })
        },
        show: (id) => showNode(flow, box, id),
        fit() {
          const place = { width: box.clientWidth, height: box.clientHeight, isInside }
          void flow.setViewport(viewportFor(flow.getNodes(), place), { duration: 200 })
        },
        nodes: () => flow.getNodes(),
        edges: () => flow.getEdges(),
      }),
    [box, canvas, flow, isInside],
  )
}

/** Keeps what is shown clear of the run bar and the buttons that float over the canvas. */
const margin = { top: 84, side: 32, bottom: 60 }

/** Moves the view no further than is needed: what one was looking at stays in sight where it can. */
function showNode(flow: CanvasInstance, box: HTMLDivElement, id: string): void {
  const node = flow.getInternalNode(id)
  if (!node) return
  const { x, y, zoom } = flow.getViewport()
  const at = node.internals.positionAbsolute
  const left = at.x * zoom + x
  const top = at.y * zoom + y
  const right = left + (node.measured.width ?? node.initialWidth ?? 0) * zoom
  const bottom = top + (node.measured.height ?? node.initialHeight ?? 0) * zoom
  const dx = shiftInto(left, right, margin.side, box.clientWidth - margin.side)
  const dy = shiftInto(top, bottom, margin.top, box.clientHeight - margin.bottom)
  if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 200 })
}

function shiftInto(start: number, end: number, least: number, most: number): number {
  if (end > most) return Math.max(most - end, least - start)
  return start < least ? least - start : 0
}
