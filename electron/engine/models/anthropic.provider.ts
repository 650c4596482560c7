import type Anthropic from '@anthropic-ai/sdk'
import { z } from 'zod'
import { externalError } from '../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { fromMessageEvents, streamError, toMessagesRequest } from './anthropic-messages.ts'
import {
  defineProvider,
  type ListContext,
  type ModelInfo,
  type ModelPart,
  type ProviderContext,
  type SentRequest,
} from './define-provider.ts'
import { readEventStream } from './read-event-stream.ts'

export default defineProvider({
  id: 'anthropic',
  title: 'Anthropic',
  summary:
    'Claude models. Prompts are sent to Anthropic, or to the base URL you set. Claude takes no temperature: one that is set is left out.',
  key: 'required',
  keyEnv: 'ANTHROPIC_API_KEY',
  keyUrl: 'https://platform.claude.com/settings/keys',
  baseUrl: 'https://api.anthropic.com',
  baseUrlEnv: 'ANTHROPIC_BASE_URL',
  priceId: 'anthropic',
  takesFiles: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf'],
  concurrency: 8,
  defaultModel: 'claude-sonnet-5-5',
  models: [
    { id: 'claude-haiku-5-5', title: 'Claude Haiku 5.5', contextTokens: 1_000_000 },
    { id: 'claude-sonnet-5-5', title: 'Claude Sonnet 5.5', contextTokens: 1_000_000 },
    { id: 'claude-opus-5-5', title: 'Claude Opus 5.5', contextTokens: 1_000_000 },
    { id: 'claude-fable-5-1', title: 'Claude Fable 5.1', contextTokens: 1_000_000 },
    { id: 'claude-sonnet-4-6', title: 'Claude Sonnet 4.6', contextTokens: 1_000_000 },
    { id: 'claude-haiku-4-5', title: 'Claude Haiku 4.5', contextTokens: 200_000 },
  ],
  stream,
  listModels,
})

/** What the installed SDK speaks. https://platform.claude.com/docs/en/api/versioning */
const apiVersion = '2026-10-21'

/** The address without a version, which belongs to the path. */
function addressOf(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1/${path}`
}

function headersOf(apiKey: string | null): Record<string, string> {
  return { 'x-api-key': apiKey ?? '', 'anthropic-version': apiVersion }
}

/** The vendor's SDK gives the types of the wire; the request is our own, as that of OpenAI is, and for the same reason. */
async function* stream(context: ProviderContext, request: SentRequest): AsyncIterable<ModelPart> {
  const body = await context.post(addressOf(context.baseUrl, 'messages'), {
    headers: { ...headersOf(context.apiKey), 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(toMessagesRequest(request)),
  })
  if (!body) throw externalError('model.bad-reply', 'It did not answer with a stream.')
  yield* fromMessageEvents(readEvents(body), request)
}

async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncIterable<Anthropic.RawMessageStreamEvent> {
  for await (const data of readEventStream(body)) {
    const sent = parse(data)
    if (!isJsonObject(sent)) throw externalError('model.bad-reply', 'It sent something that is no event of an answer.')
    if (sent.type === 'error') throw streamError(sent.error)
    // Each event is told by its type, and what is read of it is looked at with care.
    yield sent as unknown as Anthropic.RawMessageStreamEvent
  }
}

function parse(data: string): Json {
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}

const modelList = z.object({
  data: z.array(
    z.object({ id: z.string(), display_name: z.string().optional(), max_input_tokens: z.number().nullish() }),
  ),
})

async function listModels({ fetch, signal, apiKey, baseUrl }: ListContext): Promise<ModelInfo[]> {
  const response = await fetch(`${addressOf(baseUrl, 'models')}?limit=1000`, { headers: headersOf(apiKey), signal })
  const list = response.ok ? modelList.safeParse(await response.json()) : null
  if (!list?.success) throw externalError('model.bad-reply', 'It did not answer with a list of models.')
  return list.data.data.map(({ id, display_name, max_input_tokens }) => ({
    id,
    ...(display_name && { title: display_name }),
    ...(max_input_tokens && { contextTokens: max_input_tokens }),
  }))
}
