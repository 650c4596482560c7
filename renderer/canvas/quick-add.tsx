import { useMemo } from 'react'
import type { WireEnd } from '../parts/graph/canvas-editing.ts'
import { canvasHandle, type Point } from '../parts/graph/canvas-handle.ts'
import { cardWidth } from '../parts/graph/card-size.ts'
import { useGraphView } from '../parts/graph/graph-view.tsx'
import { canBeTool, isToolWire } from '../parts/graph/tool-nodes.ts'
import { useAgents } from '../state/agents-store.ts'
import { useCatalogStore } from '../state/catalog-store.ts'
import { Popover } from '../ui/popover.tsx'
import { type PaletteEntry, paletteEntries } from './agent-entries.ts'
import type { CanvasActions } from './edit/use-canvas-actions.ts'
import { NodeList } from './node-list.tsx'

/** Where on the screen a node is asked for, and the wire that waits for it. */
export type QuickAddAt = { point: Point; end: WireEnd | null }

type QuickAddProps = { at: QuickAddAt | null; canvas: string; actions: CanvasActions; onClose: () => void }

/** The list of node types where a wire was let go or the canvas was double-clicked. */
export function QuickAdd({ at, canvas, actions, onClose }: QuickAddProps) {
  const all = useCatalogStore((state) => state.entries)
  const agents = useAgents((state) => state.list)
  const types = useCatalogStore((state) => state.byType)
  const { graph } = useGraphView()
  const entries = useMemo(() => paletteEntries(all ?? [], agents ?? []), [all, agents])
  if (!at || !all) return null
  const isForTool =
    at.end?.side === 'source' && isToolWire(graph, types, { from: at.end.nodeId, fromPort: at.end.portId })
  // What a wire can end at has a port on that side.
  const fitting = entries.filter((entry) => {
    if (!at.end) return true
    if (isForTool) return canBeTool(entry)
    return at.end.side === 'source' ? entry.inputs.length > 0 : entry.outputs.length > 0
  })
  const add = (entry: PaletteEntry) => {
    const place = canvasHandle(canvas)?.toCanvas(at.point)
    onClose()
    if (!place) return
    // The first port of the new card lies under the pointer.
    const position = isForTool
      ? { x: place.x - cardWidth / 2, y: place.y }
      : { x: place.x - (at.end?.side === 'target' ? cardWidth : 0), y: place.y - 31 }
    actions.add(entry, { position, wired: at.end ?? undefined })
  }
  return (
    <Popover
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      trigger={<span aria-hidden className="fixed size-0" style={{ left: at.point.x, top: at.point.y }} />}
      className="flex h-80 w-60 flex-col overflow-hidden! p-0!"
    >
      <NodeList entries={fitting} onAdd={add} onEscape={onClose} hasFocus />
    </Popover>
  )
}
