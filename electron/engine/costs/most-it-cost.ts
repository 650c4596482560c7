import type { Hold } from '../store/reservations.store.ts'

/**
 * What a call that was broken off is booked with, as nobody knows what its provider bills: the most it may have cost, which
 * is what was held for it.
 */
export function mostItCost({ inputTokens, outputTokens, microUsd, price }: Hold) {
  const kinds = { cachedInputTokens: 0, reasoningTokens: 0, estimated: true }
  const usage = { inputTokens, outputTokens: outputTokens ?? 0, ...kinds }
  return { usage, microUsd, price, firstTokenMs: null, atMaximum: true as const }
}
