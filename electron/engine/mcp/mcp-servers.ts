import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import type { McpServer, McpTool, McpTransport } from '../../../shared/contract/mcp.ts'
import { userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { createVault } from '../connections/vault.ts'
import type { Http } from '../http/http.ts'
import type { SafeLog } from '../safe-log.ts'
import type { McpStore, StoredMcpServer } from '../store/mcp.store.ts'
import { checkSettings } from './check-settings.ts'
import { type KeptServer, keepServer, type McpTimings, usualTimings } from './keep-server.ts'

type Parts = {
  store: McpStore
  host: Host
  http: Http
  clock: Clock
  log: SafeLog
  /** Whether the program stays: then servers are started with it, and again when they end. */
  stays: boolean
  timings?: McpTimings
  onChanged(): void
}
type Settings = { title: string; transport: McpTransport; secrets: Record<string, string> }

/** The MCP servers a person added, and those of them that run. */
export function createMcpServers({ store, host, clock, timings = usualTimings, onChanged, ...parts }: Parts) {
  const vault = createVault(host)
  const kept = new Map<string, { revision: number; keeper: KeptServer }>()
  let isClosed = false

  function find(serverId: string): StoredMcpServer {
    const server = store.get(serverId)
    if (server) return server
    throw userError('mcp.no-server', 'This MCP server is not there any more.', { details: { serverId } })
  }

  /** What runs, with the settings as they are now: another program may have changed them. */
  function keeperOf(server: StoredMcpServer): KeptServer {
    const { serverId, title, transport, sealed, revision } = server
    if (isClosed) throw userError('mcp.closed', 'Niti is being closed.')
    if (!server.isOn) {
      throw userError('mcp.off', `The MCP server “${title}” is switched off.`, { hint: 'Switch it on first.' })
    }
    const known = kept.get(serverId)
    if (known?.revision === revision) return known.keeper
    if (known) void known.keeper.close()
    const keeper = keepServer({
      ...{ ...parts, clock, timings, onChanged },
      server: { serverId, title, transport },
      secrets: () => vault.open(sealed),
      onSaid: (said) => store.setSaid({ serverId, ...said }),
    })
    kept.set(serverId, { revision, keeper })
    return keeper
  }

  function describe({ sealed: _, revision, ...server }: StoredMcpServer): McpServer {
    const known = kept.get(server.serverId)
    const state = known?.revision === revision && server.isOn ? known.keeper.state() : stopped
    return { ...server, ...state }
  }

  async function endOf(serverId: string): Promise<void> {
    const known = kept.get(serverId)
    kept.delete(serverId)
    await known?.keeper.close()
  }

  function wake(serverId: string): McpServer {
    const server = find(serverId)
    if (server.isOn && parts.stays) keeperOf(server).wake()
    onChanged()
    return describe(server)
  }

  return {
    list: (): McpServer[] => store.list().map(describe),

    /** Null where it is gone. */
    find(serverId: string): McpServer | null {
      const server = store.get(serverId)
      return server && describe(server)
    },

    /** Throws a user error where it is gone or switched off. */
    keeper: (serverId: string): KeptServer => keeperOf(find(serverId)),

    async tools(serverId: string): Promise<McpTool[]> {
      return keeperOf(find(serverId)).tools()
    },

    async add({ title, transport, secrets }: Settings): Promise<McpServer> {
      const given = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''))
      checkSettings(transport, given)
      const serverId = newId('mcp', clock.now())
      const sealed = await vault.seal(given)
      store.create({ serverId, title, transport, sealed, secretNames: Object.keys(given), at: clock.now() })
      return wake(serverId)
    },

    /** What is not among the secrets stays as it is; what is empty there goes. */
    async update({ serverId, title, transport, secrets }: Settings & { serverId: string }): Promise<McpServer> {
      const before = find(serverId)
      const isSameKind = before.transport.kind === transport.kind
      const old = isSameKind ? await vault.open(before.sealed) : {}
      const all = Object.fromEntries(Object.entries({ ...old, ...secrets }).filter(([, value]) => value !== ''))
      checkSettings(transport, all)
      const sealed = await vault.seal(all)
      await endOf(serverId)
      store.update({ serverId, title, transport, sealed, secretNames: Object.keys(all) })
      return wake(serverId)
    },

    async setOn(serverId: string, isOn: boolean): Promise<McpServer> {
      if (find(serverId).isOn !== isOn) store.setOn(serverId, isOn)
      if (!isOn) await endOf(serverId)
      return wake(serverId)
    },

    /** Answers once it runs; rejects as it fails. */
    async restart(serverId: string): Promise<McpServer> {
      await keeperOf(find(serverId)).restart()
      return describe(find(serverId))
    },

    async remove(serverId: string): Promise<void> {
      await endOf(serverId)
      store.remove(serverId)
      onChanged()
    },

    /** Those that are switched on, without anybody waiting for them. */
    wakeAll(): void {
      for (const server of store.list()) if (server.isOn) keeperOf(server).wake()
    },

    async close(): Promise<void> {
      isClosed = true
      await Promise.all([...kept.values()].map(({ keeper }) => keeper.close()))
      kept.clear()
    },
  }
}

export type McpServers = ReturnType<typeof createMcpServers>

const stopped = { state: 'stopped' as const, error: null, nextTryAt: null, logs: [] }
