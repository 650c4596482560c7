import type OpenAI from 'openai'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { FinishReason, ModelRequest, ModelUsage } from '../../../shared/run/model-call.ts'
import { dataUrl, type ModelPart, type OpenedFile, type SentMessage, type SentRequest } from './define-provider.ts'
import { toStrictSchema } from './strict-schema.ts'
import { argumentsText, createCallIds, resultText, schemaOfTool } from './tool-calls.ts'

type ChatRequest = OpenAI.ChatCompletionCreateParamsStreaming
export type ChatChunk = OpenAI.ChatCompletionChunk
export type MaxTokensField = 'max_tokens' | 'max_completion_tokens'

/**
 * Our request as a chat completion, the one wire format every OpenAI-compatible server speaks. Its last chunk carries the
 * usage by kind when asked, which makes the bill exact while streaming.
 */
export function toChatRequest(request: SentRequest, maxTokensField: MaxTokensField): ChatRequest {
  const { model, messages, temperature, maxOutputTokens, output, tools = [], toolChoice, reasoning } = request
  const lastUser = messages.findLastIndex((message) => message.role === 'user')
  return {
    model,
    messages: messages.map((message, index) => toMessage(message, index > lastUser)),
    stream: true,
    stream_options: { include_usage: true },
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { [maxTokensField]: maxOutputTokens }),
    ...(output && { response_format: toResponseFormat(output) }),
    ...(tools.length > 0 && { tools: tools.map(toTool), ...(toolChoice && { tool_choice: toolChoice }) }),
    ...(reasoning && { reasoning_effort: reasoning }),
  }
}

function toTool({ name, description, schema }: NonNullable<ModelRequest['tools']>[number]): OpenAI.ChatCompletionTool {
  return { type: 'function', function: { name, description, parameters: schemaOfTool(schema) } }
}

function toMessage(message: SentMessage, isUnderWay: boolean): OpenAI.ChatCompletionMessageParam {
  const { role, content, toolCalls = [], toolCallId = '', opened = [] } = message
  if (role === 'tool') return { role, tool_call_id: toolCallId, content: resultText(message) }
  if (role === 'user' && opened.length > 0) {
    return { role, content: [{ type: 'text', text: content }, ...opened.map(toFilePart)] }
  }
  if (role !== 'assistant') return { role, content }
  const kept = readCarried(message)
  const calls = toolCalls.map((call) => ({
    id: call.id,
    type: 'function' as const,
    // Templates of open models read them, and fail where they are not JSON.
    function: { name: call.name, arguments: argumentsText(call) },
    ...kept.extra[call.id],
  }))
  return {
    role,
    content: content === '' && calls.length > 0 ? null : content,
    ...(calls.length > 0 && { tool_calls: calls }),
    // What a model thought before it asked for tools belongs to the same thought as what it does with their results; some
    // servers refuse it where that is over.
    ...(isUnderWay && kept.thoughts),
  }
}

function toFilePart(file: OpenedFile): OpenAI.ChatCompletionContentPart {
  return file.mediaType === 'application/pdf'
    ? { type: 'file', file: { filename: file.name, file_data: dataUrl(file) } }
    : { type: 'image_url', image_url: { url: dataUrl(file) } }
}

function toResponseFormat({ name, schema }: NonNullable<ModelRequest['output']>): ChatRequest['response_format'] {
  return { type: 'json_schema', json_schema: { name: safeName(name), ...toStrictSchema(schema) } }
}

/** A name as OpenAI takes it. */
export function safeName(name: string): string {
  return name.replace(/[^\w-]+/g, '_').slice(0, 64) || 'output'
}

/** Fields of an answer that servers want back: thoughts, by the name they came under, and what else came with a call. */
type Carried = { thoughts: JsonObject; extra: Record<string, JsonObject> }

function readCarried({ carried }: SentMessage): Carried {
  const data = isJsonObject(carried?.data) ? carried.data : {}
  const extra = Object.entries(isJsonObject(data.extra) ? data.extra : {})
  return {
    thoughts: isJsonObject(data.thoughts) ? data.thoughts : {},
    extra: Object.fromEntries(extra.flatMap(([id, value]) => (isJsonObject(value) ? [[id, value]] : []))),
  }
}

