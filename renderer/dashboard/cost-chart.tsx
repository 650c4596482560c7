import { useMemo } from 'react'
import type { Dashboard } from '../../shared/contract/dashboard.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import { axisMoney } from '../parts/charts/bucket-words.ts'
import type { Series } from '../parts/charts/series.ts'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { text } from '../text.ts'
import { BucketChart } from './bucket-chart.tsx'
import { costRows } from './chart-rows.ts'

const say = text.dashboard.charts

type CostChartProps = {
  figures: Dashboard
  filter: DashboardQuery['filter']
  series: readonly Series[]
  nowMs: number
  onModel: (model: string) => void
}

/** What models cost, each model by itself. */
export function CostChart({ figures, filter, series, nowMs, onModel }: CostChartProps) {
  const rows = useMemo(() => costRows(figures, series, nowMs), [figures, series, nowMs])
  return (
    <BucketChart
      {...{ figures, filter, rows, series }}
      title={say.cost}
      form="bars"
      words={formatMicroUsd}
      axisWords={axisMoney}
      hasTotal
      table="cost"
      nothing={say.noCost}
      legend={series.map(({ key, microUsd, ...one }) => ({
        ...one,
        value: formatMicroUsd(microUsd),
        onChoose: key === null || key === filter.model ? undefined : () => onModel(key),
      }))}
    />
  )
}
