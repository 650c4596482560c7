import type { AgentDocument } from '../../../shared/agents/agent.ts'
import { type Json, type JsonObject, stableStringify } from '../../../shared/json.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { Starts } from '../run/starts.ts'
import type { Agents } from './agents.ts'

type Asked = {
  agentId?: string
  document: AgentDocument
  message: string
  history: { role: 'user' | 'assistant'; content: string }[]
  variables: JsonObject
}
export type TryOut = (asked: Asked) => Promise<{ runId: string }>

/**
 * Lets a draft answer once, as a run like any other: with its traces and costs, and within the same budgets. Where it is
 * stored as it is here, the agent itself works: with its notes and what it was allowed, and its costs are booked as its.
 */
export function createTryOut(starts: Pick<Starts, 'document'>, agents: Pick<Agents, 'list' | 'get'>): TryOut {
  const isStored = (agentId: string, document: AgentDocument) =>
    agents.list().some((one) => one.agentId === agentId) &&
    stableStringify(agents.get(agentId).draft) === stableStringify(document)
  return async ({ agentId, document, message, history, variables }) => {
    const payload: Json = { message, history, files: [] }
    const isOwn = agentId !== undefined && isStored(agentId, document)
    const agent = (): JsonObject => (isOwn ? { agentId, version: 'draft' } : { definition: document })
    const params = { ...agent(), variables }
    const { runId } = await starts.document({
      document: chatDocument(document.name, params),
      ...{ trigger: 'chat', startNode: 'chat', inputs: { message }, payload },
    })
    return { runId }
  }
}

/** A conversation with one agent as a workflow: what was said goes in, its answer comes out. */
export function chatDocument(name: string, agent: JsonObject): Workflow {
  const said = {
    task: '{{ chat.message }}',
    history: '{{ chat.history }}',
    files: '{{ chat.files }}',
  }
  return {
    format: 1,
    name,
    nodes: {
      chat: { type: 'chat', version: 1, params: {}, position: { x: 0, y: 0 } },
      agent: { type: 'agent', version: 1, title: name, params: { ...said, ...agent }, position: { x: 280, y: 0 } },
    },
    edges: [{ from: 'chat', fromPort: 'out', to: 'agent', toPort: 'in' }],
  }
}
