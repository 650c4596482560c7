import { type CostRange, rangeNames } from '../../shared/contract/costs.ts'
import { datesWords } from '../parts/charts/span-words.ts'
import { text } from '../text.ts'

/** `Last 7 days`, or `1 Nov to 15 Nov 2026`. */
export function rangeWords(range: CostRange): string {
  const name = rangeNames.find((each) => each === range)
  return name ? text.costs.range.names[name] : datesWords(range)
}
