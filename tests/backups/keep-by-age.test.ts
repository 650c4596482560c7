import { expect, test } from 'vitest'
import { choosePastBackups } from '../../electron/engine/storage/backups/keep-by-age.ts'
import type { BackupWhy } from '../../shared/contract/backups.ts'
import { seededRandom } from '../support/seeded-random.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const weekMs = 7 * dayMs
const nowMs = Date.UTC(2027, 4, 12, 15, 30)

type One = { fileName: string; at: number; why: BackupWhy; problem: string | null }
const one = (ageMs: number, more: Partial<One> = {}): One => ({
  ...{ fileName: `${ageMs}-${more.why ?? 'regular'}`, at: nowMs - ageMs, why: 'regular', problem: null },
  ...more,
})

test('all of the last day, one a day, one a week, and nothing after that', () => {
  const hourly = Array.from({ length: 24 * 100 }, (_, hour) => one(hour * hourMs))
  const rule = { keepDays: 7, keepWeeks: 4 }
  const past = new Set(choosePastBackups(hourly, nowMs, rule))
  const kept = hourly.filter(({ fileName }) => !past.has(fileName))
  const ages = kept.map(({ at }) => nowMs - at)
  expect(ages.filter((age) => age < dayMs)).toHaveLength(24)
  // Each of them the last of its day.
  expect(ages.filter((age) => age >= dayMs && age < 7 * dayMs).map((age) => (nowMs - age) % dayMs)).toEqual(
    Array.from({ length: 6 }, () => 23 * hourMs + 30 * 60_000),
  )
  const weeks = ages.filter((age) => age >= 7 * dayMs)
  expect(weeks.length).toBeGreaterThanOrEqual(4)
  expect(weeks.length).toBeLessThanOrEqual(5)
  expect(Math.max(...weeks)).toBeLessThan(7 * dayMs + 4 * weekMs)
})

test('what somebody made, or what came before an update or a restore, stays for ever', () => {
  const old = (['by-hand', 'before-update', 'before-restore'] as const).map((why) => one(5_000 * dayMs, { why }))
  expect(choosePastBackups(old, nowMs, { keepDays: 1, keepWeeks: 0 })).toEqual([])
})

test('before a migration: 90 days, and the newest for ever', () => {
  const why = 'before-migration'
  const ages = [400, 200, 100, 80, 10].map((days) => one(days * dayMs, { why }))
  const names = (days: number[]) => days.map((day) => `${day * dayMs}-${why}`)
  expect(choosePastBackups(ages, nowMs, { keepDays: 1, keepWeeks: 0 })).toEqual(names([100, 200, 400]))
  expect(choosePastBackups(ages.slice(0, 2), nowMs, { keepDays: 1, keepWeeks: 0 })).toEqual(names([400]))
})

test('whatever there is and however often it is asked', () => {
  const random = seededRandom(20270512)
  const below = (limit: number) => Math.floor(random() * limit)
  const whys: BackupWhy[] = [
    'regular',
    'regular',
    'regular',
    'by-hand',
    'before-update',
    'before-restore',
    'before-migration',
  ]
  for (let round = 0; round < 300; round++) {
    const rule = { keepDays: 1 + below(30), keepWeeks: below(20) }
    const backups = Array.from({ length: below(80) }, (_, index) =>
      one(below(400 * 24) * hourMs, {
        ...{
          fileName: String(index),
          why: whys[below(whys.length)] ?? 'regular',
          problem: below(8) === 0 ? 'broken' : null,
        },
      }),
    )
    const past = new Set(choosePastBackups(backups, nowMs, rule))
    const kept = backups.filter(({ fileName }) => !past.has(fileName))
    const good = (list: One[]) => list.filter((each) => each.why === 'regular' && each.problem === null)
    const about = JSON.stringify({ round, rule })

    // Only what is made by itself is let go of, and never the newest whole one nor what is a day old.
    for (const gone of backups.filter(({ fileName }) => past.has(fileName))) {
      expect(['regular', 'before-migration'], about).toContain(gone.why)
      if (gone.problem === null) expect(nowMs - gone.at, about).toBeGreaterThanOrEqual(dayMs)
    }
    const newest = Math.max(...good(backups).map(({ at }) => at))
    if (good(backups).length > 0) expect(Math.max(...good(kept).map(({ at }) => at)), about).toBe(newest)
    // Every day of the days, and every week of the weeks after, that had one has one still.
    for (const each of good(backups)) {
      const age = nowMs - each.at
      if (age < rule.keepDays * dayMs) {
        expect(
          good(kept).some(({ at }) => Math.floor(at / dayMs) === Math.floor(each.at / dayMs)),
          about,
        ).toBe(true)
      } else if (age < rule.keepDays * dayMs + rule.keepWeeks * weekMs) {
        expect(
          good(kept).some(({ at }) => Math.floor(at / weekMs) === Math.floor(each.at / weekMs)),
          about,
        ).toBe(true)
      }
    }
    // No more than the rule says: one a day beyond the last day, one a week beyond the days.
    const olderThanDay = good(kept).filter(({ at }) => nowMs - at >= dayMs && nowMs - at < rule.keepDays * dayMs)
    expect(new Set(olderThanDay.map(({ at }) => Math.floor(at / dayMs))).size, about).toBe(olderThanDay.length)
    const weekly = good(kept).filter(({ at }) => nowMs - at >= rule.keepDays * dayMs && at !== newest)
    expect(new Set(weekly.map(({ at }) => Math.floor(at / weekMs))).size, about).toBe(weekly.length)
    // Asked again it lets go of nothing more.
    expect(choosePastBackups(kept, nowMs, rule), about).toEqual([])
  }
})
