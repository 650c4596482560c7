import { type ReactNode, useState } from 'react'
import { Section } from '../parts/charts/section.tsx'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'

const cell = 'px-2 first:pl-0 last:pr-0'

export type RankColumn<Row> = {
  id: string
  title: string
  hint?: string
  /** Sets the width; the column without one takes what is left. */
  className?: string
  cellOf: (row: Row) => ReactNode
  /** The first column is text and the others are figures, unless told. */
  isText?: boolean
}

type RankTableProps<Row> = {
  title: string
  rows: readonly Row[]
  idOf: (row: Row) => string
  columns: readonly RankColumn<Row>[]
  /** How many are shown until one asks for all. */
  usual?: number
  nothing: string
  tools?: ReactNode
  /** At the right of the table. */
  beside?: ReactNode
}

/** A ranking as a table with bars in it, the largest first. */
export function RankTable<Row>(props: RankTableProps<Row>) {
  const { title, rows, columns, usual = 6, beside } = props
  const [isWhole, setWhole] = useState(false)
  const isLong = rows.length > usual + 1
  const shown = isLong && !isWhole ? rows.slice(0, usual) : rows
  return (
    <Section title={title} tools={props.tools}>
      {rows.length === 0 ? (
        <p className="pb-2 text-mute">{props.nothing}</p>
      ) : (
        <div className="flex items-start gap-5">
          <div className="min-w-0 flex-1">
            <table aria-label={title} className="w-full table-fixed text-left">
              <thead className="text-mute text-sm">
                <tr className="h-7">
                  {columns.map((column, place) => (
                    <th
                      key={column.id}
                      scope="col"
                      title={column.hint}
                      className={classNames(
                        cell,
                        'font-medium',
                        place > 0 && !column.isText && 'text-right',
                        column.className,
                      )}
                    >
                      {column.title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.map((row) => (
                  <tr key={props.idOf(row)} className="h-9 border-t">
                    {columns.map((column, place) =>
                      place === 0 ? (
                        <th key={column.id} scope="row" className={`${cell} py-1 font-normal`}>
                          {column.cellOf(row)}
                        </th>
                      ) : (
                        <td key={column.id} className={classNames(cell, 'figures', !column.isText && 'text-right')}>
                          {column.cellOf(row)}
                        </td>
                      ),
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
            {isLong ? (
              <Button variant="ghost" size="sm" className="mt-1 -ml-2.5" onClick={() => setWhole(!isWhole)}>
                {isWhole ? text.charts.showFewer : text.charts.showAll(rows.length)}
              </Button>
            ) : null}
          </div>
          {beside}
        </div>
      )}
    </Section>
  )
}

/** How much of the largest, as a bar with the figure beside it. */
export function RankBar({ share, colour, children }: { share: number; colour: string; children: ReactNode }) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="h-1.5 min-w-0 flex-1 overflow-hidden rounded-full bg-line">
        <span
          className="block h-full rounded-full"
          style={{ width: `${Math.max(share > 0 ? 2 : 0, share * 100)}%`, background: colour }}
        />
      </span>
      <span className="shrink-0 text-right font-semibold">{children}</span>
    </span>
  )
}

type RankNameProps = {
  title: string
  note?: string
  /** Beside the note, in its hint. */
  hint?: string
  href: string
}

/** A name that leads to its runs, with where it belongs below. */
export function RankName({ title, note, hint, href }: RankNameProps) {
  return (
    <span className="flex min-w-0 flex-col">
      <a href={href} title={title} className="truncate rounded-sm font-medium hover:underline">
        {title}
      </a>
      {note ? (
        <span title={[note, hint].filter(Boolean).join(': ')} className="truncate text-mute text-sm leading-4">
          {note}
        </span>
      ) : null}
    </span>
  )
}
