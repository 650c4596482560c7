import { z } from 'zod'
import { externalError } from '../../../shared/errors.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import {
  defineProvider,
  type ListContext,
  type ModelInfo,
  type ModelPart,
  type Provider,
  type ProviderContext,
} from './define-provider.ts'
import { type ChatChunk, fromChatChunks, type MaxTokensField, toChatRequest } from './openai-chat.ts'
import { readEventStream } from './read-event-stream.ts'

type OpenAiCompatible = Omit<Provider, 'stream' | 'listModels'> & {
  /** How the server calls the limit on the answer's length; OpenAI's newer models refuse the older name. */
  maxTokensField?: MaxTokensField
  /** Which of the listed models can chat; all, unless told. */
  canChat?: (modelId: string) => boolean
}

/** A provider that speaks OpenAI's chat completions: OpenAI itself, local servers, and most gateways. */
export function defineOpenAiCompatible(definition: OpenAiCompatible): Provider {
  const { maxTokensField = 'max_tokens', canChat = () => true, ...provider } = definition
  return defineProvider({
    ...provider,
    stream: (context, request) => streamChat(context, request, maxTokensField),
    listModels: async (context) => (await listModels(context)).filter((model) => canChat(model.id)),
  })
}

/**
 * The vendor's SDK gives the types of the wire and nothing more: its client, set up anew for each key and address, costs
 * several times what the request itself does, which shows where many calls run side by side.
 */
async function* streamChat(
  { post, apiKey, baseUrl }: ProviderContext,
  request: ModelRequest,
  maxTokensField: MaxTokensField,
): AsyncIterable<ModelPart> {
  const body = await post(addressOf(baseUrl, 'chat/completions'), {
    // Some servers without accounts insist on a key all the same; the others ignore it.
    headers: { ...authorization(apiKey ?? 'none'), 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(toChatRequest(request, maxTokensField)),
  })
  if (!body) throw externalError('model.bad-reply', 'It did not answer with a stream.')
  yield* fromChatChunks(readChunks(body), request)
}

/** The chunks of the stream, up to its `[DONE]`. */
async function* readChunks(body: AsyncIterable<Uint8Array>): AsyncIterable<ChatChunk> {
  for await (const data of readEventStream(body)) {
    if (data.startsWith('[DONE]')) continue
    const sent = parseChunk(data)
    // Reported inside a stream that began well: there is no HTTP status to go by.
    if (sent.error) throw externalError('model.provider-error', messageOf(sent.error), { retryable: true })
    yield sent
  }
}

function parseChunk(data: string): ChatChunk & { error?: unknown } {
  try {
    const sent: unknown = JSON.parse(data)
    if (typeof sent === 'object' && sent !== null) return sent as ChatChunk // each field is looked at with care below
  } catch {
    // Said below, as for anything else that is not a chunk.
  }
  throw externalError('model.bad-reply', 'It sent something that is not a chat completion.')
}

function messageOf(error: unknown): string {
  if (typeof error === 'string') return error
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined
  return typeof message === 'string' ? message : JSON.stringify(error)
}

function addressOf(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/${path}`
}

function authorization(apiKey: string | null): Record<string, string> {
  return apiKey ? { authorization: `Bearer ${apiKey}` } : {}
}

const modelList = z.object({ data: z.array(z.object({ id: z.string(), created: z.number().optional() })).nullable() })

async function listModels({ fetch, signal, apiKey, baseUrl }: ListContext): Promise<ModelInfo[]> {
  const response = await fetch(addressOf(baseUrl, 'models'), { headers: authorization(apiKey), signal })
  const list = response.ok ? modelList.safeParse(await response.json()) : null
  if (!list?.success) throw externalError('model.bad-reply', 'It did not answer with a list of models.')
  const models = list.data.data ?? []
  return models.toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0)).map(({ id }) => ({ id }))
}
