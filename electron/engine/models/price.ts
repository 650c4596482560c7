import type { calcPrice, ModelPrice, Provider as PricedProvider } from '@pydantic/genai-prices'
import { usdToMicroUsd } from '../../../shared/money.ts'
import type { ModelUsage, PriceSnapshot } from '../../../shared/run/model-call.ts'
import type { Provider } from './define-provider.ts'

/** The part of the price library used here; handed in, because its data is too big to load before it is needed. */
export type PriceLibrary = { calcPrice: typeof calcPrice }

/** Version and publication day of the installed price data; a test holds the version against the installed package. */
export const priceData = { name: '@pydantic/genai-prices', version: '0.1.8', asOf: '2026-09-23' }

export type CallPrice = { microUsd: number | null; price: PriceSnapshot | null }

const unknown: CallPrice = { microUsd: null, price: null }
const free: CallPrice = {
  microUsd: 0,
  price: {
    source: 'free',
    asOf: priceData.asOf,
    inputUsdPerMillion: 0,
    cachedInputUsdPerMillion: 0,
    cacheWriteUsdPerMillion: 0,
    outputUsdPerMillion: 0,
  },
}

type Call = { provider: Pick<Provider, 'priceId'>; model: string; usage: ModelUsage; atMs: number }

/**
 * What a call costs, in micro-dollars, and the price it was billed at. Null where nobody knows the price: never 0, which
 * only calls on this machine are. Long prompts may cost more per token, cached tokens less; the snapshot shows the rates
 * that applied to this call.
 */
export function priceCall({ provider, model, usage, atMs }: Call, library: PriceLibrary | null): CallPrice {
  if (provider.priceId === null) return free
  if (provider.priceId === undefined || !library) return unknown
  const result = calculate(library, provider.priceId, model, usage, new Date(atMs))
  const rates = result?.model_price
  // A model without a price per token (speech, images) comes back as 0: that is not a price for text.
  if (!result || rates?.input_mtok === undefined) return unknown
  if (rates.output_mtok === undefined && usage.outputTokens > 0) return unknown
  const { name, version, asOf } = priceData
  return {
    microUsd: usdToMicroUsd(result.total_price),
    price: {
      source: `${name} ${version}: ${result.provider.id}/${result.model.id}`,
      asOf,
      inputUsdPerMillion: rateOf(rates, 'input_mtok', usage.inputTokens),
      cachedInputUsdPerMillion: rateOf(rates, 'cache_read_mtok', usage.inputTokens),
      cacheWriteUsdPerMillion: rateOf(rates, 'cache_write_mtok', usage.inputTokens),
      outputUsdPerMillion: rateOf(rates, 'output_mtok', usage.inputTokens),
    },
  }
}

/** The price of a model for display: the rates of a short prompt. Null where it is unknown. */
export function priceOf(
  provider: Pick<Provider, 'priceId'>,
  model: string,
  atMs: number,
  library: PriceLibrary | null,
) {
  const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }
  return priceCall({ provider, model, usage, atMs }, library).price
}

/** By provider and model, with that one model alone; null where the library knows none. */
type Found = Map<string, PricedProvider | null>
const foundIn = new WeakMap<PriceLibrary, Found>()
const mostFound = 1_000

/**
 * The library goes through the patterns of all providers and models for each question, a third of a millisecond; what it
 * found for a name is kept, so that the next call of the same model asks about that one alone.
 */
function calculate(library: PriceLibrary, providerId: string, model: string, usage: ModelUsage, timestamp: Date) {
  const found = foundIn.get(library) ?? new Map()
  foundIn.set(library, found)
  const key = `${providerId}/${model}`
  const known = found.get(key)
  if (known === null) return null
  const tokens = toLibraryUsage(usage)
  if (known) return library.calcPrice(tokens, model, { provider: known, timestamp })
  const result = library.calcPrice(tokens, model, { providerId, timestamp })
  if (found.size >= mostFound) found.clear()
  found.set(key, result ? { ...result.provider, models: [result.model] } : null)
  return result
}

/** The library counts as providers do, kinds inside their sum; what a careless server sends beyond that is cut. */
function toLibraryUsage(usage: ModelUsage) {
  const cacheRead = Math.min(usage.cachedInputTokens, usage.inputTokens)
  return {
    input_tokens: usage.inputTokens,
    cache_read_tokens: cacheRead,
    cache_write_tokens: Math.min(usage.cacheWriteInputTokens ?? 0, usage.inputTokens - cacheRead),
    output_tokens: usage.outputTokens,
  }
}

/** A tier holds for the whole call once the prompt is longer than its start. */
function rateOf(rates: ModelPrice, key: string, inputTokens: number): number | null {
  const rate = rates[key]
  if (rate === undefined || typeof rate === 'number') return rate ?? null
  return rate.tiers.findLast((tier) => inputTokens > tier.start)?.price ?? rate.base
}
