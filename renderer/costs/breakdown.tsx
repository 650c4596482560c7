import type { CostGrouping, CostReport } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'
import { BreakdownTable } from './breakdown-table.tsx'
import { Section } from './section.tsx'
import type { ColourPlaces, Series } from './series.ts'
import { SharePie } from './share-pie.tsx'

type BreakdownProps = {
  report: CostReport
  by: CostGrouping
  series: readonly Series[]
  places: ColourPlaces
  onNarrow: (key: string) => void
}

/** Where the money went: the table, and its shares as a ring. */
export function Breakdown({ report, by, series, places, onNarrow }: BreakdownProps) {
  const title = text.costs.breakdown.title(by)
  return (
    <Section title={title}>
      <div className="flex items-start gap-6">
        <BreakdownTable groups={report.groups} by={by} places={places} onNarrow={onNarrow} />
        {report.total.microUsd > 0 ? (
          <SharePie title={title} total={report.total} series={series} onNarrow={onNarrow} />
        ) : null}
      </div>
    </Section>
  )
}
