import type { Clock } from '../../../shared/clock.ts'
import { type ErrorInfo, externalError, NitiError, userError } from '../../../shared/errors.ts'
import type { CallLimit } from '../../../shared/run/events.ts'
import type {
  EmbedReply,
  EmbedRequest,
  FinishReason,
  ModelReply,
  ModelRequest,
  ModelUsage,
} from '../../../shared/run/model-call.ts'
import type { Http } from '../http/http.ts'
import { redactText } from '../http/redact.ts'
import { retryDelayMs } from '../http/retry-delay.ts'
import { countTokens as countWithTokenizer } from './count-tokens.ts'
import type { Credentials } from './credentials-from-env.ts'
import type { ModelInfo, Provider, SentMessage, SentRequest } from './define-provider.ts'
import { type EmbedHooks, embedInBatches } from './embed-batch.ts'
import { createLimiter, type Limiter, type Limits } from './limiter.ts'
import type { Asked } from './model-failure.ts'
import { openFiles, type ReadFile } from './open-files.ts'
import type { PaidTry, TryCost } from './paid-try.ts'
import { listedPrices, type Prices, type Pricing } from './prices.ts'
import { findModel } from './resolve-model.ts'
import { sentText } from './sent-text.ts'
import { createOutputReader } from './structured-output.ts'
import { hideTextTools, readTextTools, toTextTools } from './text-tools.ts'
import { cancelReason, type TryResult, tryModel } from './try-model.ts'
import { watchRequests } from './watch-requests.ts'

export type Retry = {
  error: ErrorInfo
  waitMs: number
  /** How often the provider was asked so far. */
  tries: number
  paid: TryCost
}

export type ModelHooks = {
  signal: AbortSignal
  /**
   * Asked before each try, retries and repairs included; rejects where it must not be made. Answers the limit on the
   * answer's tokens to send along, null for none beyond the request's own.
   */
  admit?(asked: { provider: Provider; model: string; request: SentRequest; pricing: Pricing }): Promise<number | null>
  /** Reads a file that goes along. Needed where messages name any. */
  readFile?: ReadFile
  onText?(text: string): void
  onReasoning?(text: string): void
  /** The call waits, because this limit of the provider's connection is reached. */
  onWaiting?(providerId: string, limit: CallLimit): void
  /** Its turn has come: nothing is sent until this has resolved. */
  onAdmitted?(): Promise<void>
  /** A try failed and another follows after `waitMs`. Text streamed so far belongs to the failed try. */
  onRetry?(retry: Retry): void
}

/** A call that failed and may have to be paid all the same: what its last try cost comes along (earlier ones: `onRetry`). */
export class ModelCallFailed extends NitiError {
  readonly paid: NonNullable<TryCost>
  readonly tries: number

  constructor(error: NitiError, paid: NonNullable<TryCost>, tries: number) {
    super(error.info, { cause: error.cause })
    this.name = 'ModelCallFailed'
    this.paid = paid
    this.tries = tries
  }
}

export type ModelClientOptions = {
  providers: Provider[]
  http: Pick<Http, 'fetch' | 'post'>
  clock: Clock
  keyOf(providerId: string): Promise<Credentials>
  /** Limits a person gave a provider's connection; asked anew for each call, so that a change counts at once. */
  limitsOf?(providerId: string): Limits
  limits?: {
    /** How often a call is tried in all; 4 unless told. */
    tries?: number
    /** The longest wait a provider may ask for before the call fails instead; 60 s unless told. */
    maxWaitMs?: number
  }
  countTokens?(text: string): Promise<number>
  /** The price library's unless told. */
  prices?: Prices
  /** In 0..1; spreads the waits of calls that failed together. */
  random?(): number
}

