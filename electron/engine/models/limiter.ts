import type { Clock } from '../../../shared/clock.ts'
import type { CallLimit } from '../../../shared/run/events.ts'
import { createLine } from '../line.ts'

/** What a connection takes, from all runs together; null: any number. */
export type Limits = { atOnce: number | null; perMinute: number | null }

export type Limiter = {
  /**
   * Waits for a free place, first come first served, and returns the function that gives it back. Rejects with the
   * signal's reason at once when it aborts; `onWaiting` is called only if there is a queue.
   */
  acquire(signal: AbortSignal, onWaiting?: (limit: CallLimit) => void): Promise<() => void>
  /** Waits until one more request keeps to the requests per minute, first come first served. Rejects as `acquire` does. */
  pace(signal: AbortSignal, onWaiting?: (limit: CallLimit) => void): Promise<void>
  /** The limits may be others now: whoever they let through goes on. */
  refresh(): void
}

const minuteMs = 60_000

/** Keeps calls to limits that may change at any time; `limits` is asked whenever one has to be known. */
export function createLimiter(limits: () => Limits, clock: Clock): Limiter {
  let taken = 0
  const places = createLine(() => taken < (limits().atOnce ?? Number.POSITIVE_INFINITY), take)
  /** When the requests of the last minute were sent, oldest first. */
  let sent: number[] = []
  const requests = createLine(mayRequest, () => void sent.push(clock.now()))
  let timer: AbortController | null = null

  function take(): void {
    taken += 1
  }

  function mayRequest(): boolean {
    const { perMinute } = limits()
    const since = clock.now() - minuteMs
    // Nearly always the first is young enough, and the others are not looked at.
    const firstYoung = sent.findIndex((at) => at > since)
    if (firstYoung !== 0) sent = firstYoung < 0 ? [] : sent.slice(firstYoung)
    return perMinute === null || sent.length < perMinute
  }

  /** Sleeps until the minute of enough requests is over, as long as somebody waits for that. */
  async function watchMinute(): Promise<void> {
    if (timer) return
    while (requests.isWaitedFor()) {
      const { perMinute } = limits()
      // With a limit that was lowered, more than one request has to be a minute old before the next may go.
      const last = sent[sent.length - (perMinute ?? 0)] ?? clock.now()
      const mine = new AbortController()
      timer = mine
      await clock.sleep(Math.max(1, last + minuteMs - clock.now()), mine.signal).catch(() => {})
      timer = null
      requests.advance()
    }
  }

  return {
    async acquire(signal, onWaiting) {
      await places.enter(signal, () => onWaiting?.({ limit: limits().atOnce ?? 0, per: 'at-once' }))
      let isReturned = false
      return () => {
        if (isReturned) return
        isReturned = true
        taken -= 1
        // Handed on at once, so that nobody who comes later slips in between.
        places.advance()
      }
    },
    async pace(signal, onWaiting) {
      const entered = requests.enter(signal, () => onWaiting?.({ limit: limits().perMinute ?? 0, per: 'minute' }))
      if (requests.isWaitedFor()) void watchMinute()
      // The last to wait may leave: then nothing is left to sleep for.
      await entered.finally(() => {
        if (!requests.isWaitedFor()) timer?.abort()
      })
    },
    refresh() {
      places.advance()
      timer?.abort()
      requests.advance()
    },
  }
}
