import type { Clock } from '../../shared/clock.ts'

export type HandClock = Clock & {
  /** Moves the time on and wakes who slept that long. */
  pass(ms: number): void
  /** Sets the time, forwards or back, without anybody's sleep passing. */
  set(ms: number): void
  /** How many sleep now. */
  sleepers(): number
}

/** A clock whose time is the test's. */
export function createHandClock(startMs: number): HandClock {
  let nowMs = startMs
  const asleep = new Set<{ left: number; wake(): void }>()
  return {
    now: () => nowMs,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const sleeper = {
          left: ms,
          wake() {
            asleep.delete(sleeper)
            resolve()
          },
        }
        asleep.add(sleeper)
        signal?.addEventListener(
          'abort',
          () => {
            asleep.delete(sleeper)
            reject(signal.reason)
          },
          { once: true },
        )
      })
    },
    pass(ms) {
      nowMs += ms
      for (const sleeper of [...asleep]) {
        sleeper.left -= ms
        if (sleeper.left <= 0) sleeper.wake()
      }
    },
    set(ms) {
      nowMs = ms
    },
    sleepers: () => asleep.size,
  }
}
