import { userError } from '../../../shared/errors.ts'
import type { Http, StreamedReply } from '../http/http.ts'
import { explainNetworkError, mayHaveArrived } from '../http/network-error.ts'
import type { ProviderContext } from './define-provider.ts'
import { type Asked, explainNetworkFailure, explainRefusal, type ModelFailure } from './model-failure.ts'

export type WatchedRequests = Pick<ProviderContext, 'fetch' | 'post'> & {
  /** Whether a good reply began: from then on the provider may bill us. */
  hasBegun(): boolean
  /** Whether a request left that no reply came to: the provider may have done the work, and nobody knows what it bills. */
  isUnanswered(): boolean
  /** Why the last request failed, or null. */
  failure(): ModelFailure | null
}

type Options = { http: Pick<Http, 'fetch' | 'post'>; signal: AbortSignal; asked: Asked; now(): number }

const maxErrorBytes = 64 * 1024

/**
 * Requests that remember why they failed. Every SDK wraps failures in errors of its own and some drop the headers that say
 * how long to wait; read here, all providers are explained alike. It also makes sure that `signal` reaches the socket.
 */
export function watchRequests({ http, signal, asked, now }: Options): WatchedRequests {
  let begun = false
  let unanswered = false
  let failure: ModelFailure | null = null

  async function noted<T>(request: Promise<T>): Promise<T> {
    failure = null
    try {
      return await request
    } catch (thrown) {
      const network = explainNetworkError(thrown)
      if (network) failure = explainNetworkFailure(asked, network)
      throw thrown
    }
  }

  async function replyTo<T>(send: () => Promise<T>): Promise<T> {
    const isCalledOff = signal.aborted
    try {
      return await noted(send())
    } catch (thrown) {
      // Called off while it was under way is no better than broken off: what was sent was sent.
      unanswered ||= !isCalledOff && (signal.aborted || mayHaveArrived(thrown))
      throw thrown
    }
  }

  /** Whether it is an answer to begin with; otherwise says why not, and the start of what came instead. */
  async function refusal({ status, headers, body }: StreamedReply): Promise<string | null> {
    const isOk = status >= 200 && status <= 299
    if (isOk && !isWebPage(headers)) {
      begun = true
      return null
    }
    const start = await noted(readStart(body))
    failure = isOk ? webPageFailure(asked) : explainRefusal(asked, { status, headers, body: start }, now())
    return start
  }

  return {
    async fetch(input, init) {
      const own = init?.signal
      const both = own && own !== signal ? AbortSignal.any([signal, own]) : signal
      const response = await replyTo(() => http.fetch(input, { ...init, signal: both }))
      const { status, headers, ok } = response
      const refused = await refusal({ status, headers, body: response.body ?? nothing() })
      return refused === null ? response : new Response(refused, { status: ok ? 502 : status, headers })
    },

    async post(url, request) {
      const reply = await replyTo(() => http.post(url, { ...request, signal }))
      return (await refusal(reply)) === null ? reply.body : null
    },

    hasBegun: () => begun,
    isUnanswered: () => unanswered,
    failure: () => failure,
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}

/** A wrong base URL often leads to a friendly page with status 200, which an SDK takes for a stream without events. */
function isWebPage(headers: Headers): boolean {
  return headers.get('content-type')?.startsWith('text/html') ?? false
}

function webPageFailure({ provider, baseUrl }: Asked): ModelFailure {
  const error = userError('model.bad-base-url', `${baseUrl} answers with a web page, not as ${provider.title} would.`, {
    hint: 'Check the base URL in Settings; for OpenAI-compatible servers it usually ends in /v1.',
  })
  return { error, retryAfterMs: null }
}

async function readStart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > maxErrorBytes) break
  }
  return text
}
