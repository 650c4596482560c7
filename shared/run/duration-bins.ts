/**
 * Durations counted by size, so that a percentile over any number of them is read from a few numbers. Each bin begins a
 * fifth above the one before, at whole milliseconds. The numbers are stored: they must never change.
 */
const starts: number[] = []
for (let from = 0; from < 10 * 365 * 86_400_000; from = Math.max(from + 1, Math.floor(from * 1.2))) starts.push(from)

/** The first millisecond of each bin. */
export const binStarts: readonly number[] = starts

/** Which bin so many milliseconds (a whole number, not negative) belong to. */
export function binOf(ms: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= ms) low = middle
    else high = middle - 1
  }
  return low
}

/** What stands for all durations of a bin: none of them is more than a tenth away from it. */
function middleOf(bin: number): number {
  const from = starts[bin] ?? 0
  const last = (starts[bin + 1] ?? from + 1) - 1
  return from === last ? from : (2 * from * last) / (from + last)
}

/** How many of each bin there are. */
export type BinCounts = Map<number, number>

/**
 * The duration that `share` of all are not longer than (0.95: the 95th percentile, by nearest rank), at most a tenth off;
 * null where there is none.
 */
export function percentileOf(counts: BinCounts, share: number): number | null {
  let total = 0
  for (const count of counts.values()) total += count
  if (total === 0) return null
  let left = Math.max(1, Math.ceil(share * total))
  const bins = [...counts].toSorted(([a], [b]) => a - b)
  for (const [bin, count] of bins) {
    left -= count
    if (left <= 0) return middleOf(bin)
  }
  return middleOf(bins.at(-1)?.[0] ?? 0)
}
