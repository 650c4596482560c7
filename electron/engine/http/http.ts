import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import type { Agent, Dispatcher } from 'undici'
import { externalError, userError } from '../../../shared/errors.ts'
import { type Log, silentLog } from '../../../shared/log.ts'
import { checkHost } from './allowed-hosts.ts'
import { capBody } from './cap-body.ts'
import { guardedConnect } from './guarded-connect.ts'
import { explainNetworkError, findNitiError } from './network-error.ts'
import { redactUrl } from './redact.ts'
import { followRedirect, type Hop } from './redirect.ts'
import { createServerTimes, type ServerTimes } from './server-times.ts'

export type Fetch = typeof globalThis.fetch

export type GuardOptions = {
  /** Lets loopback and private networks through; metadata and link-local addresses never are. */
  allowPrivate?: boolean
  /** Largest reply in bytes after decompression; 10 MB unless told. */
  maxBodyBytes?: number
  /** Whoever knows the address may use it, as with Slack's webhooks: the log names its host alone. */
  isAddressSecret?: boolean
  /** Only these are asked, at each hop: see `allowsHost`. */
  onlyHosts?: string[]
}

/** A reply read as it comes. Leaving its body early closes the connection. */
export type StreamedReply = { status: number; headers: Headers; body: AsyncIterable<Uint8Array> }

export type Post = (
  url: string,
  request: { headers: Record<string, string>; body: string; signal: AbortSignal },
) => Promise<StreamedReply>

/** One request whose body and reply are streams, if need be. */
export type ExchangeRequest = {
  method: string
  headers: Record<string, string>
  /** Read while it is sent, no faster than it leaves. */
  body?: string | Uint8Array | AsyncIterable<Uint8Array> | null
  /** Ends it where so long nothing is heard, in milliseconds. */
  silenceMs: number
  signal: AbortSignal
}
export type Exchange = (url: string, request: ExchangeRequest) => Promise<StreamedReply>

export type Http = {
  /** For addresses the program knows: model providers, integrations. */
  fetch: Fetch
  /**
   * The same for a POST whose reply is a stream, without fetch's streams and objects around it: they cost more than the
   * request itself, which shows where hundreds of calls run side by side. Redirects are not followed.
   */
  post: Post
  /** A fetch for addresses a person or a model typed: checks where each hop really leads, and caps the reply. */
  guarded(options?: GuardOptions): Fetch
  /**
   * One hop to an address that is checked as by `guarded`, whoever named it: a known name may lead anywhere by now.
   * Redirects are not followed, and whoever reads the reply caps it.
   */
  exchange(options?: Pick<GuardOptions, 'allowPrivate'>): Exchange
  /** What replies said of the time; left out by stand-ins of tests. */
  serverTimes?: Pick<ServerTimes, 'news' | 'forget'>
  /** Ends every request under way and closes all sockets. */
  close(): Promise<void>
}

const connectTimeoutMs = 10_000
/** Long on purpose: a local model on a slow machine reads a long prompt for minutes before its first word. */
const silenceTimeoutMs = 300_000
const maxRedirects = 10
export const defaultMaxBodyBytes = 10 * 1024 * 1024

export type HttpOptions = {
  log?: Log
  lookup?: LookupFunction
  /**
   * For tests: origins of servers that answer in place of others, as `{ 'https://slack.com': 'http://127.0.0.1:4711' }`.
   * Only where the bytes go is another; everything else sees the address that was asked for.
   */
  standIns?: Record<string, string>
  /** The time that servers' is compared with. */
  now?: () => number
}

/**
 * The only fetch of the house. undici is loaded at the first request, because a run that calls nobody should not wait
 * for it. Bodies must be text, bytes, URLSearchParams or streams: undici does not know the FormData of another copy of it.
 */
