import type { Log } from '../../shared/log.ts'

/**
 * Closes one part after the other. One that fails (the database may be gone) does not keep the others from it: what it
 * complained about is noted.
 */
export async function closeInOrder(log: Log, steps: (() => unknown)[]): Promise<void> {
  for (const step of steps) {
    try {
      await step()
    } catch (thrown) {
      const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
      log.error('a part could not be closed in order', { stack })
    }
  }
}
