import type { Clock } from '../../../shared/clock.ts'
import { externalError, type NitiError, userError } from '../../../shared/errors.ts'
import type { CallLimit } from '../../../shared/run/events.ts'
import type { EmbedReply, EmbedRequest, ModelRequest } from '../../../shared/run/model-call.ts'
import type { Http } from '../http/http.ts'
import { retryDelayMs } from '../http/retry-delay.ts'
import type { Embedded, Provider } from './define-provider.ts'
import type { Limiter } from './limiter.ts'
import type { Asked } from './model-failure.ts'
import type { PaidTry } from './paid-try.ts'
import type { Pricing } from './prices.ts'
import { cancelReason, explainThrown } from './try-model.ts'
import { watchRequests } from './watch-requests.ts'

/** What a batch of texts cost; `unknown` as with a model call. */
export type EmbedCost = Omit<PaidTry, 'text'> | 'unknown' | null

export type EmbedHooks = {
  signal: AbortSignal
  /** As with a model call: asked before each try. `request` has the texts as its messages, and no answer. */
  admit?(asked: { provider: Provider; model: string; request: ModelRequest; pricing: Pricing }): Promise<unknown>
  /** A try is over; `texts` became vectors, none where it failed. */
  onTry?(texts: number, cost: EmbedCost): void
  onWaiting?(providerId: string, limit: CallLimit): void
}

type Means = {
  http: Pick<Http, 'fetch' | 'post'>
  clock: Clock
  limiter: Limiter
  pricingOf(): Promise<Pricing>
  countTokens(text: string): Promise<number>
  random(): number
  maxTries: number
  maxWaitMs: number
}

/** Texts of one request: what all vendors take. */
const mostTexts = 64
const mostCharacters = 200_000

/** Makes vectors of texts, batch by batch, each with its own tries and its own bill. */
export async function embedInBatches(
  asked: Asked,
  { texts }: EmbedRequest,
  hooks: EmbedHooks,
  means: Means,
): Promise<EmbedReply> {
  const { provider, model } = asked
  if (!provider.embed) {
    throw userError('model.no-embeddings', `${provider.title} makes no vectors of texts.`, {
      hint: 'Choose an embedding model of another provider, or search by words alone.',
    })
  }
  const vectors: number[][] = []
  let inputTokens = 0
  for (const batch of batchesOf(texts)) {
    const made = await embedBatch(asked, batch, hooks, means)
    vectors.push(...made.vectors)
    inputTokens += made.inputTokens
  }
  return { vectors, provider: provider.id, model, inputTokens }
}

function batchesOf(texts: string[]): string[][] {
  const batches: string[][] = []
  let characters = 0
  for (const text of texts) {
    const last = batches.at(-1)
    characters += text.length
    if (last && last.length < mostTexts && characters <= mostCharacters) last.push(text)
    else {
      batches.push([text])
      characters = text.length
    }
  }
  return batches
}

async function embedBatch(asked: Asked, texts: string[], hooks: EmbedHooks, means: Means) {
  const { provider, model } = asked
  const { clock, limiter, maxTries, maxWaitMs, random } = means
  const { signal } = hooks
  const onWaiting = (limit: CallLimit) => hooks.onWaiting?.(provider.id, limit)
  const inTurn = <T>(wait: Promise<T>) =>
    wait.catch((thrown) => {
      throw signal.aborted ? cancelReason(signal) : thrown
    })
  const release = await inTurn(limiter.acquire(signal, onWaiting))
  try {
    for (let attempt = 1; ; attempt++) {
      await inTurn(limiter.pace(signal, onWaiting))
      const pricing = await means.pricingOf()
      const messages = texts.map((content) => ({ role: 'user' as const, content }))
      await hooks.admit?.({ provider, model, request: { model, messages, maxOutputTokens: 0 }, pricing })
      const tried = await tryEmbed(asked, texts, signal, means)
      if ('made' in tried) {
        const inputTokens = tried.made.inputTokens ?? (await means.countTokens(texts.join('\n')))
        const kinds = { cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }
        const usage = { inputTokens, ...kinds, ...(tried.made.inputTokens === null && { estimated: true }) }
        const { latencyMs } = tried
        hooks.onTry?.(texts.length, {
          provider: provider.id,
          model,
          usage,
          ...pricing.bill(usage),
          latencyMs,
          firstTokenMs: null,
        })
        return { vectors: tried.made.vectors, inputTokens }
      }
      hooks.onTry?.(0, tried.isUnanswered ? 'unknown' : null)
      const waitMs = retryDelayMs({ tries: attempt, askedMs: tried.retryAfterMs, random: random() })
      const isWorthIt = tried.error.info.retryable === true && attempt < maxTries && waitMs <= maxWaitMs
      if (!isWorthIt) throw tried.error
      await inTurn(clock.sleep(waitMs, signal))
    }
  } finally {
    release()
  }
}

type Tried =
  | { made: Embedded; latencyMs: number }
  | { error: NitiError; retryAfterMs: number | null; isUnanswered: boolean }

async function tryEmbed(asked: Asked, texts: string[], signal: AbortSignal, { http, clock }: Means): Promise<Tried> {
  const { provider, model, apiKey, baseUrl } = asked
  const startMs = clock.now()
  const watched = watchRequests({ http, signal, asked, now: clock.now })
  const sleep = (ms: number) => clock.sleep(ms, signal)
  try {
    const made = await provider.embed?.({ fetch: watched.fetch, sleep, signal, apiKey, baseUrl }, { model, texts })
    const isWhole = made?.vectors.length === texts.length && made.vectors.every((vector) => vector.length > 0)
    if (!made || !isWhole) throw externalError('model.bad-reply', 'It did not answer with a vector for each text.')
    return { made, latencyMs: clock.now() - startMs }
  } catch (thrown) {
    const failure = explainThrown(thrown, { signal, asked }, watched.failure())
    return { ...failure, isUnanswered: watched.isUnanswered() || watched.hasBegun() }
  }
}
