import { createStore, useStore } from 'zustand'
import type { TelemetrySettings, TelemetryStatus } from '../../shared/contract/telemetry.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type TelemetryView = {
  /** null until the first answer. */
  settings: TelemetrySettings | null
  status: TelemetryStatus | null
  error: ErrorInfo | null
}

export type TelemetryWish = Parameters<EngineClient['telemetry']['change']>[0]
/** What came of a test: what the other side said, or why it failed. */
export type TestAnswer = { said: string } | { error: ErrorInfo }

/** What other programs may see, and what became of what was sent to them. */
export function createTelemetryStore(engine: EngineClient['telemetry']) {
  const store = createStore<TelemetryView>(() => ({ settings: null, status: null, error: null }))

  async function load(): Promise<void> {
    try {
      const [settings, status] = await Promise.all([engine.settings(), engine.status()])
      store.setState({ settings, status, error: null })
    } catch (thrown) {
      store.setState({ error: errorOf(thrown) })
    }
  }

  return {
    store,
    load,
    /** Answers why it was refused; null: it was not. */
    async change(wish: TelemetryWish): Promise<ErrorInfo | null> {
      try {
        const settings = await engine.change(wish)
        store.setState({ settings, status: await engine.status(), error: null })
        return null
      } catch (thrown) {
        return errorOf(thrown)
      }
    },
    async test(what: 'otel' | 'sentry'): Promise<TestAnswer> {
      try {
        return await engine.test({ what })
      } catch (thrown) {
        return { error: errorOf(thrown) }
      } finally {
        await load()
      }
    },
  }
}

export const telemetry = createTelemetryStore(client.telemetry)

export function useTelemetry(): TelemetryView {
  return useStore(telemetry.store)
}
