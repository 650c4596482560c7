import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../shared/clock.ts'

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, { signal })
    } catch (thrown) {
      // Node wraps the reason in an AbortError of its own; callers want the reason.
      signal?.throwIfAborted()
      throw thrown
    }
  },
}
