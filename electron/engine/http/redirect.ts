import { isSecretHeader } from '../../../shared/secret-header.ts'

/** One request of a chain, as far as a redirect changes it. */
export type Hop = { url: URL; method: string; headers: Headers; body: RequestInit['body'] }

const redirectStatuses = new Set([301, 302, 303, 307, 308])

/**
 * The request a redirect asks for, or null if this reply is none. As in the Fetch standard (HTTP-redirect fetch), and
 * stricter in one point: to another origin no header that looks like a secret goes along, not only Authorization and Cookie.
 */
export function followRedirect(hop: Hop, status: number, location: string | null): Hop | null {
  if (!redirectStatuses.has(status) || location === null || !URL.canParse(location, hop.url.href)) return null
  const url = new URL(location, hop.url)
  const headers = new Headers(hop.headers)
  if (url.origin !== hop.url.origin) {
    for (const name of [...headers.keys()]) if (isSecretHeader(name)) headers.delete(name)
    // Whoever it is sent on to is none of those who were to know of the trace.
    for (const name of ['host', 'traceparent', 'tracestate']) headers.delete(name)
  }
  const becomesGet = (status === 303 && hop.method !== 'HEAD') || (status <= 302 && hop.method === 'POST')
  if (!becomesGet) return { ...hop, url, headers }
  for (const name of ['content-type', 'content-length', 'content-encoding', 'content-language', 'content-location']) {
    headers.delete(name)
  }
  return { url, method: 'GET', headers, body: null }
}
