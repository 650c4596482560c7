import { type Log, silentLog } from '../../shared/log.ts'
import { redactText } from './http/redact.ts'

/** A log whose lines hold no secrets, whatever a mistake of ours or of a library quotes. */
export type SafeLog = Log & {
  /** What is not to be written from now on; takes the place of what was said under the same name. */
  hide(name: string, secrets: string[]): void
  /** Hears of each error with a stack, as it is written: a bug of ours. Answers how to stop listening. */
  onBug(listener: (bug: Bug) => void): () => void
}

/** A mistake of ours as it is written to the log, without secrets. */
export type Bug = { message: string; bugId: string | null; stack: string; data: Record<string, unknown> }

/** Hides everything shaped like a key, and the secrets it is told of. */
export function createSafeLog(log: Log = silentLog): SafeLog {
  const known = new Map<string, string[]>()
  const listeners = new Set<(bug: Bug) => void>()
  const safe = (value: unknown): unknown => {
    if (typeof value === 'string') return redactText(value, [...known.values()].flat())
    if (Array.isArray(value)) return value.map(safe)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, safe(inner)]))
  }
  const write = (level: keyof Log) => (message: string, data?: Record<string, unknown>) => {
    const safeData = data && (safe(data) as Record<string, unknown>) // an object stays one
    const safeMessage = redactText(message, [...known.values()].flat())
    log[level](safeMessage, ...(safeData ? [safeData] : []))
    if (level === 'error' && typeof safeData?.stack === 'string') tell(safeMessage, safeData, safeData.stack)
  }
  const tell = (message: string, data: Record<string, unknown>, stack: string) => {
    const bugId = typeof data.bugId === 'string' ? data.bugId : null
    for (const listener of listeners) listener({ message, bugId, stack, data })
  }
  return {
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    hide(name, secrets) {
      known.set(
        name,
        secrets.filter((secret) => secret.length >= 8),
      )
    },
    onBug(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
