import { unreachable } from '../assert.ts'
import type { ErrorInfo } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { iterationScope, type RunEvent, type TeamTask } from './events.ts'
import type { ModelUsage } from './model-call.ts'

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

/** The agent that works at a node, as it was when it took up its task. */
export type AgentView = Pick<EventOf<'agent-started'>, 'agentId' | 'name' | 'version' | 'notes' | 'granted'> & {
  /** As its document says: `auto` may stand here. */
  model: string
  maxTurns: number | null
  maxMicroUsd: number | null
  definition: JsonObject
  /** What its model is told first in each turn. */
  instructions: string
}

export type ToolCallStatus = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'refused'

/** A call of a tool, from the wish of the model to what it was told. */
export type ToolCallView = Pick<
  EventOf<'tool-call-started'>,
  'callId' | 'turn' | 'index' | 'tool' | 'title' | 'kind' | 'input'
> & {
  status: ToolCallStatus
  /** The scope of the node that does it; null where nothing is done. */
  scope: string | null
  /** The key of the node that does it, once it was heard of. */
  inner: string | null
  startedAt: number
  durationMs: number | null
  /** What the model was told. */
  output?: string
  why?: EventOf<'tool-call-failed'>['why']
  error?: ErrorInfo
}

/** What was left out of what a model was to be sent. */
export type CutView = Pick<EventOf<'context-cut'>, 'how' | 'messages' | 'tokens' | 'text' | 'at'>

/** Who of a team told whom what. */
export type WordsView = Pick<EventOf<'agent-said'>, 'from' | 'to' | 'about' | 'text' | 'at'>

/** A task of a team's list, and how long it was worked on. */
export type TaskView = TeamTask & { startedAt: number | null; endedAt: number | null }

export type EmbeddingView = Pick<
  EventOf<'texts-embedded'>,
  'callId' | 'provider' | 'model' | 'texts' | 'microUsd' | 'latencyMs' | 'at'
> & { usage: ModelUsage | null }

/** What a node's view holds of agents. Lists are replaced, never changed: the one before belongs to an earlier view. */
export type AgentWork = {
  agent?: AgentView
  /** In the order they began. */
  toolCalls?: ToolCallView[]
  cuts?: CutView[]
  words?: WordsView[]
  /** By id, in the order they were first told of. */
  tasks?: Record<string, TaskView>
  embeddings?: EmbeddingView[]
  /** Nodes inside it, however deep, that wait for a person. */
  waitsInside?: number
}

export type AgentEvent = EventOf<
  | 'agent-started'
  | 'tool-call-started'
  | 'tool-call-finished'
  | 'tool-call-failed'
  | 'context-cut'
  | 'agent-said'
  | 'task-changed'
>

type At = { node: string; scope: string }

/** Takes an event about an agent's work into the view of its node. */
export function foldAgent(node: At & AgentWork, event: AgentEvent): void {
  switch (event.type) {
    case 'agent-started':
      node.agent = agentOf(event)
      return
    case 'tool-call-started': {
      const begun = begunCall(node, event)
      // After a stop of the program the same call is told of again.
      const calls = (node.toolCalls ?? []).filter((call) => !isSameCall(call, event) || call.index !== event.index)
      node.toolCalls = [...calls, begun]
      return
    }
    case 'tool-call-finished': {
      const { output, durationMs } = event
      endCall(node, event, { status: 'succeeded', output, durationMs })
      return
    }
    case 'tool-call-failed': {
      const { output, durationMs, why, error } = event
      endCall(node, event, { status: why === 'refused' ? 'refused' : 'failed', output, durationMs, why, error })
      return
    }
    case 'context-cut': {
      const { how, messages, tokens, text, at } = event
      node.cuts = [...(node.cuts ?? []), { how, messages, tokens, text, at }]
      return
    }
    case 'agent-said': {
      const { from, to, about, text, at } = event
      node.words = [...(node.words ?? []), { from, to, about, text, at }]
      return
    }
    case 'task-changed':
      node.tasks = { ...node.tasks, [event.task.id]: taskOf(node.tasks?.[event.task.id], event) }
      return
    default:
      unreachable(event)
  }
}

/** Takes vectors that were made into the view of their node. */
export function foldEmbedding(node: AgentWork, event: EventOf<'texts-embedded'>): void {
  const { callId, provider, model, texts, usage, microUsd, latencyMs, at } = event
  node.embeddings = [...(node.embeddings ?? []), { callId, provider, model, texts, usage, microUsd, latencyMs, at }]
}

/** What a tool call shows while the node that does it is in such a state; the call's own end is an event of its own. */
const whileInner: Record<string, ToolCallStatus | undefined> = {
  queued: 'queued',
  running: 'running',
  waiting: 'waiting',
}

/** Takes what happened to a node in the round of an agent into the agent's call that it is done for. */
export function noteInner(agent: AgentWork, index: number, inner: At & { key: string; status: string }): void {
  const status = whileInner[inner.status]
  const call = agent.toolCalls?.find((one) => one.index === index)
  if (!call || call.durationMs !== null) return
  if (call.inner === inner.key && (status === undefined || call.status === status)) return
  const next = { ...call, inner: inner.key, ...(status && { status }) }
  agent.toolCalls = agent.toolCalls?.map((one) => (one === call ? next : one))
}

function agentOf(event: EventOf<'agent-started'>): AgentView {
  const { agentId, name, version, definition, instructions, notes, granted } = event
  const { model, maxTurns, maxMicroUsd } = definition
  return {
    ...{ agentId, name, version, notes, granted, definition, instructions },
    model: typeof model === 'string' ? model : 'auto',
    maxTurns: numberOf(maxTurns),
    maxMicroUsd: numberOf(maxMicroUsd),
  }
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null
}

function begunCall(node: At, event: EventOf<'tool-call-started'>): ToolCallView {
  const { callId, turn, index, tool, title, kind, input, at } = event
  const scope = index === null ? null : iterationScope(node.scope, node.node, index)
  // Where nothing is done for it, the answer follows at once.
  const status = index === null ? 'running' : 'queued'
  return { callId, turn, index, tool, title, kind, input, status, scope, inner: null, startedAt: at, durationMs: null }
}

function isSameCall(call: Pick<ToolCallView, 'callId' | 'turn'>, event: { callId: string; turn: number }): boolean {
  return call.callId === event.callId && call.turn === event.turn
}

function endCall(node: AgentWork, event: { callId: string; turn: number }, end: Partial<ToolCallView>): void {
  node.toolCalls = node.toolCalls?.map((call) =>
    isSameCall(call, event) && call.durationMs === null ? { ...call, ...end } : call,
  )
}

function taskOf(before: TaskView | undefined, { task, at }: EventOf<'task-changed'>): TaskView {
  const hasBegun = task.state !== 'queued'
  const isOver = task.state === 'done' || task.state === 'failed'
  // One that failed because of another was never begun.
  const startedAt = before?.startedAt ?? (hasBegun && !isOver ? at : null)
  return { ...task, startedAt, endedAt: isOver ? at : null }
}
