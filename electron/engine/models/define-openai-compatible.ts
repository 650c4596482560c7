import { z } from 'zod'
import { externalError } from '../../../shared/errors.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import {
  defineProvider,
  type ModelInfo,
  type ModelPart,
  type Provider,
  type ProviderContext,
} from './define-provider.ts'
import { fromChatChunks, type MaxTokensField, toChatRequest } from './openai-chat.ts'

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

async function* streamChat(
  context: ProviderContext,
  request: ModelRequest,
  maxTokensField: MaxTokensField,
): AsyncIterable<ModelPart> {
  const { OpenAI, APIError } = await import('openai')
  const client = new OpenAI({
    // The SDK insists on a key; servers that want none ignore it.
    apiKey: context.apiKey ?? 'none',
    baseURL: context.baseUrl,
    fetch: context.fetch,
    // Retries are ours: only we know which tokens were already paid and shown.
    maxRetries: 0,
    // Not read from the environment: a key must not go to another address than the one asked for, nor bill elsewhere.
    organization: null,
    project: null,
    logLevel: 'off',
  })
  try {
    const chunks = await client.chat.completions.create(toChatRequest(request, maxTokensField), {
      signal: context.signal,
    })
    yield* fromChatChunks(chunks)
  } catch (error) {
    // Reported inside a stream that began well: there is no HTTP status to go by.
    if (error instanceof APIError && error.status === undefined && error.error) {
      throw externalError('model.provider-error', error.message, { retryable: true, cause: error })
    }
    if (error instanceof SyntaxError) {
      throw externalError('model.bad-reply', 'It sent something that is not a chat completion.', { cause: error })
    }
    throw error
  }
}

const modelList = z.object({ data: z.array(z.object({ id: z.string(), created: z.number().optional() })).nullable() })

async function listModels({ fetch, signal, apiKey, baseUrl }: ProviderContext): Promise<ModelInfo[]> {
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {}
  const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/models`, { headers, signal })
  const list = response.ok ? modelList.safeParse(await response.json()) : null
  if (!list?.success) throw externalError('model.bad-reply', 'It did not answer with a list of models.')
  const models = list.data.data ?? []
  return models.toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0)).map(({ id }) => ({ id }))
}
