import { expect, it } from 'vitest'
import {
  costRows,
  durationRows,
  isEmpty,
  queueRows,
  runRows,
  statusSeries,
  totalOf,
} from '../../../renderer/dashboard/chart-rows.ts'
import { foldSeries, placeColours } from '../../../renderer/parts/charts/series.ts'
import { bucketOf, dashboardOf, dayMs } from './figures.ts'

const runs = { queued: 0, running: 1, succeeded: 4, failed: 2, cancelled: 0 }
const figures = dashboardOf({
  models: [
    { key: 'm/1', title: 'm/1', microUsd: 50, calls: 2, unknownCalls: 0 },
    { key: 'm/2', title: 'm/2', microUsd: 10, calls: 1, unknownCalls: 0 },
    { key: 'm/3', title: 'm/3', microUsd: 0, calls: 1, unknownCalls: 1 },
  ],
  buckets: [
    bucketOf(0, { runs, microUsd: [30, 10, 0], p50Ms: 5, p95Ms: 9, queued: 2 }),
    bucketOf(dayMs, { microUsd: [20, 0, 0] }),
    bucketOf(2 * dayMs, { microUsd: [0, 0, 0] }),
  ],
})
const nowMs = 1.5 * dayMs

it('draws what became of runs, and only what did happen', () => {
  const series = statusSeries(figures.buckets)
  expect(series.map(({ id, runs: count }) => [id, count])).toEqual([
    ['succeeded', 4],
    ['failed', 2],
    ['running', 1],
  ])
  const rows = runRows(figures, series, nowMs)
  expect(rows.map(({ values }) => values)).toEqual([
    [4, 2, 1],
    [0, 0, 0],
    [null, null, null],
  ])
  expect(rows.map(totalOf)).toEqual([7, 0, 0])
  expect(rows[0]).toMatchObject({ at: 0, to: dayMs })
})

it('adds costs up to those of the models', () => {
  const series = foldSeries({ groups: figures.models }, placeColours(new Map(), figures.models), () => 'Others')
  const rows = costRows(figures, series, nowMs)
  expect(series.map(({ key }) => key)).toEqual(['m/1', 'm/2'])
  expect(rows.reduce((sum, row) => sum + totalOf(row), 0)).toBe(60)
})

it('leaves durations open where no run was over, and counts who waits', () => {
  expect(durationRows(figures, nowMs).map(({ values }) => values)).toEqual([
    [5, 9],
    [null, null],
    [null, null],
  ])
  const queue = queueRows(figures, nowMs)
  expect(queue.map(({ values }) => values)).toEqual([[2], [0], [null]])
  expect(isEmpty(queue)).toBe(false)
  expect(isEmpty(queue.slice(1))).toBe(true)
})
