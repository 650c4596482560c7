import { expect, it } from 'vitest'
import { chartRows } from '../../../renderer/costs/chart-rows.ts'
import { foldSeries, placeColours } from '../../../renderer/parts/charts/series.ts'
import { costGroup, costReport } from './cost-report.ts'

const groups = [9, 8, 7, 6, 5, 4, 3, 2, 1].map((microUsd, place) => costGroup(`m/${place}`, microUsd * 2))
const buckets = [0, 10, 20, 30].map((at) => ({
  at,
  label: String(at),
  microUsd: groups.map(({ microUsd }) => (at < 20 ? microUsd / 2 : 0)),
}))
const forecast = { monthMicroUsd: 190, perDayMicroUsd: 50, fromDays: 28 }
const report = costReport(groups, { buckets, forecast })
const series = foldSeries(report, placeColours(new Map(), groups), String)

it('adds the others up, and leaves empty what has not come yet', () => {
  const rows = chartRows(report, series, 'each', 15)
  expect(rows.map(({ total }) => total)).toEqual([45, 45, null, null])
  expect(rows[0]?.values).toEqual([9, 8, 7, 6, 5, 4, 3, 3])
  expect(rows[3]?.values.every((value) => value === null)).toBe(true)
})

it('draws what is expected of each day from the last one on', () => {
  expect(chartRows(report, series, 'each', 15).map(({ expected }) => expected)).toEqual([null, 50, 50, 50])
})

it('sums up to the whole, and on to what the month is expected to come to', () => {
  const rows = chartRows(report, series, 'sum', 15)
  expect(rows.map(({ total }) => total)).toEqual([45, 90, null, null])
  expect(rows.map(({ expected }) => expected)).toEqual([null, 90, 140, 190])
  expect(chartRows(report, series, 'sum', 99).at(-1)).toMatchObject({ total: 90, expected: 190 })
})

it('says nothing of what is to come where the engine does not', () => {
  const rows = chartRows({ ...report, forecast: null }, series, 'sum', 15)
  expect(rows.every(({ expected }) => expected === null)).toBe(true)
})
