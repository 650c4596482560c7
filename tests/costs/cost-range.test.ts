import { describe, expect, test } from 'vitest'
import { type Span, spanOf, startsOf } from '../../electron/engine/costs/cost-range.ts'
import { type CostRange, rangeNames } from '../../shared/contract/costs.ts'

const hourMs = 3_600_000
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Santiago']

function at(text: string): number {
  return new Date(text).getTime()
}

/** A range as UTC moments, as of a moment in Berlin. */
function berlin(range: CostRange, now: string, first: string | null = null) {
  const firstMs = first === null ? null : at(first)
  const { from, to, before, buckets } = spanOf(range, { nowMs: at(now), zone: 'Europe/Berlin', firstMs })
  return { ...texts({ from, to }), before: before && texts(before), ...buckets }
}

function texts({ from, to }: Span) {
  const short = (ms: number) => new Date(ms).toISOString().slice(0, 16)
  return { from: short(from), to: short(to) }
}

describe('names of ranges, in Berlin on Wednesday, the 18th of November 2026', () => {
  const now = '2026-11-18T12:00:00Z'
  test.each([
    ['today', '2026-11-17T23:00', '2026-11-18T23:00', '2026-11-16T23:00'],
    ['yesterday', '2026-11-16T23:00', '2026-11-17T23:00', '2026-11-15T23:00'],
    ['last-7-days', '2026-11-11T23:00', '2026-11-18T23:00', '2026-11-04T23:00'],
    ['last-30-days', '2026-10-19T22:00', '2026-11-18T23:00', '2026-09-19T22:00'],
    ['last-90-days', '2026-08-20T22:00', '2026-11-18T23:00', '2026-05-22T22:00'],
    ['this-week', '2026-11-15T23:00', '2026-11-22T23:00', '2026-11-08T23:00'],
    ['this-month', '2026-10-31T23:00', '2026-11-30T23:00', '2026-09-30T22:00'],
    ['last-month', '2026-09-30T22:00', '2026-10-31T23:00', '2026-08-31T22:00'],
    ['this-year', '2025-12-31T23:00', '2026-12-31T23:00', '2024-12-31T23:00'],
  ] as const)('%s', (range, from, to, beforeFrom) => {
    expect(berlin(range, now)).toMatchObject({ from, to, before: { from: beforeFrom, to: from } })
  })

  test('everything begins with the day of the first call, and has no time before', () => {
    expect(berlin('all', now, '2026-03-05T23:30:00Z')).toMatchObject({
      ...{ from: '2026-03-05T23:00', to: '2026-11-18T23:00', before: null, bucket: 'week' },
    })
    expect(berlin('all', now)).toMatchObject({ from: '2026-11-17T23:00', to: '2026-11-18T23:00', bucket: 'hour' })
  })
})

