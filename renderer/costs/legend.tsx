import { text } from '../text.ts'
import { Money } from '../ui/money.tsx'
import type { Series } from './series.ts'

/** The colour of a series, beside its name. */
export function Swatch({ colour }: { colour: string }) {
  return <span aria-hidden className="size-2.5 shrink-0 rounded-xs" style={{ background: colour }} />
}

type LegendProps = {
  series: readonly Series[]
  hasExpected: boolean
  onNarrow: (key: string) => void
  onPoint: (id: string | null) => void
}

/** What the colours mean; a click narrows to it. */
export function Legend({ series, hasExpected, onNarrow, onPoint }: LegendProps) {
  const look = 'flex h-6 max-w-72 items-center gap-1.5 rounded-sm px-1.5 text-sm'
  return (
    <ul aria-label={text.costs.chart.legend} className="-mx-1.5 flex flex-wrap gap-x-2 gap-y-0.5">
      {series.map(({ id, key, title, colour, microUsd }) => {
        const content = (
          <>
            <Swatch colour={colour} />
            <span className="min-w-0 truncate">{title}</span>
            <Money microUsd={microUsd} className="text-mute" />
          </>
        )
        return (
          <li key={id} className="flex min-w-0">
            {key === null ? (
              <span className={look}>{content}</span>
            ) : (
              <button
                type="button"
                title={text.costs.filter.narrow(title)}
                onClick={() => onNarrow(key)}
                onPointerEnter={() => onPoint(id)}
                onPointerLeave={() => onPoint(null)}
                onFocus={() => onPoint(id)}
                onBlur={() => onPoint(null)}
                className={`${look} hover:bg-hover`}
              >
                {content}
              </button>
            )}
          </li>
        )
      })}
      {hasExpected ? (
        <li className={look}>
          <span aria-hidden className="w-4 border-mute border-t-2 border-dashed" />
          {text.costs.chart.expected}
        </li>
      ) : null}
    </ul>
  )
}
