import type { CostReport } from '../../shared/contract/costs.ts'
import type { Series } from '../parts/charts/series.ts'

/** Each bucket by itself, or all up to it. */
export type ChartMode = 'each' | 'sum'

export type ChartRow = {
  at: number
  label: string
  /** Micro-dollars by place in the series; null where the time has not come. */
  values: (number | null)[]
  total: number | null
  /** Of the month under way: what is expected; null where there is nothing to say. */
  expected: number | null
}

/** What the chart draws, one row for each bucket. */
export function chartRows(report: CostReport, series: readonly Series[], mode: ChartMode, nowMs: number): ChartRow[] {
  const { buckets, forecast } = report
  const past = buckets.filter(({ at }) => at <= nowMs)
  const sums = series.map(() => 0)
  const rows = buckets.map(({ at, label, microUsd }, place): ChartRow => {
    if (place >= past.length) return { at, label, values: series.map(() => null), total: null, expected: null }
    const values = series.map(({ groups }, index) => {
      const here = groups.reduce((sum, group) => sum + (microUsd[group] ?? 0), 0)
      sums[index] = (sums[index] ?? 0) + here
      return mode === 'sum' ? (sums[index] ?? 0) : here
    })
    return { at, label, values, total: add(values), expected: null }
  })
  if (forecast) expect(rows, past.length - 1, mode, forecast)
  return rows
}

/** The dashed line begins where the figures end, so that it hangs together with them. */
function expect(
  rows: ChartRow[],
  last: number,
  mode: ChartMode,
  { monthMicroUsd, perDayMicroUsd }: NonNullable<CostReport['forecast']>,
): void {
  const left = rows.length - 1 - last
  const from = rows[last]?.total ?? 0
  rows.slice(Math.max(0, last)).forEach((row, days) => {
    if (mode === 'each') row.expected = perDayMicroUsd
    else row.expected = left === 0 ? monthMicroUsd : Math.round(from + ((monthMicroUsd - from) * days) / left)
  })
}

function add(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}
