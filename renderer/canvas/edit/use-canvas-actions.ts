import type { Connection } from '@xyflow/react'
import { useMemo, useRef } from 'react'
import type { Edit } from '../../../shared/workflow/edit.ts'
import type { Edge, Graph } from '../../../shared/workflow/workflow.ts'
import { bringIntoView, canvasHandle, type Point } from '../../parts/graph/canvas-handle.ts'
import { type GraphView, useGraphView } from '../../parts/graph/graph-view.tsx'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { openGraph, selectionOf, selectOnCanvas } from '../../state/selection-store.ts'
import { drafts } from '../../state/workflow-store.ts'
import { text } from '../../text.ts'
import { showToast } from '../../ui/toast.tsx'
import type { PaletteEntry } from '../agent-entries.ts'
import { copyNodes, pasteEdits, readClipboard } from './clipboard.ts'
import { whyNotConnect } from './connect-checks.ts'
import { layoutGraph } from './layout-graph.ts'
import { addNodeEdits } from './new-node.ts'
import { removeEdits, toggleDisabledEdits } from './selection-edits.ts'

export type AddOptions = {
  /** In canvas coordinates; left out, beside the chosen node or in the middle of what is seen. */
  position?: Point
  wired?: { nodeId: string; side: 'source' | 'target'; portId?: string }
}

export type CanvasActions = ReturnType<typeof makeActions>

const nudgeMs = 1_000
const pasteStep = 32

/** Everything one can do on the canvas of a draft. The object keeps its identity; it always acts on what is shown now. */
export function useCanvasActions(): CanvasActions {
  const view = useGraphView()
  const latest = useRef(view)
  latest.current = view
  return useMemo(() => makeActions(() => latest.current), [])
}

