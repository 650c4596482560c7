import type OpenAI from 'openai'
import { assert } from '../../../shared/assert.ts'
import type { ChatMessage, FinishReason, ModelRequest, ModelUsage } from '../../../shared/run/model-call.ts'
import type { ModelPart } from './define-provider.ts'
import { toStrictSchema } from './strict-schema.ts'

type ChatRequest = OpenAI.ChatCompletionCreateParamsStreaming
export type ChatChunk = OpenAI.ChatCompletionChunk
export type MaxTokensField = 'max_tokens' | 'max_completion_tokens'

/**
 * Our request as a chat completion, the one wire format every OpenAI-compatible server speaks. Its last chunk carries the
 * usage by kind when asked, which makes the bill exact while streaming.
 */
export function toChatRequest(request: ModelRequest, maxTokensField: MaxTokensField): ChatRequest {
  const { model, messages, temperature, maxOutputTokens, output } = request
  return {
    model,
    messages: messages.map(toMessage),
    stream: true,
    stream_options: { include_usage: true },
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { [maxTokensField]: maxOutputTokens }),
    ...(output && { response_format: toResponseFormat(output) }),
  }
}

function toMessage({ role, content }: ChatMessage): OpenAI.ChatCompletionMessageParam {
  // Tools are not sent yet, so no result of one comes back.
  assert(role !== 'tool', 'no tool was called')
  return { role, content }
}

function toResponseFormat({ name, schema }: NonNullable<ModelRequest['output']>): ChatRequest['response_format'] {
  const safeName = name.replace(/[^\w-]+/g, '_').slice(0, 64) || 'output'
  return { type: 'json_schema', json_schema: { name: safeName, ...toStrictSchema(schema) } }
}

/** Their chunks as our parts. A refusal is text whose finish reason says that it is none. */
export async function* fromChatChunks(chunks: AsyncIterable<ChatChunk>): AsyncIterable<ModelPart> {
  let reason: FinishReason | null = null
  let usage: ModelUsage | null = null
  let model = ''
  let refused = false
  for await (const chunk of chunks) {
    model ||= chunk.model
    if (chunk.usage) usage = fromChatUsage(chunk.usage)
    const choice = chunk.choices?.[0]
    if (!choice) continue
    // Local servers send the reasoning of open models under one of these two names; OpenAI keeps it to itself.
    const delta: typeof choice.delta & { reasoning_content?: string; reasoning?: string } = choice.delta ?? {}
    const reasoning = delta.reasoning_content ?? delta.reasoning
    if (reasoning) yield { type: 'reasoning', text: reasoning }
    if (delta.content) yield { type: 'text', text: delta.content }
    if (delta.refusal) {
      refused = true
      yield { type: 'text', text: delta.refusal }
    }
    if (choice.finish_reason) reason = fromFinishReason(choice.finish_reason)
  }
  if (reason) yield { type: 'finish', reason: refused ? 'content-filter' : reason, usage, model }
}

function fromFinishReason(reason: string): FinishReason {
  if (reason === 'stop' || reason === 'length') return reason
  if (reason === 'content_filter') return 'content-filter'
  return reason === 'tool_calls' || reason === 'function_call' ? 'tool-calls' : 'other'
}

function fromChatUsage(usage: OpenAI.CompletionUsage): ModelUsage {
  const cacheWrites = usage.prompt_tokens_details?.cache_write_tokens
  return {
    inputTokens: usage.prompt_tokens ?? 0,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    ...(cacheWrites && { cacheWriteInputTokens: cacheWrites }),
    outputTokens: usage.completion_tokens ?? 0,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  }
}
