import type { Clock } from '../../shared/clock.ts'

type Sleeper = { until: number; wake(): void }

/** A clock that stands still until the test moves it; whoever sleeps wakes when its time has come. */
export function createControlledClock(startMs = 1_000_000_000_000) {
  let now = startMs
  const sleepers = new Set<Sleeper>()
  const watchers = new Set<() => void>()

  return {
    now: () => now,
    sleep(ms: number, signal?: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const sleeper: Sleeper = {
          until: now + ms,
          wake() {
            sleepers.delete(sleeper)
            signal?.removeEventListener('abort', leave)
            resolve()
          },
        }
        function leave() {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', leave, { once: true })
        sleepers.add(sleeper)
        for (const watcher of watchers) watcher()
      })
    },
    /** Moves on by `ms` and wakes all whose time has come by then. */
    advance(ms: number): void {
      now += ms
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake()
    },
    /** Resolves once somebody sleeps until this time. */
    async sleeping(untilMs: number): Promise<void> {
      const isThere = () => [...sleepers].some(({ until }) => until === untilMs)
      while (!isThere()) {
        await new Promise<void>((resolve) => {
          const watcher = () => {
            watchers.delete(watcher)
            resolve()
          }
          watchers.add(watcher)
        })
      }
    },
    /** How many sleep now. */
    sleepers: () => sleepers.size,
  } satisfies Clock & Record<string, unknown>
}

export type ControlledClock = ReturnType<typeof createControlledClock>
