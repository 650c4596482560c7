import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import {
  type Asked,
  type AskedTurn,
  argumentPieces,
  type ModelServer,
  type ModelServerOptions,
  readArguments,
  startModelServer,
  type Wire,
} from './model-server.ts'

/** OpenAI's chat completions on a loopback port, in its own wire format, streaming included. See ModelServer. */
export function startOpenAiServer(options?: ModelServerOptions): Promise<ModelServer> {
  return startModelServer(openAiWire, options)
}

const finishReasons = { stop: 'stop', length: 'length', 'content-filter': 'content_filter', refusal: 'stop' }

const openAiWire: Wire = {
  basePath: '/v1',
  isCall: (method, path) => method === 'POST' && path === '/v1/chat/completions',
  isModelList: (method, path) => method === 'GET' && path === '/v1/models',
  modelList: (ids) => ({
    object: 'list',
    data: ids.map((id, index) => ({ id, object: 'model', created: 1_700_000_000 + index, owned_by: 'openai' })),
  }),

  read: readChat,

  refuse({ headers, body }) {
    if (!headers.authorization?.startsWith('Bearer ')) return openAiError(401, "You didn't provide an API key.", null)
    if (typeof body.model !== 'string') return openAiError(400, 'you must provide a model parameter', null)
    if (!Array.isArray(body.messages) || body.messages.length === 0) {
      return openAiError(400, "Invalid 'messages': empty array.", 'empty_array')
    }
    const flaw = toolFlaw(body)
    if (flaw) return openAiError(400, flaw, null)
    const format = isJsonObject(body.response_format) ? body.response_format.json_schema : null
    if (!isJsonObject(format)) return null
    const problem = strictProblem(format)
    return problem ? openAiError(400, `Invalid schema for response_format '${format.name}': ${problem}`, null) : null
  },

  events(answer, pieces, { body }) {
    const base = {
      id: 'chatcmpl-BZ0abcdef',
      object: 'chat.completion.chunk',
      created: 1_760_000_000,
      model: answer.model ?? `${body.model}`,
      service_tier: 'default',
      system_fingerprint: 'fp_34a54ae93c',
    }
    const wantsUsage = isJsonObject(body.stream_options) && body.stream_options.include_usage === true
    const usageField = wantsUsage ? { usage: null } : {}
    const chunk = (delta: JsonObject, finish: string | null = null) =>
      event({ ...base, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...usageField })
    const field = answer.finish === 'refusal' ? 'refusal' : 'content'
    const { usage } = answer
    const usageChunk = usage && {
      prompt_tokens: usage.inputTokens,
      completion_tokens: usage.outputTokens,
      total_tokens: usage.inputTokens + usage.outputTokens,
      prompt_tokens_details: {
        cached_tokens: usage.cachedInputTokens ?? 0,
        audio_tokens: 0,
        ...(usage.cacheWriteInputTokens && { cache_write_tokens: usage.cacheWriteInputTokens }),
      },
      completion_tokens_details: {
        reasoning_tokens: usage.reasoningTokens ?? 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    }
    return {
      before: [
        chunk({ role: 'assistant', content: '', refusal: null }),
        ...(answer.reasoning ? [chunk({ reasoning_content: answer.reasoning })] : []),
      ],
      pieces: [
        ...pieces.map((piece) => chunk({ [field]: piece })),
        ...(answer.toolCalls ?? []).flatMap((call, index) => {
          const id: JsonObject = call.id === null ? {} : { id: call.id ?? `call_${index}_${call.name}` }
          const [first = '', ...rest] = argumentPieces(call, answer)
          return [
            chunk({
              tool_calls: [{ index, ...id, type: 'function', function: { name: call.name, arguments: first } }],
            }),
            ...rest.map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
          ]
        }),
      ],
      after: [
        chunk({}, answer.toolCalls && !answer.finish ? 'tool_calls' : finishReasons[answer.finish ?? 'stop']),
        ...(wantsUsage && usageChunk ? [event({ ...base, choices: [], usage: usageChunk })] : []),
        'data: [DONE]\n\n',
      ],
    }
  },

  error: (error) => event({ error }),
}

/** An error as OpenAI words it. */
export function openAiError(status: number, message: string, code: string | null, type = 'invalid_request_error') {
  return { status, body: { error: { message, type, param: null, code } } }
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

/** What OpenAI refuses: a root that is no object; under `strict`, objects with optional or further properties. */
function strictProblem({ schema, strict }: JsonObject): string | null {
  if (!isJsonObject(schema) || schema.type !== 'object') return 'schema must be a JSON Schema of \'type: "object"\'.'
  return strict === true ? looseObject(schema) : null
}

function looseObject(schema: Json): string | null {
  if (Array.isArray(schema)) return schema.map(looseObject).find((problem) => problem !== null) ?? null
  if (!isJsonObject(schema)) return null
  if (schema.type === 'object') {
    const names = Object.keys(isJsonObject(schema.properties) ? schema.properties : {})
    const required = Array.isArray(schema.required) ? schema.required : []
    if (schema.additionalProperties !== false)
      return "'additionalProperties' is required to be supplied and to be false."
    if (names.some((name) => !required.includes(name))) return "'required' must include every key in properties."
  }
  return looseObject(Object.values(schema))
}

/** Objects of a list; anything else in it is none of the vendor's. */
export function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function readChat({ body }: { body: JsonObject }): Asked {
  const turns: AskedTurn[] = []
  const instructions: string[] = []
  for (const message of objectsIn(body.messages)) {
    const text = textOf(message.content)
    if (message.role === 'system' || message.role === 'developer') {
      instructions.push(text)
      continue
    }
    const role = message.role === 'tool' ? 'tool' : message.role === 'assistant' ? 'assistant' : 'user'
    const last = turns.at(-1)
    const turn: AskedTurn =
      role === 'tool' && last?.role === 'tool'
        ? last
        : { role, text: '', files: [], calls: [], results: [], hasReasoning: false }
    if (turn !== last) turns.push(turn)
    if (role === 'tool') {
      turn.results.push({ id: String(message.tool_call_id), text, isError: text.startsWith('Error: ') })
      continue
    }
    turn.text = text
    turn.files = objectsIn(message.content).flatMap(mediaTypeOf)
    turn.hasReasoning = ['reasoning_content', 'reasoning', 'reasoning_details'].some((key) => key in message)
    turn.calls = objectsIn(message.tool_calls).map((call) => {
      const of = isJsonObject(call.function) ? call.function : {}
      return { id: String(call.id), name: String(of.name), input: readArguments(of.arguments) }
    })
  }
  const format = isJsonObject(body.response_format) ? body.response_format.json_schema : null
  return {
    model: String(body.model),
    instructions: instructions.join('\n\n'),
    turns,
    tools: objectsIn(body.tools).map(({ function: of }) => {
      const spec = isJsonObject(of) ? of : {}
      return { name: String(spec.name), description: String(spec.description), schema: spec.parameters ?? null }
    }),
    toolChoice: toolChoiceOf(body.tool_choice),
    schema: isJsonObject(format) ? (format.schema ?? null) : null,
  }
}

export function toolChoiceOf(value: Json | undefined): Asked['toolChoice'] {
  return value === 'auto' || value === 'required' || value === 'none' ? value : null
}

function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content
  return objectsIn(content)
    .map((part) => (typeof part.text === 'string' ? part.text : ''))
    .join('')
}

function mediaTypeOf(part: JsonObject): string[] {
  const image = isJsonObject(part.image_url) ? part.image_url.url : null
  const file = isJsonObject(part.file) ? part.file.file_data : null
  const type = /^data:([^;]+);base64,/.exec(String(image ?? file ?? ''))?.[1]
  return type ? [type] : []
}

/** What OpenAI says of tools that are not as it takes them, and of calls and results that do not belong together. */
function toolFlaw(body: JsonObject): string | null {
  for (const [index, tool] of objectsIn(body.tools).entries()) {
    const of = isJsonObject(tool.function) ? tool.function : {}
    const flaw = specFlaw({ name: of.name, schema: of.parameters }, `tools[${index}].function`)
    if (tool.type !== 'function' || flaw) return flaw ?? `Invalid value: 'tools[${index}].type'.`
  }
  if (body.tools !== undefined && objectsIn(body.tools).length === 0) return "Invalid 'tools': empty array."
  if (body.tool_choice !== undefined && body.tools === undefined) {
    return "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified."
  }
  let open: string[] = []
  for (const [index, message] of objectsIn(body.messages).entries()) {
    if (message.role === 'tool') {
      if (!open.includes(String(message.tool_call_id))) {
        return `Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls' (messages[${index}]).`
      }
      open = open.filter((id) => id !== message.tool_call_id)
      continue
    }
    if (open.length > 0) break
    const calls = objectsIn(message.tool_calls)
    if (message.content === null && calls.length === 0) return `Invalid value for 'content' (messages[${index}]).`
    open = calls.map((call) => String(call.id))
    if (new Set(open).size < open.length) return `Duplicate 'tool_call_id' (messages[${index}]).`
  }
  if (open.length === 0) return null
  return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(', ')}`
}

/** What vendors alike demand of a tool. */
export function specFlaw({ name, schema }: { name?: Json; schema?: Json }, where: string): string | null {
  if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name)) return `Invalid '${where}.name': ${String(name)}`
  const isObject = isJsonObject(schema) && schema.type === 'object' && isJsonObject(schema.properties)
  return isObject ? null : `Invalid schema for function '${name}': object schema missing properties.`
}
