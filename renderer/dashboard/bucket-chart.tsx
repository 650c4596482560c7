import { type ReactNode, useState } from 'react'
import type { Dashboard } from '../../shared/contract/dashboard.ts'
import { bucketWords } from '../parts/charts/bucket-words.ts'
import type { ChartForm, DrawnSeries } from '../parts/charts/drawn-series.ts'
import { Legend, type LegendEntry } from '../parts/charts/legend.tsx'
import { Section } from '../parts/charts/section.tsx'
import { TimeChart } from '../parts/charts/time-chart.tsx'
import { TimeTable } from '../parts/charts/time-table.tsx'
import { TooltipBox } from '../parts/charts/tooltip-box.tsx'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { type BucketRow, isEmpty, totalOf } from './chart-rows.ts'
import { CsvButton } from './csv-button.tsx'
import type { DashboardTable } from './dashboard-files.ts'
import { runsHref, runsRoute } from './run-links.ts'

type BucketChartProps = {
  title: string
  figures: Dashboard
  filter: DashboardQuery['filter']
  rows: readonly BucketRow[]
  series: readonly DrawnSeries[]
  form: ChartForm
  /** A figure in words, and shorter beside the axis. */
  words: (value: number) => string
  axisWords?: (value: number) => string
  /** The figures of one moment add up to something. */
  hasTotal: boolean
  /** The name of its CSV. */
  table: DashboardTable
  /** Said where there is nothing to draw. */
  nothing: string
  legend?: readonly LegendEntry[]
  /** Sets the height of the drawing. */
  className?: string
  /** Left of the tools that every chart has. */
  tools?: ReactNode
}

/** A chart over the Dashboard's buckets, with the same as a table and as CSV. A moment leads to its runs. */
export function BucketChart(props: BucketChartProps) {
  const { title, figures, filter, rows, series, form, words, hasTotal, className = 'min-h-52 flex-1' } = props
  const [isTable, setTable] = useState(false)
  const [pointed, setPointed] = useState<string | null>(null)
  const isNothing = isEmpty(rows)
  const linesOf = ({ values }: BucketRow) =>
    series.flatMap(({ id, title: name, colour }, place) => {
      const value = values[place] ?? null
      return value === null || (value === 0 && series.length > 1)
        ? []
        : [{ id, title: name, colour, value: words(value) }]
    })
  const time = (at: number) => bucketWords(figures, at, 'long')
  return (
    <Section
      title={title}
      isWide={isTable && series.length > 4}
      note={text.charts.buckets[figures.bucket]}
      tools={
        <div className="flex items-center gap-1">
          {props.tools}
          <IconButton
            icon="table"
            size="sm"
            label={text.charts.asTable}
            isPressed={isTable}
            onClick={() => setTable(!isTable)}
          />
          <CsvButton title={title} table={props.table} figures={figures} />
        </div>
      }
    >
      {isTable ? (
        <TimeTable
          label={title}
          bucket={figures.bucket}
          timeZone={figures.timeZone}
          columns={[
            ...series,
            ...(hasTotal ? [{ id: 'total', title: text.charts.total, look: 'strong' as const }] : []),
          ]}
          rows={rows.filter(({ values }) => values.some((value) => value !== null)).toReversed()}
          cellOf={(row, { id }, place) => {
            const value = id === 'total' ? totalOf(row) : (row.values[place] ?? null)
            return value === null ? null : words(value)
          }}
          hrefOf={({ at, to }) => runsHref(filter, { from: at, to })}
          className="max-h-64"
        />
      ) : (
        <TimeChart
          label={`${title}, ${text.charts.buckets[figures.bucket]}. ${text.charts.keysAndEnter}`}
          rows={rows}
          series={series}
          form={form}
          pointed={pointed}
          timeWords={(at) => bucketWords(figures, at, 'short')}
          axisWords={props.axisWords ?? words}
          tooltip={(row) => (
            <TooltipBox
              title={`${figures.bucket === 'week' ? `${text.charts.time.week} ` : ''}${time(row.at)}`}
              lines={form === 'lines' ? linesOf(row) : linesOf(row).toReversed()}
              total={hasTotal ? { title: text.charts.total, value: words(totalOf(row)) } : null}
            />
          )}
          readOut={(row) =>
            [time(row.at), ...linesOf(row).map(({ title: name, value }) => `${name} ${value}`)].join(', ')
          }
          onChoose={({ at, to }) => navigate(runsRoute(filter, { from: at, to }))}
          className={className}
          nothing={isNothing ? props.nothing : null}
        />
      )}
      {series.length === 0 || (isNothing && !props.legend) ? null : (
        <Legend entries={props.legend ?? series} onPoint={setPointed} />
      )}
    </Section>
  )
}
