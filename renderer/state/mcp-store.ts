import { createStore, useStore } from 'zustand'
import type { McpServer } from '../../shared/contract/mcp.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import type { McpSettings } from '../../shared/mcp/read-config.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type McpState = {
  /** Oldest first; null until the first answer. */
  list: McpServer[] | null
  error: ErrorInfo | null
}

type Calls = Pick<EngineClient['mcp'], 'list' | 'add' | 'update' | 'setOn' | 'restart' | 'remove'>

/** MCP servers, as the engine keeps them. */
export function createMcpServersStore(calls: Calls) {
  const store = createStore<McpState>(() => ({ list: null, error: null }))
  /** Answers may overtake each other; only the newest question's counts. */
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    try {
      const list = await calls.list()
      if (mine === asked) store.setState({ list, error: null })
    } catch (thrown) {
      if (mine === asked) store.setState({ error: errorOf(thrown) })
    }
  }

  return {
    store,
    load,
    /** The calls below throw what the engine says; it is shown where they were made from. */
    async add(settings: McpSettings): Promise<McpServer> {
      const added = await calls.add(settings)
      await load()
      return added
    },
    /** A secret that is left out stays as it is; an empty one goes. */
    async update(serverId: string, settings: McpSettings): Promise<void> {
      await calls.update({ serverId, ...settings })
      await load()
    },
    async setOn(serverId: string, isOn: boolean): Promise<void> {
      await calls.setOn({ serverId, isOn })
      await load()
    },
    async restart(serverId: string): Promise<void> {
      try {
        await calls.restart({ serverId })
      } finally {
        await load()
      }
    },
    async remove(serverId: string): Promise<void> {
      await calls.remove({ serverId })
      await load()
    },
  }
}

export const mcpServers = createMcpServersStore(client.mcp)

export function useMcpServers<T>(select: (state: McpState) => T): T {
  return useStore(mcpServers.store, select)
}
