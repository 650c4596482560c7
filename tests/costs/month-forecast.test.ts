import { expect, test } from 'vitest'
import { forecastMonth } from '../../electron/engine/costs/month-forecast.ts'

const dayMs = 86_400_000
const to = Date.UTC(2026, 11, 1)
const nowMs = to - 10 * dayMs

test('what is spent, and for the days left the average of the last four weeks', () => {
  const known = { nowMs, to, spentMicroUsd: 5_000, recentMicroUsd: 28_000, firstMs: nowMs - 100 * dayMs }
  expect(forecastMonth(known)).toEqual({ monthMicroUsd: 15_000, perDayMicroUsd: 1_000, fromDays: 28 })
})

test('the average of less where the first call was later than that', () => {
  const known = { nowMs, to, spentMicroUsd: 7_000, recentMicroUsd: 7_000, firstMs: nowMs - 3.5 * dayMs }
  expect(forecastMonth(known)).toEqual({ monthMicroUsd: 27_000, perDayMicroUsd: 2_000, fromDays: 4 })
})

test('what was spent within the first hour is not taken for what an hour costs', () => {
  const known = { nowMs, to, spentMicroUsd: 900, recentMicroUsd: 900, firstMs: nowMs - dayMs / 24 }
  expect(forecastMonth(known)).toEqual({ monthMicroUsd: 9_900, perDayMicroUsd: 900, fromDays: 1 })
})

test('nothing can be said before the first call', () => {
  expect(forecastMonth({ nowMs, to, spentMicroUsd: 0, recentMicroUsd: 0, firstMs: null })).toBeNull()
})
