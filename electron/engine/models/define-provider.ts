import type { Json } from '../../../shared/json.ts'
import type { ChatMessage, FinishReason, ModelRequest, ModelUsage, ToolCall } from '../../../shared/run/model-call.ts'

/** A piece of a model's answer, in the order it arrives. `finish` is last and comes exactly once. */
export type ModelPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** Of a call's arguments, as they are written: what is billed where it breaks off before the call is there. */
  | { type: 'tool-text'; text: string }
  /** Said once the whole call is there. */
  | { type: 'tool-call'; call: ToolCall }
  /** What the provider wants back with this answer in the next request; once at most. */
  | { type: 'carried'; data: Json }
  | { type: 'finish'; reason: FinishReason; usage: ModelUsage | null; model: string }

/** A file that goes along with a message: an image, or a PDF. Files of text stand in the message's words. */
export type OpenedFile = { name: string; mediaType: string; bytes: number; base64: string }

/** A request as a provider is handed it, with its files read. */
export type SentMessage = ChatMessage & { opened?: OpenedFile[] }
export type SentRequest = Omit<ModelRequest, 'messages'> & { messages: SentMessage[] }

/** A file as the address that holds all of it. https://www.rfc-editor.org/rfc/rfc2397 */
export function dataUrl({ mediaType, base64 }: OpenedFile): string {
  return `data:${mediaType};base64,${base64}`
}

/** What a provider is handed for one try of one call. It may reach the network through `fetch` and `post` alone. */
export type ProviderContext = {
  /** Refusals, broken connections and waiting times are read off these two, so a provider need not explain them. */
  fetch: typeof globalThis.fetch
  /** The cheaper one where the reply is a stream. Answers null where the provider refused. */
  post(
    url: string,
    request: { headers: Record<string, string>; body: string },
  ): Promise<AsyncIterable<Uint8Array> | null>
  /** On the engine's clock; rejects when `signal` aborts. */
  sleep(ms: number): Promise<void>
  signal: AbortSignal
  apiKey: string | null
  baseUrl: string
}

/** A list is no stream. */
export type ListContext = Omit<ProviderContext, 'post'>

/** `inputTokens` null: the provider did not say. */
export type Embedded = { vectors: number[][]; inputTokens: number | null }

export type ModelInfo = {
  /** The provider's own name of the model. */
  id: string
  title?: string
  contextTokens?: number
}

/**
 * One model provider: how it signs in, where it lives, what it offers, and one method that turns a request into a stream
 * of parts. "Not streaming" is only "collect the stream". Retries, limits, prices and the ledger live around it.
 */
export type Provider = {
  id: string
  title: string
  /** One line for the settings page: what it is and what leaves the machine. */
  summary: string
  /** `required`: no call without a key. `optional`: sent when there is one. `none`: never. */
  key: 'required' | 'optional' | 'none'
  keyEnv?: string
  /** A second variable the vendor's own tools read; used where `keyEnv` is not set. */
  keyEnvAlso?: string
  baseUrl: string
  baseUrlEnv?: string
  /** Page where a person gets a key. */
  keyUrl?: string
  /** Addresses on this machine where such a server usually listens; probed on 127.0.0.1 and ::1. */
  localPorts?: number[]
  /** Id under which the price library knows it; null: calls are free (on this machine); undefined: prices are unknown. */
  priceId?: string | null
  /** Calls under way at once, unless the settings say otherwise. */
  concurrency: number
  /** What `auto` means for this provider; undefined: never picked by `auto` unless a model was listed. */
  defaultModel?: string
  /** It stands in for a model: what it counts as tokens says nothing about a tokenizer. */
  isStandIn?: true
  /** Models known without asking, newest first. */
  models: ModelInfo[]
  /** Media types of the files its models take, beside text; none unless told. */
  takesFiles?: string[]
  /**
   * Streams the answer to one request, whose `model` is the provider's own name of it. Ends without a `finish` part only
   * if the connection broke; throws a NitiError for what the vendor reports inside the stream.
   */
  stream(context: ProviderContext, request: SentRequest): AsyncIterable<ModelPart>
  /** Makes vectors of texts; left out: it cannot. */
  embed?(context: ListContext, request: { model: string; texts: string[] }): Promise<Embedded>
  /** What `auto` means for vectors. */
  defaultEmbeddingModel?: string
  /** Asks the provider what it offers; also what "test connection" calls. */
  listModels?(context: ListContext): Promise<ModelInfo[]>
}

export function defineProvider(provider: Provider): Provider {
  return provider
}
