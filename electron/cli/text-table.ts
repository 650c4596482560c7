import type { Paint } from './terminal.ts'
import { displayWidth, fitText, printable } from './text-width.ts'

export type TextColumn<T> = { title: string; align?: 'left' | 'right'; text(row: T): string; most?: number }

/** A plain table under grey titles; the last column may run to the end of the line. */
export function formatTextTable<T>(rows: T[], columns: TextColumn<T>[], paint: Paint): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.text(row))))
  const widths = columns.map((column, index) => {
    const longest = cells.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? '')), column.title.length)
    return Math.min(longest, column.most ?? longest)
  })
  const line = (texts: string[]) =>
    texts
      .map((text, index) => fitText(text, widths[index] ?? 0, columns[index]?.align))
      .join('  ')
      .trimEnd()
  const header = paint('gray', line(columns.map((column) => column.title)))
  return `${[header, ...cells.map(line)].join('\n')}\n`
}
