import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import {
  type Asked,
  type AskedTurn,
  argumentPieces,
  argumentsText,
  type ModelServer,
  type ModelServerOptions,
  readArguments,
  type StreamedAnswer,
  startModelServer,
  type Wire,
} from './model-server.ts'
import { objectsIn, openAiError, specFlaw, toolChoiceOf } from './openai-server.ts'

/** OpenAI's Responses on a loopback port, in its own wire format, streaming included. See ModelServer. */
export async function startResponsesServer(options?: ModelServerOptions): Promise<ModelServer> {
  const server = await startModelServer(responsesWire, options)
  // Said with the endpoint: a bare base URL other than OpenAI's own speaks chat completions.
  return { ...server, url: `${server.url}/responses` }
}

/** What OpenAI seals its reasoning into, and wants back. */
export const sealedReasoning = 'gAAAAABsealed'

const responsesWire: Wire = {
  basePath: '/v1',
  isCall: (method, path) => method === 'POST' && path === '/v1/responses',
  isModelList: (method, path) => method === 'GET' && path === '/v1/models',
  modelList: (ids) => ({
    object: 'list',
    data: ids.map((id, index) => ({ id, object: 'model', created: 1_700_000_000 + index, owned_by: 'openai' })),
  }),
  read: readResponses,

  refuse({ headers, body }) {
    if (!headers.authorization?.startsWith('Bearer ')) return openAiError(401, "You didn't provide an API key.", null)
    if (typeof body.model !== 'string') return openAiError(400, 'you must provide a model parameter', null)
    if ('messages' in body) return openAiError(400, "Unsupported parameter: 'messages'.", 'unsupported_parameter')
    if (body.store !== false) return openAiError(400, 'This organisation keeps no data: store must be false.', null)
    if (typeof body.max_output_tokens === 'number' && body.max_output_tokens < 16) {
      return openAiError(400, "Invalid 'max_output_tokens': integer below minimum value.", 'integer_below_min_value')
    }
    const flaw = inputFlaw(body)
    return flaw ? openAiError(400, flaw, null) : null
  },

  events(answer, pieces, { body }) {
    let sequence = 0
    const event = (type: string, rest: JsonObject) =>
      `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...rest })}\n\n`
    const items = outputOf(answer)
    const base = {
      id: 'resp_0abc',
      object: 'response',
      created_at: 1_760_000_000,
      model: answer.model ?? `${body.model}`,
    }
    const started = { ...base, status: 'in_progress', output: [], usage: null, error: null, incomplete_details: null }
    const before = [
      event('response.created', { response: started }),
      event('response.in_progress', { response: started }),
    ]
    const sent: string[] = []
    for (const [output_index, item] of items.entries()) {
      const at = { item_id: String(item.id), output_index }
      if (item.type === 'reasoning') {
        const text = answer.reasoning ?? ''
        before.push(event('response.output_item.added', { output_index, item: { ...item, encrypted_content: '' } }))
        before.push(event('response.reasoning_summary_text.delta', { ...at, summary_index: 0, delta: text }))
        before.push(event('response.output_item.done', { output_index, item }))
      } else if (item.type === 'message') {
        const isRefusal = answer.finish === 'refusal'
        const kind = isRefusal ? 'response.refusal.delta' : 'response.output_text.delta'
        const part: JsonObject = isRefusal
          ? { type: 'refusal', refusal: '' }
          : { type: 'output_text', text: '', annotations: [] }
        before.push(event('response.output_item.added', { output_index, item: { ...item, content: [] } }))
        before.push(event('response.content_part.added', { ...at, content_index: 0, part }))
        sent.push(...pieces.map((delta) => event(kind, { ...at, content_index: 0, delta, logprobs: [] })))
      } else {
        const call = answer.toolCalls?.find((_, index) => item.id === `fc_${index}`)
        const parts = call ? argumentPieces(call, answer) : []
        const [first = '', ...rest] = parts.map((delta) =>
          event('response.function_call_arguments.delta', { ...at, delta }),
        )
        sent.push(
          event('response.output_item.added', { output_index, item: { ...item, arguments: '' } }) + first,
          ...rest,
        )
      }
    }
    const ends = items.flatMap((item, output_index) =>
      item.type === 'reasoning' ? [] : [event('response.output_item.done', { output_index, item })],
    )
    const reason = { length: 'max_output_tokens', 'content-filter': 'content_filter' }[String(answer.finish)]
    const { usage } = answer
    const response = {
      ...base,
      status: reason ? 'incomplete' : 'completed',
      error: null,
      incomplete_details: reason ? { reason } : null,
      output: items,
      usage: usage
        ? {
            input_tokens: usage.inputTokens,
            input_tokens_details: {
              cached_tokens: usage.cachedInputTokens ?? 0,
              cache_write_tokens: usage.cacheWriteInputTokens ?? 0,
            },
            output_tokens: usage.outputTokens,
            output_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
            total_tokens: usage.inputTokens + usage.outputTokens,
          }
        : null,
    }
    return {
      before,
      pieces: sent,
      after: [...ends, event(reason ? 'response.incomplete' : 'response.completed', { response })],
    }
  },

  error: (error) =>
    `event: error\ndata: ${JSON.stringify({ type: 'error', sequence_number: 9, code: null, param: null, ...error })}\n\n`,
}

