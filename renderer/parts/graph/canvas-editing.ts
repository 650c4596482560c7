import type { Connection } from '@xyflow/react'
import type { Point } from './canvas-handle.ts'

export type WireEnd = { nodeId: string; portId: string; side: 'source' | 'target' }

/** What the editor does with what happens on the canvas. A canvas without it is only looked at. */
export type CanvasEditing = {
  /** Nodes were put somewhere: by one drag, or by arrow keys (which come one after the other). */
  onMove(positions: Record<string, Point>, by: 'drag' | 'keys'): void
  onConnect(connection: Connection): void
  /** Why a wire may not be drawn so; null when it may. */
  whyNot(connection: Connection): string | null
  /** A wire was let go over a port that does not take it. */
  onRefused(reason: string): void
  /** A wire was let go over nothing, at this place on the screen. */
  onLetGo(end: WireEnd, at: Point): void
  /** Nothing was double-clicked, at this place on the screen. */
  onDoubleClickPane(at: Point): void
}