function makeActions(now: () => GraphView) {
  const types = () => useCatalogStore.getState().byType
  const chosen = () => selectionOf(now().canvas)

  function edit(edits: Edit[], options?: Parameters<typeof drafts.edit>[2]): boolean {
    const { workflowId, isReadOnly } = now()
    return workflowId !== null && !isReadOnly && drafts.edit(workflowId, edits, options)
  }

  function asWire({ source, sourceHandle, target, targetHandle }: Connection): Edge {
    return { from: source, fromPort: sourceHandle ?? '', to: target, toPort: targetHandle ?? '' }
  }

  function paste(part: Graph, by: Point): void {
    const { canvas, document, at } = now()
    const { edits, ids } = pasteEdits(document, at, part, by)
    if (edit(edits)) selectOnCanvas(canvas, ids)
  }

  /** After undo and redo: goes where the change was, so that one sees it. */
  function follow(edits: Edit[] | null): void {
    const first = edits?.find((one) => 'at' in one)
    if (!first) return
    const { canvas, at } = now()
    if (first.at.join('/') !== at.join('/')) openGraph(canvas, first.at)
    const touched = edits?.flatMap(touchedBy) ?? []
    // A change of places alone leaves what is chosen as it is.
    if (touched.length > 0 && first.kind !== 'move-nodes') selectOnCanvas(canvas, touched)
    const [shown] = touched
    if (shown) bringIntoView(canvas, shown)
  }

  return {
    edit,

    add(entry: PaletteEntry, { position, wired }: AddOptions = {}): void {
      const { canvas, document, at, isReadOnly } = now()
      if (isReadOnly) return
      const [only, ...more] = chosen().nodeIds
      const after =
        only !== undefined && more.length === 0 && !position ? { nodeId: only, side: 'source' as const } : null
      const middle = canvasHandle(canvas)?.center() ?? { x: 0, y: 0 }
      const { edits, id } = addNodeEdits({
        document,
        at,
        entry,
        types: types(),
        position: position ?? null,
        fallback: { x: middle.x - 104, y: middle.y - 40 },
        wired: wired ?? (entry.inert ? null : after),
      })
      if (!edit(edits)) return
      selectOnCanvas(canvas, [id])
      bringIntoView(canvas, id)
    },

    move(positions: Record<string, Point>, by: 'drag' | 'keys'): void {
      const coalesce = by === 'keys' ? { key: `nudge:${Object.keys(positions).join()}`, withinMs: nudgeMs } : undefined
      edit([{ kind: 'move-nodes', at: [...now().at], positions }], { coalesce })
    },

    connect(connection: Connection): void {
      edit([{ kind: 'add-edge', at: [...now().at], edge: asWire(connection) }])
    },
    connectWire(wire: Edge): void {
      edit([{ kind: 'add-edge', at: [...now().at], edge: wire }])
    },
    whyNot: (connection: Connection) => whyNotConnect(now().graph, types(), asWire(connection)),

    remove(): void {
      const { canvas, graph, at } = now()
      const { nodeIds, edgeIds } = chosen()
      const edits = removeEdits(graph, at, nodeIds, edgeIds)
      if (edits.length > 0 && edit(edits)) selectOnCanvas(canvas, [])
    },
    toggleDisabled(): void {
      edit(toggleDisabledEdits(now().graph, now().at, chosen().nodeIds))
    },
    selectAll(): void {
      selectOnCanvas(now().canvas, Object.keys(now().graph.nodes))
    },

    copy: () => copyNodes(now().graph, chosen().nodeIds),
    duplicate(): void {
      const copied = copyNodes(now().graph, chosen().nodeIds)
      const part = copied === null ? null : readClipboard(copied)
      if (part) paste(part, { x: pasteStep, y: pasteStep })
    },
    /** False when the text holds no nodes. */
    pasteText(content: string): boolean {
      const part = readClipboard(content)
      if (!part) return false
      paste(part, placeFor(part, now()))
      return true
    },

    undo(): void {
      const { workflowId } = now()
      if (workflowId) follow(drafts.undo(workflowId))
    },
    redo(): void {
      const { workflowId } = now()
      if (workflowId) follow(drafts.redo(workflowId))
    },

    async tidyUp(): Promise<void> {
      const { canvas, at } = now()
      const handle = canvasHandle(canvas)
      if (!handle) return
      const positions = await layoutGraph(handle.nodes(), handle.edges())
      // While it was being worked out the person may have gone elsewhere or changed the graph.
      const isSame = now().at.join('/') === at.join('/')
      const known = Object.fromEntries(Object.entries(positions).filter(([id]) => now().graph.nodes[id]))
      if (!isSame) return
      if (Object.keys(known).length === 0) showToast(text.canvas.tidyAlready)
      else edit([{ kind: 'move-nodes', at: [...at], positions: known }])
      requestAnimationFrame(() => canvasHandle(canvas)?.fit())
    },
  }
}

/** Beside the originals where they are in sight, else in the middle of what is seen. */
function placeFor(part: Graph, { canvas, graph }: GraphView): Point {
  const places = Object.values(part.nodes).map((node) => node.position)
  const isTaken = places.some(({ x, y }) =>
    Object.values(graph.nodes).some(({ position }) => position.x === x && position.y === y),
  )
  if (isTaken) {
    // Pasting again and again makes a staircase, not a pile.
    for (let step = pasteStep; ; step += pasteStep) {
      const isFree = !places.some(({ x, y }) =>
        Object.values(graph.nodes).some(({ position }) => position.x === x + step && position.y === y + step),
      )
      if (isFree) return { x: step, y: step }
    }
  }
  const middle = canvasHandle(canvas)?.center() ?? { x: 0, y: 0 }
  const left = Math.min(...places.map(({ x }) => x))
  const right = Math.max(...places.map(({ x }) => x + 208))
  const top = Math.min(...places.map(({ y }) => y))
  const bottom = Math.max(...places.map(({ y }) => y + 100))
  const snap = (value: number) => Math.round(value / 8) * 8
  return { x: snap(middle.x - (left + right) / 2), y: snap(middle.y - (top + bottom) / 2) }
}

function touchedBy(edit: Edit): string[] {
  switch (edit.kind) {
    case 'add-node':
    case 'set-params':
    case 'set-title':
    case 'set-disabled':
    case 'set-policy':
    case 'set-pinned':
      return [edit.id]
    case 'rename-node':
      return [edit.to]
    case 'move-nodes':
      return Object.keys(edit.positions)
    default:
      return []
  }
}
