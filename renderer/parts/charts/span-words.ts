import { parseDate, startOfDate } from '../../../shared/calendar.ts'
import { text } from '../../text.ts'

/** The days a period reaches over, as calendars have them there: `1 Nov 2026 to 30 Nov 2026`. */
export function spanWords({ from, to, timeZone }: { from: number; to: number; timeZone: string }): string {
  const words = (atMs: number) =>
    new Date(atMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone })
  return text.charts.range.span(words(from), words(Math.max(from, to - 1)))
}

/** `1 Nov 2026 to 15 Nov 2026` of `2026-11-01..2026-11-15`. */
export function datesWords(range: string): string {
  const [first = '', last = ''] = range.split('..')
  return text.charts.range.span(dateWords(first), dateWords(last))
}

function dateWords(date: string): string {
  const parsed = parseDate(date)
  if (!parsed) return date
  return new Date(startOfDate(parsed, 'UTC')).toLocaleDateString('en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
  })
}
