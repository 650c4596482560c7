import { expect, test } from 'vitest'
import { quietUntil } from '../../electron/engine/alerts/rules/quiet-hours.ts'
import { dateAt, timeOfDate } from '../../shared/calendar.ts'
import type { QuietHours } from '../../shared/contract/alerts.ts'
import { wallTime } from '../../shared/workflow/time-zone.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const every = [0, 1, 2, 3, 4, 5, 6]
const nights: QuietHours = { isOn: true, from: '22:00', to: '07:00', days: every, exceptUrgent: true }
const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'UTC', 'Asia/Kathmandu']

/** Quiet by what the clock on the wall shows, without any reckoning of moments. */
function isQuietByWall({ from, to, days }: QuietHours, atMs: number, zone: string): boolean {
  const shown = wallTime(atMs, zone)
  const time = shown.slice(11, 16)
  const [year = 0, month = 1, day = 1] = shown.slice(0, 10).split('-').map(Number)
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay()
  const yesterday = (weekday + 6) % 7
  if (from < to) return days.includes(weekday) && time >= from && time < to
  return (days.includes(weekday) && time >= from) || (days.includes(yesterday) && time < to)
}

test('hours over midnight belong to the day they begin on', () => {
  const at = (text: string) => Date.parse(`${text}Z`)
  const friday = { ...nights, days: [5] }
  expect(quietUntil(friday, at('2027-01-01T21:59'), 'UTC')).toBeNull()
  expect(quietUntil(friday, at('2027-01-01T22:00'), 'UTC')).toBe(at('2027-01-02T07:00'))
  expect(quietUntil(friday, at('2027-01-02T06:59'), 'UTC')).toBe(at('2027-01-02T07:00'))
  expect(quietUntil(friday, at('2027-01-02T07:00'), 'UTC')).toBeNull()
  expect(quietUntil(friday, at('2027-01-02T22:30'), 'UTC')).toBeNull()
  expect(quietUntil({ ...friday, isOn: false }, at('2027-01-01T23:00'), 'UTC')).toBeNull()
})

test('the nights in which the clocks change', () => {
  const berlin = (text: string) => Date.parse(text)
  // Forwards on 28 March 2027, at two in the morning: the night has eight hours.
  expect(quietUntil(nights, berlin('2027-03-27T22:00+01:00'), 'Europe/Berlin')).toBe(berlin('2027-03-28T07:00+02:00'))
  // Back on 31 October 2027: ten hours.
  expect(quietUntil(nights, berlin('2027-10-30T22:00+02:00'), 'Europe/Berlin')).toBe(berlin('2027-10-31T07:00+01:00'))
  // An end that is left out comes when the clocks go on; one that comes twice, the first time.
  const odd = { ...nights, to: '02:30' }
  expect(quietUntil(odd, berlin('2027-03-27T23:00+01:00'), 'Europe/Berlin')).toBe(berlin('2027-03-28T03:00+02:00'))
  expect(quietUntil(odd, berlin('2027-10-30T23:00+02:00'), 'Europe/Berlin')).toBe(berlin('2027-10-31T02:30+02:00'))
})

/** Days on which the clocks of a zone change. */
const changes: Record<string, [number, number][]> = {
  'Europe/Berlin': [
    [2, 28],
    [9, 31],
  ],
  'America/New_York': [
    [2, 14],
    [10, 7],
  ],
  'Australia/Lord_Howe': [
    [3, 4],
    [9, 3],
  ],
}

/** Moments all through a year, and many around the changes of the clocks. */
function momentsOf(zone: string): number[] {
  const year = Array.from({ length: 160 }, (_, index) => Date.UTC(2027, 0, 1) + index * (53 * 60 + 17) * minuteMs)
  const around = (changes[zone] ?? []).flatMap(([month, day]) =>
    Array.from({ length: 190 }, (_, index) => Date.UTC(2027, month, day - 1) + index * 23 * minuteMs),
  )
  return [...year, ...around]
}

test('it is quiet when the clock on the wall says so, in every zone and season', () => {
  const hours: QuietHours[] = [nights, { ...nights, days: [1, 2, 3, 4, 5] }, { ...nights, from: '12:00', to: '13:30' }]
  for (const zone of zones) {
    for (const quiet of hours) {
      for (const at of momentsOf(zone)) {
        const until = quietUntil(quiet, at, zone)
        expect(until !== null, `${zone} ${wallTime(at, zone)}`).toBe(isQuietByWall(quiet, at, zone))
        if (until === null) continue
        expect(until).toBeGreaterThan(at)
        expect(until - at).toBeLessThanOrEqual(dayMs + 2 * 60 * minuteMs)
        expect(quietUntil(quiet, until, zone)).toBeNull()
        expect(quietUntil(quiet, until - 1, zone)).toBe(until)
      }
    }
  }
})

test('a time of a date is the first moment at which the clock shows it', () => {
  for (const zone of zones) {
    for (let noon = Date.UTC(2026, 0, 1, 12); noon < Date.UTC(2027, 0, 1); noon += dayMs) {
      for (const [hour, minute] of [
        [0, 0],
        [1, 30],
        [2, 15],
        [12, 0],
        [23, 45],
      ] as const) {
        const date = dateAt(noon, zone)
        const at = timeOfDate(date, { hour, minute }, zone)
        const wanted = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
        const shown = wallTime(at, zone)
        expect(dateAt(at, zone)).toEqual(date)
        expect(shown.slice(11, 16) >= wanted, `${zone} ${shown}`).toBe(true)
        // A minute earlier it was earlier that day, or the day before.
        const before = wallTime(at - minuteMs, zone)
        expect(before < `${shown.slice(0, 11)}${wanted}`, `${zone} ${before}`).toBe(true)
      }
    }
  }
})
