import { createStore, useStore } from 'zustand'
import type { KnowledgeBase } from '../../shared/contract/knowledge.ts'
import type { McpServer } from '../../shared/contract/mcp.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type ToolSourcesState = {
  /** null until the first answer. */
  servers: McpServer[] | null
  bases: KnowledgeBase[] | null
  /** Why one of the lists could not be had. */
  error: ErrorInfo | null
}

type Calls = { mcp: Pick<EngineClient['mcp'], 'list'>; knowledge: Pick<EngineClient['knowledge'], 'list'> }

/** MCP servers and knowledge bases, as what agents may use: asked for where tools are chosen. */
export function createToolSources({ mcp, knowledge }: Calls) {
  const store = createStore<ToolSourcesState>(() => ({ servers: null, bases: null, error: null }))
  return {
    store,
    /** Each list for itself: where one cannot be had, the other still can. */
    async load(): Promise<void> {
      const [servers, bases] = await Promise.allSettled([mcp.list(), knowledge.list()])
      const failed = [servers, bases].find((answer) => answer.status === 'rejected')
      store.setState({
        ...(servers.status === 'fulfilled' && { servers: servers.value }),
        ...(bases.status === 'fulfilled' && { bases: bases.value }),
        error: failed ? errorOf(failed.reason) : null,
      })
    },
  }
}

export const toolSources = createToolSources({ mcp: client.mcp, knowledge: client.knowledge })

export function useToolSources<T>(select: (state: ToolSourcesState) => T): T {
  return useStore(toolSources.store, select)
}
