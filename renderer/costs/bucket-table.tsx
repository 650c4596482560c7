import type { CostReport } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'
import { Money } from '../ui/money.tsx'
import { bucketWords } from './bucket-words.ts'
import type { ChartRow } from './chart-rows.ts'
import { Swatch } from './legend.tsx'
import type { Series } from './series.ts'

const say = text.costs.chart
const cell = 'px-2.5 first:pl-0 last:pr-0'

type BucketTableProps = { report: CostReport; rows: readonly ChartRow[]; series: readonly Series[] }

/** What the chart draws, in figures. */
export function BucketTable({ report, rows, series }: BucketTableProps) {
  const hasExpected = rows.some(({ total, expected }) => total === null && expected !== null)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach that
    <section aria-label={say.title} tabIndex={0} className="max-h-72 overflow-auto">
      <table className="w-full table-fixed text-sm">
        <thead className="sticky top-0 bg-panel text-mute">
          <tr className="h-8">
            <th scope="col" className={`${cell} w-36 text-left font-medium`}>
              {say.time[report.bucket]}
            </th>
            {series.map(({ id, title, colour }) => (
              <th key={id} scope="col" title={title} className={`${cell} font-medium`}>
                <span className="flex items-center justify-end gap-1.5">
                  <Swatch colour={colour} />
                  <span className="truncate">{title}</span>
                </span>
              </th>
            ))}
            <th scope="col" className={`${cell} w-24 text-right font-medium`}>
              {say.total}
            </th>
            {hasExpected ? (
              <th scope="col" className={`${cell} w-24 text-right font-medium`}>
                {say.expected}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, values, total, expected }) => (
            <tr key={at} className="h-7 border-t">
              <th scope="row" className={`${cell} figures text-left font-normal`}>
                {bucketWords(report, at, 'long')}
              </th>
              {series.map(({ id }, place) => (
                <td key={id} className={`${cell} text-right`}>
                  <Amount microUsd={values[place] ?? null} />
                </td>
              ))}
              <td className={`${cell} text-right font-semibold`}>
                <Amount microUsd={total} />
              </td>
              {hasExpected ? (
                <td className={`${cell} text-right text-mute`}>
                  <Amount microUsd={total === null ? expected : null} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Nothing where the time has not come. */
function Amount({ microUsd }: { microUsd: number | null }) {
  return microUsd === null ? null : <Money microUsd={microUsd} />
}
