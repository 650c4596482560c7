import { createStore, useStore } from 'zustand'
import type { IntegrationDetail, IntegrationSummary } from '../../shared/catalog/integration.ts'
import type { Connection } from '../../shared/contract/integrations.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

/** What the set-up wizard is open for: a new connection, or one there is that is signed in again. */
export type WizardForm = {
  integrationId: string
  connectionId?: string
  /** Called with what was made, for whoever opened it; its words are the button that leads back there. */
  onDone?: (connection: Connection) => void
  backLabel?: string
}

export type IntegrationsState = {
  /** Sorted by title; null until the first answer. */
  list: IntegrationSummary[] | null
  connections: Connection[] | null
  error: ErrorInfo | null
  /** What is known of single services, by id. */
  details: Readonly<Record<string, IntegrationDetail>>
  detailErrors: Readonly<Record<string, ErrorInfo>>
  wizard: WizardForm | null
}

type Calls = Pick<EngineClient['integrations'], 'list' | 'get' | 'connections' | 'test' | 'rename' | 'disconnect'>

/** The services there are and the connections to them, as the engine keeps them. */
export function createIntegrationsStore(calls: Calls) {
  const store = createStore<IntegrationsState>(() => ({
    list: null,
    connections: null,
    error: null,
    details: {},
    detailErrors: {},
    wizard: null,
  }))
  /** Answers may overtake each other; only the newest question's counts. */
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    try {
      const [list, connections] = await Promise.all([calls.list(), calls.connections({})])
      if (mine === asked) store.setState({ list, connections, error: null })
    } catch (thrown) {
      if (mine === asked) store.setState({ error: errorOf(thrown) })
    }
  }

  /** The connection as it is now takes the old one's place, without waiting for the whole list. */
  function put(connection: Connection): Connection {
    const others = (store.getState().connections ?? []).filter((one) => one.connectionId !== connection.connectionId)
    store.setState({ connections: [...others, connection].sort((a, b) => a.createdAt - b.createdAt) })
    void load()
    return connection
  }

  return {
    store,
    load,
    put,

    /** What a service can do, asked for each time it is looked at: which client is kept may have changed. */
    async loadDetail(integrationId: string): Promise<void> {
      try {
        const detail = await calls.get({ integrationId })
        store.setState(({ details, detailErrors: { [integrationId]: _, ...detailErrors } }) => ({
          details: { ...details, [integrationId]: detail },
          detailErrors,
        }))
      } catch (thrown) {
        store.setState(({ detailErrors }) => ({ detailErrors: { ...detailErrors, [integrationId]: errorOf(thrown) } }))
      }
    },

    openWizard(wizard: WizardForm): void {
      store.setState({ wizard })
    },
    closeWizard(): void {
      store.setState({ wizard: null })
    },

    /** The calls below throw what the engine says; it is shown where they were made from. */
    async test(connectionId: string): Promise<Connection> {
      return put(await calls.test({ connectionId }))
    },
    async rename(connectionId: string, title: string): Promise<void> {
      put(await calls.rename({ connectionId, title }))
    },
    /** Answers whether the service took the access back. */
    async disconnect(connectionId: string, forgetClient = false): Promise<boolean> {
      const { revoked } = await calls.disconnect({ connectionId, forgetClient })
      await load()
      return revoked
    },
  }
}

export const integrations = createIntegrationsStore(client.integrations)

export function useIntegrations<T>(select: (state: IntegrationsState) => T): T {
  return useStore(integrations.store, select)
}
