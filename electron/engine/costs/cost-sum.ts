import type { CostSum } from '../../../shared/contract/costs.ts'
import type { BilledCall } from '../store/costs.store.ts'

/** Sums of calls; how many runs they were in is counted beside them. */
export type CallSum = Omit<CostSum, 'runs'>

export function emptySum(): CallSum {
  return {
    ...{ calls: 0, microUsd: 0, unknownCalls: 0, inputTokens: 0, cachedInputTokens: 0 },
    ...{ cacheWriteInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
  }
}

export function addCall(sum: CallSum, call: BilledCall): void {
  sum.calls += 1
  if (call.micro_usd === null) sum.unknownCalls += 1
  else sum.microUsd += call.micro_usd
  sum.inputTokens += call.input_tokens
  sum.cachedInputTokens += call.cached_input_tokens
  sum.cacheWriteInputTokens += call.cache_write_input_tokens
  sum.outputTokens += call.output_tokens
  sum.reasoningTokens += call.reasoning_tokens
}

export function addSum(sum: CallSum, other: CallSum): void {
  sum.calls += other.calls
  sum.microUsd += other.microUsd
  sum.unknownCalls += other.unknownCalls
  sum.inputTokens += other.inputTokens
  sum.cachedInputTokens += other.cachedInputTokens
  sum.cacheWriteInputTokens += other.cacheWriteInputTokens
  sum.outputTokens += other.outputTokens
  sum.reasoningTokens += other.reasoningTokens
}

/** The dearest first; of those that cost the same, the one with more of unknown price, then the one with more tokens. */
export function byCost(a: CallSum, b: CallSum): number {
  const tokens = (sum: CallSum) => sum.inputTokens + sum.outputTokens
  return b.microUsd - a.microUsd || b.unknownCalls - a.unknownCalls || tokens(b) - tokens(a)
}
