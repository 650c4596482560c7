import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateAt, formatDate, parseDate, startOfDate } from '../../shared/calendar.ts'

test.each([
  ['Europe/Berlin', { year: 2026, month: 3, day: 29 }, '2026-03-28T23:00:00Z', 23],
  ['Europe/Berlin', { year: 2026, month: 10, day: 25 }, '2026-10-24T22:00:00Z', 25],
  ['America/New_York', { year: 2026, month: 7, day: 1 }, '2026-07-01T04:00:00Z', 24],
  ['Asia/Kathmandu', { year: 2026, month: 1, day: 1 }, '2025-12-31T18:15:00Z', 24],
  // The clocks went on at midnight, so the day began at one.
  ['America/Sao_Paulo', { year: 2018, month: 11, day: 4 }, '2018-11-04T03:00:00Z', 23],
  ['Pacific/Kiritimati', { year: 2026, month: 1, day: 1 }, '2025-12-31T10:00:00Z', 24],
])('in %s a day begins and ends with its own midnights', (zone, date, start, hours) => {
  const begins = startOfDate(date, zone)
  expect(new Date(begins).toISOString()).toBe(start.replace('Z', '.000Z'))
  expect(startOfDate({ ...date, day: date.day + 1 }, zone) - begins).toBe(hours * 3_600_000)
})

test('the first moment of a date falls on that date, and the moment before on the day before', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Asia/Tokyo',
    null,
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) }),
      (zone, atMs) => {
        const date = dateAt(atMs, zone)
        const start = startOfDate(date, zone)
        expect(start).toBeLessThanOrEqual(atMs)
        expect(dateAt(start, zone)).toEqual(date)
        expect(dateAt(start - 1, zone)).not.toEqual(date)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('dates are written and read', () => {
  expect(formatDate({ year: 2026, month: 3, day: 9 })).toBe('2026-03-09')
  expect(parseDate('2026-03-09')).toEqual({ year: 2026, month: 3, day: 9 })
  expect(parseDate('2026-02-30')).toBeNull()
  expect(parseDate('9 March')).toBeNull()
})
