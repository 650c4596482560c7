/** Waits after the first, second, ... try that failed; after the last of them it is given up. */
const delaysMs = [30_000, 120_000, 600_000, 3_600_000, 21_600_000]
/** Up to this part more, by chance: what failed together does not come back together. */
const jitter = 0.2
/** A receiver may ask for any patience, but an alert of last week is none. */
const longestMs = 24 * 3_600_000

type Failure = {
  /** Tries so far, this one included. */
  tries: number
  /** How long the other side asked to wait. */
  retryAfterMs: number | null
  now: number
  /** 0 to 1. */
  random: number
}

/** When it is tried again, in milliseconds since the Unix epoch; null where it is given up. */
export function nextTry({ tries, retryAfterMs, now, random }: Failure): number | null {
  const delayMs = delaysMs[tries - 1]
  if (delayMs === undefined) return null
  const wantedMs = retryAfterMs === null ? delayMs : Math.min(longestMs, Math.max(1_000, retryAfterMs))
  return now + Math.round(wantedMs * (1 + random * jitter))
}
