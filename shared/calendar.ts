/**
 * Calendar dates in a time zone. A zone is an IANA name (`Europe/Berlin`); null is this machine's own. Made of calendar
 * dates, so a day may have 23 or 25 hours; where the clocks leave midnight out, it begins when they go on.
 */

export type CalendarDate = { year: number /** 1 to 12. */; month: number; day: number }

const minuteMs = 60_000
const dayMs = 86_400_000

const formatters = new Map<string, Intl.DateTimeFormat>()

/** The date a moment (milliseconds since the Unix epoch) falls on. */
export function dateAt(atMs: number, zone: string | null): CalendarDate {
  if (zone === null) {
    const at = new Date(atMs)
    return { year: at.getFullYear(), month: at.getMonth() + 1, day: at.getDate() }
  }
  const { year, month, day } = wallClock(atMs, zone)
  return { year, month, day }
}

/** The first moment of a date, in milliseconds since the Unix epoch. Days and months out of range count on into the next ones. */
export function startOfDate({ year, month, day }: CalendarDate, zone: string | null): number {
  if (zone === null) return new Date(year, month - 1, day).getTime()
  const wanted = Date.UTC(year, month - 1, day)
  // Two steps settle it: an offset read a few hours away may be that of before the clocks were changed.
  let at = wanted - offsetAt(wanted, zone)
  at = wanted - offsetAt(at, zone)
  // Midnight was left out: the clock shows a time before it here, and the day begins an hour (or what is left out) later.
  return at + Math.max(0, wanted - (at + offsetAt(at, zone)))
}

/**
 * When the clock on the wall first shows this time of a date, or a later one where the clocks leave it out; milliseconds since
 * the Unix epoch. Days out of range count on into the next months.
 */
export function timeOfDate(
  { year, month, day }: CalendarDate,
  { hour, minute }: { hour: number; minute: number },
  zone: string,
): number {
  const wanted = Date.UTC(year, month - 1, day, hour, minute)
  const shownAt = (atMs: number) => atMs + offsetAt(atMs, zone)
  const [early, late] = [offsetAt(wanted - dayMs, zone), offsetAt(wanted + dayMs, zone)]
    .map((offset) => wanted - offset)
    .sort((one, other) => one - other) as [number, number] // of two
  for (const atMs of [early, late]) if (shownAt(atMs) === wanted) return atMs
  // It is left out, between these two: the first minute that shows something later.
  let [before, after] = [early, late]
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / minuteMs / 2) * minuteMs
    if (shownAt(middle) < wanted) before = middle
    else after = middle
  }
  return after
}

/** `2026-11-22`. */
export function formatDate({ year, month, day }: CalendarDate): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** The date in `2026-11-22`; null where there is no such day. */
export function parseDate(text: string): CalendarDate | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return null
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number] // three groups, as matched
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() + 1 === month && at.getUTCDate() === day ? { year, month, day } : null
}

/** Whether it is two days that there are, the first not after the second: `2026-11-01..2026-11-15`. */
export function isDateRange(text: string): boolean {
  const [from, to, ...rest] = text.split('..')
  const dates = [from, to].map((date) => (date === undefined ? null : parseDate(date)))
  return rest.length === 0 && dates.every((date) => date !== null) && (from ?? '') <= (to ?? '')
}

/** Milliseconds that the zone's clock is ahead of UTC. */
function offsetAt(atMs: number, zone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(atMs, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000
}

function wallClock(atMs: number, zone: string) {
  const formatter =
    formatters.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    })
  formatters.set(zone, formatter)
  const parts = Object.fromEntries(formatter.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts
  return { year, month, day, hour, minute, second }
}
