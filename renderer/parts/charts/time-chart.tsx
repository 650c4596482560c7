import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import {
  BarChart,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  useActiveTooltipDataPoints,
  XAxis,
  YAxis,
} from 'recharts'
import { classNames } from '../../ui/class-names.ts'
import { drawSeries } from './draw-series.tsx'
import type { ChartForm, DrawnSeries, TimeRow } from './drawn-series.ts'

type TimeChartProps<Row extends TimeRow> = {
  /** What it shows and how the keyboard reads it, for screen readers. */
  label: string
  rows: readonly Row[]
  series: readonly DrawnSeries[]
  form: ChartForm
  /** The series that stands out now: what the pointer is on in the legend. */
  pointed?: string | null
  /** Beside the axes. */
  timeWords: (atMs: number) => string
  axisWords: (value: number) => string
  /** What is said of one moment: beside the pointer, and read aloud where the keyboard went there. */
  tooltip: (row: Row) => ReactNode
  readOut: (row: Row) => string
  /** Click or Enter on a moment. */
  onChoose?: (row: Row) => void
  /** Sets the height, or the least of it. */
  className?: string
  /** Said over the drawing where there is nothing to draw. */
  nothing?: string | null
}

/**
 * Figures over time, the first series at the bottom. Nothing is animated: the figures change under the reader's eyes
 * while something runs. Arrow keys go from one moment to the next.
 */
export function TimeChart<Row extends TimeRow>(props: TimeChartProps<Row>) {
  const { label, rows, series, form, pointed = null, onChoose, className = 'h-64', nothing = null } = props
  const active = useRef<Row | null>(null)
  const hasFocus = useRef(false)
  const speak = useRef((_words: string) => {})
  const data = useMemo(() => [...rows], [rows])
  const say = () => speak.current(hasFocus.current && active.current ? props.readOut(active.current) : '')
  // A band needs two points; a single one is drawn as a dot.
  const isPoint = rows.filter(({ values }) => values.some((value) => value !== null)).length === 1
  // Only a chart of bars shades all of the bar's place under the pointer.
  const Chart = form === 'bars' ? BarChart : ComposedChart
  const hasExpected = rows.some(({ expected = null }) => expected !== null)
  return (
    // The drawing in it takes the focus, and recharts keeps its keys to itself: so they are heard here.
    <figure
      aria-label={label}
      className={classNames('relative', className, onChoose && '[&_.recharts-surface]:cursor-pointer')}
      onFocus={() => {
        hasFocus.current = true
        say()
      }}
      onBlur={() => {
        hasFocus.current = false
        say()
      }}
      onKeyDownCapture={(event) => {
        if (event.key !== 'Enter' || !onChoose || !active.current) return
        event.stopPropagation()
        onChoose(active.current)
      }}
    >
      {/* Taken out of the flow, so that a figure that grows with its neighbours does not hold them open. */}
      <div className="absolute inset-0">
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 900, height: 256 }}>
          <Chart
            data={data}
            margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
            onClick={({ activeIndex }) => {
              // Nothing is active where a click comes before the pointer's move was heard.
              const row = activeIndex === undefined || activeIndex === null ? undefined : rows[Number(activeIndex)]
              if (row) onChoose?.(row)
            }}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="at"
              tickFormatter={props.timeWords}
              tick={tick}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-strong)' }}
              tickMargin={8}
              minTickGap={32}
              interval="preserveStart"
            />
            <YAxis
              width="auto"
              tickFormatter={props.axisWords}
              tick={tick}
              tickLine={false}
              axisLine={false}
              tickCount={5}
              allowDecimals={false}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={form === 'bars' ? { fill: 'var(--hover)' } : { stroke: 'var(--mute)', strokeWidth: 1 }}
              content={({ active: isActive, payload }) => {
                // Recharts hands back the row it was given, without its type.
                const row: Row | undefined = payload[0]?.payload
                return isActive && row ? props.tooltip(row) : null
              }}
            />
            <ActiveRow<Row>
              onActive={(row) => {
                active.current = row
                if (hasFocus.current) say()
              }}
            />
            {series.map((one, place) =>
              drawSeries(one, place, {
                form,
                rows,
                isPoint,
                onChoose,
                isFaded: pointed !== null && pointed !== one.id,
              }),
            )}
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
          </Chart>
        </ResponsiveContainer>
      </div>
      {nothing === null ? null : (
        <p className="pointer-events-none absolute inset-0 flex items-center justify-center text-mute">{nothing}</p>
      )}
      <Spoken speak={speak} />
    </figure>
  )
}

const tick = { fill: 'var(--mute)', fontSize: 11 }

/**
 * Read aloud by screen readers. Its words are its own: drawn anew with the chart, they would take the bar from under a
 * pointer that is pressed, and no click would come of it.
 */
function Spoken({ speak }: { speak: RefObject<(words: string) => void> }) {
  const [words, setWords] = useState('')
  useEffect(() => {
    speak.current = setWords
  }, [speak])
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  )
}

/** Tells which row the pointer or the keyboard is at: recharts keeps that to itself otherwise. */
function ActiveRow<Row>({ onActive }: { onActive: (row: Row | null) => void }) {
  const row = useActiveTooltipDataPoints<Row>()?.[0] ?? null
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new row is news
  useEffect(() => onActive(row), [row])
  return null
}