export function createHttp({ log = silentLog, lookup, standIns = {}, now = Date.now }: HttpOptions = {}): Http {
  const serverTimes = createServerTimes(now)
  const timeouts = { headersTimeout: silenceTimeoutMs, bodyTimeout: silenceTimeoutMs }
  const agents = new Map<string, Promise<Agent>>()
  const agent = (key: string, make: (undici: typeof import('undici')) => Agent) => {
    const known = agents.get(key) ?? import('undici').then(make)
    agents.set(key, known)
    return known
  }
  const plainAgent = () =>
    agent('open', ({ Agent }) => new Agent({ ...timeouts, connect: { timeout: connectTimeoutMs } }))
  const checkedAgent = (allowPrivate: boolean) =>
    agent(`guarded-${allowPrivate}`, ({ Agent, buildConnector }) => {
      const connect = guardedConnect({ buildConnector, allowPrivate, timeoutMs: connectTimeoutMs, lookup })
      return new Agent({ ...timeouts, connect })
    })
  const withStandIns = async (of: Promise<Agent>): Promise<Dispatcher> => {
    const dispatcher = await of
    if (Object.keys(standIns).length === 0) return dispatcher
    const plain = await plainAgent()
    return dispatcher.compose((dispatch) => (options, handler) => {
      const origin = standIns[String(options.origin)]
      return origin === undefined ? dispatch(options, handler) : plain.dispatch({ ...options, origin }, handler)
    })
  }
  const openAgent = () => withStandIns(plainAgent())
  const guardedAgent = (allowPrivate: boolean) => withStandIns(checkedAgent(allowPrivate))

  async function send(dispatcher: Dispatcher, input: Parameters<Fetch>[0], init?: RequestInit): Promise<Response> {
    const response = await sendFetched(dispatcher, input, init)
    serverTimes.note(URL.parse(response.url)?.hostname ?? '', response.headers.get('date'))
    return response
  }

  async function sendStreamed(dispatcher: Dispatcher, url: string, request: Sent): Promise<StreamedReply> {
    const reply = await sendForStream(dispatcher, url, request)
    serverTimes.note(new URL(url).hostname, reply.headers.get('date'))
    return reply
  }

  return {
    serverTimes,
    fetch: async (input, init) => send(await openAgent(), input, init),
    post: async (url, request) => sendStreamed(await openAgent(), url, { method: 'POST', ...request }),

    guarded({ allowPrivate = false, maxBodyBytes = defaultMaxBodyBytes, isAddressSecret = false, onlyHosts } = {}) {
      return async (input, init = {}) => {
        const dispatcher = await guardedAgent(allowPrivate)
        try {
          const response = await followRedirects((url, hop) => send(dispatcher, url, hop), input, init, onlyHosts)
          return capBody(response, { maxBytes: maxBodyBytes, from: new URL(response.url).host })
        } catch (thrown) {
          if (init.signal?.aborted) throw thrown
          const refused = findNitiError(thrown)
          if (refused) {
            const url = isAddressSecret ? new URL(String(input)).host : redactUrl(String(input))
            log.warn('request refused', { url, code: refused.info.code })
            throw refused
          }
          throw unreachableError(input, thrown)
        }
      }
    },

    exchange({ allowPrivate = false } = {}) {
      return async (url, { silenceMs, body, ...request }) => {
        const dispatcher = await guardedAgent(allowPrivate)
        const limits = { headersTimeout: silenceMs, bodyTimeout: silenceMs }
        const headers = { 'accept-encoding': 'gzip, deflate, br', ...request.headers }
        try {
          return await sendStreamed(dispatcher, url, { ...request, ...limits, headers, body: await bodyFor(body) })
        } catch (thrown) {
          if (request.signal.aborted) throw request.signal.reason
          const refused = findNitiError(thrown)
          if (refused) throw refused
          throw unreachableError(url, thrown)
        }
      }
    },

    async close() {
      const open = await Promise.allSettled(agents.values())
      agents.clear()
      await Promise.all(open.map((result) => (result.status === 'fulfilled' ? result.value.destroy() : undefined)))
    },
  }
}

