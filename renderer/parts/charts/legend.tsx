import type { ReactNode } from 'react'
import { text } from '../../text.ts'
import type { DrawnSeries } from './drawn-series.ts'
import { Swatch } from './swatch.tsx'

export type LegendEntry = DrawnSeries & {
  /** Beside the name, in quiet letters. */
  value?: ReactNode
  /** Narrows to it; left out, it cannot be narrowed to. */
  onChoose?: () => void
}

type LegendProps = {
  entries: readonly LegendEntry[]
  /** What a dashed line means, where there is one. */
  dashed?: string | null
  onPoint: (id: string | null) => void
}

/** What the colours mean; a click narrows to it. */
export function Legend({ entries, dashed = null, onPoint }: LegendProps) {
  const look = 'flex h-6 max-w-72 items-center gap-1.5 rounded-sm px-1.5 text-sm'
  return (
    <ul aria-label={text.charts.legend} className="-mx-1.5 flex flex-wrap gap-x-2 gap-y-0.5">
      {entries.map(({ id, title, colour, value, onChoose }) => {
        const content = (
          <>
            <Swatch colour={colour} />
            <span className="min-w-0 truncate">{title}</span>
            {value === undefined ? null : <span className="figures text-mute">{value}</span>}
          </>
        )
        return (
          <li key={id} className="flex min-w-0">
            {onChoose ? (
              <button
                type="button"
                title={text.charts.filter.narrow(title)}
                onClick={onChoose}
                onPointerEnter={() => onPoint(id)}
                onPointerLeave={() => onPoint(null)}
                onFocus={() => onPoint(id)}
                onBlur={() => onPoint(null)}
                className={`${look} hover:bg-hover`}
              >
                {content}
              </button>
            ) : (
              <span className={look}>{content}</span>
            )}
          </li>
        )
      })}
      {dashed === null ? null : (
        <li className={look}>
          <span aria-hidden className="w-4 border-mute border-t-2 border-dashed" />
          {dashed}
        </li>
      )}
    </ul>
  )
}