export type ModelClient = {
  /**
   * Calls a model and streams its answer. `latencyMs` and `firstTokenMs` of the reply are those of the try that
   * succeeded, without queueing and waits.
   * @throws NitiError, and ModelCallFailed where there is something to pay.
   */
  call(request: ModelRequest, hooks: ModelHooks): Promise<ModelReply>
  /** Makes vectors of texts, in batches with tries and limits as calls have them. */
  embed(request: EmbedRequest, hooks: EmbedHooks): Promise<EmbedReply>
  /** What `auto` means for vectors where this provider makes them; null where nothing does. */
  embeddingModelOf(providerId: string): string | null
  /** What a provider offers right now. Fails as a call would, so it also serves to test a key. */
  listModels(providerId: string, signal: AbortSignal): Promise<ModelInfo[]>
  /** The limits of connections may be others now: calls they held back go on. */
  limitsChanged(): void
}

/** A try that was made. `pricing`: the price it was let through at. */
type Sent = { asked: Asked; request: SentRequest; pricing: Pricing }

/** The one client for all models: limits, retries, structured output, and the bill. */
export function createModelClient(options: ModelClientOptions): ModelClient {
  const { providers, http, clock, limits = {}, countTokens = countWithTokenizer, random = Math.random } = options
  const { prices = listedPrices } = options
  const maxTries = limits.tries ?? 4
  const maxWaitMs = limits.maxWaitMs ?? 60_000
  const limiters = new Map<string, Limiter>()
  /** As they were last read, by provider: asking for them costs a look into the database. */
  const knownLimits = new Map<string, Limits>()

  function limitsOf({ id, concurrency }: Provider): Limits {
    const known = knownLimits.get(id)
    if (known) return known
    const own = options.limitsOf?.(id)
    const read = { atOnce: own?.atOnce ?? concurrency, perMinute: own?.perMinute ?? null }
    knownLimits.set(id, read)
    return read
  }

  function limiterOf(provider: Provider): Limiter {
    const limiter = limiters.get(provider.id) ?? createLimiter(() => limitsOf(provider), clock)
    limiters.set(provider.id, limiter)
    return limiter
  }

  async function signIn(provider: Provider, model: string): Promise<Asked> {
    const stored = await options.keyOf(provider.id)
    const baseUrl = stored.baseUrl || provider.baseUrl
    if (provider.key === 'required' && !stored.apiKey) throw missingKeyError(provider)
    if (!baseUrl && provider.baseUrlEnv) throw missingBaseUrlError(provider)
    return { provider, model, apiKey: provider.key === 'none' ? null : stored.apiKey, baseUrl }
  }

  async function billOf({ asked, request, pricing }: Sent, result: TryResult): Promise<PaidTry> {
    const { provider, model } = asked
    const usage = result.finish?.usage ?? (await estimateUsage(request, result, countTokens))
    const bill = pricing.bill(usage, result.finish?.model)
    const { text, latencyMs, firstTokenMs } = result
    return { provider: provider.id, model, text, usage, ...bill, latencyMs, firstTokenMs }
  }

  async function call(request: ModelRequest, hooks: ModelHooks): Promise<ModelReply> {
    const { provider, model } = findModel(request.model, providers)
    const reader = request.output ? await createOutputReader(request.output) : null
    const asked = await signIn(provider, model)
    const whole = await openFiles(request, provider, hooks.readFile ?? noFiles)
    const isInWords = request.toolProtocol === 'text' && (request.tools?.length ?? 0) > 0
    const { signal } = hooks
    const limiter = limiterOf(provider)
    const onWaiting = (limit: CallLimit) => hooks.onWaiting?.(provider.id, limit)
    let tries = 0

    /** A wait for a limit, which ends as cancelled when the call does. */
    function inTurn<T>(wait: Promise<T>): Promise<T> {
      return wait.catch((thrown) => {
        throw signal.aborted ? cancelReason(signal) : thrown
      })
    }

    /** Asks until the provider has answered in full. */
    async function ask(messages: SentMessage[]) {
      const native: SentRequest = { ...whole, model, messages, ...(reader && { output: reader.output }) }
      const sent = isInWords ? toTextTools(native) : native
      for (let attempt = 1; ; attempt++) {
        if (signal.aborted) throw cancelReason(signal)
        if (tries > 0) await inTurn(limiter.pace(signal, onWaiting))
        const pricing = await prices.of(provider, model, clock.now())
        const limit = (await hooks.admit?.({ provider, model, request: sent, pricing })) ?? null
        const limited = limit === null ? sent : { ...sent, maxOutputTokens: limit }
        tries += 1
        const { onText = () => {}, onReasoning } = hooks
        const shown = isInWords ? hideTextTools(onText) : onText
        const result = await tryModel({ asked, request: limited, http, clock, signal, onText: shown, onReasoning })
        const isBilled = result.hasBegun && !result.isUnanswered
        const paid = isBilled ? await billOf({ asked, request: limited, pricing }, result) : null
        const { failure } = result
        if (paid && result.finish && !failure) {
          const said = isInWords ? { ...result, ...readTextTools(result.text, native) } : result
          return { ...paid, text: said.text, ...saidBesides(said, result.finish.reason) }
        }
        const cost: TryCost = result.isUnanswered ? 'unknown' : paid
        const error = failure?.error ?? externalError('model.no-answer', `${provider.title} sent no answer.`)
        const waitMs = retryDelayMs({ tries: attempt, askedMs: failure?.retryAfterMs ?? null, random: random() })
        const isWorthIt = error.info.retryable === true && attempt < maxTries && waitMs <= maxWaitMs
        if (!isWorthIt) throw failedCall(waitMs > maxWaitMs ? nameWait(error, waitMs) : error, cost)
        hooks.onRetry?.({ error: error.info, waitMs, tries, paid: cost })
        await clock.sleep(waitMs, signal).catch((thrown) => {
          throw signal.aborted ? cancelReason(signal) : thrown
        })
      }
    }

    function failedCall(error: NitiError, paid: TryCost): NitiError {
      return paid ? new ModelCallFailed(error, paid, tries) : error
    }

    async function converse(): Promise<ModelReply> {
      let { messages } = whole
      for (let isRepair = false; ; isRepair = true) {
        const answer = await ask(messages)
        if (answer.finishReason === 'content-filter') throw failedCall(filteredError(asked, answer.text), answer)
        // What it asks tools for is no answer yet, so nothing is read in it.
        if (!reader || answer.toolCalls) return { ...answer, tries }
        const read = reader.read(answer.text)
        if ('data' in read) return { ...answer, text: JSON.stringify(read.data), data: read.data, tries }
        if (answer.finishReason === 'length') throw failedCall(cutOffError(asked, answer.usage), answer)
        const error = invalidOutputError(asked, read)
        if (isRepair) throw failedCall(error, answer)
        hooks.onRetry?.({ error: error.info, waitMs: 0, tries, paid: answer })
        messages = [...whole.messages, ...repairMessages(answer, read)]
      }
    }

    const release = await inTurn(limiter.acquire(signal, onWaiting))
    try {
      await inTurn(limiter.pace(signal, onWaiting))
      await hooks.onAdmitted?.()
      return await converse()
    } finally {
      release()
    }
  }

  async function listModels(providerId: string, signal: AbortSignal): Promise<ModelInfo[]> {
    const { provider } = findModel(`${providerId}/-`, providers)
    if (!provider.listModels) return provider.models
    const asked = await signIn(provider, '')
    const watched = watchRequests({ http, signal, asked, now: clock.now })
    const { apiKey, baseUrl } = asked
    const sleep = (ms: number) => clock.sleep(ms, signal)
    try {
      return await provider.listModels({ fetch: watched.fetch, sleep, signal, apiKey, baseUrl })
    } catch (thrown) {
      throw signal.aborted ? cancelReason(signal) : (watched.failure()?.error ?? thrown)
    }
  }

  async function embed(request: EmbedRequest, hooks: EmbedHooks): Promise<EmbedReply> {
    const { provider, model } = findModel(request.model, providers)
    const asked = await signIn(provider, model)
    const pricingOf = () => prices.of(provider, model, clock.now())
    const means = { http, clock, limiter: limiterOf(provider), pricingOf, countTokens, random, maxTries, maxWaitMs }
    return embedInBatches(asked, request, hooks, means)
  }

  return {
    call,
    embed,
    embeddingModelOf: (id) => providers.find((provider) => provider.id === id)?.defaultEmbeddingModel ?? null,
    listModels,
    limitsChanged() {
      knownLimits.clear()
      for (const limiter of limiters.values()) limiter.refresh()
    },
  }
}

