import type { ReactNode } from 'react'
import type { ComparedSide, RunComparison } from '../../../../shared/run/compare-runs.ts'
import { hrefOf } from '../../../state/route-store.ts'
import { text } from '../../../text.ts'
import { classNames } from '../../../ui/class-names.ts'
import { formatCount, formatDateTime, formatDuration } from '../../../ui/format.ts'
import { Money } from '../../../ui/money.tsx'
import { StatusIcon } from '../../../ui/status-icon.tsx'

type Row = { label: string; draw: (side: ComparedSide) => ReactNode; of: (side: ComparedSide) => string | null }

const say = text.runPage.compare.rows

/** `of` says what is compared; null: that it differs means nothing. */
const rows: readonly Row[] = [
  {
    label: say.state,
    draw: ({ status }) => (
      <span className="flex items-center gap-1.5">
        <StatusIcon status={status} size={14} />
        {text.common.state[status]}
      </span>
    ),
    of: ({ status }) => status,
  },
  { label: say.started, draw: ({ startedAt }) => formatDateTime(startedAt), of: () => null },
  { label: say.trigger, draw: ({ trigger }) => text.runs.triggers[trigger], of: ({ trigger }) => trigger },
  {
    label: say.time,
    draw: ({ durationMs }) => (durationMs === null ? text.common.state.running : formatDuration(durationMs)),
    of: () => null,
  },
  {
    label: say.cost,
    draw: ({ calls, unknownCalls, microUsd }) => (
      <Money
        microUsd={calls > 0 && calls === unknownCalls ? null : microUsd}
        isPartlyUnknown={unknownCalls > 0 && unknownCalls < calls}
      />
    ),
    of: ({ microUsd, unknownCalls }) => `${microUsd} ${unknownCalls}`,
  },
  {
    label: say.tokens,
    draw: ({ inputTokens, outputTokens }) =>
      text.runPage.details.tokensOf(formatCount(inputTokens), formatCount(outputTokens)),
    of: ({ inputTokens, outputTokens }) => `${inputTokens} ${outputTokens}`,
  },
  { label: say.models, draw: ({ models }) => models.join(', ') || '–', of: ({ models }) => models.join() },
]

/** Both runs in a few figures; what differs is marked. */
export function SideBySide({ comparison: { a, b } }: { comparison: RunComparison }) {
  const { left, right, title } = text.runPage.compare
  return (
    <table aria-label={title} className="w-full table-fixed text-sm">
      <thead>
        <tr className="text-left">
          <th scope="col" className="w-24 pb-1">
            <span className="sr-only">{text.runPage.compare.steps}</span>
          </th>
          {[
            { side: a, name: left },
            { side: b, name: right },
          ].map(({ side, name }) => (
            <th key={name} scope="col" className="pb-1 font-semibold">
              {name}{' '}
              <a
                href={hrefOf({ screen: 'runs', runId: side.runId })}
                className="ml-1 font-mono font-normal text-accent text-xs hover:underline"
              >
                {side.runId}
              </a>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, draw, of }) => {
          const isOther = of(a) !== of(b)
          return (
            <tr key={label} className="border-t">
              <th scope="row" className="py-1 text-left font-normal text-mute">
                {label}
              </th>
              {[a, b].map((side, index) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: there are two, and they stay where they are
                  key={index}
                  className={classNames('break-words py-1 pr-3 tabular-nums', isOther && 'font-semibold text-accent')}
                >
                  {draw(side)}
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
