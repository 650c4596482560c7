import type { ErrorInfo } from '../../../shared/errors.ts'
import { readRetryAfter, retryDelayMs } from '../http/retry-delay.ts'
import type { Complaint, RateHeaders } from './define-integration.ts'
import type { ActionReply, ActionRequest } from './define-request.ts'
import { endOfLimit } from './service-limiter.ts'

/** The first try included. */
export const mostTries = 4
/** A service that asks for more patience than this is not waited for: the node fails, and says until when. */
export const longestWaitMs = 5 * 60_000

/** RFC 9110: what these methods do, they do once however often they are sent. */
const repeatable = ['GET', 'HEAD', 'PUT', 'DELETE']

/** Failures before anything left: the service cannot have done it. */
const unsent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']

/** Whether sending a request twice does no harm. */
export function isRepeatable({ method }: Pick<ActionRequest, 'method'>, hasKey: boolean): boolean {
  return hasKey || repeatable.includes(method)
}

type Failed = {
  reply: ActionReply
  complaint: Complaint
  isRepeatable: boolean
  /** So far, this one included. */
  tries: number
  limits: RateHeaders | undefined
  nowMs: number
  /** In 0..1. */
  random: number
}

/** Milliseconds to wait before a refused request is sent again; null where it is not. Pure. */
export function waitAfterReply(failed: Failed): { waitMs: number | null; askedMs: number | null } {
  const { reply, complaint, tries, limits, nowMs, random } = failed
  const headers = new Headers(reply.headers)
  const ends = limits ? endOfLimit(limits, reply.headers, nowMs) : null
  const askedMs = readRetryAfter(headers, nowMs) ?? (ends === null ? null : Math.max(0, ends - nowMs))
  const isLimit = reply.status === 429 || (complaint.retryable === true && reply.status < 500)
  // It did not take the request: it says so, or says when it would.
  const notTaken = isLimit || (reply.status === 503 && askedMs !== null)
  const isPassing = notTaken || ([408, 502, 503, 504].includes(reply.status) && failed.isRepeatable)
  const waitMs = retryDelayMs({ tries, askedMs, random })
  if (!isPassing || complaint.retryable === false || tries >= mostTries) return { waitMs: null, askedMs }
  return { waitMs: waitMs > longestWaitMs ? null : waitMs, askedMs }
}

/** The same after no reply came. Pure. */
export function waitAfterFailure({
  error,
  ...failed
}: {
  error: ErrorInfo
  isRepeatable: boolean
  tries: number
  random: number
}): number | null {
  const { details } = error
  const code = typeof details === 'object' && details !== null && !Array.isArray(details) ? details.code : undefined
  const isUnsent = typeof code === 'string' && unsent.includes(code)
  const isPassing = error.code === 'http.unreachable' && (isUnsent || failed.isRepeatable)
  if (!isPassing || failed.tries >= mostTries) return null
  return retryDelayMs({ tries: failed.tries, askedMs: null, random: failed.random })
}
