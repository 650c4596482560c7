import type { Clock } from '../../../shared/clock.ts'
import type { ModelPrice, OwnPrice } from '../../../shared/contract/prices.ts'
import { userError } from '../../../shared/errors.ts'
import { splitModelRef } from '../../../shared/model-ref.ts'
import type { ModelConnections } from '../connections/model-connections.ts'
import type { Provider } from '../models/define-provider.ts'
import type { Prices } from '../models/prices.ts'
import { findModel } from '../models/resolve-model.ts'
import type { CountedCalls } from '../store/counted-calls.store.ts'
import { countingOf } from './counting.ts'
import type { OwnPrices } from './own-prices.ts'

type Parts = {
  providers: Provider[]
  connections: Pick<ModelConnections, 'states'>
  prices: Prices
  ownPrices: OwnPrices
  countedCalls: CountedCalls
  clock: Clock
}

/** What models cost, as a person looks at it and changes it. */
export function createModelPrices({ providers, connections, prices, ownPrices, countedCalls, clock }: Parts) {
  const standIns = new Set(providers.filter(({ isStandIn }) => isStandIn).map(({ id }) => id))

  async function describe(ref: string, title: string | undefined): Promise<ModelPrice> {
    const { provider: providerId, model } = splitModelRef(ref)
    const own = ownPrices.ownPriceOf(ref)
    // A provider that Niti no longer has may have been asked once, or priced.
    const provider: Pick<Provider, 'id' | 'priceId'> = providers.find(({ id }) => id === providerId) ?? {
      id: providerId,
    }
    const [now, listed] = [
      await prices.of(provider, model, clock.now()),
      await prices.listed(provider, model, clock.now()),
    ]
    return {
      model: ref,
      title: title ?? model,
      price: now.shown,
      own: own?.price ?? null,
      listed: own ? listed.shown : null,
      counting: countingOf(countedCalls, providerId, model),
    }
  }

  async function titles(all = false): Promise<{ offered: string[]; titleOf: Map<string, string> }> {
    const states = (await connections.states()).providers
    const offered = states.filter(({ ready }) => ready || all).flatMap(({ models }) => models.map(({ ref }) => ref))
    const known = states.flatMap(({ models }) => models)
    return { offered, titleOf: new Map(known.map(({ ref, title }) => [ref, title])) }
  }

  return {
    /** Those that providers offer come in their order, the others behind. */
    async list(all: boolean): Promise<ModelPrice[]> {
      const { offered, titleOf } = await titles(all)
      const asked = countedCalls.models().map(({ provider, model }) => `${provider}/${model}`)
      const own = ownPrices.list().map(({ model }) => model)
      const refs = new Set([...offered, ...own, ...asked].filter((ref) => !standIns.has(splitModelRef(ref).provider)))
      return Promise.all(Array.from(refs, (ref) => describe(ref, titleOf.get(ref))))
    },

    /** @throws a user error where there is no such provider, or none that bills. */
    async set(ref: string, price: OwnPrice): Promise<ModelPrice> {
      const { provider } = findModel(ref, providers)
      if (provider.isStandIn) {
        throw userError('price.stand-in', `${provider.title} costs nothing, whatever it is asked.`, {
          hint: 'Set the price of a model that is billed.',
        })
      }
      ownPrices.set(ref, price)
      return describe(ref, (await titles()).titleOf.get(ref))
    },

    /** @throws a user error where no price of a person's own was set for it. */
    remove(ref: string): void {
      if (ownPrices.remove(ref)) return
      throw userError('price.not-set', `No price of your own is set for \`${ref}\`.`, {
        hint: 'The list of prices shows which models have one.',
      })
    },
  }
}

export type ModelPrices = ReturnType<typeof createModelPrices>
