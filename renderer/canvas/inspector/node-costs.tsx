import { formatMicroUsd } from '../../../shared/money.ts'
import { nodeKey } from '../../../shared/run/events.ts'
import { costShare, shareWords } from '../../parts/costs/cost-share.ts'
import { type Expectation, expectationOf } from '../../parts/costs/expected-cost.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { type Fact, FactList } from '../../parts/run/fact-list.tsx'
import { useForecast } from '../../state/forecast-store.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { Money } from '../../ui/money.tsx'
import { basisWords } from '../forecast/forecast-words.ts'

/**
 * What the node is expected to cost and why one thinks so, what it cost in the run that is shown, and what share of it
 * that is. Nothing where no model is asked.
 */
export function NodeCosts({ nodeId }: { nodeId: string }) {
  const { workflowId, at, runId, scope, isReadOnly } = useGraphView()
  const cost = useRun(runId, (slice) => slice.view.nodes[nodeKey(scope, nodeId)]?.cost)
  const whole = useRun(runId, (slice) => slice.view.cost.microUsd) ?? 0
  const forecast = useForecast(isReadOnly ? null : workflowId)
  const facts = forecast ? expectedFacts(expectationOf(forecast, at, nodeId)) : []
  if (cost && cost.calls > 0) {
    const isAllUnknown = cost.unknownCalls === cost.calls
    const share = costShare(cost, whole)
    facts.push(
      {
        label: text.inspector.costs.thisRun,
        value: (
          <span className="font-semibold">
            <Money
              microUsd={isAllUnknown ? null : cost.microUsd}
              isPartlyUnknown={!isAllUnknown && cost.unknownCalls > 0}
            />
            {share === null ? '' : ` · ${shareWords(share)}`}
          </span>
        ),
      },
      {
        label: text.inspector.costs.calls,
        value: text.inspector.costs.callsOf(cost.calls, cost.inputTokens + cost.outputTokens),
      },
    )
  }
  if (facts.length === 0) return null
  return (
    <footer className="mt-auto border-t px-3.5 py-3">
      <FactList facts={facts} />
    </footer>
  )
}

function expectedFacts(expected: Expectation | null): Fact[] {
  if (!expected) return []
  const { expectedMicroUsd, mostMicroUsd, own } = expected
  const say = text.forecast
  const basis = own && expectedMicroUsd !== null ? ` · ${basisWords(own)}` : ''
  const facts: Fact[] = [
    {
      label: say.inspector.expected,
      value: (
        <>
          <Money microUsd={expectedMicroUsd} />
          <span className="text-mute">{basis}</span>
        </>
      ),
    },
  ]
  if (mostMicroUsd !== null) facts.push({ label: say.inspector.most, value: formatMicroUsd(mostMicroUsd) })
  return facts
}
