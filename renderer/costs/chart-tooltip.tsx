import type { CostReport } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'
import { Money } from '../ui/money.tsx'
import { bucketWords } from './bucket-words.ts'
import type { ChartRow } from './chart-rows.ts'
import { Swatch } from './legend.tsx'
import type { Series } from './series.ts'

const say = text.costs.chart

type ChartTooltipProps = { report: CostReport; row: ChartRow; series: readonly Series[] }

/** The figures of one moment, in the order in which they lie over each other. */
export function ChartTooltip({ report, row, series }: ChartTooltipProps) {
  const parts = series.flatMap((one, place) => {
    const microUsd = row.values[place]
    return microUsd ? [{ ...one, microUsd }] : []
  })
  const isUnderWay = row.total !== null && row.expected !== null
  return (
    <div className="min-w-44 max-w-72 rounded-lg border border-line-strong bg-raise px-3 py-2 text-sm shadow-over">
      <p className="mb-1 font-semibold">
        {report.bucket === 'week' ? `${say.time.week} ` : ''}
        {bucketWords(report, row.at, 'long')}
      </p>
      {parts.toReversed().map(({ id, title, colour, microUsd }) => (
        <p key={id} className="flex items-center gap-2">
          <Swatch colour={colour} />
          <span className="min-w-0 flex-1 truncate">{title}</span>
          <Money microUsd={microUsd} />
        </p>
      ))}
      {row.total === null ? null : (
        <p className="mt-1 flex justify-between gap-4 border-t pt-1 font-semibold">
          {say.total}
          <Money microUsd={row.total} />
        </p>
      )}
      {row.expected === null || isUnderWay ? null : (
        <p className="flex justify-between gap-4 text-mute">
          {say.expected}
          <Money microUsd={row.expected} />
        </p>
      )}
    </div>
  )
}
