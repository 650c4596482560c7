import { parseDate, startOfDate } from '../../shared/calendar.ts'
import { type CostRange, rangeNames } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'

/** `Last 7 days`, or `1 Nov to 15 Nov 2026`. */
export function rangeWords(range: CostRange): string {
  const name = rangeNames.find((each) => each === range)
  if (name) return text.costs.range.names[name]
  const [first = '', last = ''] = range.split('..')
  return text.costs.range.span(dateWords(first), dateWords(last))
}

/** The days a period reaches over, as calendars have them there: `1 Nov 2026 to 30 Nov 2026`. */
export function spanWords({ from, to, timeZone }: { from: number; to: number; timeZone: string }): string {
  const words = (atMs: number) =>
    new Date(atMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone })
  return text.costs.range.span(words(from), words(Math.max(from, to - 1)))
}

function dateWords(date: string): string {
  const parsed = parseDate(date)
  if (!parsed) return date
  return new Date(startOfDate(parsed, 'UTC')).toLocaleDateString('en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
  })
}
