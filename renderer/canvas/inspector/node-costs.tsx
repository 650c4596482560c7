import { nodeKey } from '../../../shared/run/events.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { FactList } from '../../parts/run/fact-list.tsx'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { formatShare } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'

/** What the node cost in the run that is shown, and what share of it that is. Nothing where no model was asked. */
export function NodeCosts({ nodeId }: { nodeId: string }) {
  const { runId, scope } = useGraphView()
  const cost = useRun(runId, (slice) => slice.view.nodes[nodeKey(scope, nodeId)]?.cost)
  const whole = useRun(runId, (slice) => slice.view.cost.microUsd) ?? 0
  if (!cost || cost.calls === 0) return null
  const isAllUnknown = cost.unknownCalls === cost.calls
  return (
    <footer className="mt-auto border-t px-3.5 py-3">
      <FactList
        facts={[
          {
            label: text.inspector.costs.thisRun,
            value: (
              <span className="font-semibold">
                <Money
                  microUsd={isAllUnknown ? null : cost.microUsd}
                  isPartlyUnknown={!isAllUnknown && cost.unknownCalls > 0}
                />
                {whole > 0 && cost.microUsd > 0 ? ` · ${formatShare(cost.microUsd / whole)}` : ''}
              </span>
            ),
          },
          {
            label: text.inspector.costs.calls,
            value: text.inspector.costs.callsOf(cost.calls, cost.inputTokens + cost.outputTokens),
          },
        ]}
      />
    </footer>
  )
}
