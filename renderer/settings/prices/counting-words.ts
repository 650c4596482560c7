import type { ModelPrice } from '../../../shared/contract/prices.ts'
import { text } from '../../text.ts'
import { formatCount } from '../../ui/format.ts'

const words = text.prices

/** `1.2 % too high over 48 calls`. */
export function countingWords(counting: ModelPrice['counting']): string {
  if (!counting) return words.notCounted
  const calls = words.calls(formatCount(counting.calls), counting.calls === 1)
  const off = percent(Math.abs(counting.differencePercent))
  if (off === percent(0)) return words.countedExactly(calls)
  return words.counted(off, counting.differencePercent > 0 ? 'high' : 'low', calls)
}

export function countingHint(counting: ModelPrice['counting']): string | undefined {
  return counting ? words.countedHint(percent(counting.errorPercent)) : undefined
}

function percent(value: number): string {
  return `${value.toFixed(1)}\u202f%`
}
