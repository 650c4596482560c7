import type { EventEnvelope } from '@sentry/core'
import { type ErrorInfo, externalError, NitiError } from '../../../../shared/errors.ts'
import type { Http } from '../../http/http.ts'
import type { SentryEvent } from './describe-bug.ts'
import { readDsn } from './read-dsn.ts'

type Parts = { http: Pick<Http, 'guarded'>; version: string }

/** `later`: try again; `refused`: trying again will not help. */
export type Sent = { outcome: 'taken' } | { outcome: 'later' | 'refused'; error: ErrorInfo }
export type SendReport = (report: SentryEvent, signal: AbortSignal) => Promise<Sent>

const timeoutMs = 15_000

/** How reports reach a project of Sentry: in its envelopes, made and held back at its limits by its own code. */
export async function createSender({ http, version }: Parts, dsn: string): Promise<SendReport> {
  const { createEnvelope, createTransport } = await import('@sentry/core')
  const { endpoint, publicKey, hint } = readDsn(dsn)
  const fetch = http.guarded({ allowPrivate: true, isAddressSecret: true, maxBodyBytes: 64 * 1024 })
  const client = `niti/${version}`
  let signal = AbortSignal.timeout(timeoutMs)
  let reply: { status: number; complaint: string } | null = null
  const transport = createTransport({ recordDroppedEvent() {} }, async ({ body }) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      // A copy: the library's own type leaves open what memory its bytes lie in.
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: {
        'content-type': 'application/x-sentry-envelope',
        'x-sentry-auth': `Sentry sentry_version=7, sentry_client=${client}, sentry_key=${publicKey}`,
        'user-agent': client,
      },
      redirect: 'manual',
      signal,
    })
    const { status, headers } = response
    reply = { status, complaint: status < 300 ? '' : (await response.text()).slice(0, 200) }
    const [limits, after] = [headers.get('x-sentry-rate-limits'), headers.get('retry-after')]
    return { statusCode: status, headers: { 'x-sentry-rate-limits': limits, 'retry-after': after } }
  })

  return async (report, stop) => {
    signal = AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)])
    reply = null
    const sentAt = new Date().toISOString()
    const envelope = createEnvelope<EventEnvelope>({ event_id: report.event_id, sent_at: sentAt }, [
      [{ type: 'event' }, report],
    ])
    try {
      await transport.send(envelope)
    } catch (thrown) {
      return { outcome: 'later', error: unreachable(hint, thrown) }
    }
    const said = answerOf(reply)
    if (said && said.status >= 200 && said.status < 300) return { outcome: 'taken' }
    const isLater = !said || said.status === 429 || said.status >= 500
    return { outcome: isLater ? 'later' : 'refused', error: refusal(hint, said) }
  }
}

type Reply = { status: number; complaint: string } | null

/** Set while the transport was at work, which the compiler cannot see. */
function answerOf(reply: Reply): Reply {
  return reply
}

function unreachable(hint: string, thrown: unknown): ErrorInfo {
  if (thrown instanceof NitiError) return thrown.info
  return externalError('telemetry.unreachable', `Sentry at ${hint} did not answer.`, { retryable: true }).info
}

function refusal(hint: string, reply: Reply): ErrorInfo {
  if (!reply) {
    const message = `Sentry at ${hint} takes nothing more for now.`
    return externalError('telemetry.rate-limited', message, { retryable: true }).info
  }
  const { status, complaint } = reply
  const says = complaint.replace(/\s+/g, ' ').trim()
  return externalError('telemetry.refused', `Sentry at ${hint} refused it (${status})${says ? `: ${says}` : '.'}`, {
    retryable: status === 429 || status >= 500,
    ...((status === 401 || status === 403) && { hint: 'Look at the key in the address of the project (DSN).' }),
  }).info
}
