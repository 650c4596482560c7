import type { Clock } from '../../../shared/clock.ts'
import { type ErrorInfo, NitiError, userError } from '../../../shared/errors.ts'
import type { Http } from '../http/http.ts'
import { isOpen, noSignIn } from '../integrations/as-catalog.ts'
import { isProtocol, type Service } from '../integrations/define-service.ts'
import type { ConnectionAccess, OpenConnection } from '../integrations/open-connection.ts'
import type { SafeLog } from '../safe-log.ts'
import type {
  IntegrationConnectionsStore,
  StoredIntegrationConnection,
} from '../store/integration-connections.store.ts'
import type { Send } from './ask-service.ts'
import { canRenew, expiredError } from './expired-error.ts'
import { findIntegration, findWay, type Integrations } from './find-way.ts'
import { createRefreshOnce } from './refresh-once.ts'
import type { Vault } from './vault.ts'

type Parts = {
  integrations: Integrations
  store: IntegrationConnectionsStore
  vault: Vault
  http: Pick<Http, 'guarded'>
  clock: Clock
  log: SafeLog
  owner: string
  isAlive(owner: string): boolean
  send: Send
  onChange(): void
}

type Row = StoredIntegrationConnection

/** A credential is renewed this long before it ends: what carries it must arrive in time. */
const earlyMs = 60_000
/** Noting each call's time would cost more than the call. */
const noteEveryMs = 30_000

