import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../shared/clock.ts'

/** How many times as fast as on the wall time passes for who sleeps. */
const hurry = 200

/**
 * A clock whose sleeps are short: who waits before trying again is not waited for, and what comes again every few seconds
 * still lets everything else happen. What time it is the test says.
 */
export function createHurriedClock(now: () => number = Date.now): Clock {
  return {
    now,
    async sleep(ms, signal) {
      try {
        await wait(Math.ceil(ms / hurry), undefined, { signal, ref: false })
      } catch (thrown) {
        signal?.throwIfAborted()
        throw thrown
      }
    },
  }
}
