import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import type { WireEnd } from '../parts/graph/canvas-editing.ts'
import { canvasHandle, type Point } from '../parts/graph/canvas-handle.ts'
import { useCatalogStore } from '../state/catalog-store.ts'
import { Popover } from '../ui/popover.tsx'
import type { CanvasActions } from './edit/use-canvas-actions.ts'
import { NodeList } from './node-list.tsx'

/** Where on the screen a node is asked for, and the wire that waits for it. */
export type QuickAddAt = { point: Point; end: WireEnd | null }

type QuickAddProps = { at: QuickAddAt | null; canvas: string; actions: CanvasActions; onClose: () => void }

/** The list of node types where a wire was let go or the canvas was double-clicked. */
export function QuickAdd({ at, canvas, actions, onClose }: QuickAddProps) {
  const entries = useCatalogStore((state) => state.entries)
  if (!at || !entries) return null
  // What a wire can end at has a port on that side.
  const fitting = entries.filter((entry) => {
    if (!at.end) return true
    return at.end.side === 'source' ? entry.inputs.length > 0 : entry.outputs.length > 0
  })
  const add = (entry: CatalogEntry) => {
    const place = canvasHandle(canvas)?.toCanvas(at.point)
    onClose()
    if (!place) return
    // The first port of the new card lies under the pointer.
    const position = { x: place.x - (at.end?.side === 'target' ? 208 : 0), y: place.y - 31 }
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