async function followRedirects(
  send: (url: URL, init: RequestInit) => Promise<Response>,
  input: Parameters<Fetch>[0],
  init: RequestInit,
  onlyHosts: string[] | undefined,
) {
  let hop: Hop = {
    url: checkHost(checkUrl(String(input)), onlyHosts),
    method: init.method?.toUpperCase() ?? 'GET',
    headers: new Headers(init.headers),
    body: init.body,
  }
  for (let hops = 0; ; hops++) {
    const { url, ...request } = hop
    const response = await send(url, { ...init, ...request, redirect: 'manual' })
    const next =
      init.redirect === 'manual' ? null : followRedirect(hop, response.status, response.headers.get('location'))
    if (!next) return response
    await response.body?.cancel()
    if (hops === maxRedirects) {
      throw userError('http.too-many-redirects', `${url.host} redirected more than ${maxRedirects} times.`)
    }
    checkHost(checkUrl(next.url.href), onlyHosts)
    hop = next
  }
}

function checkUrl(text: string): URL {
  if (!URL.canParse(text)) {
    throw userError('http.bad-url', `"${text.slice(0, 200)}" is not a web address.`, {
      hint: 'Start it with https://.',
    })
  }
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw userError('http.bad-url', `Only http and https addresses can be requested, not ${url.protocol}`)
  }
  if (url.username || url.password) {
    throw userError('http.bad-url', 'A web address must not carry a user name and password.', {
      hint: 'Send them in an Authorization header.',
    })
  }
  return url
}

async function sendFetched(dispatcher: Dispatcher, input: Parameters<Fetch>[0], init?: RequestInit): Promise<Response> {
  const undici = await import('undici')
  const options = { ...init, dispatcher }
  // Casts: undici's own types and those Node ships are two copies of the same standard interfaces.
  const response = await undici.fetch(input as string | URL, options as Parameters<typeof undici.fetch>[1])
  return response as unknown as Response
}

type Sent = Omit<Dispatcher.RequestOptions, 'origin' | 'path' | 'headers'> & { headers: Record<string, string> }

async function sendForStream(dispatcher: Dispatcher, url: string, request: Sent): Promise<StreamedReply> {
  const { origin, pathname, search } = checkUrl(url)
  // Some gateways turn away whoever does not say what it is.
  const headers = { 'user-agent': 'Niti', ...request.headers }
  const reply = await dispatcher.request({ origin, path: pathname + search, ...request, headers })
  const replied = new Headers()
  for (const [name, value] of Object.entries(reply.headers)) replied.set(name, String(value))
  const isEmpty =
    request.method === 'HEAD' || [204, 304].includes(reply.statusCode) || replied.get('content-length') === '0'
  const body = isEmpty ? reply.body : await unpacked(reply.body, replied.get('content-encoding'))
  return { status: reply.statusCode, headers: replied, body }
}

/** undici takes streams of its own kind only. */
async function bodyFor(body: ExchangeRequest['body']): Promise<Dispatcher.RequestOptions['body']> {
  if (body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array) return body
  const { Readable } = await import('node:stream')
  return Readable.from(body, { objectMode: false })
}

/** Some send a packed reply although nobody asked for one. */
async function unpacked(body: Readable, encoding: string | null): Promise<AsyncIterable<Uint8Array>> {
  if (encoding === null || encoding === 'identity') return body
  const { createBrotliDecompress, createUnzip } = await import('node:zlib')
  const { pipeline } = await import('node:stream')
  // Who reads the end of it learns of a failure of either.
  return pipeline(body, encoding === 'br' ? createBrotliDecompress() : createUnzip(), () => {})
}

function unreachableError(input: Parameters<Fetch>[0], thrown: unknown) {
  const failure = explainNetworkError(thrown)
  if (!failure) return thrown
  const { host } = new URL(String(input))
  return externalError('http.unreachable', `Could not reach ${host}: ${failure.reason}.`, {
    retryable: true,
    details: { code: failure.code },
    cause: thrown,
  })
}
