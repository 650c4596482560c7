import { expect, it } from 'vitest'
import { nodeKey, type RunEvent, type RunEventBody } from '../../shared/run/events.ts'
import { emptyRunView, reduceRun } from '../../shared/run/view.ts'

let seq = 0
const event = (body: RunEventBody): RunEvent => ({ ...body, runId: 'run_1', seq: ++seq, at: 1_000 + seq })

/** A call of the node `ask`, at the price of `microUsd`. */
function call(scope: string, microUsd: number | null, type: 'model-call-finished' | 'model-call-retried'): RunEvent[] {
  const at = { node: 'ask', scope, callId: `call_${seq}`, provider: 'openai', model: 'gpt-4o' }
  const cost = {
    usage: { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 },
    ...{ microUsd, price: null, latencyMs: 1, firstTokenMs: null, tries: 1 },
  }
  const error = { kind: 'external' as const, code: 'model.busy', message: 'Busy.', retryable: true }
  return [
    event({ type: 'model-call-started', ...at, messages: [], settings: {} }),
    event(
      type === 'model-call-finished'
        ? { type, ...at, ...cost, text: '', finishReason: 'stop' }
        : { type, ...at, ...cost, error, waitMs: 1 },
    ),
  ]
}

it('moves the cost of a run, and of everything around a call, with each call and once', () => {
  // `ask` in the third round of `each`, in the workflow that `letters` runs.
  const inside = 'letters#0/each#2'
  const costs = (view: ReturnType<typeof emptyRunView>) =>
    [nodeKey('', 'letters'), nodeKey('letters#0', 'each'), nodeKey(inside, 'ask')]
      .map((key) => view.nodes[key]?.cost.microUsd)
      .concat(view.cost.microUsd)
  const first = reduceRun(emptyRunView('run_1'), call(inside, 30, 'model-call-finished'))
  expect(costs(first)).toEqual([30, 30, 30, 30])
  const second = reduceRun(first, call(inside, 12, 'model-call-retried'))
  expect(costs(second)).toEqual([42, 42, 42, 42])
  const third = reduceRun(second, call('letters#0/each#0', 8, 'model-call-finished'))
  expect(costs(third)).toEqual([50, 50, 42, 50])
  const other = reduceRun(third, call('', 100, 'model-call-finished'))
  expect(costs(other)).toEqual([50, 50, 42, 150])
  const unknown = reduceRun(other, call(inside, null, 'model-call-finished'))
  expect(costs(unknown)).toEqual([50, 50, 42, 150])
  expect(unknown.cost).toMatchObject({ calls: 5, unknownCalls: 1 })
})
