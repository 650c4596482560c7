import { createStore, useStore } from 'zustand'
import { type AgentDocument, emptyAgent } from '../../shared/agents/agent.ts'
import type { AgentDetail, AgentSummary, AgentTemplate, AgentUse } from '../../shared/contract/agents.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type AgentsState = {
  /** Newest first; null until the first answer. */
  list: AgentSummary[] | null
  /** Where each is used, by its id; null until asked for. */
  uses: Readonly<Record<string, AgentUse[]>> | null
  /** Agents that come with the app; null until asked for. */
  templates: AgentTemplate[] | null
  error: ErrorInfo | null
}

type Calls = Pick<
  EngineClient['agents'],
  ('list' | 'uses' | 'templates' | 'create' | 'createFromTemplate') | ('duplicate' | 'remove' | 'import' | 'export')
>

/** The agents there are. All calls that change something throw what the engine says; those that make one answer its id. */
export function createAgentsStore(calls: Calls) {
  const store = createStore<AgentsState>(() => ({ list: null, uses: null, templates: null, error: null }))
  /** Answers may overtake each other; only the newest question's counts. */
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    try {
      // Where they are used is asked for only once somebody looks: it goes through all workflows.
      const wantsUses = store.getState().uses !== null
      const [list, uses] = await Promise.all([calls.list(), wantsUses ? calls.uses() : null])
      if (mine === asked) store.setState({ list, ...(uses && { uses }), error: null })
    } catch (thrown) {
      if (mine === asked) store.setState({ error: errorOf(thrown) })
    }
  }

  async function made({ agentId }: AgentDetail): Promise<string> {
    await load()
    return agentId
  }

  return {
    store,
    load,

    /** What the Agents page shows beside the list. */
    async loadAround(): Promise<void> {
      try {
        const [uses, templates] = await Promise.all([calls.uses(), calls.templates()])
        store.setState({ uses, templates })
      } catch (thrown) {
        store.setState({ error: errorOf(thrown) })
      }
    },

    create: async (document: AgentDocument): Promise<string> => made(await calls.create({ document })),
    createFromTemplate: async (templateId: string): Promise<string> =>
      made(await calls.createFromTemplate({ templateId })),
    duplicate: async (agentId: string): Promise<string> => made(await calls.duplicate({ agentId })),
    import: async (text: string): Promise<string> => made(await calls.import({ text })),
    export: (agentId: string, version?: number) => calls.export({ agentId, version }),
    async remove(agentId: string, even = false): Promise<void> {
      await calls.remove({ agentId, even })
      await load()
    },
  }
}

export const agents = createAgentsStore(client.agents)

export function useAgents<T>(select: (state: AgentsState) => T): T {
  return useStore(agents.store, select)
}

/** One of the list; undefined while it is not known, and once it is gone. */
export function useAgent(agentId: string): AgentSummary | undefined {
  return useAgents(({ list }) => list?.find((agent) => agent.agentId === agentId))
}

/** An empty agent whose name none of the others has: `base`, then with the first free number. */
export function freshAgent(base: string, taken: readonly string[]): AgentDocument {
  let name = base
  for (let number = 2; taken.includes(name); number++) name = `${base} ${number}`
  return emptyAgent(name)
}
