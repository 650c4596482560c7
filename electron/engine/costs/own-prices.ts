import { dateAt, formatDate } from '../../../shared/calendar.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { OwnPrice } from '../../../shared/contract/prices.ts'
import type { SetPrice } from '../models/own-price.ts'
import type { ModelPricesStore, StoredPrice } from '../store/model-prices.store.ts'

/** Prices that a person set for models, by `provider/model`. */
export function createOwnPrices(store: ModelPricesStore, clock: Clock) {
  return {
    ownPriceOf(ref: string): SetPrice | null {
      const stored = store.get(ref)
      return stored && toSet(stored)
    },
    list: (): (SetPrice & { model: string })[] =>
      store.list().map((stored) => ({ model: stored.model, ...toSet(stored) })),
    set: (model: string, price: OwnPrice): void => store.set({ model, price, updatedAt: clock.now() }),
    remove: store.remove,
  }
}

export type OwnPrices = ReturnType<typeof createOwnPrices>

/** The day is that of this machine's calendar. */
function toSet({ price, updatedAt }: StoredPrice): SetPrice {
  return { price, asOf: formatDate(dateAt(updatedAt, null)) }
}
