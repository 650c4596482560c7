import { z } from 'zod'
import { externalError } from '../../../shared/errors.ts'
import {
  defineProvider,
  type Embedded,
  type ListContext,
  type ModelInfo,
  type ModelPart,
  type Provider,
  type ProviderContext,
  type SentRequest,
} from './define-provider.ts'
import { type ChatChunk, fromChatChunks, type MaxTokensField, toChatRequest } from './openai-chat.ts'
import { fromResponseEvents, type ResponseEvent, toResponsesRequest } from './openai-responses.ts'
import { readEventStream } from './read-event-stream.ts'

/** What models that see take, whichever server they run on. */
const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

type OpenAiCompatible = Omit<Provider, 'stream' | 'listModels'> & {
  /** How the server calls the limit on the answer's length; OpenAI's newer models refuse the older name. */
  maxTokensField?: MaxTokensField
  /** The vendor's own host, which takes Responses; left out: none does unless its address says so. */
  ownHost?: RegExp
  /** Which of the listed models can chat; all, unless told. */
  canChat?: (modelId: string) => boolean
}

/** A provider that speaks OpenAI's chat completions: OpenAI itself, local servers, and most gateways. */
export function defineOpenAiCompatible(definition: OpenAiCompatible): Provider {
  const { maxTokensField = 'max_tokens', canChat = () => true, ownHost, ...provider } = definition
  return defineProvider({
    takesFiles: imageTypes,
    ...provider,
    stream(context, request) {
      const { root, endpoint } = endpointOf(context.baseUrl, ownHost)
      const sent = { ...context, baseUrl: root }
      return endpoint === 'responses' ? streamResponse(sent, request) : streamChat(sent, request, maxTokensField)
    },
    embed,
    listModels: async (context) => (await listModels(context)).filter((model) => canChat(model.id)),
  })
}

/**
 * Which of the two ways of asking a base URL takes. OpenAI's own host takes Responses, where alone its newer models think
 * and call tools at once. What else speaks like OpenAI mostly knows chat completions and nothing more, and one that does
 * not would answer 404 as for a model it does not have; so a base URL that takes Responses says so by its end, as in
 * `https://gateway.example/v1/responses`. Nothing is tried out: an address always means the same.
 */
export function endpointOf(baseUrl: string, ownHost?: RegExp) {
  const [, root = '', named] = /^(.*?)(?:\/(responses|chat\/completions))?\/*$/.exec(baseUrl) ?? []
  const isOwn = ownHost !== undefined && URL.canParse(root) && ownHost.test(new URL(root).hostname)
  return { root, endpoint: named ?? (isOwn ? 'responses' : 'chat/completions') }
}

async function* streamChat(context: ProviderContext, request: SentRequest, maxTokensField: MaxTokensField) {
  const events = await ask(context, 'chat/completions', toChatRequest(request, maxTokensField))
  yield* fromChatChunks(readChunks(events), request)
}

async function* streamResponse(context: ProviderContext, request: SentRequest): AsyncIterable<ModelPart> {
  const events = await ask(context, 'responses', toResponsesRequest(request))
  yield* fromResponseEvents(readEvents(events), request)
}

/**
 * The vendor's SDK gives the types of the wire and nothing more: its client, set up anew for each key and address, costs
 * several times what the request itself does, which shows where many calls run side by side.
 */
async function ask({ post, apiKey, baseUrl }: ProviderContext, path: string, request: object) {
  const body = await post(addressOf(baseUrl, path), {
    // Some servers without accounts insist on a key all the same; the others ignore it.
    headers: { ...authorization(apiKey ?? 'none'), 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(request),
  })
  if (!body) throw externalError('model.bad-reply', 'It did not answer with a stream.')
  return readEventStream(body)
}

async function* readEvents(events: AsyncIterable<string>): AsyncIterable<ResponseEvent> {
  for await (const data of events) {
    if (data.startsWith('[DONE]')) continue
    const sent = parseObject(data)
    // Each event is told by its type, and what is read of it is looked at with care.
    if (typeof sent.type === 'string') yield sent as unknown as ResponseEvent
  }
}

/** The chunks of the stream, up to its `[DONE]`. */
async function* readChunks(events: AsyncIterable<string>): AsyncIterable<ChatChunk> {
  for await (const data of events) {
    if (data.startsWith('[DONE]')) continue
    const sent = parseObject(data) as ChatChunk & { error?: unknown } // each field is looked at with care
    // Reported inside a stream that began well: there is no HTTP status to go by.
    if (sent.error) throw externalError('model.provider-error', messageOf(sent.error), { retryable: true })
    yield sent
  }
}

function parseObject(data: string): object & { type?: unknown } {
  try {
    const sent: unknown = JSON.parse(data)
    if (typeof sent === 'object' && sent !== null) return sent
  } catch {
    // Said below, as for anything else that is not an object.
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
  const response = await fetch(addressOf(endpointOf(baseUrl).root, 'models'), {
    headers: authorization(apiKey),
    signal,
  })
  const list = response.ok ? modelList.safeParse(await response.json()) : null
  if (!list?.success) throw externalError('model.bad-reply', 'It did not answer with a list of models.')
  const models = list.data.data ?? []
  return models.toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0)).map(({ id }) => ({ id }))
}

const vectorList = z.object({
  data: z.array(z.object({ index: z.number().optional(), embedding: z.array(z.number()) })),
  usage: z.object({ prompt_tokens: z.number() }).nullish(),
})

async function embed(
  { fetch, signal, apiKey, baseUrl }: ListContext,
  { model, texts }: { model: string; texts: string[] },
): Promise<Embedded> {
  const response = await fetch(addressOf(endpointOf(baseUrl).root, 'embeddings'), {
    method: 'POST',
    headers: { ...authorization(apiKey ?? 'none'), 'content-type': 'application/json' },
    body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
    signal,
  })
  const list = response.ok ? vectorList.safeParse(await response.json()) : null
  if (!list?.success) throw externalError('model.bad-reply', 'It did not answer with vectors.')
  const sorted = list.data.data.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
  return { vectors: sorted.map((one) => one.embedding), inputTokens: list.data.usage?.prompt_tokens ?? null }
}
