import type { CostReport } from '../../shared/contract/costs.ts'
import { bucketWords } from '../parts/charts/bucket-words.ts'
import type { Series } from '../parts/charts/series.ts'
import { TooltipBox } from '../parts/charts/tooltip-box.tsx'
import { text } from '../text.ts'
import { Money } from '../ui/money.tsx'
import type { ChartRow } from './chart-rows.ts'

type ChartTooltipProps = { report: CostReport; row: ChartRow; series: readonly Series[] }

/** The figures of one moment, in the order in which they lie over each other. */
export function ChartTooltip({ report, row, series }: ChartTooltipProps) {
  const lines = series.flatMap(({ id, title, colour }, place) => {
    const microUsd = row.values[place]
    return microUsd ? [{ id, title, colour, value: <Money microUsd={microUsd} /> }] : []
  })
  const isUnderWay = row.total !== null && row.expected !== null
  return (
    <TooltipBox
      title={`${report.bucket === 'week' ? `${text.charts.time.week} ` : ''}${bucketWords(report, row.at, 'long')}`}
      lines={lines.toReversed()}
      total={row.total === null ? null : { title: text.charts.total, value: <Money microUsd={row.total} /> }}
      note={
        row.expected === null || isUnderWay
          ? null
          : { title: text.costs.chart.expected, value: <Money microUsd={row.expected} /> }
      }
    />
  )
}
