import { describe, expect, it } from 'vitest'
import { countChange, measureChange, rateChange, rateWords, successRate } from '../../../renderer/dashboard/changes.ts'
import { formatCount, formatDuration } from '../../../renderer/ui/format.ts'

const enough = { now: 100, before: 100 }
const count = (now: number, before: number, runs = enough) =>
  countChange({ now, before, runs, judge: 'more-is-bad', format: formatCount })
const time = (now: number | null, before: number | null, runs = enough) =>
  measureChange({ now, before, runs, judge: 'more-is-bad', format: formatDuration })

describe('a count', () => {
  it('is told as a share of what it was, with which way it went and what that means', () => {
    expect(count(120, 100)).toEqual({ words: '20\u202f% from 100', short: '20\u202f%', way: 'up', tone: 'bad' })
    expect(count(80, 100)).toMatchObject({ words: '20\u202f% from 100', way: 'down', tone: 'good' })
    expect(count(100, 100)).toMatchObject({ words: 'as before', way: 'same', tone: 'plain' })
  })

  it('is never painted where more means nothing', () => {
    const cost = countChange({ now: 200, before: 100, runs: enough, judge: 'plain', format: formatCount })
    expect(cost).toMatchObject({ way: 'up', tone: 'plain' })
  })

  it('is told as a factor where it is many times as much, and little is not nothing', () => {
    expect(count(2_500, 100)).toMatchObject({ words: '25 times 100', short: '×\u202f25' })
    expect(count(100_100, 100_000)).toMatchObject({ words: '1\u202f% from 100,000' })
  })

  it('has nothing to be compared with where nothing ran before', () => {
    expect(count(5, 0, { now: 100, before: 0 })).toEqual({
      ...{ words: 'nothing before to compare with', short: '', way: null, tone: 'plain' },
    })
  })

  it('says no percentage for a handful of runs, nor against nothing', () => {
    expect(count(8, 3, { now: 8, before: 3 })).toMatchObject({ words: '3 before: too few runs to say', tone: 'plain' })
    expect(count(2, 80, { now: 2, before: 80 })).toMatchObject({ words: '80 before: too few runs to say', short: '' })
    expect(count(7, 0)).toMatchObject({ words: '0 before', tone: 'plain', way: 'up' })
  })
})

describe('a duration', () => {
  it('is good where it is shorter', () => {
    expect(time(10_000, 20_000)).toMatchObject({ words: '50\u202f% from 20\u202fs', way: 'down', tone: 'good' })
    expect(time(30_000, 20_000)).toMatchObject({ way: 'up', tone: 'bad' })
  })

  it('that reads the same is the same', () => {
    expect(time(20_010, 20_000)).toMatchObject({ words: 'as before', way: 'same' })
  })

  it('of too few runs says that instead', () => {
    expect(time(10, 20, { now: 4, before: 100 })).toMatchObject({ words: 'too few runs to say', short: '', way: null })
    expect(time(10, 20_000, { now: 100, before: 4 }).words).toBe('20\u202fs before: too few runs to say')
    expect(time(10, null, { now: 100, before: 0 }).words).toBe('nothing before to compare with')
  })
})

describe('the success rate', () => {
  it('is of runs that are over, and there is none of a handful', () => {
    expect(successRate({ succeeded: 3, failed: 1 })).toBeNull()
    expect(successRate({ succeeded: 4, failed: 1 })).toBe(0.8)
  })

  it('moves in points', () => {
    expect(rateChange({ succeeded: 97, failed: 3 }, { succeeded: 95, failed: 5 })).toEqual({
      ...{ words: '2 points from 95\u202f%', short: '2 points', way: 'up', tone: 'good' },
    })
    expect(rateChange({ succeeded: 94, failed: 6 }, { succeeded: 95, failed: 5 })).toMatchObject({
      ...{ words: '1 point from 95\u202f%', way: 'down', tone: 'bad' },
    })
    expect(rateChange({ succeeded: 95, failed: 5 }, { succeeded: 95, failed: 5 }).words).toBe('as before')
  })

  it('says what it cannot be compared with', () => {
    expect(rateChange({ succeeded: 2, failed: 1 }, { succeeded: 95, failed: 5 }).words).toBe('too few runs to say')
    expect(rateChange({ succeeded: 9, failed: 1 }, { succeeded: 0, failed: 0 }).words).toBe(
      'nothing before to compare with',
    )
    expect(rateChange({ succeeded: 9, failed: 1 }, { succeeded: 2, failed: 0 }).words).toBe(
      '2 runs before: too few runs to say',
    )
  })

  it('is not rounded to all where one failed, nor to none where one succeeded', () => {
    expect([1, 0.99999, 0.973, 0.00001, 0].map(rateWords)).toEqual(
      ['100', '99.9', '97.3', '0.1', '0'].map((words) => `${words}\u202f%`),
    )
  })
})
