import { useMemo } from 'react'
import type { Dashboard } from '../../shared/contract/dashboard.ts'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { text } from '../text.ts'
import { formatCompactCount, formatCount } from '../ui/format.ts'
import { BucketChart } from './bucket-chart.tsx'
import { queueRows, queueSeries } from './chart-rows.ts'

const say = text.dashboard.charts

type QueueChartProps = { figures: Dashboard; filter: DashboardQuery['filter']; nowMs: number }

/** How many runs waited for their turn. */
export function QueueChart({ figures, filter, nowMs }: QueueChartProps) {
  const rows = useMemo(() => queueRows(figures, nowMs), [figures, nowMs])
  return (
    <BucketChart
      {...{ figures, filter, rows }}
      title={say.queue}
      series={queueSeries}
      form="bars"
      words={formatCount}
      axisWords={formatCompactCount}
      hasTotal={false}
      table="queue"
      nothing={say.noQueue}
      className="min-h-44 flex-1"
    />
  )
}
