import type { AgentDocument } from '../../../shared/agents/agent.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { Starts } from '../run/starts.ts'

type Asked = {
  agentId?: string
  document: AgentDocument
  message: string
  history: { role: 'user' | 'assistant'; content: string }[]
  variables: JsonObject
}
export type TryOut = (asked: Asked) => Promise<{ runId: string }>

/** Lets a draft answer once, as a run like any other: with its traces and costs, and within the same budgets. */
export function createTryOut(starts: Pick<Starts, 'document'>): TryOut {
  return async ({ document, message, history, variables }) => {
    const payload: Json = { message, history, files: [] }
    const params = { definition: document, variables }
    const { runId } = await starts.document({
      document: chatDocument(document.name, params),
      ...{ trigger: 'chat', startNode: 'chat', payload },
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
