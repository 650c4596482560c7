import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { type ModelServer, type ModelServerOptions, startModelServer, type Wire } from './model-server.ts'

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

  refuse({ headers, body }) {
    if (!headers.authorization?.startsWith('Bearer ')) return openAiError(401, "You didn't provide an API key.", null)
    if (typeof body.model !== 'string') return openAiError(400, 'you must provide a model parameter', null)
    if (!Array.isArray(body.messages) || body.messages.length === 0) {
      return openAiError(400, "Invalid 'messages': empty array.", 'empty_array')
    }
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
      pieces: pieces.map((piece) => chunk({ [field]: piece })),
      after: [
        chunk({}, finishReasons[answer.finish ?? 'stop']),
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
