import type { Clock } from '../../../shared/clock.ts'
import { newId } from '../../../shared/ids.ts'
import type {
  IntegrationConnectionsStore,
  StoredIntegrationConnection,
} from '../store/integration-connections.store.ts'
import type { Credential } from './credential.ts'
import type { Vault } from './vault.ts'

type Parts = {
  store: IntegrationConnectionsStore
  vault: Vault
  clock: Clock
  owner: string
  isAlive(owner: string): boolean
  /** Asks the service for a new one. */
  renew(row: StoredIntegrationConnection, signal: AbortSignal): Promise<Credential>
  /** A renewal failed; it is thrown to whoever asked as well. */
  onFailure(row: StoredIntegrationConnection, thrown: unknown): void
}

/** How long to wait before another look at what another program renews. */
const lookEveryMs = 100
const renewTimeoutMs = 45_000

/**
 * Renews credentials, each one once however many ask for it: callers of this process share the one request, and of several
 * programs on a data folder one holds the claim in the database while the others wait for what it stores. So a refresh token
 * that is good for one use is never used twice, and a new one is stored before the first request that carries it.
 */
export function createRefreshOnce({ store, vault, clock, renew, onFailure, ...process }: Parts) {
  // Two engines of one process are two owners too.
  const owner = `${process.owner}#${newId('engine', clock.now())}`
  const isAlive = (holder: string) => process.isAlive(holder.split('#')[0] ?? holder)
  const underWay = new Map<string, Promise<StoredIntegrationConnection | null>>()

  async function renewNow(row: StoredIntegrationConnection): Promise<StoredIntegrationConnection | null> {
    const { connectionId } = row
    // Nobody's own signal: others wait for the same.
    const signal = AbortSignal.timeout(renewTimeoutMs)
    try {
      const { secrets, expiresAt, scopes } = await renew(row, signal)
      const sealed = await vault.seal(secrets)
      if (sealed !== null) store.renew(connectionId, owner, { sealed, expiresAt, scopes, at: clock.now() })
      return store.get(connectionId)
    } catch (thrown) {
      onFailure(row, thrown)
      throw thrown
    } finally {
      store.release(connectionId, owner)
    }
  }

  async function refresh(row: StoredIntegrationConnection): Promise<StoredIntegrationConnection | null> {
    const { connectionId, refreshed } = row
    for (;;) {
      const claimed = store.claim({ connectionId, refreshed, owner, at: clock.now(), isAlive })
      if (claimed === 'mine') return renewNow(row)
      if (claimed !== 'held') return store.get(connectionId)
      await clock.sleep(lookEveryMs)
    }
  }

  /** The connection with a credential newer than the row's; null where it is gone. */
  return function refreshOnce(row: StoredIntegrationConnection): Promise<StoredIntegrationConnection | null> {
    const { connectionId } = row
    const shared = underWay.get(connectionId) ?? refresh(row).finally(() => underWay.delete(connectionId))
    underWay.set(connectionId, shared)
    return shared
  }
}
