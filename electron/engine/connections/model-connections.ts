import type { Clock } from '../../../shared/clock.ts'
import type { ConnectionLimits, ProviderState } from '../../../shared/contract/connections.ts'
import type { Host } from '../../../shared/contract/host.ts'
import { externalError, userError } from '../../../shared/errors.ts'
import { oncePerTurn } from '../event-loop-turn.ts'
import type { Fetch } from '../http/http.ts'
import type { ModelClient } from '../models/call-model.ts'
import { type Credentials, credentialsFromEnv } from '../models/credentials-from-env.ts'
import type { ModelInfo, Provider } from '../models/define-provider.ts'
import { findLocalServers, type LocalServer } from '../models/local-servers.ts'
import type { Prices } from '../models/prices.ts'
import { resolveModel } from '../models/resolve-model.ts'
import type { ConnectionsStore, StoredConnection, StoredLimits } from '../store/connections.store.ts'
import type { SettingsStore } from '../store/settings.store.ts'

type Parts = {
  workspaceId: string
  providers: Provider[]
  prices: Prices
  store: ConnectionsStore
  settings: SettingsStore
  host: Host
  env: Record<string, string | undefined>
  fetch: Fetch
  clock: Clock
}

/** How long a look for local servers is good for. */
const localServersTtlMs = 30_000
const testTimeoutMs = 15_000

/**
 * Where the keys and addresses of model providers come from: what the person saved, else the environment, else a server
 * found on this machine. A key leaves this file only towards its provider.
 */
