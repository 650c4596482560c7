const firstDelayMs = 500
const longestDelayMs = 30_000

/**
 * How long a server asks to wait, in milliseconds, or null if it does not say. `retry-after-ms` goes first as the more
 * exact one; Retry-After holds seconds or a date (RFC 9110, 10.2.3).
 */
export function readRetryAfter(headers: Headers, nowMs: number): number | null {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  if (milliseconds >= 0) return Math.ceil(milliseconds)
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000)
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs)
}

/**
 * The wait before the next try: what the server asked for, else twice as long each time from 0.5 s up to 30 s. Between
 * half and all of that by chance (`random` in 0..1), so that calls which failed together do not come back together.
 */
export function retryDelayMs({ tries, askedMs, random }: { tries: number; askedMs: number | null; random: number }) {
  if (askedMs !== null) return askedMs
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** (tries - 1))
  return Math.round(ceiling * (0.5 + random / 2))
}
