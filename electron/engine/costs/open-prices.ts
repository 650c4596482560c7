import type { Clock } from '../../../shared/clock.ts'
import type { Log } from '../../../shared/log.ts'
import type { ModelConnections } from '../connections/model-connections.ts'
import { createInputCounter } from '../models/count-input.ts'
import type { Provider } from '../models/define-provider.ts'
import { createPrices } from '../models/prices.ts'
import { createCountedCalls } from '../store/counted-calls.store.ts'
import { createModelPricesStore } from '../store/model-prices.store.ts'
import type { Db } from '../store/open-database.ts'
import { learntFactor } from './counting.ts'
import { createModelPrices } from './model-prices.ts'
import { createOwnPrices } from './own-prices.ts'

type Parts = {
  db: Db
  workspaceId: string
  providers: Provider[]
  clock: Clock
  log: Log
  /** Whether a vocabulary may be loaded only to count: see `createInputCounter`. */
  mayLoad: boolean
}

/** What models cost and how many tokens a request takes, as far as this data folder knows. */
export function openPrices({ db, workspaceId, providers, clock, log, mayLoad }: Parts) {
  const ownPrices = createOwnPrices(createModelPricesStore(db, workspaceId), clock)
  const countedCalls = createCountedCalls(db, workspaceId)
  const prices = createPrices(ownPrices)
  return {
    prices,
    counter: createInputCounter({
      learntFactor: (providerId, model) => learntFactor(countedCalls, providerId, model),
      mayLoad,
      log,
    }),
    /** For a person to look at and to change. */
    table: (connections: ModelConnections) =>
      createModelPrices({ providers, connections, prices, ownPrices, countedCalls, clock }),
  }
}
