/**
 * Where the rows of a list of any length stand. Browsers draw no element higher than some 33 million pixels, a million rows
 * are higher: then the scroll bar stands for more pixels than it moves.
 */
export type LongList = { rows: number; rowHeight: number; viewHeight: number }

/** Pixels that the rows are made room for at most. */
const mostPixels = 8_000_000

/** Height of what is scrolled. */
export function roomOf({ rows, rowHeight }: LongList): number {
  return Math.min(rows * rowHeight, mostPixels)
}

/** How many pixels of rows one pixel of scrolling stands for; 1 but for very long lists. */
export function scaleOf(list: LongList): number {
  const [whole, room] = [list.rows * list.rowHeight - list.viewHeight, roomOf(list) - list.viewHeight]
  return room <= 0 || whole <= room ? 1 : whole / room
}

/** Rows to be drawn: from the first up to, not with, the last, each `top` pixels below the beginning of the room. */
export function rowsInView(list: LongList, scrollTop: number, beyond = 6) {
  const above = scrollTop * scaleOf(list)
  const first = Math.max(0, Math.floor(above / list.rowHeight) - beyond)
  const last = Math.min(list.rows, Math.ceil((above + list.viewHeight) / list.rowHeight) + beyond)
  const top = (index: number) => index * list.rowHeight - above + scrollTop
  return { first, last, top }
}

/** Where to scroll so that the row is in view, as little as possible; the same place where it is already. */
export function scrollTopFor(list: LongList, scrollTop: number, index: number): number {
  const scale = scaleOf(list)
  const above = scrollTop * scale
  const from = index * list.rowHeight
  if (from < above) return from / scale
  const below = from + list.rowHeight - list.viewHeight
  return below > above ? below / scale : scrollTop
}
