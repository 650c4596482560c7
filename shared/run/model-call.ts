import { z } from 'zod'
import { json, jsonObject } from '../json.ts'

/** A model's wish to have a tool called. */
export const toolCall = z.object({
  /** The provider's own name of the call, or one made here where it has none; the result names it. */
  id: z.string(),
  name: z.string(),
  /** As the model wrote them: JSON where it did what it was asked. */
  arguments: z.string(),
})
export type ToolCall = z.infer<typeof toolCall>

/** A function a model may ask for. */
export const toolSpec = z.object({
  /** Letters, digits, `_` and `-`; 64 at most. */
  name: z.string(),
  description: z.string(),
  /** JSON Schema of an object. */
  schema: jsonObject,
})
export type ToolSpec = z.infer<typeof toolSpec>

export const chatMessage = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string(),
  /** Of `user`: files that go along, each as the value that stands for it (file-ref.ts). */
  files: z.array(json).optional(),
  /** Of `assistant`: the tools it asked for. */
  toolCalls: z.array(toolCall).optional(),
  /** Of `assistant`: what the provider named wants back as it gave it, such as sealed reasoning. No other reads it. */
  carried: z.object({ provider: z.string(), data: json }).optional(),
  /** Of `tool`: the call this is the result of. */
  toolCallId: z.string().optional(),
  toolName: z.string().optional(),
  isError: z.boolean().optional(),
})
export type ChatMessage = z.infer<typeof chatMessage>

/** What a node asks of a model. Model references read `provider/model`; `auto` is resolved before the call. */
export const modelRequest = z.object({
  model: z.string(),
  messages: z.array(chatMessage).min(1),
  temperature: z.number().min(0).max(2).optional(),
  maxOutputTokens: z.number().int().positive().optional(),
  /** Asks for a JSON value of this JSON Schema instead of prose. */
  output: z.object({ name: z.string(), schema: jsonObject }).optional(),
  /** What it may ask for; `output` holds for the answer that asks for nothing more. */
  tools: z.array(toolSpec).optional(),
  /** `required`: it must ask for one. `none`: it must not, although it asked before. `auto` unless told. */
  toolChoice: z.enum(['auto', 'required', 'none']).optional(),
  /** `text`: for models that cannot call tools; they are told in words how to ask. */
  toolProtocol: z.enum(['native', 'text']).optional(),
  reasoning: z.enum(['low', 'medium', 'high']).optional(),
  /** Asked in this order where the one before fails for a reason of its provider's. */
  fallbacks: z.array(z.string()).optional(),
  /** The agent that asks, where one does: its calls are booked, and limited, under its name. */
  agentId: z.string().optional(),
})
export type ModelRequest = z.infer<typeof modelRequest>

/**
 * Tokens by kind. `inputTokens` includes the cached ones and `outputTokens` includes the reasoning ones, as providers
 * bill them. `cacheWriteInputTokens` are those of `inputTokens` some providers charge extra for, to keep them for later
 * calls. `estimated` marks usage counted here because the provider never sent its own (a call cut off midway).
 */
export const modelUsage = z.object({
  inputTokens: z.number().int().nonnegative(),
  cachedInputTokens: z.number().int().nonnegative(),
  cacheWriteInputTokens: z.number().int().nonnegative().optional(),
  outputTokens: z.number().int().nonnegative(),
  reasoningTokens: z.number().int().nonnegative(),
  estimated: z.boolean().optional(),
})
export type ModelUsage = z.infer<typeof modelUsage>

export const finishReason = z.enum(['stop', 'length', 'content-filter', 'tool-calls', 'other'])
export type FinishReason = z.infer<typeof finishReason>

/** The price a call was billed at, kept with it: later changes of the table never touch history. US dollars per million tokens. */
export const priceSnapshot = z.object({
  source: z.string(),
  asOf: z.string(),
  inputUsdPerMillion: z.number().nullable(),
  cachedInputUsdPerMillion: z.number().nullable(),
  /** Null: keeping the input for later calls costs nothing more. Left out by calls that were billed before it was noted. */
  cacheWriteUsdPerMillion: z.number().nullable().optional(),
  outputUsdPerMillion: z.number().nullable(),
})
export type PriceSnapshot = z.infer<typeof priceSnapshot>

/** What a model call gave back. `microUsd` is null where nobody knows the price. */
export const modelReply = z.object({
  text: z.string(),
  /** The parsed and validated value where `output` was asked for. */
  data: json.optional(),
  /** Tools it wants called before it goes on; left out: none. */
  toolCalls: z.array(toolCall).optional(),
  /** What its provider wants back with this answer in the next request. */
  carried: chatMessage.shape.carried,
  provider: z.string(),
  model: z.string(),
  finishReason,
  usage: modelUsage,
  microUsd: z.number().int().nullable(),
  price: priceSnapshot.nullable(),
  latencyMs: z.number(),
  /** Milliseconds to the first piece of text; null when none came. */
  firstTokenMs: z.number().nullable(),
  /** How often the provider was asked, retries included. */
  tries: z.number().int().positive(),
})
export type ModelReply = z.infer<typeof modelReply>

/** What a text is made into, so that texts of like meaning lie close. `model` as in ModelRequest. */
export const embedRequest = z.object({ model: z.string(), texts: z.array(z.string()).min(1) })
export type EmbedRequest = z.infer<typeof embedRequest>

/** One vector for each text, in their order. */
export type EmbedReply = { vectors: number[][]; provider: string; model: string; inputTokens: number }
