import type { ReactNode } from 'react'
import { Swatch } from './swatch.tsx'

export type TooltipLine = { id: string; title: string; colour: string; value: ReactNode }

type TooltipBoxProps = {
  title: ReactNode
  lines: readonly TooltipLine[]
  /** Below a line, in strong letters. */
  total?: { title: string; value: ReactNode } | null
  /** Below all, in quiet letters. */
  note?: { title: string; value: ReactNode } | null
}

/** The figures of one moment of a chart. */
export function TooltipBox({ title, lines, total = null, note = null }: TooltipBoxProps) {
  return (
    <div className="min-w-44 max-w-72 rounded-lg border border-line-strong bg-raise px-3 py-2 text-sm shadow-over">
      <p className="mb-1 font-semibold">{title}</p>
      {lines.map((line) => (
        <p key={line.id} className="flex items-center gap-2">
          <Swatch colour={line.colour} />
          <span className="min-w-0 flex-1 truncate">{line.title}</span>
          <span className="figures">{line.value}</span>
        </p>
      ))}
      {total ? (
        <p className="mt-1 flex justify-between gap-4 border-t pt-1 font-semibold">
          {total.title}
          <span className="figures">{total.value}</span>
        </p>
      ) : null}
      {note ? (
        <p className="flex justify-between gap-4 text-mute">
          {note.title}
          <span className="figures">{note.value}</span>
        </p>
      ) : null}
    </div>
  )
}
