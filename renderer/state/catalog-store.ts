import { create } from 'zustand'
import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { onReopened } from '../link/link-store.ts'

type CatalogState = {
  /** In the order of the palette; null until it has arrived. */
  entries: CatalogEntry[] | null
  byType: ReadonlyMap<string, CatalogEntry>
  error: ErrorInfo | null
}

/** Every node type there is. The same for the whole life of an engine. */
export const useCatalogStore = create<CatalogState>(() => ({ entries: null, byType: new Map(), error: null }))

let loading: Promise<void> | null = null

/** Asks for the catalogue once; again only after a failure or when the engine was started anew. */
export function loadCatalog(): Promise<void> {
  loading ??= (async () => {
    try {
      const entries = await client.catalog.list()
      const byType = new Map(entries.map((entry) => [entry.type, entry]))
      useCatalogStore.setState({ entries, byType, error: null })
    } catch (thrown) {
      loading = null
      useCatalogStore.setState({ error: errorOf(thrown) })
    }
  })()
  return loading
}

// The engine that came back may be a newer one, with other nodes.
onReopened(() => {
  loading = null
  void loadCatalog()
})

export function entryOf(type: string): CatalogEntry | null {
  return useCatalogStore.getState().byType.get(type) ?? null
}
