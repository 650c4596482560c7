import { z } from 'zod'
import { json, jsonObject } from '../json.ts'

export const chatMessage = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })
export type ChatMessage = z.infer<typeof chatMessage>

/** What a node asks of a model. Model references read `provider/model`; `auto` is resolved before the call. */
export const modelRequest = z.object({
  model: z.string(),
  messages: z.array(chatMessage).min(1),
  temperature: z.number().min(0).max(2).optional(),
  maxOutputTokens: z.number().int().positive().optional(),
  /** Asks for a JSON value of this JSON Schema instead of prose. */
  output: z.object({ name: z.string(), schema: jsonObject }).optional(),
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
