import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import {
  type Asked,
  type AskedTurn,
  argumentPieces,
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
  type Wire,
} from './model-server.ts'
import { objectsIn, specFlaw } from './openai-server.ts'

/** Anthropic's Messages on a loopback port, in their own wire format, streaming included. See ModelServer. */
export function startAnthropicServer(options?: ModelServerOptions): Promise<ModelServer> {
  return startModelServer(anthropicWire, options)
}

/** What Anthropic signs thinking with, and wants back. */
export const thinkingSignature = 'EqoBsigned'

const stopReasons = { stop: 'end_turn', length: 'max_tokens', 'content-filter': 'refusal', refusal: 'refusal' }

const anthropicWire: Wire = {
  basePath: '',
  isCall: (method, path) => method === 'POST' && path === '/v1/messages',
  isModelList: (method, path) => method === 'GET' && path === '/v1/models',
  modelList: (ids) => ({
    data: ids.map((id) => ({
      type: 'model',
      id,
      display_name: id.replaceAll('-', ' '),
      created_at: '2026-09-01T00:00:00Z',
      max_input_tokens: 1_000_000,
      max_tokens: 128_000,
    })),
    has_more: false,
    first_id: ids[0] ?? null,
    last_id: ids.at(-1) ?? null,
  }),
  read: readMessages,

  refuse({ headers, body }) {
    if (!headers['x-api-key']) return anthropicError(401, 'authentication_error', 'x-api-key header is required')
    if (!/^\d{4}-\d\d-\d\d$/.test(headers['anthropic-version'] ?? '')) {
      return anthropicError(400, 'invalid_request_error', 'anthropic-version: header is required')
    }
    const flaw = requestFlaw(body)
    return flaw ? anthropicError(400, 'invalid_request_error', flaw) : null
  },

  events(answer, pieces, { body }) {
    const event = (data: JsonObject) => `event: ${String(data.type)}\ndata: ${JSON.stringify(data)}\n\n`
    const { usage } = answer
    const cached = usage?.cachedInputTokens ?? 0
    const written = usage?.cacheWriteInputTokens ?? 0
    const input = {
      // What was read from the cache, or written into it, is counted beside the rest.
      input_tokens: (usage?.inputTokens ?? 0) - cached - written,
      cache_read_input_tokens: cached,
      cache_creation_input_tokens: written,
    }
    const message = {
      ...{ id: 'msg_01abc', type: 'message', role: 'assistant', model: answer.model ?? `${body.model}`, content: [] },
      ...{ stop_reason: null, stop_sequence: null, usage: { ...input, output_tokens: 1 } },
    }
    let index = -1
    const start = (content_block: JsonObject) => event({ type: 'content_block_start', index: ++index, content_block })
    const delta = (of: JsonObject) => event({ type: 'content_block_delta', index, delta: of })
    const stop = () => event({ type: 'content_block_stop', index })
    const before = [event({ type: 'message_start', message }), event({ type: 'ping' })]
    if (answer.reasoning) {
      before.push(start({ type: 'thinking', thinking: '', signature: '' }))
      before.push(delta({ type: 'thinking_delta', thinking: answer.reasoning }))
      before.push(delta({ type: 'signature_delta', signature: thinkingSignature }), stop())
    }
    const sent: string[] = []
    if (pieces.length > 0) {
      before.push(start({ type: 'text', text: '' }))
      sent.push(...pieces.map((text) => delta({ type: 'text_delta', text })))
      sent.push(`${sent.pop() ?? ''}${stop()}`)
    }
    for (const [place, call] of (answer.toolCalls ?? []).entries()) {
      const id = call.id ?? `toolu_${place}_${call.name}`
      const opening = start({ type: 'tool_use', id, name: call.name, input: {} })
      const parts = argumentPieces(call, answer).map((partial_json) =>
        delta({ type: 'input_json_delta', partial_json }),
      )
      sent.push(`${opening}${parts[0] ?? ''}`, ...parts.slice(1))
      sent.push(`${sent.pop() ?? ''}${stop()}`)
    }
    const stop_reason = answer.toolCalls && !answer.finish ? 'tool_use' : stopReasons[answer.finish ?? 'stop']
    const output = {
      output_tokens: usage?.outputTokens ?? 0,
      output_tokens_details: { thinking_tokens: usage?.reasoningTokens ?? 0 },
    }
    return {
      before: usage ? before : before.map((one) => one.replace(/,"usage":\{[^}]*\}/, '')),
      pieces: sent,
      after: [
        event({
          type: 'message_delta',
          delta: { stop_reason, stop_sequence: null, stop_details: null },
          ...(usage && { usage: { ...input, ...output } }),
        }),
        event({ type: 'message_stop' }),
      ],
    }
  },

  error: (error) => `event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`,
}

