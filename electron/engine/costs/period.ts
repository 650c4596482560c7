import { dateAt, startOfDate } from '../../../shared/calendar.ts'
import type { BudgetPeriod } from '../../../shared/contract/budgets.ts'

type Bounds = { start: number; end: number }

/** The period of each kind that was asked for last, by zone: nearly every question is about the same one. */
const lastBounds = new Map<string, Bounds>()

/**
 * The calendar period `atMs` lies in, in a time zone (null: this machine's): milliseconds from its first moment to the
 * first of the next. Null for periods that the calendar does not know.
 */
export function periodBounds(period: BudgetPeriod, atMs: number, zone: string | null): Bounds | null {
  if (period === 'run' || period === 'total') return null
  // This machine's zone may become another one while the program runs, so nothing is remembered of it.
  const key = zone === null ? null : `${period} ${zone}`
  const known = key === null ? undefined : lastBounds.get(key)
  if (known && atMs >= known.start && atMs < known.end) return known
  const bounds = boundsOf(period, atMs, zone)
  if (key !== null) lastBounds.set(key, bounds)
  return bounds
}

/** Names the period a call falls into, among the periods of one budget: its first millisecond, or the run's number. */
export function periodKey(
  period: BudgetPeriod,
  { at, runNumber }: { at: number; runNumber: number },
  zone: string | null,
): number {
  if (period === 'run') return runNumber
  return periodBounds(period, at, zone)?.start ?? 0
}

function boundsOf(period: 'day' | 'week' | 'month', atMs: number, zone: string | null): Bounds {
  const { year, month, day } = dateAt(atMs, zone)
  const first = (ofMonth: number, ofDay: number) => startOfDate({ year, month: ofMonth, day: ofDay }, zone)
  if (period === 'day') return { start: first(month, day), end: first(month, day + 1) }
  if (period === 'month') return { start: first(month, 1), end: first(month + 1, 1) }
  const monday = day - ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7)
  return { start: first(month, monday), end: first(month, monday + 7) }
}
