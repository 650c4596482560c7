import { externalError } from '../../../shared/errors.ts'
import type { Exchange, StreamedReply } from '../http/http.ts'
import { followRedirect } from '../http/redirect.ts'
import { type SentTrace, withTrace } from '../telemetry/otel/propagation.ts'
import { type BuiltRequest, withCredential } from './build-request.ts'
import { type EncodedBody, encodeBody } from './encode-body.ts'
import type { CallFiles } from './integration-client.ts'
import type { OpenConnection } from './open-connection.ts'
import { secretsOf, signRequest } from './place-credential.ts'

const mostHops = 10

type Sending = {
  built: BuiltRequest
  connection: OpenConnection
  title: string
  exchange: Exchange
  files: CallFiles
  silenceMs: number
  signal: AbortSignal
  nowMs: number
  /** Each hop as it goes out; what it answers is told when its reply is there. */
  onHop(hop: { method: string; url: URL; hasBody: boolean; spanId?: string }): (status: number) => void
  /** The trace that a request carries; nobody but the integration's own hosts is told of it. */
  trace?(): SentTrace | null
}

/**
 * Sends a request and follows where it is redirected, up to a reply that is none. The credential goes to the integration's
 * own hosts; from the first hop to another one on, nothing of it goes along, and nothing of what the request carried.
 */
export async function sendHops(sending: Sending): Promise<{ reply: StreamedReply; url: URL; method: string }> {
  const { built, connection, title, exchange, files, silenceMs, signal, onHop } = sending
  let { url, method }: { url: URL; method: string } = built
  let headers = built.headers
  let hasBody = built.body !== undefined
  let isOwn = true
  for (let hops = 0; ; hops++) {
    const body = hasBody && built.body ? await encodeBody(built.body, files) : null
    const out = isOwn ? await ownHop({ ...sending, url, method, headers, body }) : { url, headers: strangerHeaders }
    // After the signature, which a proxy that goes on with the trace must not break.
    const sent = withTrace(out.headers, (isOwn && sending.trace?.()) || null)
    const { spanId } = sent
    const answered = onHop({ method, url: out.url, hasBody, ...(spanId !== undefined && { spanId }) })
    const reply = await exchange(out.url.href, {
      ...{ method, headers: sent.headers ?? {}, silenceMs, signal },
      body: body?.content ?? null,
    })
    // What a redirect keeps and drops is the standard's; who may see what is decided below.
    const asked = { url, method, headers: new Headers(headers), body: null }
    const next = followRedirect(asked, reply.status, reply.headers.get('location'))
    if (!next) return { reply, url, method }
    answered(reply.status)
    // Leaving the body frees the socket.
    for await (const _ of reply.body) break
    if (hops === mostHops) {
      throw externalError('service.redirected', `${title} redirects again and again.`)
    }
    isOwn = isOwn && built.hosts.includes(next.url)
    hasBody = hasBody && next.method === method
    if (!isOwn) checkStranger(next.url, { title, hasBody, connection })
    url = next.url
    method = next.method
    headers = Object.fromEntries(next.headers)
  }
}

type OwnHop = Sending & { url: URL; method: string; headers: Record<string, string>; body: EncodedBody | null }

async function ownHop({ url, method, headers, body, connection, nowMs }: OwnHop) {
  const own = withCredential(url, { ...headers, ...(body && bodyHeaders(body, headers)) }, connection)
  const whole = body !== null && (typeof body.content === 'string' || body.content instanceof Uint8Array)
  const signed = await signRequest(
    connection,
    {
      ...{ method, url: own.url, headers: own.headers },
      body: whole ? (body.content as string | Uint8Array) : null, // looked at just before
      hasStream: body !== null && !whole,
    },
    nowMs,
  )
  return { url: own.url, headers: signed }
}

/** A type the action names goes before the body's own, except for the boundary of a multipart one. */
function bodyHeaders({ contentType, bytes }: EncodedBody, headers: Record<string, string>): Record<string, string> {
  const type = contentType.startsWith('multipart/') ? contentType : (headers['content-type'] ?? contentType)
  return { 'content-type': type, ...(bytes !== null && { 'content-length': String(bytes) }) }
}

const strangerHeaders = { accept: '*/*' }

/** Where a service sends its callers on to, such as the store its files lie in, gets the address and nothing else. */
function checkStranger(
  url: URL,
  { title, hasBody, connection }: { title: string; hasBody: boolean; connection: OpenConnection },
): void {
  if (url.protocol !== 'https:' && !connection.allowPrivate) {
    throw externalError('service.redirected', `${title} redirects to ${url.host}, which is not reached by https.`)
  }
  if (hasBody) {
    throw externalError('service.redirected', `${title} redirects to ${url.host}, which is not its own.`, {
      hint: 'What was to be sent was not sent there.',
    })
  }
  const secrets = secretsOf(connection)
  for (const [name, value] of [...url.searchParams]) {
    if (secrets.some((secret) => value.includes(secret))) url.searchParams.delete(name)
  }
  const left = decodeLoosely(url.href)
  if (secrets.some((secret) => left.includes(secret) || url.href.includes(secret))) {
    throw externalError('service.redirected', `${title} redirects to ${url.host} with its own secret in the address.`)
  }
}

function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // Not escaped as it should be: looked at as it stands.
  }
}
