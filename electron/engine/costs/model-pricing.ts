import type { ModelUsage } from '../../../shared/run/model-call.ts'
import type { Provider } from '../models/define-provider.ts'
import { type CallPrice, priceCall } from '../models/price.ts'
import { priceLibraryFor } from '../models/price-library.ts'

/** What calls of one model cost. */
export type ModelPricing = {
  bill(usage: ModelUsage): CallPrice
  /** The most that up to so many tokens can cost. Never falls as tokens rise. */
  most(inputTokens: number, outputTokens: number): CallPrice
}

export async function pricingOf(provider: Provider, model: string, atMs: number): Promise<ModelPricing> {
  const library = await priceLibraryFor(provider)
  const bill = (usage: ModelUsage) => priceCall({ provider, model, usage, atMs }, library)
  return {
    bill,
    most(inputTokens, outputTokens) {
      const usage = { inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0 }
      const plain = bill(usage)
      // Some vendors charge extra for keeping the input for later calls, whether asked to or not.
      const kept = bill({ ...usage, cacheWriteInputTokens: inputTokens })
      return (kept.microUsd ?? 0) > (plain.microUsd ?? 0) ? kept : plain
    },
  }
}
