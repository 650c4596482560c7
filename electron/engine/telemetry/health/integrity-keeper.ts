import type { Clock } from '../../../../shared/clock.ts'
import type { Log } from '../../../../shared/log.ts'
import type { MemoryKeeper } from './memory-keeper.ts'
import { readIntegrity } from './read-integrity.ts'

type Parts = { path: string; clock: Clock; log: Log; memory: MemoryKeeper }

const dayMs = 24 * 3_600_000
/** By itself not before: a program that was just opened has other things to do. */
const settledMs = 5 * 60_000
/** Where something looks odd, at most this often. */
const suspicionMs = 10_000

/** Has the database read from end to end: each day by itself, at once where something looks odd, and when asked. */
export function createIntegrityKeeper({ path, clock, log, memory }: Parts) {
  const closing = new AbortController()
  const began = performance.now()
  let reading: Promise<void> | null = null
  let readAt = Number.NEGATIVE_INFINITY
  let onRead = () => {}

  async function readNow(): Promise<void> {
    const started = performance.now()
    try {
      const problems = await readIntegrity(path, closing.signal)
      memory.change({ integrity: { at: clock.now(), ms: Math.round(performance.now() - started), problems } })
      memory.keep()
    } catch (thrown) {
      // It could not be looked at: which is no finding.
      if (!closing.signal.aborted)
        log.warn('the database could not be read from end to end', { reason: String(thrown) })
    }
  }

  /** One at a time; who asks while it is read waits for that. */
  function read(why: 'asked' | 'suspicion'): Promise<void> {
    if (reading) return reading
    if (why === 'suspicion' && performance.now() - readAt < suspicionMs) return Promise.resolve()
    reading = readNow().finally(() => {
      readAt = performance.now()
      reading = null
      if (!closing.signal.aborted) onRead()
    })
    return reading
  }

  return {
    read,
    isReading: (): boolean => reading !== null,
    onRead(listener: () => void): void {
      onRead = listener
    },
    readWhereDue(): void {
      if (performance.now() - began < settledMs) return
      const last = memory.integrityElsewhere()
      if (!last || clock.now() - last.at > dayMs) void read('asked')
    },
    async close(): Promise<void> {
      closing.abort()
      await reading
    },
  }
}

export type IntegrityKeeper = ReturnType<typeof createIntegrityKeeper>
