import type { Clock } from '../../../shared/clock.ts'
import { externalError, NitiError } from '../../../shared/errors.ts'
import type { Http } from '../http/http.ts'
import { explainNetworkError } from '../http/network-error.ts'
import { redactText } from '../http/redact.ts'
import { readRetryAfter } from '../http/retry-delay.ts'

type Post = {
  url: string
  headers: Record<string, string>
  body: string
  /** Whether the address may lead into the local network or to this machine. */
  allowPrivate: boolean
  /** Words that may not come back in what is said about it. */
  secrets: string[]
  signal: AbortSignal
  clock: Clock
  /** What an answer says in words, where it is not words itself. */
  readWords?(text: string): string
}

/** How much of an answer is worth showing. */
const saidMaxChars = 300

/**
 * Sends JSON to an address that is a secret itself, so neither log nor error names more of it than its host. Redirects are
 * not followed: they would carry the message, and with it the secret, to whoever the other side names. Answers what the
 * other side said; rejects with it where it did not take the message.
 */
export async function post(
  http: Http,
  { url, headers, body, allowPrivate, secrets, signal, clock, readWords }: Post,
): Promise<string> {
  const { host } = new URL(url)
  const send = http.guarded({ allowPrivate, isAddressSecret: true, maxBodyBytes: 64 * 1024 })
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Niti', ...headers },
      body,
      redirect: 'manual',
      signal,
    })
    const text = await response.text()
    const said = redactText((readWords?.(text) ?? text).trim(), [url, ...secrets]).slice(0, saidMaxChars)
    if (response.ok) return said || `${response.status} ${response.statusText}`.trim()
    throw refusedError({ host, response, said, now: clock.now() })
  } catch (thrown) {
    // Its own errors http has put into words already; what is left is a connection that broke while the answer came.
    if (thrown instanceof NitiError || signal.aborted || !explainNetworkError(thrown)) throw thrown
    throw externalError('channel.unreachable', `${host} broke off in the middle of its answer.`, { retryable: true })
  }
}

type Refused = { host: string; response: Response; said: string; now: number }

function refusedError({ host, response, said, now }: Refused): NitiError {
  const { status } = response
  const isRedirect = status >= 300 && status < 400
  const words = isRedirect ? 'a redirect, which is not followed' : said || response.statusText || 'no words'
  const retryAfterMs = readRetryAfter(response.headers, now)
  return externalError('channel.refused', `${host} answered ${status}: ${words}`, {
    retryable: status >= 500 || status === 408 || status === 429,
    ...(isRedirect && { hint: 'Set the address it leads to.' }),
    details: { status, ...(retryAfterMs !== null && { retryAfterMs }) },
  })
}
