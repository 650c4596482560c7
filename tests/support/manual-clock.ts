import type { Clock } from '../../shared/clock.ts'

type Sleeper = { until: number; wake: () => void }

/** Time that passes only when a test says so. */
export function createManualClock(startMs = Date.UTC(2027, 0, 1)): Clock & { pass(ms: number): void } {
  let now = startMs
  const sleepers = new Set<Sleeper>()
  return {
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const leave = () => {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        const wake = () => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', leave)
          resolve()
        }
        const sleeper = { until: now + ms, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', leave, { once: true })
      })
    },
    pass(ms) {
      now += ms
      for (const { until, wake } of sleepers) if (until <= now) wake()
    },
  }
}
