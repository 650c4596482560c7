import type { ReactNode } from 'react'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { type Bucket, bucketWords } from './bucket-words.ts'
import { Swatch } from './swatch.tsx'

const cell = 'px-2.5 first:pl-0 last:pr-0'

export type TimeColumn = {
  id: string
  title: string
  /** Of its series; columns without one are narrow. */
  colour?: string
  look?: 'strong' | 'quiet'
}

type TimeTableProps<Row extends { at: number }> = {
  label: string
  bucket: Bucket
  timeZone: string
  columns: readonly TimeColumn[]
  rows: readonly Row[]
  /** What stands in a column. */
  cellOf: (row: Row, column: TimeColumn, place: number) => ReactNode
  /** Where the time of a row leads. */
  hrefOf?: (row: Row) => string
  /** Sets the height at most. */
  className?: string
}

/** What a chart over time draws, in figures. */
export function TimeTable<Row extends { at: number }>(props: TimeTableProps<Row>) {
  const { label, columns, rows, cellOf, className = 'max-h-72' } = props
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach that
    <section aria-label={label} tabIndex={0} className={classNames('overflow-auto', className)}>
      <table aria-label={label} className="w-full table-fixed text-sm">
        <thead className="sticky top-0 bg-panel text-mute">
          <tr className="h-8">
            <th scope="col" className={`${cell} w-36 text-left font-medium`}>
              {text.charts.time[props.bucket]}
            </th>
            {columns.map(({ id, title, colour }) => (
              <th
                key={id}
                scope="col"
                title={title}
                className={classNames(cell, 'text-right font-medium', colour === undefined && 'w-24')}
              >
                <span className="flex items-center justify-end gap-1.5">
                  {colour === undefined ? null : <Swatch colour={colour} />}
                  <span className="truncate">{title}</span>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const time = bucketWords(props, row.at, 'long')
            return (
              <tr key={row.at} className="h-7 border-t">
                <th scope="row" className={`${cell} figures text-left font-normal`}>
                  {props.hrefOf ? (
                    <a href={props.hrefOf(row)} className="rounded-sm hover:underline">
                      {time}
                    </a>
                  ) : (
                    time
                  )}
                </th>
                {columns.map((column, place) => (
                  <td
                    key={column.id}
                    className={classNames(
                      cell,
                      'figures text-right',
                      column.look === 'strong' && 'font-semibold',
                      column.look === 'quiet' && 'text-mute',
                    )}
                  >
                    {cellOf(row, column, place)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
