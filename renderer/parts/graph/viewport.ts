import { getViewportForBounds, type Viewport } from '@xyflow/react'
import { cardWidth } from './card-size.ts'
import type { CardNode } from './flow-elements.ts'

export const zoomLimits = { least: 0.04, most: 2 }

/** Room for what floats over the canvas: the run bar and, inside a container, the way back above; the buttons below. */
const room = { top: 76, insideTop: 108, side: 28, bottom: 56 }

/** Where the view of each canvas was left, for as long as the window is open. */
const remembered = new Map<string, Viewport>()

export function rememberViewport(key: string, viewport: Viewport): void {
  remembered.set(key, viewport)
}

export function recallViewport(key: string): Viewport | undefined {
  return remembered.get(key)
}

/** Of the canvas on the screen; `isInside`: a container is open. */
export type Place = { width: number; height: number; isInside: boolean }

/** Below this one cannot read a card: a large graph opens at its beginning instead of as a pattern of dots. */
const leastAtFirst = 0.6

/** The view a graph opens with: all of it where that can be read, else its upper left part. */
export function firstViewport(nodes: CardNode[], place: Place): Viewport {
  const whole = viewportFor(nodes, place)
  const bounds = boundsOf(nodes)
  if (whole.zoom >= leastAtFirst || !bounds) return whole
  const zoom = 0.75
  const fits = (length: number, most: number) => length * zoom <= most
  return {
    zoom,
    x: fits(bounds.width, place.width)
      ? (place.width - bounds.width * zoom) / 2 - bounds.x * zoom
      : room.side - bounds.x * zoom,
    y: fits(bounds.height, place.height)
      ? (place.height - bounds.height * zoom) / 2 - bounds.y * zoom
      : (place.isInside ? room.insideTop : room.top) - bounds.y * zoom,
  }
}

/** The view that shows these nodes whole, at most in their real size. Off-screen cards count with their expected size. */
export function viewportFor(nodes: CardNode[], { width, height, isInside }: Place): Viewport {
  const bounds = boundsOf(nodes)
  if (!bounds || width === 0 || height === 0) return { x: width / 2, y: height / 3, zoom: 1 }
  return getViewportForBounds(bounds, width, height, zoomLimits.least, 1, {
    top: `${isInside ? room.insideTop : room.top}px`,
    right: `${room.side}px`,
    bottom: `${room.bottom}px`,
    left: `${room.side}px`,
  })
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
