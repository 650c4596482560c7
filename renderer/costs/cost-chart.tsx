import { useMemo, useState } from 'react'
import type { CostReport } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'
import { Switch } from '../ui/switch.tsx'
import { AreaChart } from './area-chart.tsx'
import { BucketTable } from './bucket-table.tsx'
import { ChartModeChoice } from './chart-mode-choice.tsx'
import { type ChartMode, chartRows } from './chart-rows.ts'
import { Legend } from './legend.tsx'
import { Section } from './section.tsx'
import type { Series } from './series.ts'

const say = text.costs.chart

type CostChartProps = {
  report: CostReport
  series: readonly Series[]
  nowMs: number
  onNarrow: (key: string) => void
}

/** Cost over time, drawn or as a table of the same figures. */
export function CostChart({ report, series, nowMs, onNarrow }: CostChartProps) {
  const [mode, setMode] = useState<ChartMode>('each')
  const [isTable, setTable] = useState(false)
  const [pointed, setPointed] = useState<string | null>(null)
  const rows = useMemo(() => chartRows(report, series, mode, nowMs), [report, series, mode, nowMs])
  const what = say.buckets[report.bucket]
  return (
    <Section
      title={say.title}
      note={what}
      tools={
        <>
          <span className="flex items-center gap-2 text-mute text-sm">
            {say.asTable}
            <Switch isOn={isTable} onChange={setTable} label={say.asTable} />
          </span>
          <ChartModeChoice mode={mode} onChange={setMode} />
        </>
      }
    >
      {isTable ? (
        <BucketTable report={report} rows={rows} series={series} />
      ) : (
        <div className="flex flex-col gap-2">
          <figure aria-label={say.description(what)} className="relative h-64">
            <AreaChart report={report} rows={rows} series={series} pointed={pointed} />
            {series.length === 0 ? (
              <p className="pointer-events-none absolute inset-0 flex items-center justify-center text-mute">
                {say.nothing}
              </p>
            ) : null}
          </figure>
          <Legend
            series={series}
            hasExpected={rows.some(({ total, expected }) => total === null && expected !== null)}
            onNarrow={onNarrow}
            onPoint={setPointed}
          />
        </div>
      )}
    </Section>
  )
}