function outputOf(answer: StreamedAnswer): JsonObject[] {
  const text = answer.text ?? ''
  const isRefusal = answer.finish === 'refusal'
  const content: JsonObject = isRefusal
    ? { type: 'refusal', refusal: text }
    : { type: 'output_text', text, annotations: [], logprobs: [] }
  const summary = [{ type: 'summary_text', text: answer.reasoning ?? '' }]
  return [
    ...(answer.reasoning ? [{ type: 'reasoning', id: 'rs_0', summary, encrypted_content: sealedReasoning }] : []),
    ...(text ? [{ type: 'message', id: 'msg_0', role: 'assistant', status: 'completed', content: [content] }] : []),
    ...(answer.toolCalls ?? []).map((call, index) => ({
      type: 'function_call',
      id: `fc_${index}`,
      call_id: call.id ?? `call_${index}_${call.name}`,
      name: call.name,
      arguments: argumentsText(call),
      status: 'completed',
    })),
  ]
}

function readResponses({ body }: { body: JsonObject }): Asked {
  const turns: AskedTurn[] = []
  const turnOf = (role: AskedTurn['role'], isNew: boolean): AskedTurn => {
    const last = turns.at(-1)
    if (last && last.role === role && !isNew) return last
    const turn: AskedTurn = { role, text: '', files: [], calls: [], results: [], hasReasoning: false }
    turns.push(turn)
    return turn
  }
  const instructions = typeof body.instructions === 'string' ? [body.instructions] : []
  for (const item of objectsIn(body.input)) {
    if (item.type === 'reasoning') {
      turnOf('assistant', false).hasReasoning = true
    } else if (item.type === 'function_call') {
      const call = { id: String(item.call_id), name: String(item.name), input: readArguments(item.arguments) }
      turnOf('assistant', false).calls.push(call)
    } else if (item.type === 'function_call_output') {
      const text = textOf(item.output)
      turnOf('tool', false).results.push({ id: String(item.call_id), text, isError: text.startsWith('Error: ') })
    } else if (item.role === 'system' || item.role === 'developer') {
      instructions.push(textOf(item.content))
    } else {
      const isAssistant = item.role === 'assistant'
      const turn = turnOf(isAssistant ? 'assistant' : 'user', !isAssistant)
      turn.text += textOf(item.content)
      turn.files.push(...objectsIn(item.content).flatMap(mediaTypeOf))
    }
  }
  const format = isJsonObject(body.text) ? body.text.format : null
  return {
    model: String(body.model),
    instructions: instructions.join('\n\n'),
    turns,
    tools: objectsIn(body.tools).map(({ name, description, parameters }) => ({
      name: String(name),
      description: String(description),
      schema: parameters ?? null,
    })),
    toolChoice: toolChoiceOf(body.tool_choice),
    schema: isJsonObject(format) ? (format.schema ?? null) : null,
  }
}

function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content
  return objectsIn(content)
    .map((part) => (typeof part.text === 'string' ? part.text : ''))
    .join('')
}

function mediaTypeOf(part: JsonObject): string[] {
  const type = /^data:([^;]+);base64,/.exec(String(part.image_url ?? part.file_data ?? ''))?.[1]
  return type ? [type] : []
}

/** What OpenAI says of items that do not belong together. */
function inputFlaw(body: JsonObject): string | null {
  for (const [index, tool] of objectsIn(body.tools).entries()) {
    const flaw = specFlaw({ name: tool.name, schema: tool.parameters }, `tools[${index}]`)
    if (tool.type !== 'function' || flaw) return flaw ?? `Invalid value: 'tools[${index}].type'.`
  }
  const input = objectsIn(body.input)
  if (typeof body.input !== 'string' && input.length === 0) return "Invalid 'input': empty array."
  const called = new Set<string>()
  const answered = new Set<string>()
  for (const [index, item] of input.entries()) {
    if (item.type === 'reasoning') {
      if (item.encrypted_content !== sealedReasoning) return `Item '${String(item.id)}' of type 'reasoning' not found.`
      const next = input[index + 1]
      const belongs = next && (next.type === 'function_call' || next.type === 'reasoning' || next.role === 'assistant')
      if (!belongs)
        return `Item '${String(item.id)}' of type 'reasoning' was provided without its required following item.`
    }
    if (item.type === 'function_call') called.add(String(item.call_id))
    if (item.type === 'function_call_output') {
      if (!called.has(String(item.call_id)))
        return `No tool call found for function call output with call_id ${String(item.call_id)}.`
      answered.add(String(item.call_id))
    }
  }
  const open = [...called].filter((id) => !answered.has(id))
  return open.length > 0 ? `No tool output found for function call ${open.join(', ')}.` : null
}
