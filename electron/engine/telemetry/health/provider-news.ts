import type { ErrorInfo } from '../../../../shared/errors.ts'
import type { LogEntry } from '../../store/runs.store.ts'
import type { ProviderNews } from './memory.ts'

const unknown: ProviderNews = { answeredAt: null, failedAt: null, failures: 0, error: null }

/** Failures that say something of the provider or of the way to it, and not of what it was asked. */
const failures = new Set([
  ...['model.unreachable', 'model.connection-broken', 'model.unavailable', 'model.rate-limited', 'model.timeout'],
  ...['model.wrong-key', 'model.quota-exhausted', 'model.moved', 'model.no-answer'],
  ...['model.provider-error', 'model.bad-reply', 'model.cut-off', 'http.unreachable'],
])

/** Whether the provider, or the way to it, is what failed. */
export function isProvidersFault({ code }: ErrorInfo): boolean {
  return failures.has(code)
}

/** The news of one provider after it answered (`error` null) or failed. */
export function addNews(before: ProviderNews | undefined, at: number, error: ErrorInfo | null): ProviderNews {
  const known = before ?? unknown
  if (error === null) return { ...known, answeredAt: Math.max(at, known.answeredAt ?? 0), failures: 0, error: null }
  const { code, message } = error
  return { ...known, failedAt: at, failures: known.failures + 1, error: { code, message: message.slice(0, 300) } }
}

/** What an event says of a provider; null: nothing. An answer that refuses what was asked is an answer. */
export function newsIn({ at, body }: LogEntry): { provider: string; at: number; error: ErrorInfo | null } | null {
  switch (body.type) {
    case 'model-call-finished':
      return body.insteadOf === undefined ? { provider: body.provider, at, error: null } : null
    case 'model-call-failed':
    case 'model-call-retried':
      if (body.insteadOf !== undefined || body.error.kind === 'cancelled') return null
      return isProvidersFault(body.error) ? { provider: body.provider, at, error: body.error } : null
    default:
      return null
  }
}
