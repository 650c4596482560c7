import { describe, expect, test } from 'vitest'
import { type CatchUp, firingsDue, wentBack } from '../../electron/engine/triggers/due.ts'
import { scheduleOf, timesOf } from '../../electron/engine/triggers/next-times.ts'
import { describeSchedule } from '../../electron/engine/triggers/schedule-words.ts'
import { wallTime } from '../../shared/workflow/time-zone.ts'
import { scheduleParams } from '../../shared/workflow/trigger-params.ts'

const at = (iso: string) => Date.parse(iso)
const isoOf = (times: number[]) => times.map((ms) => new Date(ms).toISOString().replace(':00.000Z', 'Z'))

/** The first times after a moment. */
function nextOf(pattern: string, timeZone: string, after: string, count: number): string[] {
  const times = timesOf({ pattern, timeZone })
  const next: number[] = []
  for (let ms = times.next(at(after)); ms !== null && next.length < count; ms = times.next(ms)) next.push(ms)
  return isoOf(next)
}

describe('clocks are put forward', () => {
  test('a fixed time inside the gap comes right after it, once', () => {
    // Berlin, 29 March 2026: 02:00 becomes 03:00.
    expect(nextOf('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00Z', // 03:00 there
      '2026-03-30T00:30Z',
    ])
    // New York, 8 March 2026: 02:00 becomes 03:00.
    expect(nextOf('15 2 * * *', 'America/New_York', '2026-03-07T12:00Z', 2)).toEqual([
      '2026-03-08T07:00Z', // 03:00 there
      '2026-03-09T06:15Z',
    ])
  })

  test('a list of fixed times is fixed too', () => {
    expect(nextOf('30 2,14 * * *', 'Europe/Berlin', '2026-03-28T14:00Z', 2)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-29T12:30Z',
    ])
  })

  test('intervals go on through it', () => {
    expect(nextOf('*/30 * * * *', 'Europe/Berlin', '2026-03-29T00:30Z', 3)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-29T01:30Z',
      '2026-03-29T02:00Z',
    ])
  })
})

describe('clocks are put back', () => {
  test('a fixed time that is there twice comes once', () => {
    expect(nextOf('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', 2)).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ])
    expect(nextOf('30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', 2)).toEqual([
      '2026-11-01T05:30Z',
      '2026-11-02T06:30Z',
    ])
  })

  test('intervals come in both hours', () => {
    expect(nextOf('0 * * * *', 'America/New_York', '2026-11-01T04:30Z', 3)).toEqual([
      '2026-11-01T05:00Z',
      '2026-11-01T06:00Z',
      '2026-11-01T07:00Z',
    ])
  })

  test('looking back sees the same times as looking ahead', () => {
    for (const [pattern, zone] of [
      ['30 2 * * *', 'Europe/Berlin'],
      ['0 * * * *', 'America/New_York'],
      ['15 1,2 * * *', 'America/New_York'],
    ] as const) {
      for (const day of ['2026-03-07T12:00Z', '2026-03-28T12:00Z', '2026-10-24T12:00Z', '2026-10-31T12:00Z']) {
        const ahead = nextOf(pattern, zone, day, 8)
        const back = timesOf({ pattern, timeZone: zone }).last(at(ahead.at(-1) ?? ''), 8)
        expect(isoOf(back), `${pattern} ${zone} ${day}`).toEqual(ahead)
      }
    }
  })
})

test('a time is not its own next time, and is its own last one', () => {
  const times = timesOf({ pattern: '0 9 * * *', timeZone: 'UTC' })
  const nine = at('2026-06-01T09:00Z')
  expect(times.next(nine)).toBe(nine + 86_400_000)
  expect(times.next(nine - 1)).toBe(nine)
  expect(times.last(nine, 1)).toEqual([nine])
  expect(times.last(nine - 1, 1)).toEqual([nine - 86_400_000])
  expect(timesOf({ pattern: '0 0 30 2 *', timeZone: 'UTC' }).next(nine)).toBeNull()
})

