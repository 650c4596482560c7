import type { BudgetPeriod } from '../../../shared/contract/budgets.ts'

type Bounds = { start: number; end: number }

/**
 * The calendar period `atMs` lies in, in this machine's zone: milliseconds from its first moment to the first of the next.
 * Made of calendar dates, so a day may have 23 or 25 hours; where the clocks leave midnight out, it begins when they go on.
 * Null for periods that the calendar does not know.
 */
export function periodBounds(period: BudgetPeriod, atMs: number): Bounds | null {
  const at = new Date(atMs)
  const year = at.getFullYear()
  const month = at.getMonth()
  const day = at.getDate()
  if (period === 'day') return { start: midnight(year, month, day), end: midnight(year, month, day + 1) }
  if (period === 'month') return { start: midnight(year, month, 1), end: midnight(year, month + 1, 1) }
  if (period === 'week') {
    const monday = day - ((at.getDay() + 6) % 7)
    return { start: midnight(year, month, monday), end: midnight(year, month, monday + 7) }
  }
  return null
}

/** Names the period a call falls into, among the periods of one budget. */
export function periodKey(period: BudgetPeriod, { at, runNumber }: { at: number; runNumber: number }): number {
  if (period === 'run') return runNumber
  return periodBounds(period, at)?.start ?? 0
}

/** Days and months out of range count on into the next ones. */
function midnight(year: number, month: number, day: number): number {
  return new Date(year, month, day).getTime()
}
