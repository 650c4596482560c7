import type { ModelUsage } from '../../../shared/run/model-call.ts'
import type { Provider } from './define-provider.ts'
import { type PriceLibrary, priceCall } from './price.ts'
import { findModel } from './resolve-model.ts'

let loading: Promise<PriceLibrary> | undefined

/** Loads the price data once (0.8 MB, some 80 ms), which is why nobody does before there is something to price. */
export function loadPriceLibrary(): Promise<PriceLibrary> {
  loading ??= import('@pydantic/genai-prices')
  return loading
}

/** The library for this provider's calls; null, and nothing loaded, where it has no say. */
export async function priceLibraryFor(provider: Pick<Provider, 'priceId'>): Promise<PriceLibrary | null> {
  return typeof provider.priceId === 'string' ? loadPriceLibrary() : null
}

type Estimate = { model: string; usage: ModelUsage; atMs: number; providers: Provider[] }

/** What this usage would cost with another model (`provider/model`), in micro-dollars; null where its price is unknown. */
export async function estimateCost({ model: ref, usage, atMs, providers }: Estimate): Promise<number | null> {
  const { provider, model } = findModel(ref, providers)
  return priceCall({ provider, model, usage, atMs }, await priceLibraryFor(provider)).microUsd
}
