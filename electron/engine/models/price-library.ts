import type { Provider } from './define-provider.ts'
import type { PriceLibrary } from './price.ts'

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
