import type { Clock } from '../../../shared/clock.ts'
import { externalError, NitiError } from '../../../shared/errors.ts'
import type { Http } from '../http/http.ts'
import { explainNetworkError } from '../http/network-error.ts'
import { redactUrl } from '../http/redact.ts'
import { blackOut } from './black-out.ts'
import { type BuiltRequest, buildRequest } from './build-request.ts'
import type { Complaint, Integration } from './define-integration.ts'
import type { ActionReply, ActionRequest } from './define-request.ts'
import type { CallContext } from './integration-client.ts'
import type { OpenConnection } from './open-connection.ts'
import { secretsOf } from './place-credential.ts'
import { readReply } from './read-reply.ts'
import { beginningOf, bodyText, replyText } from './request-text.ts'
import { sendHops } from './send-hops.ts'
import { complaintOf, complaintText } from './service-error.ts'
import type { ServiceLimiter } from './service-limiter.ts'
import { isRepeatable, waitAfterFailure, waitAfterReply } from './try-again.ts'

export type Asked = {
  integration: Integration
  connection: OpenConnection
  request: ActionRequest
  /** Who named its address. */
  from: 'request' | 'reply'
  /** It carries a key by which the service does it once. */
  hasKey: boolean
  context: CallContext
}

/** A reply after all tries. `complaint` null: all is well. `url`: where it came from. `waitMs`: what it asks callers to wait. */
export type Answer = { reply: ActionReply; url: URL; complaint: Complaint | null; waitMs: number | null }

type Parts = {
  http: Pick<Http, 'exchange'>
  clock: Clock
  limiter: ServiceLimiter
  /** In 0..1. */
  random(): number
}

/** One request in its turn, tried again where that may help and does no harm. Throws where no reply came. */
export async function sendRequest(parts: Parts, asked: Asked): Promise<Answer> {
  const { clock, limiter, random } = parts
  const { integration, connection, request, context, from } = asked
  const built = buildRequest(integration, connection, { request, from })
  const repeatable = isRepeatable(request, asked.hasKey)
  let waitedMs = 0
  for (let tries = 1; ; tries++) {
    let began: number | null = null
    const leave = await limiter.enter(context.signal, (waitMs) => {
      began = clock.now()
      context.onWaiting(waitMs, `${integration.title} takes no more requests now.`)
    })
    if (began !== null) waitedMs += clock.now() - began
    let wait: { ms: number; reason: string }
    try {
      await context.beforeSend()
      const { reply, url } = await sendOnce(parts, asked, { built, waitedMs })
      limiter.note(reply.headers)
      const complaint = complaintOf(integration, reply)
      if (!complaint) return { reply, url, complaint: null, waitMs: null }
      const limits = integration.limits?.headers
      const failed = { reply, complaint, isRepeatable: repeatable, tries, limits, nowMs: clock.now(), random: random() }
      const { waitMs, askedMs } = waitAfterReply(failed)
      if (askedMs !== null) limiter.pauseUntil(clock.now() + askedMs)
      if (waitMs === null) return { reply, url, complaint, waitMs: askedMs }
      wait = { ms: waitMs, reason: `${integration.title} says: ${complaintText(complaint, connection)}` }
    } catch (thrown) {
      if (!(thrown instanceof NitiError) || context.signal.aborted) throw thrown
      const waitMs = waitAfterFailure({ error: thrown.info, isRepeatable: repeatable, tries, random: random() })
      if (waitMs === null) throw thrown
      wait = { ms: waitMs, reason: thrown.info.message }
    } finally {
      leave()
    }
    context.onWaiting(wait.ms, wait.reason)
    await clock.sleep(wait.ms, context.signal)
    waitedMs = wait.ms
  }
}

async function sendOnce(
  { http, clock }: Parts,
  { integration, connection, request, context }: Asked,
  { built, waitedMs }: { built: BuiltRequest; waitedMs: number },
): Promise<{ reply: ActionReply; url: URL }> {
  const { title } = integration
  const secrets = secretsOf(connection)
  const sent = bodyText(request.body)
  let waited = waitedMs
  /** Tells the hop under way, once it is over. */
  const hop: { tell?(status: number | null, bytes: number, received: string | null): void } = {}
  const time = startTime(clock, { built, context, title })
  try {
    const { reply, url, method } = await sendHops({
      ...{ built, connection, title, files: context.files, silenceMs: context.timeoutMs, signal: time.signal },
      exchange: http.exchange({ allowPrivate: connection.allowPrivate }),
      nowMs: clock.now(),
      ...(context.trace && { trace: context.trace }),
      onHop({ method, url, hasBody, spanId }) {
        const startedAt = clock.now()
        const traced = spanId === undefined ? {} : { spanId }
        const told = { method, url: redactUrl(url.href, secrets), waitedMs: waited, ...traced }
        waited = 0
        hop.tell = (status, bytes, received) => {
          delete hop.tell
          context.onRequest({
            ...told,
            ...{ status, bytes, durationMs: clock.now() - startedAt },
            sent: hasBody && sent !== null ? beginningOf(sent, secrets) : null,
            received: received === null ? null : beginningOf(received, secrets),
          })
        }
        return (status) => hop.tell?.(status, 0, null)
      },
    })
    const read = await readReply(reply, {
      request: { method: method === 'HEAD' ? 'HEAD' : 'GET', reads: built.reads },
      ...{ url, title, files: context.files },
    }).catch((thrown) => {
      hop.tell?.(reply.status, 0, null)
      throw thrown
    })
    const text = replyText(read.reply.body)
    hop.tell?.(reply.status, read.bytes, text)
    return { reply: blackOut(read.reply, text, connection), url }
  } catch (thrown) {
    hop.tell?.(null, 0, null)
    if (time.signal.aborted) throw time.signal.reason
    throw explain(thrown, built)
  } finally {
    time.stop()
  }
}

/** Stops a request that takes too long; one with a file takes as long as it needs, and only silence ends it. */
function startTime(
  clock: Clock,
  { built, context, title }: { built: BuiltRequest; context: CallContext; title: string },
): { signal: AbortSignal; stop(): void } {
  if (hasFile(built)) return { signal: context.signal, stop() {} }
  const { timeoutMs } = context
  const stopped = new AbortController()
  const over = new AbortController()
  clock.sleep(timeoutMs, stopped.signal).then(
    () =>
      over.abort(
        externalError('service.timeout', `${title} did not answer within ${Math.round(timeoutMs / 100) / 10} s.`, {
          retryable: true,
        }),
      ),
    () => {},
  )
  return { signal: AbortSignal.any([context.signal, over.signal]), stop: () => stopped.abort() }
}

function hasFile({ body, reads }: BuiltRequest): boolean {
  if (reads === 'file' || reads === 'any') return true
  return body !== undefined && ('file' in body || ('parts' in body && body.parts.some((part) => 'file' in part)))
}

/** A connection that broke while the reply was read is said as one that could not be made. */
function explain(thrown: unknown, { url }: BuiltRequest): unknown {
  if (thrown instanceof NitiError) return thrown
  const failure = explainNetworkError(thrown)
  if (!failure) return thrown
  return externalError('http.unreachable', `Could not reach ${url.host}: ${failure.reason}.`, {
    retryable: true,
    details: { code: failure.code },
    cause: thrown,
  })
}
