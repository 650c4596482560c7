import { type ReactNode, useMemo } from 'react'
import { Pie, PieChart } from 'recharts'
import type { Series } from './series.ts'

type SharePieProps = {
  /** For screen readers: what it shows, and where the same stands as a table. */
  label: string
  series: readonly Series[]
  onNarrow: (key: string) => void
  /** In pixels. */
  size?: number
  /** In the middle of the ring. */
  children: ReactNode
}

/** The shares as a ring; for the pointer a slice narrows, the keyboard has the table's rows. */
export function SharePie({ label, series, onNarrow, size = 176, children }: SharePieProps) {
  const slices = useMemo(() => series.map(({ microUsd, colour }) => ({ microUsd, fill: colour })), [series])
  return (
    <div role="img" aria-label={label} className="relative shrink-0" style={{ width: size, height: size }}>
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
      <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center">{children}</div>
    </div>
  )
}
