import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { Duration } from '../../ui/duration.tsx'
import { formatCount } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'
import { DryRunBadge } from '../costs/dry-run-badge.tsx'
import { ViewState } from './run-state.tsx'

/** How a run stands, in one line: state, time, tokens, cost. */
export function RunTotals({ runId }: { runId: string }) {
  const view = useRun(runId, (slice) => slice.view)
  if (!view || view.startedAt === 0) return null
  const { inputTokens, outputTokens, microUsd, unknownCalls, calls } = view.cost
  const isAllUnknown = calls > 0 && unknownCalls === calls
  return (
    <span className="figures flex items-center gap-3 text-mute">
      <span className="flex items-center gap-1.5 font-semibold text-text">
        <ViewState view={view} />
      </span>
      {view.dryRun ? <DryRunBadge /> : null}
      <Duration startedAt={view.startedAt} endedAt={view.finishedAt} />
      <span>
        {formatCount(inputTokens + outputTokens)} {text.canvas.runBar.tokens}
      </span>
      {view.dryRun ? null : (
        <Money
          microUsd={isAllUnknown ? null : microUsd}
          isPartlyUnknown={!isAllUnknown && unknownCalls > 0}
          className="font-semibold text-text"
        />
      )}
    </span>
  )
}
