import { Area, Bar, Line } from 'recharts'
import type { ChartForm, DrawnSeries, TimeRow } from './drawn-series.ts'

type Look<Row> = {
  form: ChartForm
  rows: readonly Row[]
  isPoint: boolean
  isFaded: boolean
  onChoose?: (row: Row) => void
}

/** One series of a chart, as recharts wants it: an element and not a component of ours. */
export function drawSeries<Row extends TimeRow>(
  { id, title, colour }: DrawnSeries,
  place: number,
  { form, rows, isPoint, isFaded, onChoose }: Look<Row>,
) {
  const dataKey = dataKeyOf(place)
  const activeDot = { r: 3.5, fill: colour, stroke: 'var(--panel)', strokeWidth: 1.5 }
  const dot = isPoint ? { r: 4, fill: colour, fillOpacity: 1 } : false
  const usual = { name: title, dataKey, isAnimationActive: false }
  if (form === 'bars') {
    return (
      <Bar
        key={id}
        {...usual}
        stackId="all"
        fill={colour}
        fillOpacity={isFaded ? 0.2 : 1}
        maxBarSize={28}
        onClick={({ payload }) => {
          // Recharts hands back the row it was given, without its type.
          const row: Row | undefined = payload
          if (row) onChoose?.(row)
        }}
      />
    )
  }
  if (form === 'lines') {
    return (
      <Line
        key={id}
        {...usual}
        type="linear"
        stroke={colour}
        strokeOpacity={isFaded ? 0.2 : 1}
        strokeWidth={1.75}
        dot={({ key, cx, cy, index }) =>
          isAlone(rows, index, place) ? <circle key={key} cx={cx} cy={cy} r={3} fill={colour} /> : <g key={key} />
        }
        activeDot={activeDot}
      />
    )
  }
  return (
    <Area
      key={id}
      {...usual}
      stackId="all"
      type="monotone"
      fill={colour}
      fillOpacity={isFaded ? 0.2 : 1}
      stroke="var(--panel)"
      strokeWidth={1}
      dot={dot}
      activeDot={activeDot}
    />
  )
}

/** A moment with nothing before and after it would not be seen as a line. */
function isAlone(rows: readonly TimeRow[], index: number, place: number): boolean {
  const has = (at: number) => (rows[at]?.values[place] ?? null) !== null
  return has(index) && !has(index - 1) && !has(index + 1)
}

const dataKeys: ((row: TimeRow) => number | null | undefined)[] = []

/** The same function for the same place, because recharts takes another one for another series. */
function dataKeyOf(place: number) {
  dataKeys[place] ??= (row) => row.values[place]
  return dataKeys[place]
}
