import type Anthropic from '@anthropic-ai/sdk'
import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema'
import { externalError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { FinishReason, ModelRequest, ModelUsage } from '../../../shared/run/model-call.ts'
import type { ModelPart, SentMessage, SentRequest } from './define-provider.ts'
import { outputLimitOf } from './output-limit.ts'
import { argumentsOf, createCallIds, schemaOfTool } from './tool-calls.ts'

type CreateRequest = Anthropic.MessageCreateParamsStreaming
type Block = Anthropic.ContentBlockParam
type Turn = { role: 'user' | 'assistant'; content: Block[] }
/** An answer's blocks as they come back with the next request. */
type Answered =
  | Anthropic.TextBlockParam
  | Anthropic.ThinkingBlockParam
  | Anthropic.RedactedThinkingBlockParam
  | Anthropic.ToolUseBlockParam

/**
 * Our request as Anthropic's Messages. It takes no temperature: since its version of October 2026 no model of Anthropic's
 * does, so one that is set holds for other vendors alone. https://platform.claude.com/docs/en/api/messages
 */
export function toMessagesRequest(request: SentRequest): CreateRequest {
  const { model, messages, maxOutputTokens, output, tools = [], toolChoice, reasoning } = request
  const max_tokens = maxOutputTokens ?? outputLimitOf('anthropic', model).tokens
  const format = output && takesSchemas(model) ? toFormat(output.schema) : null
  const mustSay = toolChoice === 'required' && !canBeForced(model)
  const instructions = [
    ...messages.filter((message) => message.role === 'system').map((message) => message.content),
    ...(output && !format
      ? [`Give your last answer as JSON alone, of this schema: ${JSON.stringify(output.schema)}`]
      : []),
    ...(mustSay ? ['Answer by using a tool, whatever you are asked.'] : []),
  ].filter((text) => text.trim() !== '')
  const turns = toTurns(request)
  const onlyInstructions = turns.length === 0
  const thinking = thinkingOf(request, max_tokens)
  const effort = reasoning && isAdaptive(model) ? { effort: reasoning } : {}
  return {
    model,
    max_tokens,
    stream: true,
    messages: onlyInstructions ? [{ role: 'user', content: instructions.join('\n\n') }] : turns,
    ...(instructions.length > 0 && !onlyInstructions && { system: instructions.join('\n\n') }),
    ...(tools.length > 0 && {
      tools: tools.map(toTool),
      // What stays the same from turn to turn is read from their cache at a tenth of the price.
      cache_control: { type: 'ephemeral' as const },
      ...(toolChoice && !mustSay && { tool_choice: choices[toolChoice] }),
    }),
    ...(thinking && { thinking }),
    ...((format || reasoning) && { output_config: { ...effort, ...(format && { format }) } }),
  }
}

const choices = { auto: { type: 'auto' }, required: { type: 'any' }, none: { type: 'none' } } as const

function toTool({ name, description, schema }: NonNullable<ModelRequest['tools']>[number]): Anthropic.Tool {
  return { name, description, input_schema: { ...schemaOfTool(schema), type: 'object' } }
}

/** Version and line of a model; those that do not tell are taken for new ones. */
function versionOf(model: string): number {
  const [, major = '9', minor] = /claude-(?:[a-z]+-)?(\d)(?:[-.](\d)(?!\d))?/.exec(model) ?? []
  return Number(`${major}.${minor ?? 0}`)
}

/** Models that decide by themselves how much they think. */
function isAdaptive(model: string): boolean {
  return versionOf(model) >= 4.6
}

/** Those from 5 on think unless told otherwise, and with that takes no tool being forced on them. */
function canBeForced(model: string): boolean {
  return versionOf(model) < 5
}

function takesSchemas(model: string): boolean {
  return versionOf(model) >= 4.5
}

const thinkingBudgets = { low: 1_024, medium: 4_096, high: 16_384 }

function thinkingOf(request: SentRequest, maxTokens: number): Anthropic.ThinkingConfigParam | null {
  const { model, reasoning, toolChoice } = request
  // Otherwise nothing is shown of what they think, and what they say between tools counts as thought.
  if (versionOf(model) >= 5) return { type: 'adaptive', display: 'summarized' }
  if (!reasoning || toolChoice === 'required') return null
  if (isAdaptive(model)) return { type: 'adaptive', display: 'summarized' }
  const budget_tokens = Math.min(thinkingBudgets[reasoning], maxTokens - 1)
  // It must be 1,024 at least, and a loop of tools that began without thoughts is refused with them.
  if (budget_tokens < thinkingBudgets.low || isAmidOthersCalls(request)) return null
  return { type: 'enabled', budget_tokens }
}

/** Whether tools were asked for since a person spoke, by an answer without thoughts of this model. */
function isAmidOthersCalls({ model, messages }: SentRequest): boolean {
  const lastUser = messages.findLastIndex((message) => message.role === 'user')
  return messages.slice(lastUser + 1).some((message) => message.toolCalls && !readCarried(message, model))
}

/** Their own form of schemas: what they do not know is told in words. Null where that would ask for something else. */
function toFormat(schema: JsonObject): Anthropic.JSONOutputFormat | null {
  const { $defs, ...rest } = schema
  const text = JSON.stringify(schema)
  const isOwnForm = !/"\$ref":"#(\/definitions\/|")/.test(text) && !/"additionalProperties":(true|\{)/.test(text)
  if (!isOwnForm) return null
  try {
    const transformed = transformJSONSchema({
      ...rest,
      type: 'object',
      ...($defs !== undefined && { $defs }),
    } as Parameters<typeof transformJSONSchema>[0])
    return { type: 'json_schema', schema: { ...transformed } }
  } catch {
    // A part of it says no type: then only words can say what is meant.
    return null
  }
}

/** Turns of the two sides, which must alternate and begin with the person's. */
function toTurns({ model, messages }: SentRequest): Turn[] {
  const turns: Turn[] = []
  for (const message of messages) {
    if (message.role === 'system') continue
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const blocks = message.role === 'assistant' ? toAnswer(message, model) : toBlocks(message)
    if (blocks.length === 0) continue
    const last = turns.at(-1)
    if (last?.role === role) last.content.push(...blocks)
    else turns.push({ role, content: blocks })
  }
  if (turns[0]?.role === 'assistant')
    turns.unshift({ role: 'user', content: [{ type: 'text', text: '(It goes on here.)' }] })
  return turns
}

function toAnswer(message: SentMessage, model: string): Block[] {
  const { content, toolCalls = [] } = message
  return (
    readCarried(message, model) ?? [
      ...textBlock(content),
      ...toolCalls.map((call) => ({
        type: 'tool_use' as const,
        id: call.id,
        name: call.name,
        input: argumentsOf(call),
      })),
    ]
  )
}

function textBlock(text: string): Anthropic.TextBlockParam[] {
  return text.trim() === '' ? [] : [{ type: 'text', text }]
}

function toBlocks(message: SentMessage): Block[] {
  const { role, content, opened = [], toolCallId = '', isError } = message
  if (role === 'tool') {
    const text = textBlock(content)
    return [
      {
        type: 'tool_result',
        tool_use_id: toolCallId,
        ...(text.length > 0 && { content: text }),
        ...(isError && { is_error: true }),
      },
    ]
  }
  const files = opened.map(({ mediaType, base64, name }): Block => {
    if (mediaType === 'application/pdf') {
      return { type: 'document', title: name, source: { type: 'base64', media_type: mediaType, data: base64 } }
    }
    // Which types of images come here was seen to before.
    const media_type = mediaType as Anthropic.Base64ImageSource['media_type']
    return { type: 'image', source: { type: 'base64', media_type, data: base64 } }
  })
  return [...files, ...textBlock(content)]
}

/** The very blocks of an answer, with their signed thoughts, where they say the same as the message and are this model's own. */
function readCarried({ content, toolCalls = [], carried }: SentMessage, model: string): Answered[] | null {
  const data = carried?.provider === 'anthropic' && isJsonObject(carried.data) ? carried.data : {}
  if (!Array.isArray(data.blocks) || data.model !== model) return null
  // What Anthropic gave is what it takes; nothing else is ever put there.
  const blocks = data.blocks as unknown as Answered[]
  const text = blocks.map((block) => (block.type === 'text' ? block.text : '')).join('')
  const calls = blocks.flatMap((block) => (block.type === 'tool_use' ? [[block.id, block.name]] : []))
  const isSame =
    text === content && JSON.stringify(calls) === JSON.stringify(toolCalls.map(({ id, name }) => [id, name]))
  return isSame ? blocks : null
}

type Counts = Partial<Anthropic.MessageDeltaUsage>
type Building = { block: Answered; json: string }

/** Their events as our parts. A refusal is an answer whose finish reason says that it is none. */
export async function* fromMessageEvents(
  events: AsyncIterable<Anthropic.RawMessageStreamEvent>,
  request: Pick<ModelRequest, 'messages' | 'model'>,
): AsyncIterable<ModelPart> {
  const built = new Map<number, Building>()
  const idOf = createCallIds(request)
  let model = ''
  let usage: Counts | null = null
  let reason: FinishReason | null = null
  for await (const event of events) {
    if (event.type === 'message_start') {
      model = event.message.model
      usage = event.message.usage as Counts | null // left out by some who only speak like it
    } else if (event.type === 'content_block_start') {
      const block = begin(event.content_block, idOf)
      if (block) built.set(event.index, { block, json: '' })
      if (block?.type === 'tool_use') yield { type: 'tool-text', text: block.name }
    } else if (event.type === 'content_block_delta') {
      const part = take(built.get(event.index), event.delta)
      if (part) yield part
    } else if (event.type === 'message_delta') {
      // Whole counts, not what is added; those it leaves out stand as they were.
      usage = merged(usage, event.usage)
      if (event.delta.stop_reason) reason = fromStopReason(event.delta.stop_reason)
      const why = event.delta.stop_details?.explanation
      if (reason === 'content-filter' && why) yield { type: 'text', text: why }
    } else if (event.type === 'message_stop') {
      if (!reason) return
      yield* callsOf([...built.values()], request.model)
      yield { type: 'finish', reason, usage: usage && fromUsage(usage), model }
      return
    }
  }
}

function begin(
  block: Anthropic.RawContentBlockStartEvent['content_block'],
  idOf: (given: string) => string,
): Answered | null {
  if (block.type === 'text') return { type: 'text', text: '' }
  if (block.type === 'thinking') return { type: 'thinking', thinking: '', signature: '' }
  if (block.type === 'redacted_thinking') return { type: 'redacted_thinking', data: block.data }
  return block.type === 'tool_use' ? { type: 'tool_use', id: idOf(block.id), name: block.name, input: {} } : null
}

/** Adds a piece to its block, and answers what of it is shown. */
function take(building: Building | undefined, delta: Anthropic.RawContentBlockDelta): ModelPart | null {
  const block = building?.block
  if (delta.type === 'text_delta' && block?.type === 'text') {
    block.text += delta.text
    return { type: 'text', text: delta.text }
  }
  if (delta.type === 'thinking_delta' && block?.type === 'thinking') {
    block.thinking += delta.thinking
    return { type: 'reasoning', text: delta.thinking }
  }
  if (delta.type === 'signature_delta' && block?.type === 'thinking') block.signature += delta.signature
  if (delta.type === 'input_json_delta' && building && block?.type === 'tool_use') {
    building.json += delta.partial_json
    return { type: 'tool-text', text: delta.partial_json }
  }
  return null
}

function* callsOf(built: Building[], model: string): Iterable<ModelPart> {
  for (const { block, json } of built) {
    if (block.type !== 'tool_use') continue
    const call = { id: block.id, name: block.name, arguments: json || '{}' }
    block.input = argumentsOf(call)
    yield { type: 'tool-call', call }
  }
  const blocks = built.map(({ block }) => block).filter((block) => block.type !== 'text' || block.text.trim() !== '')
  const thought = blocks.some((block) => block.type === 'thinking' || block.type === 'redacted_thinking')
  if (!thought || !blocks.some((block) => block.type === 'tool_use')) return
  const data: Json = JSON.parse(JSON.stringify({ model, blocks }))
  yield { type: 'carried', data }
}

function fromStopReason(reason: Anthropic.StopReason): FinishReason {
  if (reason === 'end_turn' || reason === 'stop_sequence') return 'stop'
  if (reason === 'max_tokens' || reason === 'model_context_window_exceeded') return 'length'
  if (reason === 'tool_use') return 'tool-calls'
  return reason === 'refusal' ? 'content-filter' : 'other'
}

function merged(before: Counts | null, now: Counts | undefined): Counts | null {
  const known = Object.entries(now ?? {}).filter(([, value]) => value !== null)
  return known.length > 0 ? Object.assign({}, before, Object.fromEntries(known)) : before
}

/** Anthropic counts what was read from its cache, and what was put there, beside the rest of the input. */
function fromUsage(usage: Counts): ModelUsage {
  const cachedInputTokens = usage.cache_read_input_tokens ?? 0
  const cacheWriteInputTokens = usage.cache_creation_input_tokens ?? 0
  return {
    inputTokens: (usage.input_tokens ?? 0) + cachedInputTokens + cacheWriteInputTokens,
    cachedInputTokens,
    ...(cacheWriteInputTokens > 0 && { cacheWriteInputTokens }),
    outputTokens: usage.output_tokens ?? 0,
    reasoningTokens: usage.output_tokens_details?.thinking_tokens ?? 0,
  }
}

/** What Anthropic reports inside a stream that began well. */
export function streamError(error: Json | undefined) {
  const { type, message } = isJsonObject(error) ? error : {}
  const retryable = /overloaded|rate_limit|timeout|api_error/.test(String(type))
  return externalError('model.provider-error', typeof message === 'string' ? message : String(type), { retryable })
}
