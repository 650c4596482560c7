import { useMemo } from 'react'
import { Pie, PieChart } from 'recharts'
import { text } from '../text.ts'
import { CostFigure } from './cost-figure.tsx'
import type { Series } from './series.ts'

type SharePieProps = {
  title: string
  total: { microUsd: number; unknownCalls: number; calls: number }
  series: readonly Series[]
  onNarrow: (key: string) => void
}

const size = 176

/** The shares as a ring; for the pointer a slice narrows, the keyboard has the table's rows. */
export function SharePie({ title, total, series, onNarrow }: SharePieProps) {
  const slices = useMemo(() => series.map(({ microUsd, colour }) => ({ microUsd, fill: colour })), [series])
  return (
    <div
      role="img"
      aria-label={text.costs.breakdown.pie(title)}
      className="relative shrink-0"
      style={{ width: size, height: size }}
    >
      <PieChart width={size} height={size} accessibilityLayer={false} margin={{ top: 0, right: 0, bottom: 0, left: 0 }}>
        <Pie
          data={slices}
          dataKey="microUsd"
          innerRadius="68%"
          outerRadius="100%"
          startAngle={90}
          endAngle={-270}
          stroke="var(--panel)"
          strokeWidth={slices.length > 1 ? 2 : 0}
          rootTabIndex={-1}
          isAnimationActive={false}
          onClick={(_slice, place) => {
            const key = series[place]?.key
            if (key !== null && key !== undefined) onNarrow(key)
          }}
        />
      </PieChart>
      <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center">
        <span className="font-semibold text-lg">
          <CostFigure sum={{ ...total, unknownCalls: 0 }} />
        </span>
        <span className="text-mute text-sm">{text.costs.calls(total.calls)}</span>
      </div>
    </div>
  )
}
