import type { CostReport } from '../../shared/contract/costs.ts'
import type { Series } from '../parts/charts/series.ts'
import { type TimeColumn, TimeTable } from '../parts/charts/time-table.tsx'
import { text } from '../text.ts'
import { Money } from '../ui/money.tsx'
import type { ChartRow } from './chart-rows.ts'

const say = text.costs.chart
/** No series is called so: theirs are made of keys. */
const total = 'total'
const expected = 'expected'

type CostTableProps = { report: CostReport; rows: readonly ChartRow[]; series: readonly Series[] }

/** What the chart draws, in figures; nothing where the time has not come. */
export function CostTable({ report, rows, series }: CostTableProps) {
  const hasExpected = rows.some((row) => row.total === null && row.expected !== null)
  const columns: TimeColumn[] = [
    ...series.map(({ id, title, colour }) => ({ id, title, colour })),
    { id: total, title: text.charts.total, look: 'strong' },
    ...(hasExpected ? [{ id: expected, title: say.expected, look: 'quiet' } satisfies TimeColumn] : []),
  ]
  const amountOf = (row: ChartRow, { id }: TimeColumn, place: number) => {
    if (id === total) return row.total
    if (id === expected) return row.total === null ? row.expected : null
    return row.values[place] ?? null
  }
  return (
    <TimeTable
      label={say.title}
      bucket={report.bucket}
      timeZone={report.timeZone}
      columns={columns}
      rows={rows}
      cellOf={(row, column, place) => {
        const microUsd = amountOf(row, column, place)
        return microUsd === null ? null : <Money microUsd={microUsd} />
      }}
    />
  )
}
