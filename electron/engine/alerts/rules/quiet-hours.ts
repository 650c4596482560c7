import { dateAt, timeOfDate } from '../../../../shared/calendar.ts'
import type { QuietHours } from '../../../../shared/contract/alerts.ts'

/**
 * Until when it is quiet, in milliseconds since the Unix epoch; null where it is not. Times are those of the clock on the wall
 * in the zone: a night in which the clocks change is an hour shorter or longer. Hours over midnight belong to the day on which
 * they begin.
 */
export function quietUntil(quiet: QuietHours, nowMs: number, zone: string): number | null {
  if (!quiet.isOn) return null
  const today = dateAt(nowMs, zone)
  const [from, to] = [timeIn(quiet.from), timeIn(quiet.to)]
  for (const back of [0, 1]) {
    const date = { ...today, day: today.day - back }
    const weekday = new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay()
    if (!quiet.days.includes(weekday)) continue
    const isOverMidnight = quiet.to <= quiet.from
    const start = timeOfDate(date, from, zone)
    const end = timeOfDate({ ...date, day: date.day + (isOverMidnight ? 1 : 0) }, to, zone)
    if (start <= nowMs && nowMs < end) return end
  }
  return null
}

/** Of `22:00`. */
function timeIn(text: string): { hour: number; minute: number } {
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  return { hour, minute }
}
