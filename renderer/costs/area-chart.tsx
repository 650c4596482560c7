import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { CostReport } from '../../shared/contract/costs.ts'
import { axisMoney, bucketWords } from './bucket-words.ts'
import type { ChartRow } from './chart-rows.ts'
import { ChartTooltip } from './chart-tooltip.tsx'
import type { Series } from './series.ts'

type AreaChartProps = {
  report: CostReport
  rows: ChartRow[]
  series: readonly Series[]
  /** The series that stands out now: what the pointer is on in the legend. */
  pointed: string | null
}

/**
 * The series stacked over time, the largest at the bottom where its shape is read best; what is expected as a dashed line. Nothing is animated: the figures change under the
 * reader's eyes while something runs.
 */
export function AreaChart({ report, rows, series, pointed }: AreaChartProps) {
  // A band needs two points; a single one is drawn as a dot.
  const isPoint = rows.filter(({ total }) => total !== null).length === 1
  const hasExpected = rows.some(({ expected }) => expected !== null)
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 900, height: 256 }}>
      <ComposedChart data={rows} margin={{ top: 8, right: 12, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          tickFormatter={(at: number) => bucketWords(report, at, 'short')}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          tickMargin={8}
          minTickGap={32}
          interval="preserveStart"
        />
        <YAxis
          width="auto"
          tickFormatter={axisMoney}
          tick={tick}
          tickLine={false}
          axisLine={false}
          tickCount={5}
          allowDecimals={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--mute)', strokeWidth: 1 }}
          content={({ active, payload }) => {
            // Recharts hands back the row it was given, without its type.
            const row: ChartRow | undefined = payload[0]?.payload
            return active && row ? <ChartTooltip report={report} row={row} series={series} /> : null
          }}
        />
        {series.map(({ id, title, colour }, place) => (
          <Area
            key={id}
            name={title}
            dataKey={(row: ChartRow) => row.values[place]}
            stackId="cost"
            type="monotone"
            fill={colour}
            fillOpacity={pointed === null || pointed === id ? 1 : 0.2}
            stroke="var(--panel)"
            strokeWidth={1}
            dot={isPoint ? { r: 4, fill: colour, fillOpacity: 1 } : false}
            activeDot={{ r: 3.5, fill: colour, stroke: 'var(--panel)', strokeWidth: 1.5 }}
            isAnimationActive={false}
          />
        ))}
        {hasExpected ? (
          <Line
            dataKey="expected"
            stroke="var(--mute)"
            strokeWidth={1.75}
            strokeDasharray="5 4"
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
        ) : null}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

const tick = { fill: 'var(--mute)', fontSize: 11 }
