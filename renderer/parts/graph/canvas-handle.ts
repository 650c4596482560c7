import type { CardNode, WireEdge } from './flow-elements.ts'

export type Point = { x: number; y: number }

/** What parts beside a canvas may ask of it while it is shown. Points of the screen are as in mouse events. */
export type CanvasHandle = {
  toCanvas(screen: Point): Point
  /** The middle of what is seen, in canvas coordinates. */
  center(): Point
  /** Moves the view so that this node of the open graph can be seen; does nothing where it already can. */
  show(nodeId: string): void
  /** Shows the whole graph. */
  fit(): void
  nodes(): CardNode[]
  edges(): WireEdge[]
}

const handles = new Map<string, CanvasHandle>()

/** Makes a canvas known under its name; the answer takes that back. */
export function offerCanvas(canvas: string, handle: CanvasHandle): () => void {
  handles.set(canvas, handle)
  return () => {
    if (handles.get(canvas) === handle) handles.delete(canvas)
  }
}

export function canvasHandle(canvas: string): CanvasHandle | undefined {
  return handles.get(canvas)
}

/** Shows a node that may only now be about to be drawn, because its container was just opened. */
export function bringIntoView(canvas: string, nodeId: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => handles.get(canvas)?.show(nodeId)))
}