/** Opens connections for those who call services, keeps their credentials fresh, and notes how they stand. */
export function createConnectionAccess(parts: Parts) {
  const { integrations, store, vault, clock, log, onChange } = parts
  const opened = new Map<string, { sealed: string | null; secrets: Promise<Record<string, string>> }>()
  const renewals = new WeakMap<OpenConnection, number>()
  const refreshOnce = createRefreshOnce({ ...parts, renew, onFailure })

  function find(connectionId: string): Row {
    const row = store.get(connectionId)
    if (!row) throw notFound(connectionId)
    return row
  }

  /** Opening asks the keychain; what was opened is kept for as long as it is the same. */
  function secretsOf({ connectionId, sealed }: Row): Promise<Record<string, string>> {
    const known = opened.get(connectionId)
    if (known && known.sealed === sealed) return known.secrets
    const secrets = vault.open(sealed).then((open) => {
      log.hide(connectionId, Object.values(open))
      return open
    })
    opened.set(connectionId, { sealed, secrets })
    secrets.catch(() => opened.delete(connectionId))
    return secrets
  }

  async function openRow(row: Row): Promise<OpenConnection> {
    const integration = findIntegration(integrations, row.integrationId)
    const connection: OpenConnection = {
      connectionId: row.connectionId,
      integrationId: row.integrationId,
      title: row.title,
      signIn: row.method === noSignIn ? null : findWay(integration, row.method),
      fields: row.fields,
      secrets: { ...(await secretsOf(row)) },
      allowPrivate: row.allowPrivate,
    }
    renewals.set(connection, row.refreshed)
    return connection
  }

  async function renew(row: Row, signal: AbortSignal) {
    const integration = findIntegration(integrations, row.integrationId)
    const open = await openRow(row)
    const way = findWay(integration, row.method)
    if (!way || isProtocol(integration)) throw expiredError(integration.title, row.title, '')
    // What speaks OAuth is loaded with the first credential that ends: a run that calls nobody must not wait for it.
    const { renewCredential } = await import('./renew-credential.ts')
    return renewCredential(parts, { integration, way, open, signal, nowMs: clock.now() })
  }

  function onFailure(row: Row, thrown: unknown): void {
    const error = thrown instanceof NitiError ? thrown.info : null
    log.warn('a connection could not be renewed', { connectionId: row.connectionId, code: error?.code ?? 'bug' })
    if (error?.code === 'connection.expired' && store.setState(row, { state: 'expired', error })) onChange()
  }

  /** With a credential newer than the row's. */
  async function refresh(row: Row, signal: AbortSignal): Promise<Row> {
    const fresh = await until(signal, refreshOnce(row))
    onChange()
    if (!fresh) throw notFound(row.connectionId)
    return fresh
  }

  function pick(integration: Service, connectionId: string): Row | null {
    if (connectionId !== '') {
      const row = find(connectionId)
      if (row.integrationId === integration.id) return row
      throw notFound(connectionId)
    }
    const [only, ...others] = store.list(integration.id)
    if (others.length > 0) {
      throw userError('connection.several', `There are ${others.length + 1} connections to ${integration.title}.`, {
        hint: 'Choose the one to use.',
        field: 'params.connection',
      })
    }
    if (only || isOpen(integration)) return only ?? null
    throw userError('connection.none', `There is no connection to ${integration.title} yet.`, {
      hint: `Connect ${integration.title} under “Integrations”.`,
      field: 'params.connection',
    })
  }

  async function openFresh(row: Row, signal: AbortSignal): Promise<OpenConnection> {
    const { title } = findIntegration(integrations, row.integrationId)
    const now = clock.now()
    if (row.expiresAt === null || row.expiresAt - earlyMs > now) return openRow(row)
    if (row.renews) {
      try {
        return await openRow(await refresh(row, signal))
      } catch (thrown) {
        // Not renewed, and not refused either: the old one holds for a little.
        const isOver = thrown instanceof NitiError && thrown.info.code === 'connection.expired'
        if (signal.aborted || isOver || row.expiresAt <= now) throw thrown
        return openRow(row)
      }
    }
    if (row.expiresAt > now) return openRow(row)
    const expired = expiredError(title, row.title, '')
    if (store.setState(row, { state: 'expired', error: expired.info })) onChange()
    throw expired
  }

  const access: ConnectionAccess = {
    async open(integrationId, connectionId, signal) {
      signal.throwIfAborted()
      const integration = findIntegration(integrations, integrationId)
      const row = pick(integration, connectionId)
      if (!row) return openWithout(integration)
      if (row.state === 'expired') {
        const expired = expiredError(integration.title, row.title, '')
        throw row.error
          ? new NitiError({ ...row.error, code: 'connection.expired', field: 'params.connection' })
          : expired
      }
      return openFresh(row, signal)
    },

    async renew(refused, signal) {
      if (refused.connectionId === null) return null
      const row = store.get(refused.connectionId)
      if (!row || row.state === 'expired') return null
      const current = await openRow(row)
      // Somebody was faster: what was refused is not the newest.
      if (current.secrets.accessToken !== refused.secrets.accessToken) return current
      if (!canRenew(current.signIn, current.secrets)) return null
      try {
        return await openRow(await refresh(row, signal))
      } catch (thrown) {
        if (thrown instanceof NitiError && thrown.info.code === 'connection.expired') return null
        throw thrown
      }
    },

    note(connection, refusal) {
      const { connectionId, integrationId, signIn } = connection
      const row = connectionId === null ? null : store.get(connectionId)
      if (!row) return
      const now = clock.now()
      const at = { connectionId: row.connectionId, refreshed: renewals.get(connection) ?? row.refreshed }
      if (refusal === null) {
        const isNews =
          (row.state === 'failing' || row.state === 'untested') && store.setState(at, { state: 'working', error: null })
        const isDue = row.lastUsedAt === null || now - row.lastUsedAt >= noteEveryMs
        if (isDue) store.setUsed(row.connectionId, now)
        if (isNews || isDue) onChange()
        return
      }
      if (row.state === 'expired') return
      const { title } = findIntegration(integrations, integrationId)
      // A key that was entered may be good again tomorrow; a token that cannot be renewed will not.
      const isOver = signIn?.kind === 'oauth' || signIn?.kind === 'session'
      const error = refusedError(title, row.title, refusal)
      if (store.setState(at, { state: isOver ? 'expired' : 'failing', error })) onChange()
    },
  }

  return {
    access,
    find,
    /** As it stands, also where it has expired. */
    openRow,
    openFresh,
    forget: (connectionId: string): void => void opened.delete(connectionId),
  }
}

export type ConnectionOpener = ReturnType<typeof createConnectionAccess>

function openWithout({ id, title }: Service): OpenConnection {
  return { connectionId: null, integrationId: id, title, signIn: null, fields: {}, secrets: {}, allowPrivate: false }
}

export function refusedError(title: string, connectionTitle: string, refusal: string): ErrorInfo {
  return {
    kind: 'user',
    code: 'connection.refused',
    message: `${title} refused the sign-in of “${connectionTitle}”: ${refusal.replace(/\.$/, '')}.`,
    hint: 'Sign in again.',
  }
}

function notFound(connectionId: string): NitiError {
  return userError('connection.not-found', `There is no connection \`${connectionId.slice(0, 100)}\`.`, {
    hint: 'It was disconnected, or never was one here. Choose another.',
    field: 'params.connection',
  })
}

/** What is waited for goes on without whoever gives up. */
function until<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
