import type { GenerateContentParameters, GenerateContentResponse } from '@google/genai'
import { z } from 'zod'
import { externalError } from '../../../shared/errors.ts'
import type { FinishReason, ModelRequest, ModelUsage } from '../../../shared/run/model-call.ts'
import {
  defineProvider,
  type ListContext,
  type ModelInfo,
  type ModelPart,
  type ProviderContext,
} from './define-provider.ts'

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
  concurrency: 8,
  defaultModel: 'gemini-3.8-flash',
  models: [
    { id: 'gemini-3.8-flash', title: 'Gemini 3.8 Flash', contextTokens: 1_000_000 },
    { id: 'gemini-3.7-flash', title: 'Gemini 3.7 Flash', contextTokens: 1_000_000 },
    { id: 'gemini-3.5-flash-lite', title: 'Gemini 3.5 Flash-Lite', contextTokens: 1_000_000 },
    { id: 'gemini-3.1-flash-lite', title: 'Gemini 3.1 Flash-Lite', contextTokens: 1_000_000 },
    { id: 'gemini-3.1-pro-preview', title: 'Gemini 3.1 Pro (preview)' },
  ],
  stream,
  listModels,
})

const apiVersion = 'v1beta'

/** The address without a version, which the SDK adds itself. */
function rootOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '').replace(/\/v1(beta|alpha)?$/, '')
}

async function* stream(context: ProviderContext, request: ModelRequest): AsyncIterable<ModelPart> {
  const { ApiError, GoogleGenAI } = await import('@google/genai')
  const client = new GoogleGenAI({
    apiKey: context.apiKey ?? '',
    // Said outright: the SDK would else read the environment and send the key to Vertex.
    vertexai: false,
    apiVersion,
    httpOptions: { baseUrl: rootOf(context.baseUrl), fetch: context.fetch },
  })
  try {
    yield* fromChunks(await client.models.generateContentStream(toRequest(request, context.signal)))
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

function toRequest(request: ModelRequest, abortSignal: AbortSignal): GenerateContentParameters {
  const { model, messages, temperature, maxOutputTokens, output } = request
  const instructions = messages.filter((message) => message.role === 'system').map((message) => message.content)
  const turns = messages.filter((message) => message.role !== 'system')
  const contents = turns.map(({ role, content }) => ({
    role: role === 'assistant' ? 'model' : 'user',
    parts: [{ text: content }],
  }))
  // Gemini wants at least one turn: instructions that stand alone are then what is asked.
  const onlyInstructions = contents.length === 0
  return {
    model,
    contents: onlyInstructions ? [{ role: 'user', parts: [{ text: instructions.join('\n\n') }] }] : contents,
    config: {
      abortSignal,
      temperature,
      maxOutputTokens,
      ...(instructions.length > 0 && !onlyInstructions && { systemInstruction: instructions.join('\n\n') }),
      ...(output && { responseMimeType: 'application/json', responseJsonSchema: output.schema }),
    },
  }
}

async function* fromChunks(chunks: AsyncIterable<GenerateContentResponse>): AsyncIterable<ModelPart> {
  let reason: FinishReason | null = null
  let usage: ModelUsage | null = null
  let model = ''
  for await (const chunk of chunks) {
    model ||= chunk.modelVersion ?? ''
    if (chunk.usageMetadata) usage = fromUsage(chunk.usageMetadata)
    if (chunk.promptFeedback?.blockReason) reason = 'content-filter'
    const candidate = chunk.candidates?.[0]
    for (const part of candidate?.content?.parts ?? []) {
      if (part.text) yield { type: part.thought ? 'reasoning' : 'text', text: part.text }
    }
    if (candidate?.finishReason) reason = fromFinishReason(candidate.finishReason)
  }
  if (reason) yield { type: 'finish', reason, usage, model }
}

const filters = /SAFETY|RECITATION|BLOCKLIST|PROHIBITED_CONTENT|SPII|LANGUAGE/

function fromFinishReason(reason: string): FinishReason {
  if (reason === 'STOP') return 'stop'
  if (reason === 'MAX_TOKENS') return 'length'
  return filters.test(reason) ? 'content-filter' : 'other'
}

/** Google counts thinking beside the answer; billed it is as output. */
function fromUsage(usage: NonNullable<GenerateContentResponse['usageMetadata']>): ModelUsage {
  const reasoningTokens = usage.thoughtsTokenCount ?? 0
  return {
    inputTokens: (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0),
    cachedInputTokens: usage.cachedContentTokenCount ?? 0,
    outputTokens: (usage.candidatesTokenCount ?? 0) + reasoningTokens,
    reasoningTokens,
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
