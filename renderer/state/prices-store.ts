import { create } from 'zustand'
import type { ModelPrice, OwnPrice } from '../../shared/contract/prices.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { loadConnections } from './connections-store.ts'

type PricesState = {
  /** null until the first answer. */
  prices: ModelPrice[] | null
  error: ErrorInfo | null
}

export const usePrices = create<PricesState>(() => ({ prices: null, error: null }))

/** Those of providers that are not set up too: what a model costs is worth knowing before. */
export async function loadPrices(): Promise<void> {
  try {
    usePrices.setState({ prices: await client.prices.list({ all: true }), error: null })
  } catch (error) {
    usePrices.setState({ error: errorOf(error) })
  }
}

/** The calls below throw what the engine says; the dialog they were made from shows it. */
export async function setPrice(model: string, price: OwnPrice): Promise<void> {
  await client.prices.set({ model, ...price })
  await loadAll()
}

export async function removePrice(model: string): Promise<void> {
  await client.prices.remove({ model })
  await loadAll()
}

/** Models are shown with their prices elsewhere too. */
async function loadAll(): Promise<void> {
  await Promise.all([loadPrices(), loadConnections()])
}