export function createModelConnections(parts: Parts) {
  const { workspaceId, providers, store, host, env } = parts
  const listed = new Map<string, ModelInfo[]>()
  let localServers: LocalServer[] = []
  let lookedAt = Number.NEGATIVE_INFINITY

  function find(providerId: string): Provider {
    const provider = providers.find((candidate) => candidate.id === providerId)
    if (!provider) throw userError('model.unknown-provider', `There is no model provider \`${providerId}\`.`)
    return provider
  }

  function saved(providerId: string): StoredConnection | undefined {
    return store.list(workspaceId).find((connection) => connection.providerId === providerId)
  }

  const savedInTurn = oncePerTurn(saved)

  function limitsOf(providerId: string): StoredLimits {
    return store.limits(workspaceId, providerId)
  }

  /** Looks again only when the last look is old: a probe takes up to 300 ms. */
  async function lookForLocal(force: boolean): Promise<LocalServer[]> {
    const now = parts.clock.now()
    if (force || now - lookedAt > localServersTtlMs) {
      lookedAt = now
      localServers = await findLocalServers(parts.fetch, providers)
    }
    return localServers
  }

  async function credentials(providerId: string): Promise<Credentials> {
    const provider = find(providerId)
    const own = savedInTurn.of(providerId)
    const fromEnv = credentialsFromEnv(provider, env)
    const apiKey = own?.sealedKey ? (await host.unseal({ sealed: own.sealedKey })).text : fromEnv.apiKey
    const baseUrl = own?.baseUrl ?? fromEnv.baseUrl
    if (baseUrl || !provider.localPorts) return { apiKey, baseUrl }
    const server = (await lookForLocal(false)).find((one) => one.providerId === providerId)
    return { apiKey, baseUrl: server?.baseUrl ?? null }
  }

  function withKey(): string[] {
    return providers
      .filter((provider) => saved(provider.id)?.sealedKey || credentialsFromEnv(provider, env).apiKey)
      .map((provider) => provider.id)
  }

  /** The model `auto` stands for now. Local servers are only looked for when no key and no choice decides. */
  async function auto(): Promise<string> {
    const { defaultModel } = parts.settings.get(workspaceId)
    const available = { providers, defaultModel, withKey: withKey(), localServers: [] as LocalServer[] }
    const chosen = resolveModel('auto', available)
    if (chosen !== 'demo/demo' || defaultModel === 'demo/demo') return chosen
    return resolveModel('auto', { ...available, localServers: await lookForLocal(false) })
  }

  async function stateOf(provider: Provider, found: LocalServer[]): Promise<ProviderState> {
    const own = saved(provider.id)
    const fromEnv = credentialsFromEnv(provider, env)
    const server = found.find((one) => one.providerId === provider.id)
    const keyFrom = own?.sealedKey ? 'saved' : fromEnv.apiKey ? 'environment' : 'none'
    const baseUrlFrom = own?.baseUrl ? 'saved' : fromEnv.baseUrl ? 'environment' : server ? 'found' : 'default'
    const baseUrl = own?.baseUrl ?? fromEnv.baseUrl ?? server?.baseUrl ?? provider.baseUrl
    const local = provider.localPorts !== undefined
    const reachable = local ? server !== undefined || baseUrlFrom !== 'default' : baseUrl !== '' || !provider.baseUrlEnv
    const models = server?.models ?? listed.get(provider.id) ?? provider.models
    return {
      id: provider.id,
      title: provider.title,
      summary: provider.summary,
      key: provider.key,
      keyFrom,
      keyEnv: provider.keyEnv ?? null,
      keyUrl: provider.keyUrl ?? null,
      baseUrl,
      baseUrlFrom,
      ready: reachable && (provider.key !== 'required' || keyFrom !== 'none'),
      local,
      limits: limitsOf(provider.id),
      usualAtOnce: provider.concurrency,
      models: await Promise.all(
        models.map(async (model) => ({
          ref: `${provider.id}/${model.id}`,
          title: model.title ?? model.id,
          contextTokens: model.contextTokens ?? null,
          price: (await parts.prices.of(provider, model.id, parts.clock.now())).shown,
        })),
      ),
    }
  }

  return {
    credentials,
    auto,
    limitsOf,

    async states(): Promise<{ providers: ProviderState[]; auto: string }> {
      const found = await lookForLocal(false)
      const states = await Promise.all(providers.map((provider) => stateOf(provider, found)))
      return { providers: states, auto: await auto() }
    },

    /** The models that could be asked right now, but for the stand-in that is none. */
    async readyModels(): Promise<{ provider: Provider; model: string }[]> {
      const found = await lookForLocal(false)
      const states = await Promise.all(providers.map((provider) => stateOf(provider, found)))
      return states.flatMap((state, index) => {
        const provider = providers[index]
        if (!provider || !state.ready || provider.id === 'demo') return []
        return state.models.map(({ ref }) => ({ provider, model: ref.slice(provider.id.length + 1) }))
      })
    },

    /** What is not given stays as it is; an address of null goes back to the provider's own. */
    async save(change: { providerId: string; apiKey?: string; baseUrl?: string | null }): Promise<void> {
      const { providerId, apiKey, baseUrl } = change
      find(providerId)
      const before = saved(providerId)
      const sealedKey = apiKey === undefined ? (before?.sealedKey ?? null) : (await host.seal({ text: apiKey })).sealed
      const address = baseUrl === undefined ? (before?.baseUrl ?? null) : baseUrl
      store.save({ workspaceId, providerId, sealedKey, baseUrl: address, at: parts.clock.now() })
      savedInTurn.forget()
      listed.delete(providerId)
    },

    /** Takes the place of all limits the connection had; one left out is none. */
    setLimits(providerId: string, limits: ConnectionLimits): void {
      find(providerId)
      const { atOnce = null, perMinute = null }: Partial<StoredLimits> = limits
      store.saveLimits({ workspaceId, providerId, atOnce, perMinute, at: parts.clock.now() })
    },

    remove(providerId: string): void {
      find(providerId)
      store.remove(workspaceId, providerId)
      savedInTurn.forget()
      listed.delete(providerId)
    },

    /** Asks the provider what it offers; remembers the answer for the model picker. */
    async test(client: ModelClient, providerId: string): Promise<{ models: string[]; latencyMs: number }> {
      const { title } = find(providerId)
      const startedAt = parts.clock.now()
      const timeout = AbortSignal.timeout(testTimeoutMs)
      const models = await client.listModels(providerId, timeout).catch((thrown) => {
        if (!timeout.aborted) throw thrown
        throw externalError('model.timeout', `${title} did not answer within ${testTimeoutMs / 1000} s.`, {
          retryable: true,
        })
      })
      if (models.length > 0) listed.set(providerId, models)
      return { models: models.map((model) => model.id), latencyMs: parts.clock.now() - startedAt }
    },

    findLocal: () => lookForLocal(true),
  }
}

export type ModelConnections = ReturnType<typeof createModelConnections>
