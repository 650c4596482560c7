import type { CostGrouping, CostReport } from '../../shared/contract/costs.ts'
import { Section } from '../parts/charts/section.tsx'
import type { ColourPlaces, Series } from '../parts/charts/series.ts'
import { SharePie } from '../parts/charts/share-pie.tsx'
import { CostFigure } from '../parts/costs/cost-figure.tsx'
import { text } from '../text.ts'
import { BreakdownTable } from './breakdown-table.tsx'

type BreakdownProps = {
  report: CostReport
  by: CostGrouping
  series: readonly Series[]
  places: ColourPlaces
  onNarrow: (key: string) => void
}

/** Where the money went: the table, and its shares as a ring. */
export function Breakdown({ report, by, series, places, onNarrow }: BreakdownProps) {
  const { groups, total } = report
  const title = text.costs.breakdown.title(by)
  return (
    <Section title={title}>
      <div className="flex items-start gap-6">
        <BreakdownTable groups={groups} by={by} places={places} onNarrow={onNarrow} />
        {total.microUsd > 0 ? (
          <SharePie label={text.costs.breakdown.pie(title)} series={series} onNarrow={onNarrow}>
            <span className="font-semibold text-lg">
              <CostFigure sum={{ ...total, unknownCalls: 0 }} />
            </span>
            <span className="text-mute text-sm">{text.costs.calls(total.calls)}</span>
          </SharePie>
        ) : null}
      </div>
    </Section>
  )
}