describe('what was missed', () => {
  const times = timesOf({ pattern: '0 * * * *', timeZone: 'UTC' })
  const due = (catchUp: CatchUp, now: string, limit = 3) => {
    const { fire, ...rest } = firingsDue({ nextAt: at('2026-06-01T09:00Z'), nowMs: at(now), catchUp, limit, times })
    return { fire: isoOf(fire), missed: rest.missed, nextAt: isoOf(rest.nextAt === null ? [] : [rest.nextAt]) }
  }

  test('nothing is due before its time', () => {
    expect(due('all', '2026-06-01T08:59:59Z')).toEqual({ fire: [], missed: 0, nextAt: ['2026-06-01T09:00Z'] })
  })

  test.each(['skip', 'once', 'all'] as const)('%s: a time that is kept begins', (catchUp) => {
    const kept = { fire: ['2026-06-01T09:00Z'], missed: 0, nextAt: ['2026-06-01T10:00Z'] }
    expect(due(catchUp, '2026-06-01T09:00:00Z')).toEqual(kept)
    expect(due(catchUp, '2026-06-01T09:01:00Z')).toEqual(kept)
  })

  test('skip: what is later than a minute is left out', () => {
    expect(due('skip', '2026-06-01T09:01:01Z')).toEqual({ fire: [], missed: 1, nextAt: ['2026-06-01T10:00Z'] })
    expect(due('skip', '2026-06-01T12:00:30Z')).toEqual({
      fire: ['2026-06-01T12:00Z'],
      missed: 3,
      nextAt: ['2026-06-01T13:00Z'],
    })
  })

  test('once: one run for all of them', () => {
    expect(due('once', '2026-06-01T13:30Z')).toEqual({
      fire: ['2026-06-01T13:00Z'],
      missed: 4,
      nextAt: ['2026-06-01T14:00Z'],
    })
  })

  test('all: the newest up to the limit, oldest first', () => {
    expect(due('all', '2026-06-01T13:30Z')).toEqual({
      fire: ['2026-06-01T11:00Z', '2026-06-01T12:00Z', '2026-06-01T13:00Z'],
      missed: 2,
      nextAt: ['2026-06-01T14:00Z'],
    })
    expect(due('all', '2026-06-01T10:30Z').fire).toEqual(['2026-06-01T09:00Z', '2026-06-01T10:00Z'])
  })

  test('years of it are counted no further than is of use', () => {
    const every = timesOf({ pattern: '* * * * *', timeZone: 'Europe/Berlin' })
    const began = performance.now()
    const { fire, missed } = firingsDue({
      ...{ nextAt: at('2020-01-01T00:00Z'), nowMs: at('2026-06-01T00:00:30Z'), times: every },
      ...{ catchUp: 'all', limit: 10 },
    })
    expect(fire).toHaveLength(10)
    expect(missed).toBe(100)
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  test('a schedule that never comes again ends', () => {
    const once = { next: () => null, last: () => [100] }
    const due = firingsDue({ nextAt: 100, nowMs: 200, catchUp: 'once', limit: 1, times: once })
    expect(due).toEqual({ fire: [100], missed: 0, nextAt: null })
  })

  test('a time that the schedule no longer names still holds', () => {
    const other = { next: () => 900, last: () => [] }
    const due = firingsDue({ nextAt: 100, nowMs: 200, catchUp: 'once', limit: 1, times: other })
    expect(due).toEqual({ fire: [100], missed: 0, nextAt: 900 })
  })
})

test('a clock set back is noticed where it matters', () => {
  expect(wentBack({ nowMs: 10_000_000, happenedAt: 9_000_000 })).toBe(false)
  expect(wentBack({ nowMs: 10_000_000, happenedAt: 13_000_000 })).toBe(false)
  expect(wentBack({ nowMs: 10_000_000, happenedAt: 14_000_000 })).toBe(true)
})

describe('a set-up as a cron line', () => {
  const line = (params: object) => scheduleOf(scheduleParams.parse(params))

  test.each([
    [{ every: 'minutes', minutes: 15 }, '*/15 * * * *', 'Every 15 minutes'],
    [{ every: 'hours', hours: 6 }, '0 */6 * * *', 'On the hour, every 6 hours'],
    [{ every: 'day', time: '07:05' }, '5 7 * * *', 'At 07:05'],
    [{ every: 'week', time: '17:30', days: 'mon-fri' }, '30 17 * * 1-5', 'At 17:30, Monday through Friday'],
    [{ every: 'week', days: 'sat-sun' }, '0 9 * * 6-7', 'At 09:00, Saturday through Sunday'],
    [{ every: 'cron', cron: ' 0 0 1 * * ' }, '0 0 1 * *', 'At 00:00, on day 1 of the month'],
    [{ every: 'cron', cron: '@hourly' }, '@hourly', 'Every hour'],
  ])('%o', (params, pattern, words) => {
    const schedule = line({ ...params, timeZone: 'Europe/Berlin' })
    expect(schedule).toEqual({ pattern, timeZone: 'Europe/Berlin' })
    expect(describeSchedule(schedule)).toBe(`${words} (Europe/Berlin)`)
    expect(timesOf(schedule).next(0)).not.toBeNull()
  })

  test('the zone of this machine where none is named', () => {
    expect(line({}).timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
  })

  test.each(['', 'tomorrow', '61 * * * *', '* * * *', '* * * * * *', '2026-12-12T10:00:00', '* * * * FOO'])(
    'is refused: %s',
    (cron) => {
      expect(() => timesOf({ pattern: cron, timeZone: 'UTC' })).toThrow(/is not a cron line: .+\.$/)
    },
  )

  test.each([
    [{ every: 'minutes', minutes: 7 }, 'minutes'],
    [{ every: 'hours', hours: 5 }, 'hours'],
    [{ time: '25:00' }, 'time'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
  ])('makes no sense: %o', (params, field) => {
    expect(scheduleParams.safeParse(params).error?.issues.map(({ path }) => path)).toEqual([[field]])
  })
})

test('a moment as the clock on the wall shows it', () => {
  expect(wallTime(at('2026-06-01T07:00Z'), 'Europe/Berlin')).toBe('2026-06-01 09:00:00')
})
