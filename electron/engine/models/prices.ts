import type { ModelUsage, PriceSnapshot } from '../../../shared/run/model-call.ts'
import type { Provider } from './define-provider.ts'
import { mostByOwn, priceByOwn, type SetPrice, snapshotOf } from './own-price.ts'
import { type CallPrice, type PriceLibrary, priceCall, priceOf } from './price.ts'
import { priceLibraryFor } from './price-library.ts'
import { findModel } from './resolve-model.ts'

/**
 * The price of one model as it stood at one moment. A call is reserved and billed at the same one, so that a price that is
 * changed meanwhile holds from the next call on and no budget is exceeded by the change.
 */
export type Pricing = {
  /** What a usage costs. `answeredBy`: the name the provider answered with, which may be known where the asked one is not. */
  bill(usage: ModelUsage, answeredBy?: string): CallPrice
  /** The most that up to so many tokens can cost. Never falls as tokens rise. */
  most(inputTokens: number, outputTokens: number): CallPrice
  /** The rates of a short prompt, for display; null where nobody knows. */
  shown: PriceSnapshot | null
  /** A person set it. */
  isOwn: boolean
}

type Priced = Pick<Provider, 'id' | 'priceId'>

type Source = {
  /** The price a person set for `provider/model`. Asked anew for each call: it holds from the next one on. */
  ownPriceOf(ref: string): SetPrice | null
}

/** The one place that knows what models cost: a price a person set stands before the price library's. */
export function createPrices({ ownPriceOf }: Source) {
  async function listed(provider: Priced, model: string, atMs: number): Promise<Pricing> {
    return pricingOfLibrary(provider, model, atMs, await priceLibraryFor(provider))
  }

  async function of(provider: Priced, model: string, atMs: number): Promise<Pricing> {
    const own = ownPriceOf(`${provider.id}/${model}`)
    return own ? pricingOfOwn(own) : listed(provider, model, atMs)
  }

  return {
    /** What calls of the model cost now. Loads the price library only where it is asked. */
    of,
    /** The same without the prices a person set. */
    listed,

    /** What a usage would cost with another model (`provider/model`), in micro-dollars; null where its price is unknown. */
    async estimate({ model: ref, usage, atMs, providers }: Estimate): Promise<number | null> {
      const { provider, model } = findModel(ref, providers)
      return (await of(provider, model, atMs)).bill(usage).microUsd
    },
  }
}

export type Prices = ReturnType<typeof createPrices>

type Estimate = { model: string; usage: ModelUsage; atMs: number; providers: Provider[] }

/** Prices of the library alone, for who has no data folder. */
export const listedPrices: Prices = createPrices({ ownPriceOf: () => null })

function pricingOfOwn(own: SetPrice): Pricing {
  return {
    bill: (usage) => priceByOwn(own, usage),
    most: (inputTokens, outputTokens) => mostByOwn(own, inputTokens, outputTokens),
    shown: snapshotOf(own, 0),
    isOwn: true,
  }
}

function pricingOfLibrary(provider: Priced, model: string, atMs: number, library: PriceLibrary | null): Pricing {
  const price = (name: string, usage: ModelUsage) => priceCall({ provider, model: name, usage, atMs }, library)
  return {
    bill(usage, answeredBy) {
      // The name that was asked, as the call was let through at its price: what is billed never exceeds what is held.
      const asked = price(model, usage)
      return asked.price || !answeredBy ? asked : price(answeredBy, usage)
    },
    most(inputTokens, outputTokens) {
      const usage = { inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0 }
      const plain = price(model, usage)
      // Some vendors charge extra for keeping the input for later calls, whether asked to or not. Otherwise the library's
      // rates only rise with the length, and cached tokens cost no more than others: a test holds that against its data.
      const { cacheWriteUsdPerMillion, inputUsdPerMillion } = plain.price ?? {}
      if ((cacheWriteUsdPerMillion ?? 0) <= (inputUsdPerMillion ?? 0)) return plain
      return price(model, { ...usage, cacheWriteInputTokens: inputTokens })
    },
    get shown() {
      return priceOf(provider, model, atMs, library)
    },
    isOwn: false,
  }
}
