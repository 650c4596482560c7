import { type Log, silentLog } from '../../shared/log.ts'
import { redactText } from './http/redact.ts'

/** A log whose lines hold no secrets, whatever a mistake of ours or of a library quotes. */
export type SafeLog = Log & {
  /** What is not to be written from now on; takes the place of what was said under the same name. */
  hide(name: string, secrets: string[]): void
}

/** Hides everything shaped like a key, and the secrets it is told of. */
export function createSafeLog(log: Log = silentLog): SafeLog {
  const known = new Map<string, string[]>()
  const safe = (value: unknown): unknown => {
    if (typeof value === 'string') return redactText(value, [...known.values()].flat())
    if (Array.isArray(value)) return value.map(safe)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, safe(inner)]))
  }
  const write = (level: keyof Log) => (message: string, data?: Record<string, unknown>) => {
    const safeData = data && (safe(data) as Record<string, unknown>) // an object stays one
    log[level](redactText(message, [...known.values()].flat()), ...(safeData ? [safeData] : []))
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
  }
}
