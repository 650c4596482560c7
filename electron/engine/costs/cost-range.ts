import { type CalendarDate, dateAt, formatDate, parseDate, startOfDate } from '../../../shared/calendar.ts'
import type { CostRange, CostReport } from '../../../shared/contract/costs.ts'
import { userError } from '../../../shared/errors.ts'
import { machineZone, wallTime } from '../../../shared/workflow/time-zone.ts'

/** Milliseconds since the Unix epoch; `to` is the first moment after. */
export type Span = { from: number; to: number }

/** So many days, or months that begin on their first day. */
type Length = { days: number } | { months: number }
type Dates = { from: CalendarDate; length: Length }
type Bucket = { at: number; label: string }
export type Buckets = { bucket: CostReport['bucket']; starts: Bucket[] }

export type CostSpan = Span & {
  /** The time before, of the same length: the month before for a month, the year before for a year; null for `all`. */
  before: Span | null
  buckets: Buckets
}

/** When to look from: now, in which zone (null: this machine's), and when the first call was, where there is one. */
export type Standpoint = { nowMs: number; zone: string | null; firstMs: number | null }

const dayMs = 86_400_000
const hourMs = 3_600_000
const mostMonths = 1_200

/**
 * From when to when a range reaches. Ranges that hold today reach to the end of its day, week, month or year, so that what
 * is compared with them has the same length. Days are calendar days of the zone, of 23 to 25 hours.
 * @throws a user error for dates before 1970 or more than a hundred years.
 */
export function spanOf(range: CostRange, { nowMs, zone, firstMs }: Standpoint): CostSpan {
  const today = dateAt(nowMs, zone)
  const dates = range === 'all' ? sinceFirst(today, dateAt(firstMs ?? nowMs, zone)) : datesOf(range, today)
  const { from, length } = dates
  const to = shift(from, length)
  if (from.year < 1970 || monthsBetween(from, to) > mostMonths) {
    const hint = 'Name dates from 1970 on, a hundred years of them at most.'
    throw userError('cost.bad-range', `The range \`${range}\` is too long or too long ago.`, { field: 'range', hint })
  }
  const span = spanBetween({ from, to }, zone)
  const before = range === 'all' ? null : spanBetween({ from: shift(from, negative(length)), to: from }, zone)
  return { ...span, before, buckets: bucketsOf(from, to, zone) }
}

/** The first moments of the day and of the month that a moment falls on. */
export function startsOf(nowMs: number, zone: string | null): { day: number; month: number } {
  const today = dateAt(nowMs, zone)
  return { day: startOfDate(today, zone), month: startOfDate({ ...today, day: 1 }, zone) }
}

function datesOf(range: Exclude<CostRange, 'all'>, today: CalendarDate): Dates {
  const daysBack = (back: number, days: number) => ({ from: shift(today, { days: -back }), length: { days } })
  const firstOfMonth = { ...today, day: 1 }
  switch (range) {
    case 'today':
      return daysBack(0, 1)
    case 'yesterday':
      return daysBack(1, 1)
    case 'last-7-days':
      return daysBack(6, 7)
    case 'last-30-days':
      return daysBack(29, 30)
    case 'last-90-days':
      return daysBack(89, 90)
    case 'this-week':
      return daysBack(daysSinceMonday(today), 7)
    case 'this-month':
      return { from: firstOfMonth, length: { months: 1 } }
    case 'last-month':
      return { from: shift(firstOfMonth, { months: -1 }), length: { months: 1 } }
    case 'this-year':
      return { from: { ...firstOfMonth, month: 1 }, length: { months: 12 } }
    default:
      return datesIn(range)
  }
}

/** Two dates, both included. Where they are the first and the last of a month, they are whole months. */
function datesIn(range: string): Dates {
  const [first, last] = range.split('..').map(parseDate)
  if (!first || !last) throw userError('cost.bad-range', `\`${range}\` is not a range.`, { field: 'range' })
  const to = shift(last, { days: 1 })
  const isWholeMonths = first.day === 1 && to.day === 1
  return {
    from: first,
    length: isWholeMonths ? { months: monthsBetween(first, to) } : { days: daysBetween(first, to) },
  }
}

function sinceFirst(today: CalendarDate, first: CalendarDate): Dates {
  return { from: first, length: { days: Math.max(1, daysBetween(first, today) + 1) } }
}

/** Each bucket's first moment; the first one begins with the range, the others with an hour, a date, a Monday, a month. */
function bucketsOf(from: CalendarDate, to: CalendarDate, zone: string | null): Buckets {
  const days = daysBetween(from, to)
  const starting = (date: CalendarDate, label = formatDate(date)) => ({ at: startOfDate(date, zone), label })
  if (days <= 2) return { bucket: 'hour', starts: hoursOf(spanBetween({ from, to }, zone), zone) }
  if (days <= 62) return { bucket: 'day', starts: datesBy({ days: 1 }, from, from, to).map((date) => starting(date)) }
  if (days <= 366) {
    const monday = shift(from, { days: -daysSinceMonday(from) })
    return { bucket: 'week', starts: datesBy({ days: 7 }, monday, from, to).map((date) => starting(date)) }
  }
  const months = datesBy({ months: 1 }, { ...from, day: 1 }, from, to)
  return { bucket: 'month', starts: months.map((date) => starting(date, formatDate(date).slice(0, 7))) }
}

/** Hours as they pass: on a day when the clocks are changed the same hour may stand there twice, or be missing. */
function hoursOf({ from, to }: Span, zone: string | null): Bucket[] {
  const count = Math.ceil((to - from) / hourMs)
  return Array.from({ length: count }, (_, index) => {
    const at = from + index * hourMs
    return { at, label: wallTime(at, zone ?? machineZone()).slice(0, 16) }
  })
}

/** `from`, and the dates after it in steps counted from `origin`. */
function datesBy(step: Length, origin: CalendarDate, from: CalendarDate, to: CalendarDate): CalendarDate[] {
  const dates = [from]
  for (let date = shift(origin, step); daysBetween(date, to) > 0; date = shift(date, step)) dates.push(date)
  return dates
}

function spanBetween({ from, to }: { from: CalendarDate; to: CalendarDate }, zone: string | null): Span {
  return { from: startOfDate(from, zone), to: startOfDate(to, zone) }
}

function shift({ year, month, day }: CalendarDate, length: Length): CalendarDate {
  const { days, months } = { days: 0, months: 0, ...length }
  const at = new Date(Date.UTC(year, month - 1 + months, day + days))
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}

function negative(length: Length): Length {
  return 'days' in length ? { days: -length.days } : { months: -length.months }
}

function daysSinceMonday(date: CalendarDate): number {
  return (new Date(utc(date)).getUTCDay() + 6) % 7
}

function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return (utc(to) - utc(from)) / dayMs
}

function monthsBetween(from: CalendarDate, to: CalendarDate): number {
  return (to.year - from.year) * 12 + to.month - from.month
}

function utc({ year, month, day }: CalendarDate): number {
  return Date.UTC(year, month - 1, day)
}
