import type { ErrorInfo } from '../errors.ts'
import type { RunEvent } from './events.ts'
import type { ModelUsage } from './model-call.ts'

/**
 * What took time in a run. `queue`: it waited for its turn; `node`: all tries of one node in one round; `attempt`: one of
 * them; `wait`: for a person, a time or a call; `limit`: for a limit of a provider or a service.
 */
export const spanKinds = [
  ...(['run', 'queue', 'node', 'attempt', 'wait', 'limit', 'agent', 'model-call', 'tool-call', 'http-call'] as const),
  ...(['embedding', 'subworkflow', 'round'] as const),
] as const
export type SpanKind = (typeof spanKinds)[number]

/**
 * One thing that took time, and inside of what: a run is a tree of these. Timeline, trace, comparison and export are all
 * made of this one fold over the events.
 */
export type Span = {
  /** The same each time the log is folded: `run`, `perFile#3/summarise`, `perFile#3/summarise@1/call_1`. */
  id: string
  /** null: the run itself. */
  parentId: string | null
  kind: SpanKind
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
  state: 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted' | 'waiting'
  error: ErrorInfo | null
  /** Of a model call or an embedding; null: of none, or not over. */
  call: {
    callId: string
    provider: string
    model: string
    usage: ModelUsage | null
    microUsd: number | null
    /** Milliseconds from the request to the first of the answer. */
    firstTokenMs: number | null
    tries: number
    agentId: string | null
  } | null
}

/** The spans of a run in the order they began. Events may be those of a run that is under way. */
export function foldSpans(_events: Iterable<RunEvent>): Span[] {
  throw new Error('To be built.')
}
