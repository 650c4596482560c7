import type { ToolKind } from '../agents/agent.ts'
import type { ErrorInfo } from '../errors.ts'
import type { FinishReason, ModelUsage } from './model-call.ts'

/**
 * What took time in a run. `queue`: it waited for its turn; `node`: all tries of one node in one round; `attempt`: one of
 * them; `wait`: for a person, a time, a call or the next try; `limit`: for a limit of a provider or a service; `agent`: an
 * agent at work on the task of a node; `round`: one round of a container.
 */
export const spanKinds = [
  ...(['run', 'queue', 'node', 'attempt', 'wait', 'limit', 'agent', 'model-call', 'tool-call', 'http-call'] as const),
  ...(['embedding', 'subworkflow', 'round'] as const),
] as const
export type SpanKind = (typeof spanKinds)[number]

/**
 * `interrupted`: the program stopped in the middle of it. `reused`: it was not done, what came of it before stands in its
 * place. `skipped`: it was not done.
 */
export const spanStates = [
  ...(['running', 'waiting', 'done', 'failed', 'cancelled', 'interrupted', 'reused', 'skipped'] as const),
] as const
export type SpanState = (typeof spanStates)[number]

/** Of a model call or an embedding. */
export type SpanCall = {
  callId: string
  provider: string
  model: string
  /** Of all its tries that were billed, together; null: of none so far. */
  usage: ModelUsage | null
  /** The same in money; null: nothing was billed, or nobody knows the price of any of it. */
  microUsd: number | null
  /** Tries that were billed at a price nobody knows; they are not in `microUsd`. */
  unknownTries: number
  /** Milliseconds from the request to the first of the answer, and to the end of it, both of the try that ended it. */
  firstTokenMs: number | null
  latencyMs: number | null
  /** How often the provider was asked. */
  tries: number
  agentId: string | null
  finishReason: FinishReason | null
  /** How many texts an embedding is of; null: it is none. */
  texts: number | null
  /** What it was asked with; null where the provider's own holds. */
  temperature: number | null
  maxOutputTokens: number | null
  wantsJson: boolean
}

/** What is waited for. `retry`: to be tried again; `program`: Niti had stopped. */
export type WaitFor = 'person' | 'time' | 'call' | 'budget' | 'tool' | 'stop' | 'retry' | 'program'

/**
 * One thing that took time, and inside of what: a run is a tree of these. Timeline, trace, comparison and export are all
 * made of this one fold over the events. Each lies inside its parent in time.
 */
export type Span = {
  /** The same each time the log is folded: `run`, `perFile@1#3/summarise`, `perFile@1#3/summarise@1/call_1`. */
  id: string
  /** null: the run itself. */
  parentId: string | null
  kind: SpanKind
  /** The node's id, the model, the tool, the method and host; the workflow's name for the run. */
  title: string
  /** The event it began with. */
  seq: number
  /** Of the node it belongs to; both empty for the run. */
  node: string
  scope: string
  /** 0: it belongs to no try. */
  attempt: number
  startMs: number
  /** null: it is under way. */
  endMs: number | null
  state: SpanState
  error: ErrorInfo | null
  /** Of a node and its tries; `` for the others. */
  nodeType: string
  call: SpanCall | null
  tool: { callId: string; turn: number; name: string; kind: ToolKind } | null
  /** `service`: it was part of a call to one. */
  http: HttpSpan | null
  wait: { for: WaitFor; waitId: string | null } | null
  limit: { of: string; limit: number | null; per: 'at-once' | 'minute' | null } | null
  agent: { agentId: string | null; name: string; version: number | null } | null
  workflow: { workflowId: string | null; name: string; version: number | null } | null
  /** Which round of its container, from 0. */
  round: number | null
}

export type HttpSpan = {
  method: string
  /** Secrets in it are blacked out. */
  url: string
  status: number | null
  bytes: number
  service: { integrationId: string; action: string } | null
}