/** An answer beside its text. Some servers say `stop` where they ask for tools, and some `tool-calls` where they do not. */
function saidBesides({ toolCalls, carried }: TryResult, reason: FinishReason) {
  const isEnd = reason === 'stop' || reason === 'tool-calls' || reason === 'other'
  const asksTools = toolCalls.length > 0
  const finishReason: FinishReason = isEnd && asksTools ? 'tool-calls' : reason === 'tool-calls' ? 'other' : reason
  return { finishReason, ...(asksTools && { toolCalls }), ...(carried && { carried }) }
}

/** Counted here, for a provider that never said: all that was sent, and whatever arrived. */
async function estimateUsage(request: SentRequest, result: TryResult, count: (text: string) => Promise<number>) {
  const reasoningTokens = result.reasoning ? await count(result.reasoning) : 0
  const written = result.text + result.toolText
  const textTokens = written ? await count(written) : 0
  const inputTokens = await count(sentText(request))
  return {
    inputTokens,
    cachedInputTokens: 0,
    outputTokens: textTokens + reasoningTokens,
    reasoningTokens,
    estimated: true,
  }
}

function noFiles(): never {
  throw new Error('a prompt with files needs somebody who reads them')
}

function missingKeyError({ title, keyEnv }: Provider): NitiError {
  const env = keyEnv ? `, or set ${keyEnv} in the environment` : ''
  return userError('model.missing-key', `There is no API key for ${title}.`, { hint: `Add one in Settings${env}.` })
}

