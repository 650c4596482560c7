import { useMemo, useState } from 'react'
import type { CostReport } from '../../shared/contract/costs.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import { axisMoney, bucketWords } from '../parts/charts/bucket-words.ts'
import { Legend } from '../parts/charts/legend.tsx'
import { Section } from '../parts/charts/section.tsx'
import type { Series } from '../parts/charts/series.ts'
import { TimeChart } from '../parts/charts/time-chart.tsx'
import { text } from '../text.ts'
import { Money } from '../ui/money.tsx'
import { Switch } from '../ui/switch.tsx'
import { ChartModeChoice } from './chart-mode-choice.tsx'
import { type ChartMode, chartRows } from './chart-rows.ts'
import { ChartTooltip } from './chart-tooltip.tsx'
import { CostTable } from './cost-table.tsx'

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
  const what = text.charts.buckets[report.bucket]
  const hasExpected = rows.some(({ total, expected }) => total === null && expected !== null)
  return (
    <Section
      title={say.title}
      note={what}
      tools={
        <>
          <span className="flex items-center gap-2 text-mute text-sm">
            {text.charts.asTable}
            <Switch isOn={isTable} onChange={setTable} label={text.charts.asTable} />
          </span>
          <ChartModeChoice mode={mode} onChange={setMode} />
        </>
      }
    >
      {isTable ? (
        <CostTable report={report} rows={rows} series={series} />
      ) : (
        <div className="flex flex-col gap-2">
          <TimeChart
            label={`${say.title}, ${what}. ${text.charts.keys}`}
            rows={rows}
            series={series}
            form="areas"
            pointed={pointed}
            timeWords={(at) => bucketWords(report, at, 'short')}
            axisWords={axisMoney}
            tooltip={(row) => <ChartTooltip report={report} row={row} series={series} />}
            readOut={({ at, total, expected }) =>
              [
                bucketWords(report, at, 'long'),
                total === null ? '' : formatMicroUsd(total),
                total === null && expected !== null ? `${say.expected} ${formatMicroUsd(expected)}` : '',
              ]
                .filter((part) => part !== '')
                .join(': ')
            }
            nothing={series.length === 0 ? say.nothing : null}
          />
          <Legend
            entries={series.map(({ key, microUsd, ...one }) => ({
              ...one,
              value: <Money microUsd={microUsd} />,
              onChoose: key === null ? undefined : () => onNarrow(key),
            }))}
            dashed={hasExpected ? say.expected : null}
            onPoint={setPointed}
          />
        </div>
      )}
    </Section>
  )
}