/** An error as Anthropic words it. */
export function anthropicError(status: number, type: string, message: string) {
  return { status, body: { type: 'error', error: { type, message }, request_id: 'req_011abc' } }
}

function blocksOf(content: Json | undefined): JsonObject[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : objectsIn(content)
}

function textIn(content: Json | undefined): string {
  return blocksOf(content)
    .map((block) => (block.type === 'text' ? String(block.text) : ''))
    .join('')
}

function readMessages({ body }: { body: JsonObject }): Asked {
  const choice = isJsonObject(body.tool_choice) ? String(body.tool_choice.type) : ''
  const choices: Record<string, Asked['toolChoice']> = { auto: 'auto', any: 'required', tool: 'required', none: 'none' }
  const config = isJsonObject(body.output_config) ? body.output_config.format : null
  return {
    model: String(body.model),
    instructions: textIn(body.system),
    turns: objectsIn(body.messages).flatMap(readMessage),
    tools: objectsIn(body.tools).map(({ name, description, input_schema }) => ({
      name: String(name),
      description: String(description),
      schema: input_schema ?? null,
    })),
    toolChoice: choices[choice] ?? null,
    schema: isJsonObject(config) ? (config.schema ?? null) : null,
  }
}

/** Results and what a person says stand in one message here; they are two turns. */
function readMessage({ role, content }: JsonObject): AskedTurn[] {
  const blocks = blocksOf(content)
  const results = blocks.flatMap((block) =>
    block.type === 'tool_result'
      ? [{ id: String(block.tool_use_id), text: textIn(block.content), isError: block.is_error === true }]
      : [],
  )
  const own: AskedTurn = {
    role: role === 'assistant' ? 'assistant' : 'user',
    text: textIn(content),
    files: blocks.flatMap(({ source }) => (isJsonObject(source) ? [String(source.media_type)] : [])),
    calls: blocks.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: String(block.id), name: String(block.name), input: block.input ?? null }] : [],
    ),
    results: [],
    hasReasoning: blocks.some((block) => block.type === 'thinking' || block.type === 'redacted_thinking'),
  }
  if (results.length === 0) return [own]
  const answered: AskedTurn = { role: 'tool', text: '', files: [], calls: [], results, hasReasoning: false }
  return own.text === '' && own.files.length === 0 ? [answered] : [answered, own]
}

/** What Anthropic says of a request it does not take. */
function requestFlaw(body: JsonObject): string | null {
  if (typeof body.max_tokens !== 'number') return 'max_tokens: Field required'
  for (const key of ['temperature', 'top_p', 'top_k']) if (key in body) return `${key}: Extra inputs are not permitted`
  for (const [index, { name, input_schema: schema }] of objectsIn(body.tools).entries()) {
    const flaw = specFlaw({ name, schema }, `tools.${index}.custom`)
    if (flaw) return flaw
  }
  const messages = objectsIn(body.messages)
  if (messages.length === 0) return 'messages: at least one message is required'
  let open: string[] = []
  for (const [index, { role, content }] of messages.entries()) {
    const blocks = blocksOf(content)
    if (role !== (index % 2 === 0 ? 'user' : 'assistant'))
      return `messages.${index}: roles must alternate, beginning with "user"`
    if (blocks.length === 0) return `messages.${index}: all messages must have non-empty content`
    if (blocks.some((block) => block.type === 'text' && block.text === '')) {
      return `messages.${index}: text content blocks must be non-empty`
    }
    const results = blocks.filter((block) => block.type === 'tool_result').map((block) => String(block.tool_use_id))
    const missing = open.filter((id) => !results.includes(id))
    if (missing.length > 0)
      return `messages.${index - 1}: tool_use ids were found without tool_result blocks immediately after: ${missing.join(', ')}`
    const extra = results.find((id) => !open.includes(id))
    if (extra) return `messages.${index}.content: unexpected tool_use_id found in tool_result blocks: ${extra}`
    if (blocks.slice(0, results.length).some((block) => block.type !== 'tool_result')) {
      return `messages.${index}: tool_result blocks must come first`
    }
    const unsigned = blocks.find((block) => block.type === 'thinking' && block.signature !== thinkingSignature)
    if (unsigned) return `messages.${index}.content: Invalid signature in thinking block`
    if (blocks.some((block) => block.type === 'tool_use' && !isJsonObject(block.input))) {
      return `messages.${index}: tool_use.input: Input should be a valid dictionary`
    }
    open = blocks.filter((block) => block.type === 'tool_use').map((block) => String(block.id))
  }
  if (open.length > 0)
    return `messages.${messages.length - 1}: tool_use ids were found without tool_result blocks: ${open.join(', ')}`
  return messages.at(-1)?.role === 'assistant' ? 'This model does not support assistant message prefill.' : null
}
