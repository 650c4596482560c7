import { levelMs } from '../store/ended-runs.store.ts'

/** Buckets of one level that lie beside each other; `to` is the first one after. */
export type Buckets = { level: number; from: number; to: number }

/** Buckets read at once, by level: some milliseconds of work each. */
const mostAtOnce = [96, 96, 16, 4]

/**
 * The fewest buckets that make up a span of time: large ones inside, smaller ones at its edges. `levels` are the sizes to
 * use, the smallest first; the span begins and ends with one of those.
 */
export function coverSpan({ from, to }: { from: number; to: number }, levels: readonly number[]): Buckets[] {
  const level = levels.at(-1)
  if (level === undefined || from >= to) return []
  const length = levelMs[level] ?? 1
  const first = Math.ceil(from / length)
  const after = Math.floor(to / length)
  const smaller = levels.slice(0, -1)
  if (first >= after) return coverSpan({ from, to }, smaller)
  return [
    ...coverSpan({ from, to: first * length }, smaller),
    ...inPieces({ level, from: first, to: after }),
    ...coverSpan({ from: after * length, to }, smaller),
  ]
}

function inPieces({ level, from, to }: Buckets): Buckets[] {
  const most = mostAtOnce[level] ?? 1
  const count = Math.ceil((to - from) / most)
  return Array.from({ length: count }, (_, index) => {
    const start = from + index * most
    return { level, from: start, to: Math.min(to, start + most) }
  })
}