describe('edges of the calendar', () => {
  test('the same moment is another day elsewhere', () => {
    const nowMs = at('2026-03-01T02:00:00Z')
    const inZone = (zone: string) => texts(spanOf('today', { nowMs, zone, firstMs: null }))
    expect(inZone('America/New_York')).toEqual({ from: '2026-02-28T05:00', to: '2026-03-01T05:00' })
    expect(inZone('Asia/Kolkata')).toEqual({ from: '2026-02-28T18:30', to: '2026-03-01T18:30' })
    expect(startsOf(nowMs, 'America/New_York')).toEqual({
      day: at('2026-02-28T05:00:00Z'),
      month: at('2026-02-01T05:00:00Z'),
    })
  })

  test('the month before March ends on the 29th in a leap year', () => {
    const { buckets, ...span } = spanOf('last-month', { nowMs: at('2028-03-31T12:00:00Z'), zone: 'UTC', firstMs: null })
    expect(texts(span)).toEqual({ from: '2028-02-01T00:00', to: '2028-03-01T00:00' })
    expect(buckets.starts).toHaveLength(29)
    expect(buckets.starts.at(-1)?.label).toBe('2028-02-29')
  })

  test('January comes after December of the year before', () => {
    expect(berlin('this-month', '2027-01-10T12:00:00Z').before).toEqual({
      from: '2026-11-30T23:00',
      to: '2026-12-31T23:00',
    })
  })

  test('a day has 23 or 25 hours when the clocks are changed', () => {
    const hours = (range: CostRange) => berlin(range, '2026-11-18T12:00:00Z').starts.map(({ label }) => label.slice(11))
    expect(hours('2026-03-29..2026-03-29')).toEqual(
      Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`).filter((text) => text !== '02:00'),
    )
    expect(hours('2026-10-25..2026-10-25').slice(0, 5)).toEqual(['00:00', '01:00', '02:00', '02:00', '03:00'])
    expect(hours('2026-10-25..2026-10-25')).toHaveLength(25)
  })

  test('weeks begin on Mondays, the first one with the range', () => {
    const { bucket, starts } = berlin('2026-08-05..2026-10-31', '2026-11-18T12:00:00Z')
    expect(bucket).toBe('week')
    expect(starts.slice(0, 3).map(({ label }) => label)).toEqual(['2026-08-05', '2026-08-10', '2026-08-17'])
    expect(starts.at(-1)?.label).toBe('2026-10-26')
  })

  test('dates: as many days before, but whole months before whole months', () => {
    const now = '2026-11-18T12:00:00Z'
    expect(berlin('2026-11-01..2026-11-15', now).before).toEqual({ from: '2026-10-16T22:00', to: '2026-10-31T23:00' })
    expect(berlin('2026-02-01..2026-03-31', now).before).toEqual({ from: '2025-11-30T23:00', to: '2026-01-31T23:00' })
  })

  test('months are buckets beyond a year', () => {
    const { bucket, starts } = berlin('2024-05-10..2026-01-02', '2026-11-18T12:00:00Z')
    expect(bucket).toBe('month')
    expect(starts.map(({ label }) => label).slice(0, 2)).toEqual(['2024-05', '2024-06'])
    expect(starts.at(-1)).toEqual({ at: at('2025-12-31T23:00:00Z'), label: '2026-01' })
  })

  test.each(['0026-01-01..2026-01-01', '1969-12-31..1970-01-02', '1970-01-01..2300-01-01'])(
    '%s is refused',
    (range) => {
      expect(() => berlin(range, '2026-11-18T12:00:00Z')).toThrow('too long or too long ago')
    },
  )
})

test('in every zone, through four years: ranges hold now, touch the time before, and are cut into buckets without a gap', () => {
  const dayMs = 24 * hourMs
  for (const zone of zones) {
    for (let nowMs = at('2024-01-01T00:30:00Z'); nowMs < at('2028-01-02T00:00:00Z'); nowMs += 31 * dayMs + 5 * hourMs) {
      for (const range of rangeNames) {
        const firstMs = nowMs - 500 * dayMs
        const { from, to, before, buckets } = spanOf(range, { nowMs, zone, firstMs })
        const where = `${range} in ${zone} at ${new Date(nowMs).toISOString()}`
        const isOver = range === 'yesterday' || range === 'last-month'
        expect(isOver ? to <= nowMs : from <= nowMs && nowMs < to, where).toBe(true)
        expect(before === null ? range : before.to, where).toBe(before === null ? 'all' : from)
        const starts = buckets.starts.map((bucket) => bucket.at)
        expect(starts[0], where).toBe(from)
        const lengths = [...starts.slice(1), to].map((end, index) => end - (starts[index] ?? end))
        const most = { hour: 1, day: 25, week: 7 * 24 + 1, month: 31 * 24 + 1 }[buckets.bucket] * hourMs
        expect(Math.min(...lengths), where).toBeGreaterThan(0)
        expect(Math.max(...lengths), where).toBeLessThanOrEqual(most)
      }
    }
  }
})
