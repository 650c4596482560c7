import type { Dashboard, DashboardBucket } from '../../shared/contract/dashboard.ts'
import type { DrawnSeries, TimeRow } from '../parts/charts/drawn-series.ts'
import type { Series } from '../parts/charts/series.ts'
import { text } from '../text.ts'

const say = text.dashboard

/** `to`: the first moment after the bucket, which is what its runs are found by. */
export type BucketRow = TimeRow & { to: number }

export type Status = keyof DashboardBucket['runs']
export type StatusSeries = DrawnSeries & { id: Status; runs: number }

/** Bottom to top. */
const statusColours: readonly (readonly [Status, string])[] = [
  // Most runs succeed, and a wall of the full colour would be all one sees.
  ['succeeded', 'color-mix(in srgb, var(--ok) 78%, var(--panel))'],
  ['cancelled', 'var(--series-rest)'],
  ['failed', 'var(--bad)'],
  ['running', 'var(--accent)'],
  ['queued', 'var(--warn)'],
]

/** What became of runs: those of which there is one. */
export function statusSeries(buckets: readonly DashboardBucket[]): StatusSeries[] {
  return statusColours.flatMap(([id, colour]) => {
    const runs = buckets.reduce((sum, bucket) => sum + bucket.runs[id], 0)
    return runs === 0 ? [] : [{ id, title: say.statuses[id], colour, runs }]
  })
}

/** Rows of figures by place; what has not come yet is left empty. */
function rowsOf(
  { buckets }: Pick<Dashboard, 'buckets'>,
  nowMs: number,
  valuesOf: (bucket: DashboardBucket) => (number | null)[],
): BucketRow[] {
  return buckets.map((bucket) => {
    const values = valuesOf(bucket)
    return { at: bucket.at, to: bucket.to, values: bucket.at <= nowMs ? values : values.map(() => null) }
  })
}

export function runRows(figures: Dashboard, series: readonly StatusSeries[], nowMs: number): BucketRow[] {
  return rowsOf(figures, nowMs, ({ runs }) => series.map(({ id }) => runs[id]))
}

export function costRows(figures: Dashboard, series: readonly Series[], nowMs: number): BucketRow[] {
  return rowsOf(figures, nowMs, ({ microUsd }) =>
    series.map(({ groups }) => groups.reduce((sum, place) => sum + (microUsd[place] ?? 0), 0)),
  )
}

export const durationSeries: readonly DrawnSeries[] = [
  { id: 'p50', title: say.charts.p50, colour: 'var(--series-1)' },
  { id: 'p95', title: say.charts.p95, colour: 'var(--series-2)' },
]

export function durationRows(figures: Dashboard, nowMs: number): BucketRow[] {
  return rowsOf(figures, nowMs, ({ p50Ms, p95Ms }) => [p50Ms, p95Ms])
}

export const queueSeries: readonly DrawnSeries[] = [
  { id: 'queued', title: say.charts.queued, colour: 'var(--series-3)' },
]

export function queueRows(figures: Dashboard, nowMs: number): BucketRow[] {
  return rowsOf(figures, nowMs, ({ queued }) => [queued])
}

/** Everything in a row, where that says something. */
export function totalOf({ values }: TimeRow): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

/** Whether there is anything to draw. */
export function isEmpty(rows: readonly TimeRow[]): boolean {
  return rows.every(({ values }) => values.every((value) => value === null || value === 0))
}
