import type OpenAI from 'openai'
import { externalError, userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { FinishReason, ModelRequest, ModelUsage, ToolCall } from '../../../shared/run/model-call.ts'
import { dataUrl, type ModelPart, type SentMessage, type SentRequest } from './define-provider.ts'
import { safeName } from './openai-chat.ts'
import { toStrictSchema } from './strict-schema.ts'
import { argumentsText, createCallIds, resultText, schemaOfTool } from './tool-calls.ts'

type CreateRequest = OpenAI.Responses.ResponseCreateParamsStreaming
type InputItem = OpenAI.Responses.ResponseInputItem
type OutputItem = OpenAI.Responses.ResponseOutputItem
export type ResponseEvent = OpenAI.Responses.ResponseStreamEvent

/** The smallest limit on an answer that OpenAI takes here. */
const fewestOutputTokens = 16

/** Models that think before they answer; they take no temperature, and seal their thoughts. */
export function doesReason(model: string): boolean {
  return /^(ft:)?(o\d|gpt-[5-9])/.test(model) && !/chat/.test(model)
}

/**
 * Our request as one for OpenAI's Responses, the only way in which its newer models think and call tools at once. OpenAI
 * keeps nothing of it: what it thought comes back sealed, and goes along with the next request.
 * https://platform.openai.com/docs/guides/reasoning
 */
export function toResponsesRequest(request: SentRequest): CreateRequest {
  const { model, messages, temperature, maxOutputTokens, output, tools = [], toolChoice, reasoning } = request
  if (maxOutputTokens !== undefined && maxOutputTokens < fewestOutputTokens) {
    throw userError(
      'model.limit-too-small',
      `An answer of ${maxOutputTokens} tokens is too short for OpenAI, which takes limits from ${fewestOutputTokens} tokens.`,
    )
  }
  return {
    model,
    input: messages.flatMap(toItems),
    stream: true,
    store: false,
    ...(doesReason(model) && { include: ['reasoning.encrypted_content' as const] }),
    ...(temperature !== undefined && !doesReason(model) && { temperature }),
    ...(maxOutputTokens !== undefined && { max_output_tokens: maxOutputTokens }),
    ...(output && { text: { format: toFormat(output) } }),
    ...(tools.length > 0 && { tools: tools.map(toTool), ...(toolChoice && { tool_choice: toolChoice }) }),
    ...(reasoning && { reasoning: { effort: reasoning } }),
  }
}

function toTool({ name, description, schema }: NonNullable<ModelRequest['tools']>[number]) {
  const { schema: parameters, strict } = toStrictSchema(schemaOfTool(schema))
  return { type: 'function' as const, name, description, parameters, strict }
}

function toFormat({ name, schema }: NonNullable<ModelRequest['output']>) {
  return { type: 'json_schema' as const, name: safeName(name), ...toStrictSchema(schema) }
}

function toItems(message: SentMessage): InputItem[] {
  const { role, content, toolCalls = [], toolCallId = '', opened = [] } = message
  if (role === 'tool') {
    return [{ type: 'function_call_output', call_id: toolCallId, output: resultText(message) }]
  }
  if (role === 'assistant') {
    return (
      readCarried(message) ?? [
        ...(content === '' ? [] : [{ role, content }]),
        ...toolCalls.map((call) => ({
          type: 'function_call' as const,
          call_id: call.id,
          name: call.name,
          arguments: argumentsText(call),
        })),
      ]
    )
  }
  if (opened.length === 0) return [{ role, content }]
  const files = opened.map((file) =>
    file.mediaType === 'application/pdf'
      ? { type: 'input_file' as const, filename: file.name, file_data: dataUrl(file) }
      : { type: 'input_image' as const, image_url: dataUrl(file), detail: 'auto' as const },
  )
  return [{ role: 'user', content: [{ type: 'input_text', text: content }, ...files] }]
}

/** The very items of an answer, where they say the same as the message: what was thought stands between them. */
function readCarried({ content, toolCalls = [], carried }: SentMessage): InputItem[] | null {
  const data = carried?.provider === 'openai' && isJsonObject(carried.data) ? carried.data.items : null
  if (!Array.isArray(data)) return null
  // What OpenAI gave is what it takes; nothing else is ever put there.
  const items = data as unknown as OutputItem[]
  const isSame = textOf(items) === content && sameCalls(callsOf(items), toolCalls)
  return isSame ? (items as InputItem[]) : null
}

function textOf(items: OutputItem[]): string {
  const contents = items.flatMap((item) => (item.type === 'message' ? item.content : []))
  return contents.map((part) => (part.type === 'output_text' ? part.text : part.refusal)).join('')
}

function callsOf(items: OutputItem[]): ToolCall[] {
  return items.flatMap((item) =>
    item.type === 'function_call' ? [{ id: item.call_id, name: item.name, arguments: item.arguments || '{}' }] : [],
  )
}

function sameCalls(some: ToolCall[], others: ToolCall[]): boolean {
  const key = (calls: ToolCall[]) => JSON.stringify(calls.map((call) => [call.id, call.name, call.arguments]))
  return key(some) === key(others)
}

/** Their events as our parts. A refusal is text whose finish reason says that it is none. */
export async function* fromResponseEvents(
  events: AsyncIterable<ResponseEvent>,
  request: Pick<ModelRequest, 'messages'>,
): AsyncIterable<ModelPart> {
  const items: OutputItem[] = []
  let refused = false
  for await (const event of events) {
    switch (event.type) {
      case 'response.output_text.delta':
        yield { type: 'text', text: event.delta }
        break
      case 'response.refusal.delta':
        refused = true
        yield { type: 'text', text: event.delta }
        break
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        yield { type: 'reasoning', text: event.delta }
        break
      case 'response.function_call_arguments.delta':
        yield { type: 'tool-text', text: event.delta }
        break
      case 'response.output_item.done':
        items.push(event.item)
        break
      case 'response.completed':
      case 'response.incomplete': {
        const { incomplete_details: cut, usage, model } = event.response
        yield* partsOf(items.length > 0 ? items : event.response.output, request)
        const reason = refused ? 'content-filter' : reasonOf(cut?.reason)
        yield { type: 'finish', reason, usage: usage ? fromUsage(usage) : null, model }
        return
      }
      case 'response.failed':
        throw failed(event.response.error?.code ?? null, event.response.error?.message ?? 'It failed.')
      case 'error':
        throw failed(event.code, event.message)
    }
  }
}

function* partsOf(items: OutputItem[], request: Pick<ModelRequest, 'messages'>): Iterable<ModelPart> {
  const idOf = createCallIds(request)
  const named = items.map((item) => (item.type === 'function_call' ? { ...item, call_id: idOf(item.call_id) } : item))
  const calls = callsOf(named)
  for (const call of calls) yield { type: 'tool-call', call }
  // After an answer without calls nothing of its thoughts is looked at again.
  if (calls.length === 0 || !named.some((item) => item.type === 'reasoning')) return
  yield { type: 'carried', data: { items: named.map(toCarried) } }
}

/** As it came, without what only tells how far it had got: that is refused where it comes back. */
function toCarried(item: OutputItem): Json {
  const copy: JsonObject = JSON.parse(JSON.stringify(item))
  if (item.type !== 'message') delete copy.status
  return copy
}

function failed(code: string | null, message: string) {
  const isFinal = /invalid|not_found|unsupported|context_length|policy/.test(code ?? '')
  return externalError('model.provider-error', message, { retryable: !isFinal })
}

function reasonOf(cut: string | undefined): FinishReason {
  if (cut === undefined) return 'stop'
  if (cut === 'max_output_tokens') return 'length'
  return cut === 'content_filter' ? 'content-filter' : 'other'
}

function fromUsage(usage: OpenAI.Responses.ResponseUsage): ModelUsage {
  const cacheWrites = usage.input_tokens_details?.cache_write_tokens
  return {
    inputTokens: usage.input_tokens ?? 0,
    cachedInputTokens: usage.input_tokens_details?.cached_tokens ?? 0,
    ...(cacheWrites && { cacheWriteInputTokens: cacheWrites }),
    outputTokens: usage.output_tokens ?? 0,
    reasoningTokens: usage.output_tokens_details?.reasoning_tokens ?? 0,
  }
}
