import type { Clock } from '../../../../shared/clock.ts'
import { type ErrorInfo, externalError, NitiError, toErrorInfo } from '../../../../shared/errors.ts'
import { newId } from '../../../../shared/ids.ts'
import { isJsonObject, type Json } from '../../../../shared/json.ts'
import type { Http, StreamedReply } from '../../http/http.ts'
import { explainNetworkError } from '../../http/network-error.ts'
import { redactText } from '../../http/redact.ts'
import { readRetryAfter } from '../../http/retry-delay.ts'
import type { SafeLog } from '../../safe-log.ts'
import type { Signal } from '../../store/telemetry.store.ts'

export type Collector = { endpoint: string; headers: Record<string, string> }

/**
 * What came of one request, as OTLP tells it (https://opentelemetry.io/docs/specs/otlp/#otlphttp-response):
 * - `taken`: it arrived; `rejected` of its items were not accepted, and sending them again would not help. Its complaint is
 *   `error`; with none rejected, a warning.
 * - `later`: it may work if it is tried again, not before `afterMs` where the collector said so.
 * - `refused`: it must not be sent again.
 */
export type Sent =
  | { kind: 'taken'; rejected: number; error: ErrorInfo | null; said: string }
  | { kind: 'later'; afterMs: number | null; error: ErrorInfo }
  | { kind: 'refused'; error: ErrorInfo }

type Parts = { http: Pick<Http, 'exchange'>; clock: Clock; log: SafeLog; closing: AbortSignal }

const timeoutMs = 30_000
/** A collector answers with a few words. */
const mostReplyBytes = 64 * 1024
const paths: Record<Signal, string> = { traces: '/v1/traces', metrics: '/v1/metrics' }
/** The only ones after which OTLP lets a client try again. */
const retryable = new Set([429, 502, 503, 504])

/** The address of one signal; a person may have given that of another, or a slash too many. */
export function addressOf(endpoint: string, signal: Signal): string {
  const url = new URL(endpoint)
  url.pathname = url.pathname.replace(/\/+$/, '').replace(/\/v1\/(traces|metrics|logs)$/, '') + paths[signal]
  return url.href
}

/** Sends OTLP as JSON. Rejects only where `closing` aborts. */
export function createOtlpSender({ http, clock, log, closing }: Parts) {
  return async function send({ endpoint, headers }: Collector, signal: Signal, body: string): Promise<Sent> {
    const secrets = Object.values(headers)
    const timeout = AbortSignal.timeout(timeoutMs)
    const { host } = new URL(endpoint)
    try {
      const reply = await http.exchange({ allowPrivate: true })(addressOf(endpoint, signal), {
        method: 'POST',
        silenceMs: timeoutMs,
        headers: { ...lowerCase(headers), 'content-type': 'application/json', accept: 'application/json' },
        body,
        signal: AbortSignal.any([closing, timeout]),
      })
      const text = await readText(reply)
      if (reply.status >= 200 && reply.status < 300) return taken(reply.status, text, secrets)
      const error = refusedBy(host, reply.status, redactText(complaintIn(text), secrets))
      return retryable.has(reply.status)
        ? { kind: 'later', afterMs: readRetryAfter(reply.headers, clock.now()), error }
        : { kind: 'refused', error: { ...error, retryable: false } }
    } catch (thrown) {
      if (closing.aborted) throw thrown
      return { kind: 'later', afterMs: null, error: explain(thrown, { host, timedOut: timeout.aborted, log, clock }) }
    }
  }
}

export type OtlpSender = ReturnType<typeof createOtlpSender>

/** Header names mean the same in any case, and ours must win. */
function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

async function readText({ body }: StreamedReply): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    parts.push(part)
    size += part.length
    if (size > mostReplyBytes) break
  }
  return Buffer.concat(parts).subarray(0, mostReplyBytes).toString()
}

function taken(status: number, text: string, secrets: string[]): Sent {
  const partial = partialSuccessIn(text)
  const message = redactText(partial.message, secrets).slice(0, 500)
  const error =
    partial.rejected > 0 || message !== ''
      ? externalError('telemetry.partly-refused', partlyRefused(partial.rejected, message), { retryable: false }).info
      : null
  return { kind: 'taken', rejected: partial.rejected, error, said: `HTTP ${status}${message && `: ${message}`}` }
}

function partlyRefused(rejected: number, message: string): string {
  const words = message === '' ? '' : ` It says: ${message}`
  return rejected > 0
    ? `The collector did not accept ${rejected} of what was sent.${words}`
    : `The collector accepted all, and had something to say.${words}`
}

/** 64-bit numbers are text in JSON; some write them as numbers all the same. */
function partialSuccessIn(text: string): { rejected: number; message: string } {
  const reply = parse(text)
  const partial = isJsonObject(reply) ? reply.partialSuccess : null
  if (!isJsonObject(partial)) return { rejected: 0, message: '' }
  const rejected = Number(partial.rejectedSpans ?? partial.rejectedDataPoints ?? 0)
  return {
    rejected: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0,
    message: typeof partial.errorMessage === 'string' ? partial.errorMessage : '',
  }
}

/** A `google.rpc.Status` as JSON, or whatever it wrote. */
function complaintIn(text: string): string {
  const reply = parse(text)
  const message = isJsonObject(reply) && typeof reply.message === 'string' ? reply.message : text
  return message.trim().slice(0, 500)
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

const hints: Record<number, string> = {
  401: 'Look whether the headers are right.',
  403: 'Look whether the headers are right.',
  404: 'Look whether the address is that of OTLP over HTTP, often with port 4318.',
  413: 'The collector takes no requests of this size; its `max_request_body_size` can be raised.',
}

function refusedBy(host: string, status: number, words: string): ErrorInfo {
  const said = words === '' ? '' : `: ${words}`
  const hint = hints[status]
  return externalError('telemetry.refused', `The collector at ${host} answered ${status}${said}`, {
    retryable: true,
    ...(hint !== undefined && { hint }),
    details: { status },
  }).info
}

type Failed = { host: string; timedOut: boolean; log: SafeLog; clock: Clock }

function explain(thrown: unknown, { host, timedOut, log, clock }: Failed): ErrorInfo {
  const network = explainNetworkError(thrown)
  const reason = timedOut ? `it did not answer within ${timeoutMs / 1000} s` : network?.reason
  if (reason !== undefined) {
    const message = `The collector at ${host} could not be reached: ${reason}.`
    return externalError('telemetry.unreachable', message, { retryable: true }).info
  }
  if (thrown instanceof NitiError) return { ...thrown.info, retryable: true }
  const bugId = newId('bug', clock.now())
  log.error('what happened could not be sent to the collector', {
    bugId,
    stack: thrown instanceof Error ? thrown.stack : String(thrown),
  })
  return toErrorInfo(thrown, bugId)
}
