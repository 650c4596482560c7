import type { CostRange, CostReport, RangeName } from '../../shared/contract/costs.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import { text } from '../text.ts'
import { formatShare } from '../ui/format.ts'

export type Change = {
  words: string
  /** Which way it went; null where that cannot be said. */
  way: 'up' | 'down' | 'same' | null
}

/** These go on while one looks: they are told as a part of the whole period before. */
const underWay = new Set<CostRange>(['today', 'this-week', 'this-month', 'this-year'] satisfies RangeName[])

/**
 * How the cost stands to that of the period before. Where there is nothing to compare with, or not all of it has a known
 * price, it says so rather than a percentage that is not true.
 */
export function changeWords({ total, before, to }: CostReport, range: CostRange, nowMs: number): Change {
  const say = text.costs.change
  if (before === null) return { words: say.none, way: null }
  if (before.calls === 0) return { words: say.nothingBefore, way: null }
  const earlier = formatMicroUsd(before.microUsd)
  if (before.microUsd === 0 || before.unknownCalls > 0 || total.unknownCalls > 0) {
    return { words: say.beforeOnly(earlier, before.unknownCalls), way: null }
  }
  const ratio = total.microUsd / before.microUsd
  if (underWay.has(range) && nowMs < to) return { words: say.partOf(formatShare(ratio), earlier), way: null }
  if (total.microUsd === before.microUsd) return { words: say.same(earlier), way: 'same' }
  const isMore = ratio > 1
  if (ratio >= 10) return { words: say.times(Math.round(ratio), earlier), way: 'up' }
  // Rounded to nothing it would read as "0 % more".
  const share = Math.max(0.01, Math.abs(ratio - 1))
  return { words: say.changed(formatShare(share), isMore, earlier), way: isMore ? 'up' : 'down' }
}