function missingBaseUrlError({ title, baseUrlEnv }: Provider): NitiError {
  const hint = `Set one in Settings, or set ${baseUrlEnv} in the environment.`
  return userError('model.missing-base-url', `There is no base URL for ${title}.`, { hint })
}

function nameWait(error: NitiError, waitMs: number): NitiError {
  return new NitiError({
    ...error.info,
    hint: `It asks to wait ${Math.ceil(waitMs / 1000)} seconds; run again after that.`,
  })
}

function filteredError({ provider, apiKey }: Asked, text: string): NitiError {
  const said = text ? ` It said: ${redactText(text.slice(0, 300), apiKey ? [apiKey] : [])}` : ''
  const message = `${provider.title} withheld its answer because of its content rules.${said}`
  return userError('model.content-filter', message, {
    hint: 'Change the prompt or the input, or choose another model.',
  })
}

function cutOffError({ model }: Asked, { outputTokens }: ModelUsage): NitiError {
  const message = `The answer of ${model} was cut off after ${outputTokens} tokens, before its JSON was complete.`
  return userError('model.cut-off', message, { hint: 'Raise the limit on output tokens, or ask for less.' })
}

function invalidOutputError({ model }: Asked, { path, problem }: { path: string; problem: string }): NitiError {
  const place = path ? `"${path}" in the answer` : 'the answer'
  return externalError('model.invalid-output', `${model} did not answer as asked: ${place} ${problem}.`, {
    retryable: true,
    details: { path, problem },
  })
}

type Flaw = { path: string; problem: string }

function repairMessages({ text, carried }: Pick<ModelReply, 'text' | 'carried'>, flaw: Flaw): SentMessage[] {
  const { path, problem } = flaw
  const place = path ? `"${path}"` : 'It'
  const content = `That is not what was asked for: ${place} ${problem}. Answer again with the corrected JSON only.`
  return [
    { role: 'assistant', content: text, ...(carried && { carried }) },
    { role: 'user', content },
  ]
}
