import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import type { Connection, SignInStep } from '../../../shared/contract/integrations.ts'
import { cancelledError, NitiError, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { createCalmChanges } from '../calm-changes.ts'
import type { Http } from '../http/http.ts'
import { noSignIn, secretsOf, toDetail, toSummary } from '../integrations/as-catalog.ts'
import type { SignIn } from '../integrations/define-integration.ts'
import { isProtocol, type Service } from '../integrations/define-service.ts'
import type { OpenConnection } from '../integrations/open-connection.ts'
import type { ProtocolRunner } from '../integrations/run-protocol.ts'
import type { SafeLog } from '../safe-log.ts'
import type {
  IntegrationConnectionsStore,
  StoredIntegrationConnection,
} from '../store/integration-connections.store.ts'
import type { OAuthClientsStore } from '../store/oauth-clients.store.ts'
import { askAccount, type Send } from './ask-service.ts'
import { checkEntries } from './check-entries.ts'
import { createConnectionAccess } from './connection-access.ts'
import { type Credential, enteredCredential } from './credential.ts'
import { findIntegration, findWay, type Integrations } from './find-way.ts'
import { obtainCredential } from './obtain-credential.ts'
import { createRedirects } from './redirects.ts'
import { createVault } from './vault.ts'

type Parts = {
  integrations: Integrations
  store: IntegrationConnectionsStore
  clients: OAuthClientsStore
  host: Host
  http: Pick<Http, 'guarded'>
  clock: Clock
  log: SafeLog
  owner: string
  isAlive(owner: string): boolean
  /** Asks a service: the one way a request leaves for one. */
  send: Send
  /** Asks one that is spoken to through a driver whose a connection is. */
  protocolAccount: ProtocolRunner['account']
}

type Row = StoredIntegrationConnection
type Entered = {
  integrationId: string
  method: string
  title?: string
  fields: Record<string, string>
  allowPrivate: boolean
  connectionId?: string
}
type SignInWish = Entered & { clientId?: string; clientSecret?: string; scopes?: string[] }
type Kept = {
  integration: Service
  entered: Entered
  fields: Record<string, string>
  credential: Credential
  account: string
}

const askTimeoutMs = 45_000
const revokeTimeoutMs = 15_000

/**
 * People's accounts at services: signed in, tried before they are kept, renewed, tested and given back. What is secret of
 * one is sealed by the host as one piece; it leaves here only for the call of its own service.
 */
export function createIntegrationConnections(parts: Parts) {
  const { integrations, store, clients, host, http, clock, log, send, protocolAccount } = parts
  const changes = createCalmChanges()
  const vault = createVault(host)
  const redirects = createRedirects({ clock })
  const opener = createConnectionAccess({ ...parts, vault, onChange: changes.tell })
  const closing = new AbortController()

  const bounded = (signal: AbortSignal | undefined, ms: number) =>
    AbortSignal.any([closing.signal, AbortSignal.timeout(ms), ...(signal ? [signal] : [])])

  function shown({ sealed: _, refreshed: __, ...row }: Row, used = store.usedBy()): Connection {
    return { ...row, usedBy: used.get(row.connectionId) ?? [] }
  }

  /** What is to be signed in again, or null where another is made. */
  function again({ connectionId, integrationId }: Entered): Row | null {
    if (connectionId === undefined) return null
    const row = opener.find(connectionId)
    if (row.integrationId === integrationId) return row
    throw userError('connection.not-found', `\`${connectionId.slice(0, 100)}\` is a connection of another integration.`)
  }

  function trial(
    integration: Service,
    way: SignIn | null,
    kept: Pick<Kept, 'entered' | 'fields' | 'credential'>,
  ): OpenConnection {
    const { entered, fields, credential } = kept
    const { id, title } = integration
    const open = { connectionId: null, integrationId: id, title, signIn: way, allowPrivate: entered.allowPrivate }
    return { ...open, fields, secrets: credential.secrets }
  }

  function accountOf(service: Service, open: OpenConnection, signal: AbortSignal): Promise<string> {
    if (isProtocol(service)) return protocolAccount(service, open, signal)
    return askAccount(send, service, open, { signal, nowMs: clock.now() })
  }

  /** Tried first; what does not work is not kept. */
  async function tryAndKeep(
    integration: Service,
    way: SignIn | null,
    wish: Pick<Kept, 'entered' | 'credential'> & { fields: Record<string, string>; signal: AbortSignal },
  ): Promise<Row> {
    const { entered, credential, signal } = wish
    const fields = { ...wish.fields, ...credential.fields }
    const open = trial(integration, way, { entered, fields, credential })
    const account = await accountOf(integration, open, signal)
    return keep({ integration, entered, fields, credential, account })
  }

  async function keep({ integration, entered, fields, credential, account }: Kept): Promise<Row> {
    const sealed = await vault.seal(credential.secrets)
    const before = again(entered)
    const now = clock.now()
    const isTried = integration.test !== undefined
    const row: Row = {
      connectionId: before?.connectionId ?? newId('connection', now),
      integrationId: integration.id,
      method: entered.method,
      title: entered.title || before?.title || freeTitle(account || integration.title, store.list(integration.id)),
      ...{ account, fields, sealed },
      scopes: credential.scopes ?? [],
      missingScopes: credential.missingScopes,
      state: isTried ? 'working' : 'untested',
      error: null,
      expiresAt: credential.expiresAt,
      renews: credential.renews,
      allowPrivate: entered.allowPrivate,
      createdAt: before?.createdAt ?? now,
      lastUsedAt: before?.lastUsedAt ?? null,
      lastTestedAt: isTried ? now : null,
      refreshed: 0,
    }
    if (before) store.replace(row, now)
    else store.create(row)
    changes.tell()
    return opener.find(row.connectionId)
  }

  function begin({ integrationId, method, fields }: Entered) {
    const integration = findIntegration(integrations, integrationId)
    const way = findWay(integration, method)
    return { integration, way, fields: checkEntries('fields', integration.fields ?? [], fields) }
  }

  return {
    /** For those who call services. */
    access: opener.access,

    list() {
      const rows = store.list()
      return [...integrations.values()].map((integration) => toSummary(integration, of(rows, integration.id)))
    },

    get(integrationId: string) {
      const integration = findIntegration(integrations, integrationId)
      return toDetail(
        integration,
        store.list(integrationId),
        (method) => clients.get({ integrationId, method }) !== null,
      )
    },

    connections(integrationId?: string): Connection[] {
      const used = store.usedBy()
      return store.list(integrationId).map((row) => shown(row, used))
    },

    /** With what was entered. Rejects, at the field where it can be told, with what is wrong; then nothing is kept. */
    async connect(entered: Entered & { secrets: Record<string, string> }, signal?: AbortSignal): Promise<Connection> {
      const { integration, way, fields } = begin(entered)
      if (way?.kind === 'oauth') {
        throw userError('sign-in.in-browser', `“${way.title}” is done in the browser.`, { field: 'method' })
      }
      again(entered)
      const secrets = checkEntries('secrets', way ? secretsOf(way) : [], entered.secrets)
      log.hide(`entered for ${integration.id}`, Object.values(secrets))
      const within = bounded(signal, askTimeoutMs)
      const { allowPrivate } = entered
      const wish = { fields, secrets, allowPrivate, signal: within, nowMs: clock.now() }
      const credential = isProtocol(integration)
        ? enteredCredential(secrets)
        : await obtainCredential({ http, send }, { integration, way, ...wish })
      return shown(await tryAndKeep(integration, way, { entered, fields, credential, signal: within }))
    },

    /** In the browser, or with a code; tells each step. Whoever stops listening gives it up. */
    async *signIn(entered: SignInWish, signal?: AbortSignal): AsyncGenerator<SignInStep> {
      const { integration, way, fields } = begin(entered)
      if (isProtocol(integration) || way?.kind !== 'oauth') {
        throw userError('sign-in.not-in-browser', 'This sign-in is not done in the browser.', { field: 'method' })
      }
      again(entered)
      if (way.redirect.to === 'app' && way.flow !== 'device' && (await host.describe()).kind !== 'electron') {
        throw userError('sign-in.needs-app', `${integration.title} can only be signed in to in the desktop app.`, {
          hint: 'Open the app and connect it there; it is then known here as well.',
        })
      }
      const { findClient, signInByOAuth } = await import('./sign-in.ts')
      const { clientId, clientSecret } = entered
      const client = await findClient({ clients, vault }, { integration, way, entered: { clientId, clientSecret } })
      const scopes = entered.scopes ?? way.scopes.filter(({ isDefault }) => isDefault).map(({ scope }) => scope)
      const within = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])])
      const { allowPrivate } = entered
      const credential = yield* signInByOAuth(
        { clients, vault, http, host, clock, redirects, send },
        { integration, way, fields, scopes, client, allowPrivate, signal: within },
      )
      const row = await tryAndKeep(integration, way, { entered, fields, credential, signal: within })
      const sealedSecret = await vault.seal(client.clientSecret === null ? {} : { clientSecret: client.clientSecret })
      const mine = { integrationId: integration.id, method: way.id }
      clients.save(mine, { clientId: client.clientId, sealedSecret }, clock.now())
      yield { step: 'done', connection: shown(row) }
    },

    /** The address a browser was sent to by way of the desktop. */
    oauthAnswer(text: string): { isKnown: boolean } {
      const url = URL.parse(text)
      return { isKnown: url?.protocol === 'niti:' && url.host === 'oauth' && redirects.take(url) }
    },

    /** Asks the service. What went wrong is answered, and kept with the connection. */
    async test(connectionId: string, signal?: AbortSignal): Promise<Connection> {
      const row = opener.find(connectionId)
      const integration = findIntegration(integrations, row.integrationId)
      const within = bounded(signal, askTimeoutMs)
      const at = clock.now()
      try {
        const open = await opener.openFresh(row, within)
        const account = await accountOf(integration, open, within)
        const state = integration.test ? 'working' : opener.find(connectionId).state
        store.setTested(connectionId, { state, error: null, account: account || null, at })
      } catch (thrown) {
        if (!(thrown instanceof NitiError) || signal?.aborted) throw thrown
        const isOver = opener.find(connectionId).state === 'expired' || thrown.info.code === 'connection.expired'
        store.setTested(connectionId, { state: isOver ? 'expired' : 'failing', error: thrown.info, account: null, at })
      }
      changes.tell()
      return shown(opener.find(connectionId))
    },

    rename(connectionId: string, title: string): Connection {
      opener.find(connectionId)
      store.rename(connectionId, title, clock.now())
      changes.tell()
      return shown(opener.find(connectionId))
    },

    /** Forgotten in any case: also where the service is not there to give the access back to. */
    async disconnect(
      wish: { connectionId: string; forgetClient: boolean },
      signal?: AbortSignal,
    ): Promise<{ revoked: boolean }> {
      const { connectionId, forgetClient } = wish
      const row = opener.find(connectionId)
      const revoked = await giveBack(row, bounded(signal, revokeTimeoutMs))
      store.remove(connectionId)
      opener.forget(connectionId)
      if (forgetClient) clients.remove({ integrationId: row.integrationId, method: row.method })
      changes.tell()
      return { revoked }
    },

    changes: (signal?: AbortSignal) => changes.listen(signal),
    /** Another program on the data folder wrote something. */
    othersWrote: changes.tell,

    /** Ends sign-ins that are under way. */
    close(): void {
      closing.abort(cancelledError('The program was closed.'))
    },
  }

  async function giveBack(row: Row, signal: AbortSignal): Promise<boolean> {
    if (row.method === noSignIn || !integrations.has(row.integrationId)) return false
    try {
      const { revoke } = await import('./sign-in.ts')
      return await revoke(http, await opener.openRow(row), signal)
    } catch (thrown) {
      const code = thrown instanceof NitiError ? thrown.info.code : 'bug'
      log.warn('an access could not be given back', { integrationId: row.integrationId, code })
      return false
    }
  }
}

export type IntegrationConnections = ReturnType<typeof createIntegrationConnections>

function of(rows: Row[], integrationId: string): Row[] {
  return rows.filter((row) => row.integrationId === integrationId)
}

/** Two accounts of one name are told apart. */
function freeTitle(title: string, others: Row[]): string {
  const isTaken = (name: string) => others.some((row) => row.title === name)
  let name = title
  for (let count = 2; isTaken(name); count++) name = `${title} ${count}`
  return name
}
