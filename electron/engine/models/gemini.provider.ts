import { z } from 'zod'
import { externalError } from '../../../shared/errors.ts'
import {
  defineProvider,
  type Embedded,
  type ListContext,
  type ModelInfo,
  type ModelPart,
  type ProviderContext,
  type SentRequest,
} from './define-provider.ts'
import { fromChunks, toContentsRequest } from './gemini-contents.ts'

export default defineProvider({
  id: 'gemini',
  title: 'Google Gemini',
  summary: 'Gemini models. Prompts are sent to Google, or to the base URL you set.',
  key: 'required',
  keyEnv: 'GEMINI_API_KEY',
  keyEnvAlso: 'GOOGLE_API_KEY',
  keyUrl: 'https://aistudio.google.com/apikey',
  baseUrl: 'https://generativelanguage.googleapis.com',
  baseUrlEnv: 'GEMINI_BASE_URL',
  priceId: 'google',
  takesFiles: ['image/png', 'image/jpeg', 'image/webp', 'application/pdf'],
  concurrency: 8,
  defaultModel: 'gemini-3.8-flash',
  defaultEmbeddingModel: 'gemini-embedding-001',
  models: [
    { id: 'gemini-3.8-flash', title: 'Gemini 3.8 Flash', contextTokens: 1_000_000 },
    { id: 'gemini-3.7-flash', title: 'Gemini 3.7 Flash', contextTokens: 1_000_000 },
    { id: 'gemini-3.5-flash-lite', title: 'Gemini 3.5 Flash-Lite', contextTokens: 1_000_000 },
    { id: 'gemini-3.1-flash-lite', title: 'Gemini 3.1 Flash-Lite', contextTokens: 1_000_000 },
    { id: 'gemini-3.1-pro-preview', title: 'Gemini 3.1 Pro (preview)' },
  ],
  stream,
  embed,
  listModels,
})

const apiVersion = 'v1beta'

/** The address without a version, which the SDK adds itself. */
function rootOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '').replace(/\/v1(beta|alpha)?$/, '')
}

async function* stream(context: ProviderContext, request: SentRequest): AsyncIterable<ModelPart> {
  const { ApiError, GoogleGenAI } = await import('@google/genai')
  const client = new GoogleGenAI({
    apiKey: context.apiKey ?? '',
    // Said outright: the SDK would else read the environment and send the key to Vertex.
    vertexai: false,
    apiVersion,
    httpOptions: { baseUrl: rootOf(context.baseUrl), fetch: context.fetch },
  })
  try {
    const chunks = await client.models.generateContentStream(toContentsRequest(request, context.signal))
    yield* fromChunks(chunks, request)
  } catch (error) {
    if (error instanceof ApiError) {
      const retryable = error.status === 429 || error.status >= 500
      throw externalError('model.provider-error', complaintOf(error.message), { retryable, cause: error })
    }
    // The SDK's words for a stream that ended inside an event.
    if (error instanceof Error && /^(Incomplete JSON segment|exception parsing stream chunk)/.test(error.message)) {
      throw externalError('model.connection-broken', 'It stopped in the middle of its answer.', {
        retryable: true,
        cause: error,
      })
    }
    throw error
  }
}

/** The SDK packs the vendor's JSON into its message, sometimes behind "got status: ...". */
function complaintOf(message: string): string {
  return /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message
}

const modelList = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      displayName: z.string().optional(),
      inputTokenLimit: z.number().optional(),
      supportedGenerationMethods: z.array(z.string()).default([]),
    }),
  ),
})

async function listModels({ fetch, signal, apiKey, baseUrl }: ListContext): Promise<ModelInfo[]> {
  const url = `${rootOf(baseUrl)}/${apiVersion}/models?pageSize=1000`
  const response = await fetch(url, { headers: { 'x-goog-api-key': apiKey ?? '' }, signal })
  const list = response.ok ? modelList.safeParse(await response.json()) : null
  if (!list?.success) throw externalError('model.bad-reply', 'It did not answer with a list of models.')
  return list.data.models
    .filter((model) => model.supportedGenerationMethods.includes('generateContent'))
    .map(({ name, displayName, inputTokenLimit }) => ({
      id: name.replace(/^models\//, ''),
      ...(displayName && { title: displayName }),
      ...(inputTokenLimit && { contextTokens: inputTokenLimit }),
    }))
}

const vectorList = z.object({
  embeddings: z.array(z.object({ values: z.array(z.number()) })),
  usageMetadata: z.object({ promptTokenCount: z.number().optional() }).nullish(),
})

async function embed(
  { fetch, signal, apiKey, baseUrl }: ListContext,
  { model, texts }: { model: string; texts: string[] },
): Promise<Embedded> {
  const url = `${rootOf(baseUrl)}/${apiVersion}/models/${encodeURIComponent(model)}:batchEmbedContents`
  const requests = texts.map((text) => ({ model: `models/${model}`, content: { parts: [{ text }] } }))
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-goog-api-key': apiKey ?? '', 'content-type': 'application/json' },
    body: JSON.stringify({ requests }),
    signal,
  })
  const list = response.ok ? vectorList.safeParse(await response.json()) : null
  if (!list?.success) throw externalError('model.bad-reply', 'It did not answer with vectors.')
  const { embeddings, usageMetadata } = list.data
  return { vectors: embeddings.map((one) => one.values), inputTokens: usageMetadata?.promptTokenCount ?? null }
}
