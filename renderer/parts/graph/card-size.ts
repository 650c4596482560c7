/**
 * Where a card's ports lie, in canvas pixels. Known without drawing the card, so that wires reach cards which are off
 * screen and therefore not in the page at all.
 */
export const cardWidth = 208
export const noteWidth = 224
/** From the card's top edge to the middle of its first port, and from each port to the next. */
export const firstPortY = 31
export const portGap = 26
export const handleSize = 11

export function portY(index: number): number {
  return firstPortY + index * portGap
}

/** A card must be high enough for its ports; what it says may make it higher. */
export function leastHeight(ports: number): number {
  return Math.max(64, portY(Math.max(1, ports) - 1) + 24)
}
