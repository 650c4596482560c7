import { useMemo, useState } from 'react'
import type { Dashboard } from '../../shared/contract/dashboard.ts'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { text } from '../text.ts'
import { formatCompactCount, formatCount } from '../ui/format.ts'
import { Segmented } from '../ui/segmented.tsx'
import { BucketChart } from './bucket-chart.tsx'
import { runRows, type Status, statusSeries } from './chart-rows.ts'

const say = text.dashboard.charts

type RunsChartProps = {
  figures: Dashboard
  filter: DashboardQuery['filter']
  nowMs: number
  onStatus: (status: Status) => void
}

/** Runs by what became of them, over each other or each as a line. */
export function RunsChart({ figures, filter, nowMs, onStatus }: RunsChartProps) {
  const [form, setForm] = useState<'bars' | 'lines'>('bars')
  const series = useMemo(() => statusSeries(figures.buckets), [figures])
  const rows = useMemo(() => runRows(figures, series, nowMs), [figures, series, nowMs])
  return (
    <BucketChart
      {...{ figures, filter, rows, series, form }}
      title={say.runs}
      words={formatCount}
      axisWords={formatCompactCount}
      hasTotal
      table="runs"
      nothing={say.noRuns}
      legend={series.map((one) => ({
        ...one,
        value: formatCount(one.runs),
        onChoose: filter.status === one.id ? undefined : () => onStatus(one.id),
      }))}
      tools={
        <Segmented
          label={say.forms.label}
          value={form}
          onChange={setForm}
          segments={[
            { value: 'bars', label: say.forms.bars, icon: 'chart-bars' },
            { value: 'lines', label: say.forms.lines, icon: 'chart-line' },
          ]}
        />
      }
    />
  )
}
