import type { LogEntry } from '../store/runs.store.ts'

/**
 * Hands what this program's runs did, once it is on disk, to those who count it: never to those who show it, who read it
 * from the database. Who listens must be quick and must not throw.
 */
export function createCommittedEvents() {
  const listeners = new Set<(entries: readonly LogEntry[]) => void>()
  return {
    tell(entries: readonly LogEntry[]): void {
      for (const listener of listeners) listener(entries)
    },
    /** Answers how to stop listening. */
    listen(listener: (entries: readonly LogEntry[]) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

export type CommittedEvents = ReturnType<typeof createCommittedEvents>