type Choice = OpenAI.ChatCompletionChunk.Choice
/** Local servers send the reasoning of open models under one of the first two names; OpenAI keeps it to itself. */
type Delta = Choice['delta'] & { reasoning_content?: string; reasoning?: string; reasoning_details?: Json[] }
/** Google's own server seals thoughts in `extra_content`. */
type CallDelta = Partial<NonNullable<Choice['delta']['tool_calls']>[number]> & { extra_content?: Json }

/** Their chunks as our parts. A refusal is text whose finish reason says that it is none. */
export async function* fromChatChunks(
  chunks: AsyncIterable<ChatChunk>,
  request: Pick<ModelRequest, 'messages'>,
): AsyncIterable<ModelPart> {
  let reason: FinishReason | null = null
  let usage: ModelUsage | null = null
  let model = ''
  let refused = false
  const calls = createCallAssembly()
  const thoughts: { reasoning_content?: string; reasoning?: string; reasoning_details?: Json[] } = {}
  for await (const chunk of chunks) {
    model ||= chunk.model
    if (chunk.usage) usage = fromChatUsage(chunk.usage)
    const choice = chunk.choices?.[0]
    if (!choice) continue
    const delta: Delta = choice.delta ?? {}
    const field = delta.reasoning_content ? 'reasoning_content' : 'reasoning'
    const reasoning = delta[field]
    if (reasoning) {
      thoughts[field] = (thoughts[field] ?? '') + reasoning
      yield { type: 'reasoning', text: reasoning }
    }
    if (Array.isArray(delta.reasoning_details)) {
      thoughts.reasoning_details = [...(thoughts.reasoning_details ?? []), ...delta.reasoning_details]
    }
    if (delta.content) yield { type: 'text', text: delta.content }
    if (delta.refusal) {
      refused = true
      yield { type: 'text', text: delta.refusal }
    }
    for (const piece of delta.tool_calls ?? []) {
      const text = calls.take(piece)
      if (text) yield { type: 'tool-text', text }
    }
    if (choice.finish_reason) reason = fromFinishReason(choice.finish_reason)
  }
  if (!reason) return
  const extra: Record<string, JsonObject> = {}
  const idOf = createCallIds(request)
  for (const { id: given, name, args, more } of calls.all()) {
    const id = idOf(given)
    if (more) extra[id] = more
    yield { type: 'tool-call', call: { id, name, arguments: args || '{}' } }
  }
  if (calls.all().length > 0 && Object.keys({ ...thoughts, ...extra }).length > 0) {
    yield { type: 'carried', data: { thoughts: { ...thoughts }, extra } }
  }
  yield { type: 'finish', reason: refused ? 'content-filter' : reason, usage, model }
}

type AssembledCall = { index: number | null; id: string; name: string; args: string; more: JsonObject | null }

/**
 * Puts calls together from their pieces, which name the call by its index. Servers differ: some send whole calls, leave the
 * index or the id out, or count every call as the first; so a piece that begins with another id or name is another call.
 */
function createCallAssembly() {
  const calls: AssembledCall[] = []

  function callOf({ index, id, function: of }: CallDelta): AssembledCall {
    const known = index === undefined ? calls.at(-1) : calls.findLast((call) => call.index === index)
    const isOther = known && ((id && known.id && id !== known.id) || (!id && of?.name && known.args !== ''))
    if (known && !isOther && !(index === undefined && of?.name)) return known
    const fresh = { index: index ?? null, id: '', name: '', args: '', more: null }
    calls.push(fresh)
    return fresh
  }

  return {
    all: () => calls.filter((call) => call.name !== ''),
    /** Answers what it adds to the text of calls. */
    take(piece: CallDelta): string {
      const call = callOf(piece)
      const name = piece.function?.name ?? ''
      // An object is what it should have been the text of.
      const sent: unknown = piece.function?.arguments ?? ''
      const args = typeof sent === 'string' ? sent : JSON.stringify(sent)
      if (piece.id) call.id = piece.id
      if (name && call.name !== name) call.name += name
      call.args += args
      if (piece.extra_content !== undefined) call.more = { extra_content: piece.extra_content }
      return name + args
    },
  }
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
