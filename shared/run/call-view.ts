import type { ErrorInfo } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { RunEvent } from './events.ts'
import type { ChatMessage, FinishReason, ModelUsage, PriceSnapshot, ToolCall } from './model-call.ts'

export type ModelCallView = {
  callId: string
  provider: string
  model: string
  status: 'running' | 'succeeded' | 'failed'
  startedAt: number
  messages: ChatMessage[]
  settings: JsonObject
  text: string
  /** The tools it asked for. */
  toolCalls?: ToolCall[]
  agentId?: string
  error?: ErrorInfo
  finishReason?: FinishReason
  usage: ModelUsage | null
  microUsd: number | null
  price: PriceSnapshot | null
  latencyMs: number | null
  firstTokenMs: number | null
  tries: number
  /** A budget limited its answer to so many tokens; `budgetId` null: nobody knows the model's own limit. */
  outputLimit?: { tokens: number; budgetId: string | null }
  /** It was cut off and nobody knows what it cost: `usage` and `microUsd` are the most they may be. */
  atMaximum?: true
  /** `provider/model` that it named; in a dry run the offline model answered in its place. */
  insteadOf?: string
  retries: { error: ErrorInfo; waitMs: number; microUsd: number | null; usage: ModelUsage | null }[]
}

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

/** A model call that was just sent. */
export function startedCall(event: EventOf<'model-call-started'>): ModelCallView {
  const { callId, provider, model, messages, settings, agentId, at } = event
  const nothingYet = { usage: null, microUsd: null, price: null, latencyMs: null, firstTokenMs: null }
  const begun = { status: 'running' as const, startedAt: at, text: '', tries: 1, retries: [] }
  return { callId, provider, model, messages, settings, ...(agentId && { agentId }), ...begun, ...nothingYet }
}

/** The call after a try was repeated, or as it ended. */
export function wentOn(
  call: ModelCallView,
  event: EventOf<'model-call-retried' | 'model-call-finished' | 'model-call-failed'>,
): ModelCallView {
  if (event.type === 'model-call-retried') {
    const { error, waitMs, microUsd, usage, tries } = event
    return { ...call, tries, retries: [...call.retries, { error, waitMs, microUsd, usage }] }
  }
  const { model, text, usage, microUsd, price, latencyMs, firstTokenMs, tries } = event
  const { outputLimit, atMaximum, insteadOf } = event
  const settled = {
    ...{ ...call, model, text, usage, microUsd, price, latencyMs, firstTokenMs, tries },
    ...(outputLimit && { outputLimit }),
    ...(atMaximum && { atMaximum }),
    ...(insteadOf !== undefined && { insteadOf }),
  }
  if (event.type === 'model-call-failed') return { ...settled, status: 'failed', error: event.error }
  const { finishReason, toolCalls } = event
  return { ...settled, status: 'succeeded', finishReason, ...(toolCalls && { toolCalls }) }
}
