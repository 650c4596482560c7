import { createStore, useStore } from 'zustand'
import type { StorageUsage } from '../../shared/contract/storage.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import type { Retention } from '../../shared/workflow/workflow.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type StorageState = {
  /** null until the first answer. */
  usage: StorageUsage | null
  error: ErrorInfo | null
}

/** What a clean keeps, of one workflow or of all; `null` stands for the runs of files. */
export type CleanWish = Retention & { workflowId?: string | null }
export type Freed = { runs: number; bytes: number }

/** What takes room in the database. Each call that frees some looks again afterwards; all throw what the engine says. */
export function createStorageStore(storage: EngineClient['storage']) {
  const store = createStore<StorageState>(() => ({ usage: null, error: null }))

  async function load(): Promise<void> {
    try {
      store.setState({ usage: await storage.usage(), error: null })
    } catch (thrown) {
      store.setState({ error: errorOf(thrown) })
    }
  }

  async function thenLoad<Answer>(done: Promise<Answer>): Promise<Answer> {
    const answer = await done
    await load()
    return answer
  }

  return {
    store,
    load,
    preview: (wish: CleanWish): Promise<Freed> => storage.preview(wish),
    clean: (wish: CleanWish): Promise<Freed> => thenLoad(storage.clean(wish)),
    compact: async (): Promise<number> => (await thenLoad(storage.compact())).bytes,
  }
}

export const storage = createStorageStore(client.storage)

export function useStorage(): StorageState {
  return useStore(storage.store)
}
