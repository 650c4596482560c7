import { formatMicroUsd } from '../../../shared/money.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { useForecast } from '../../state/forecast-store.ts'
import { hrefOf } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Duration } from '../../ui/duration.tsx'
import { formatCompactCount, formatCount } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Money } from '../../ui/money.tsx'
import { costShare, shareWords, useWholeCost } from '../costs/cost-share.ts'
import { expectationOf } from '../costs/expected-cost.ts'
import { ShareBar } from '../costs/share-bar.tsx'
import type { CardData } from './flow-elements.ts'
import { useRunScope } from './graph-view.tsx'
import { listSize } from './node-status.ts'

/** Time, tokens or items, and at the right what it cost. */
export function CardFoot({ data, view }: { data: CardData; view: NodeView }) {
  const { runId } = useRunScope()
  const share = costShare(view.cost, useWholeCost(runId))
  if (view.reused) return view.reused.fromRunId === null ? null : <FromEarlier runId={view.reused.fromRunId} />
  if (view.startedAt === null) return null
  const { cost } = view
  const tokens = cost.inputTokens + cost.outputTokens
  const items = tokens === 0 ? itemsOf(data, view) : null
  const endedAt = view.durationMs === null ? null : view.startedAt + view.durationMs
  const isAllUnknown = cost.calls > 0 && cost.unknownCalls === cost.calls
  return (
    <div className="relative flex items-center gap-2.5 border-t px-2.5 py-[5px] text-mute text-xs">
      {share === null ? null : <ShareBar share={share} className="absolute inset-x-2.5 -top-px" />}
      <Duration startedAt={view.startedAt} endedAt={view.status === 'running' ? null : endedAt} />
      {tokens > 0 ? (
        <span className="figures" title={text.canvas.card.tokensTitle(cost.inputTokens, cost.outputTokens)}>
          {text.canvas.card.tokens(tokens < 100_000 ? formatCount(tokens) : formatCompactCount(tokens))}
        </span>
      ) : null}
      {view.toolCalls ? (
        <span className="figures flex items-center gap-1" title={text.agentTrace.tools(view.toolCalls.length)}>
          <Icon name="wrench" size={11} label={text.agentTrace.toolsLabel} />
          {view.toolCalls.length}
        </span>
      ) : null}
      {items !== null ? <span className="figures">{text.canvas.card.items(items)}</span> : null}
      {share === null || view.toolCalls ? null : (
        <span className="figures -mr-1 ml-auto" title={text.forecast.card.share(shareWords(share))}>
          {shareWords(share)}
        </span>
      )}
      <span className={classNames('font-semibold text-text', (share === null || view.toolCalls) && 'ml-auto')}>
        <Money
          microUsd={isAllUnknown ? null : cost.microUsd}
          isPartlyUnknown={!isAllUnknown && cost.unknownCalls > 0}
        />
      </span>
    </div>
  )
}

/** Before a run: what the node is expected to cost, quieter than what it did cost. Nothing where nobody can tell. */
export function ExpectedFoot({ id }: { id: string }) {
  const { workflowId, at, isReadOnly } = useRunScope()
  const forecast = useForecast(isReadOnly ? null : workflowId)
  const expected = forecast && expectationOf(forecast, at, id)?.expectedMicroUsd
  if (!expected) return null
  return (
    <div className="flex justify-end border-t px-2.5 py-[5px] text-mute text-xs">
      <span className="figures" title={text.forecast.card.expectedTitle}>
        {text.forecast.card.expected(formatMicroUsd(expected))}
      </span>
    </div>
  )
}

/** It was not run: what it gave stands in an earlier run. */
function FromEarlier({ runId }: { runId: string }) {
  return (
    <a
      href={hrefOf({ screen: 'runs', runId })}
      onKeyDown={(event) => event.stopPropagation()}
      className="nodrag nopan flex items-center gap-1.5 border-t px-2.5 py-[5px] text-mute text-xs hover:text-text hover:underline"
    >
      <Icon name="history" size={12} />
      {text.canvas.card.fromEarlier}
    </a>
  )
}

function itemsOf({ outputs }: CardData, view: NodeView): number | null {
  for (const port of outputs) {
    const size = listSize(view.outputs?.[port.id])
    if (size !== null) return size
  }
  return null
}
