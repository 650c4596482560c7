import type { Clock } from '../../../shared/clock.ts'
import { createLine } from '../line.ts'
import type { RateHeaders, ServiceLimits } from './define-integration.ts'

/** Keeps the requests of one connection to what its service allows. */
export type ServiceLimiter = {
  /**
   * Waits for its turn, first come first served, and answers the function that gives the place back. Rejects with the
   * signal's reason at once when it aborts. `onWaiting` is called only where there is a wait; null: nobody knows how long.
   */
  enter(signal: AbortSignal, onWaiting: (waitMs: number | null) => void): Promise<() => void>
  /** Obeys what a reply says of the service's limits. */
  note(headers: Record<string, string>): void
  /** Nothing more is sent until then, in milliseconds since the Unix epoch. */
  pauseUntil(at: number): void
}

/** Longer than this a service is not waited for unasked: what it says may be wrong, or a quota of a day. */
const longestPauseMs = 15 * 60_000

/** All windows hold at once, as does `atOnce`, as do limits seen in replies. */
export function createServiceLimiter({ windows = [], atOnce, headers }: ServiceLimits, clock: Clock): ServiceLimiter {
  const longestMs = Math.max(0, ...windows.map(({ seconds }) => seconds * 1000))
  let taken = 0
  /** When the requests of the longest window were sent, oldest first. */
  let sent: number[] = []
  let pausedUntil = 0
  let timer: AbortController | null = null
  const line = createLine(mayEnter, () => {
    taken += 1
    if (longestMs > 0) sent.push(clock.now())
  })

  /** When the windows and the pause let the next one through; a moment that has passed: now. */
  function freeAt(): number {
    const since = clock.now() - longestMs
    const firstYoung = sent.findIndex((at) => at > since)
    if (firstYoung !== 0) sent = firstYoung < 0 ? [] : sent.slice(firstYoung)
    const ends = windows.map(({ requests, seconds }) => (sent[sent.length - requests] ?? -Infinity) + seconds * 1000)
    return Math.max(pausedUntil, ...ends)
  }

  function mayEnter(): boolean {
    return taken < (atOnce ?? Number.POSITIVE_INFINITY) && freeAt() <= clock.now()
  }

  /** Sleeps until the next may go, as long as somebody waits for that. */
  async function watch(): Promise<void> {
    if (timer) return
    while (line.isWaitedFor()) {
      const waitMs = freeAt() - clock.now()
      // Only a place is missing: whoever gives one back lets the next in.
      if (waitMs <= 0) return
      const mine = new AbortController()
      timer = mine
      await clock.sleep(waitMs, mine.signal).catch(() => {})
      timer = null
      line.advance()
    }
  }

  function leave(): void {
    taken -= 1
    line.advance()
    void watch()
  }

  /** Whoever sleeps until an earlier moment looks again then. */
  function pauseUntil(at: number): void {
    pausedUntil = Math.max(pausedUntil, Math.min(at, clock.now() + longestPauseMs))
  }

  return {
    async enter(signal, onWaiting) {
      const entered = line.enter(signal, () => {
        const waitMs = freeAt() - clock.now()
        onWaiting(waitMs > 0 ? waitMs : null)
      })
      void watch()
      // The last to wait may leave: then nothing is left to sleep for.
      await entered.finally(() => {
        if (!line.isWaitedFor()) timer?.abort()
      })
      let isReturned = false
      return () => {
        if (!isReturned) leave()
        isReturned = true
      }
    },
    note(replied) {
      const at = headers ? endOfLimit(headers, replied, clock.now()) : null
      if (at !== null) pauseUntil(at)
    },
    pauseUntil,
  }
}

/** When the window ends that a reply says is used up; null where it is not, or says nothing. */
export function endOfLimit(
  { remaining, reset, resetIs }: RateHeaders,
  headers: Record<string, string>,
  nowMs: number,
): number | null {
  const left = headers[remaining.toLowerCase()]
  if (left === undefined || left.trim() === '' || !(Number.parseFloat(left) < 1)) return null
  return readReset(headers[reset.toLowerCase()] ?? '', resetIs, nowMs)
}

function readReset(text: string, resetIs: RateHeaders['resetIs'], nowMs: number): number | null {
  if (text.trim() === '') return null
  if (resetIs === 'iso') return finite(Date.parse(text))
  const value = Number.parseFloat(text)
  if (resetIs === 'seconds') return finite(nowMs + value * 1000)
  if (resetIs === 'milliseconds') return finite(nowMs + value)
  return finite(resetIs === 'epoch-seconds' ? value * 1000 : value)
}

function finite(at: number): number | null {
  return Number.isFinite(at) ? at : null
}
