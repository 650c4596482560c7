import { createStore, useStore } from 'zustand'
import type { Health } from '../../shared/contract/health.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type HealthView = {
  /** null until the first answer. */
  health: Health | null
  /** Why the last question was not answered. */
  error: ErrorInfo | null
  /** Somebody asked to look closely, and it is being done. */
  isLooking: boolean
}

/** How everything is doing. The engine tells where something changed; a page that shows figures asks for them besides. */
export function createHealthStore(engine: EngineClient['health']) {
  const store = createStore<HealthView>(() => ({ health: null, error: null, isLooking: false }))

  async function load(now = false): Promise<void> {
    try {
      store.setState({ health: await engine.get({ now }), error: null })
    } catch (thrown) {
      store.setState({ error: errorOf(thrown) })
    }
  }

  return {
    store,
    load,
    /** Looks again at everything, and reads the database from end to end. */
    async lookAgain(): Promise<void> {
      store.setState({ isLooking: true })
      await load(true)
      store.setState({ isLooking: false })
    },
    /** Until the signal aborts, or the engine is gone. */
    async follow(signal: AbortSignal): Promise<void> {
      for await (const health of await engine.watch(undefined, { signal })) store.setState({ health, error: null })
    },
  }
}

export const health = createHealthStore(client.health)

export function useHealth(): HealthView {
  return useStore(health.store)
}
