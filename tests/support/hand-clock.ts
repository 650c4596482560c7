import type { Clock } from '../../shared/clock.ts'

/** A clock that stands still until the test moves it. Times are milliseconds. */
export type HandClock = Clock & {
  /** Moves the time on and wakes who slept that long. */
  pass(ms: number): void
  /** Sets the time, forwards or back, without anybody's sleep passing. */
  set(ms: number): void
  /** How many sleep now, or until this time. */
  sleepers(untilMs?: number): number
  /** Resolves once somebody sleeps until this time. */
  sleeping(untilMs: number): Promise<void>
}

type Sleeper = { left: number; wake(): void }

export function createHandClock(startMs = Date.UTC(2027, 0, 1)): HandClock {
  let nowMs = startMs
  const asleep = new Set<Sleeper>()
  const watchers = new Set<() => void>()
  const sleepers = (untilMs?: number) =>
    [...asleep].filter(({ left }) => untilMs === undefined || nowMs + left === untilMs).length
  return {
    now: () => nowMs,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const sleeper = {
          left: ms,
          wake() {
            asleep.delete(sleeper)
            signal?.removeEventListener('abort', leave)
            resolve()
          },
        }
        function leave() {
          asleep.delete(sleeper)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', leave, { once: true })
        asleep.add(sleeper)
        for (const watcher of watchers) watcher()
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
    sleepers,
    sleeping(untilMs) {
      return new Promise((resolve) => {
        const look = () => {
          if (sleepers(untilMs) === 0) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      })
    },
  }
}
