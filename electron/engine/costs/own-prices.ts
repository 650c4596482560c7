import { dateAt, formatDate } from '../../../shared/calendar.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { OwnPrice } from '../../../shared/contract/prices.ts'
import { oncePerTurn } from '../event-loop-turn.ts'
import type { SetPrice } from '../models/own-price.ts'
import type { ModelPricesStore, StoredPrice } from '../store/model-prices.store.ts'

/** Prices that a person set for models, by `provider/model`. */
export function createOwnPrices(store: ModelPricesStore, clock: Clock) {
  const inTurn = oncePerTurn((ref: string): SetPrice | null => {
    const stored = store.get(ref)
    return stored && toSet(stored)
  })
  return {
    ownPriceOf: inTurn.of,
    list: (): (SetPrice & { model: string })[] =>
      store.list().map((stored) => ({ model: stored.model, ...toSet(stored) })),
    set(model: string, price: OwnPrice): void {
      store.set({ model, price, updatedAt: clock.now() })
      inTurn.forget()
    },
    remove(model: string): boolean {
      inTurn.forget()
      return store.remove(model)
    },
  }
}

export type OwnPrices = ReturnType<typeof createOwnPrices>

/** The day is that of this machine's calendar. */
function toSet({ price, updatedAt }: StoredPrice): SetPrice {
  return { price, asOf: formatDate(dateAt(updatedAt, null)) }
}
