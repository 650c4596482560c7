import { afterEach, expect, test } from 'vitest'
import { periodBounds, periodKey } from '../../electron/engine/costs/period.ts'

const zone = process.env.TZ
afterEach(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

const hours = (bounds: { start: number; end: number } | null) => ((bounds?.end ?? 0) - (bounds?.start ?? 0)) / 3_600_000
const utc = (text: string) => Date.parse(text)

test('a day is the calendar day of this machine’s zone', () => {
  process.env.TZ = 'Asia/Tokyo'
  expect(periodBounds('day', utc('2026-11-22T18:00:00Z'), null)).toEqual({
    start: utc('2026-11-22T15:00:00Z'),
    end: utc('2026-11-23T15:00:00Z'),
  })
})

test('a day in which the clocks change has 23 or 25 hours', () => {
  process.env.TZ = 'Europe/Berlin'
  expect(hours(periodBounds('day', utc('2026-03-29T10:00:00Z'), null))).toBe(23)
  expect(hours(periodBounds('day', utc('2026-10-25T10:00:00Z'), null))).toBe(25)
  expect(hours(periodBounds('week', utc('2026-10-25T10:00:00Z'), null))).toBe(7 * 24 + 1)
})

test('where the clocks leave midnight out, the day begins when they go on', () => {
  process.env.TZ = 'Africa/Cairo'
  const bounds = periodBounds('day', utc('2026-04-24T12:00:00Z'), null)
  expect(bounds).toEqual({ start: utc('2026-04-23T22:00:00Z'), end: utc('2026-04-24T21:00:00Z') })
  expect(hours(bounds)).toBe(23)
})

test('a week begins on Monday, a month on its first, also at the turn of the year', () => {
  process.env.TZ = 'America/New_York'
  expect(periodBounds('week', utc('2027-01-01T12:00:00Z'), null)).toEqual({
    start: utc('2026-12-28T05:00:00Z'),
    end: utc('2027-01-04T05:00:00Z'),
  })
  expect(periodBounds('month', utc('2026-12-31T23:00:00Z'), null)).toEqual({
    start: utc('2026-12-01T05:00:00Z'),
    end: utc('2027-01-01T05:00:00Z'),
  })
})

test.each(['Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Havana'])(
  'the periods of a year in %s follow each other without gap or overlap',
  (name) => {
    process.env.TZ = name
    for (const period of ['day', 'week', 'month'] as const) {
      let at = utc('2026-01-15T12:00:00Z')
      while (at < utc('2027-01-15T12:00:00Z')) {
        const bounds = periodBounds(period, at, null)
        if (!bounds) throw new Error('a calendar period has bounds')
        expect(bounds.start).toBeLessThanOrEqual(at)
        expect(bounds.end).toBeGreaterThan(at)
        expect(periodBounds(period, bounds.end - 1, null)).toEqual(bounds)
        expect(periodBounds(period, bounds.end, null)?.start).toBe(bounds.end)
        at = bounds.end
      }
    }
  },
)

test('a period is named by its first moment, a run by its number, all time by 0', () => {
  process.env.TZ = 'UTC'
  const at = { at: utc('2026-11-22T18:00:00Z'), runNumber: 17 }
  expect(periodKey('day', at, null)).toBe(utc('2026-11-22T00:00:00Z'))
  expect(periodKey('month', at, null)).toBe(utc('2026-11-01T00:00:00Z'))
  expect(periodKey('run', at, null)).toBe(17)
  expect(periodKey('total', at, null)).toBe(0)
})

test('periods of a named zone are those of that zone, wherever this machine is', () => {
  process.env.TZ = 'Asia/Tokyo'
  expect(periodBounds('day', utc('2026-11-22T18:00:00Z'), 'Europe/Berlin')).toEqual({
    start: utc('2026-11-21T23:00:00Z'),
    end: utc('2026-11-22T23:00:00Z'),
  })
  expect(hours(periodBounds('day', utc('2026-03-29T10:00:00Z'), 'Europe/Berlin'))).toBe(23)
  expect(periodBounds('week', utc('2027-01-01T12:00:00Z'), 'America/New_York')).toEqual({
    start: utc('2026-12-28T05:00:00Z'),
    end: utc('2027-01-04T05:00:00Z'),
  })
  expect(periodKey('month', { at: utc('2026-11-22T18:00:00Z'), runNumber: 1 }, 'UTC')).toBe(utc('2026-11-01T00:00:00Z'))
})
