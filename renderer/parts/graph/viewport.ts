import { getViewportForBounds, type Viewport } from '@xyflow/react'
import { cardWidth } from './card-size.ts'
import type { CardNode } from './flow-elements.ts'

export const zoomLimits = { least: 0.1, most: 2 }

/** Room for what floats over the canvas: the run bar above, the zoom buttons below. */
const padding = { top: '76px', right: '28px', bottom: '56px', left: '28px' } as const

/** Where the view of each canvas was left, for as long as the window is open. */
const remembered = new Map<string, Viewport>()

export function rememberViewport(key: string, viewport: Viewport): void {
  remembered.set(key, viewport)
}

export function recallViewport(key: string): Viewport | undefined {
  return remembered.get(key)
}

type Size = { width: number; height: number }

/** Below this one cannot read a card: a large graph opens at its beginning instead of as a pattern of dots. */
const leastAtFirst = 0.55

/** The view a graph opens with: all of it where that can be read, else its upper left part. */
export function firstViewport(nodes: CardNode[], size: Size): Viewport {
  const whole = viewportFor(nodes, size)
  const bounds = boundsOf(nodes)
  if (whole.zoom >= leastAtFirst || !bounds) return whole
  const zoom = 0.75
  const fits = (length: number, room: number) => length * zoom <= room
  return {
    zoom,
    x: fits(bounds.width, size.width) ? (size.width - bounds.width * zoom) / 2 - bounds.x * zoom : 28 - bounds.x * zoom,
    y: fits(bounds.height, size.height)
      ? (size.height - bounds.height * zoom) / 2 - bounds.y * zoom
      : 76 - bounds.y * zoom,
  }
}

/** The view that shows these nodes whole, at most in their real size. Off-screen cards count with their expected size. */
export function viewportFor(nodes: CardNode[], { width, height }: Size): Viewport {
  const bounds = boundsOf(nodes)
  if (!bounds || width === 0 || height === 0) return { x: width / 2, y: height / 3, zoom: 1 }
  return getViewportForBounds(bounds, width, height, zoomLimits.least, 1, padding)
}

export function boundsOf(nodes: CardNode[]): { x: number; y: number; width: number; height: number } | null {
  let left = Number.POSITIVE_INFINITY
  let top = Number.POSITIVE_INFINITY
  let right = Number.NEGATIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  for (const { position, measured, initialWidth, initialHeight } of nodes) {
    left = Math.min(left, position.x)
    top = Math.min(top, position.y)
    right = Math.max(right, position.x + (measured?.width ?? initialWidth ?? cardWidth))
    bottom = Math.max(bottom, position.y + (measured?.height ?? initialHeight ?? 100))
  }
  return nodes.length === 0 ? null : { x: left, y: top, width: right - left, height: bottom - top }
}
