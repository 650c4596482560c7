import { userError } from '../../../shared/errors.ts'
import { explainNetworkError } from '../http/network-error.ts'
import { type Asked, explainNetworkFailure, explainRefusal, type ModelFailure } from './model-failure.ts'

export type WatchedFetch = {
  fetch: typeof globalThis.fetch
  /** Whether a good reply began: from then on the provider may bill us. */
  hasBegun(): boolean
  /** Why the last request failed, or null. */
  failure(): ModelFailure | null
}

type Options = { fetch: typeof globalThis.fetch; signal: AbortSignal; asked: Asked; now(): number }

const maxErrorBytes = 64 * 1024

/**
 * A fetch that remembers why it failed. Every SDK wraps failures in errors of its own and some drop the headers that say
 * how long to wait; read here, all providers are explained alike. It also makes sure that `signal` reaches the socket.
 */
export function watchFetch({ fetch, signal, asked, now }: Options): WatchedFetch {
  let begun = false
  let failure: ModelFailure | null = null
  const watched: typeof fetch = async (input, init) => {
    failure = null
    try {
      const own = init?.signal
      const both = own && own !== signal ? AbortSignal.any([signal, own]) : signal
      const response = await fetch(input, { ...init, signal: both })
      if (response.ok && !isWebPage(response)) {
        begun = true
        return response
      }
      const body = await readStart(response)
      failure = response.ok ? webPageFailure(asked) : explainRefusal(asked, { ...pick(response), body }, now())
      return new Response(body, { status: response.ok ? 502 : response.status, headers: response.headers })
    } catch (thrown) {
      const network = explainNetworkError(thrown)
      if (network) failure ??= explainNetworkFailure(asked, network)
      throw thrown
    }
  }
  return { fetch: watched, hasBegun: () => begun, failure: () => failure }
}

function pick({ status, headers }: Response) {
  return { status, headers }
}

/** A wrong base URL often leads to a friendly page with status 200, which an SDK takes for a stream without events. */
function isWebPage(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/html') ?? false
}

function webPageFailure({ provider, baseUrl }: Asked): ModelFailure {
  const error = userError('model.bad-base-url', `${baseUrl} answers with a web page, not as ${provider.title} would.`, {
    hint: 'Check the base URL in Settings; for OpenAI-compatible servers it usually ends in /v1.',
  })
  return { error, retryAfterMs: null }
}

async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > maxErrorBytes) break
  }
  return text
}
