import type { CostReport } from '../../shared/contract/costs.ts'
import { useSeries } from '../parts/charts/use-series.ts'
import type { CostQuery } from '../state/cost-query.ts'
import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'
import { useNow } from '../ui/use-now.ts'
import { Breakdown } from './breakdown.tsx'
import { CostChart } from './cost-chart.tsx'
import { Figures } from './figures.tsx'
import { TopRuns } from './top-runs.tsx'
import { WhatIf } from './what-if.tsx'

/** The section of the settings where a model is given a price. */
const pricesHref = '#/settings/prices'

type CostsBodyProps = {
  query: CostQuery
  report: CostReport
  onNarrow: (key: string) => void
  onOnlyRun: (runId: string) => void
}

/** Everything that a report says. */
export function CostsBody({ query, report, onNarrow, onOnlyRun }: CostsBodyProps) {
  const now = useNow(60_000)
  const { series, places } = useSeries(report.groups, query.by, text.costs.chart.rest)
  const { total } = report
  return (
    <div className="flex flex-col gap-4">
      <Figures report={report} range={query.range} nowMs={now} />
      {total.unknownCalls > 0 ? (
        <p className="flex gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
          <Icon name="triangle-alert" size={15} className="mt-px" />
          <span>
            {text.costs.unknownNote(total.unknownCalls)}{' '}
            <a href={pricesHref} className="rounded-sm font-semibold underline underline-offset-2">
              {text.costs.setPrices}
            </a>
          </span>
        </p>
      ) : null}
      <CostChart report={report} series={series} nowMs={now} onNarrow={onNarrow} />
      <Breakdown report={report} by={query.by} series={series} places={places} onNarrow={onNarrow} />
      <div className="grid grid-cols-[3fr_2fr] items-start gap-4">
        <TopRuns runs={report.topRuns} onOnly={onOnlyRun} />
        <WhatIf query={query} total={total} />
      </div>
    </div>
  )
}
