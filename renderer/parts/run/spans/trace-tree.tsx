import type { ReactNode } from 'react'
import type { Workflow } from '../../../../shared/workflow/workflow.ts'
import { text } from '../../../text.ts'
import { classNames } from '../../../ui/class-names.ts'
import { Duration } from '../../../ui/duration.tsx'
import { formatCompactCount, formatDuration } from '../../../ui/format.ts'
import { Money } from '../../../ui/money.tsx'
import { SpanList } from './span-list.tsx'
import type { SpanRow, SpanTree } from './span-rows.ts'

type TraceTreeProps = { tree: SpanTree; document: Workflow; chosen: string | null; onChoose: (id: string) => void }

/** What a run did, step by step and what stands in what: how long each took, its tokens, its cost. */
export function TraceTree({ tree, document, chosen, onChoose }: TraceTreeProps) {
  const { columns, trace } = text.runPage.tree
  return (
    <SpanList
      tree={tree}
      document={document}
      label={trace}
      chosen={chosen}
      onChoose={onChoose}
      nameClass="min-w-0 flex-[1_1_0] basis-40"
      head={<Columns time={columns.time} first={columns.first} tokens={columns.tokens} cost={columns.cost} />}
      drawRow={(row) => <Figures row={row} tree={tree} />}
    />
  )
}

type ColumnsProps = Record<'time' | 'first' | 'tokens' | 'cost', ReactNode>

function Columns({ time, first, tokens, cost }: ColumnsProps) {
  return (
    <div className="figures flex h-full items-center justify-end gap-2 text-right">
      <span className="w-14 shrink-0">{time}</span>
      <span className="w-16 shrink-0">{first}</span>
      <span className="w-14 shrink-0">{tokens}</span>
      <span className="w-20 shrink-0">{cost}</span>
    </div>
  )
}

function Figures({ row: { span, depth }, tree }: { row: SpanRow; tree: SpanTree }) {
  const total = tree.totals.get(span.id)
  const hasCalls = total !== undefined && total.calls > 0
  const { call } = span
  // What it holds in all is quieter than what it used itself.
  const quiet = classNames(call === null && depth > 0 && 'text-mute')
  return (
    <Columns
      time={<Duration startedAt={span.startMs} endedAt={span.endMs} />}
      first={call && call.firstTokenMs !== null ? formatDuration(call.firstTokenMs) : null}
      tokens={
        hasCalls ? <span className={quiet}>{formatCompactCount(total.inputTokens + total.outputTokens)}</span> : null
      }
      cost={
        hasCalls ? (
          <Money
            microUsd={total.unknownCalls === total.calls ? null : total.microUsd}
            isPartlyUnknown={total.unknownCalls > 0 && total.unknownCalls < total.calls}
            className={quiet}
          />
        ) : null
      }
    />
  )
}
