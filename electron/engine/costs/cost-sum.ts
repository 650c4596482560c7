import type { CostSum } from '../../../shared/contract/costs.ts'
import type { BilledCall } from '../store/costs.store.ts'

/** A sum while it is added up: its runs are known by number. */
export type RunningSum = Omit<CostSum, 'runs'> & { runNumbers: Set<number> }

export function emptySum(): RunningSum {
  return {
    ...{ calls: 0, microUsd: 0, unknownCalls: 0, inputTokens: 0, cachedInputTokens: 0 },
    ...{ cacheWriteInputTokens: 0, outputTokens: 0, reasoningTokens: 0, runNumbers: new Set() },
  }
}

export function addCall(sum: RunningSum, call: BilledCall): void {
  sum.calls += 1
  if (call.micro_usd === null) sum.unknownCalls += 1
  else sum.microUsd += call.micro_usd
  sum.inputTokens += call.input_tokens
  sum.cachedInputTokens += call.cached_input_tokens
  sum.cacheWriteInputTokens += call.cache_write_input_tokens
  sum.outputTokens += call.output_tokens
  sum.reasoningTokens += call.reasoning_tokens
  sum.runNumbers.add(call.run_number)
}

export function toCostSum({ runNumbers, ...sum }: RunningSum): CostSum {
  return { ...sum, runs: runNumbers.size }
}

/** The dearest first; of those that cost the same, the one with more of unknown price, then the one with more tokens. */
export function byCost(a: RunningSum, b: RunningSum): number {
  const tokens = (sum: RunningSum) => sum.inputTokens + sum.outputTokens
  return b.microUsd - a.microUsd || b.unknownCalls - a.unknownCalls || tokens(b) - tokens(a)
}
