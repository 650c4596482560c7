import { useMemo } from 'react'
import type { Dashboard } from '../../shared/contract/dashboard.ts'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { text } from '../text.ts'
import { formatDuration } from '../ui/format.ts'
import { BucketChart } from './bucket-chart.tsx'
import { durationRows, durationSeries } from './chart-rows.ts'

const say = text.dashboard.charts

type DurationChartProps = { figures: Dashboard; filter: DashboardQuery['filter']; nowMs: number }

/** How long runs took: half of them within one time, 95 of a hundred within the other. */
export function DurationChart({ figures, filter, nowMs }: DurationChartProps) {
  const rows = useMemo(() => durationRows(figures, nowMs), [figures, nowMs])
  return (
    <BucketChart
      {...{ figures, filter, rows }}
      title={say.duration}
      series={durationSeries}
      form="lines"
      words={formatDuration}
      hasTotal={false}
      table="duration"
      nothing={say.noDuration}
      className="min-h-44 flex-1"
    />
  )
}
