import type { Clock } from '../../../shared/clock.ts'
import type { Log } from '../../../shared/log.ts'
import type { RunEventBody } from '../../../shared/run/events.ts'
import { describeWriteFailure } from '../store/open-database.ts'
import {
  type LedgerEntry,
  type LogEntry,
  maxEventsPerRun,
  type RunIdentity,
  type RunsStore,
} from '../store/runs.store.ts'

/** One run's mouth: the only way an event comes to be. */
export type RunLog = {
  /** Records what happened. It is committed, with its ledger row, before anyone outside sees it. */
  append(body: RunEventBody, ledger?: LedgerEntry): void
  /**
   * Resolves once everything appended so far is on disk. Awaited before every effect on the outside world, so that no
   * paid call is ever unknown to the log.
   */
  flush(): Promise<void>
}

type Options = {
  store: Pick<RunsStore, 'commit'>
  clock: Clock
  log: Log
  /** Runs whose events were just committed. */
  onCommitted(runIds: Set<string>): void
  /** The database takes no more: the runs given cannot go on. The events are kept and tried again. */
  onFailure(runIds: Set<string>, reason: unknown): void
}

/** Milliseconds until events that could not be written are tried again. */
const retryAfterMs = 1_000
/** Milliseconds events wait for company at most, where nobody waits for them to be on disk. */
const gatherMs = 4

/**
 * Collects the events of all runs and commits them together: one commit (and one fsync) for whatever happened in an
 * event-loop tick, or in a few milliseconds where no effect waits for it. One for each event costs about five times as
 * much. Nobody outside sees an event before it is committed, so gathering them costs nobody anything.
 */
export function createEventLog({ store, clock, log, onCommitted, onFailure }: Options) {
  let pending: LogEntry[] = []
  let scheduled: NodeJS.Immediate | null = null
  let gathering: NodeJS.Timeout | null = null
  let retry: NodeJS.Timeout | null = null
  let waiters: { resolve: () => void; reject: (reason: unknown) => void }[] = []

  function commit(): void {
    if (scheduled) clearImmediate(scheduled)
    if (gathering) clearTimeout(gathering)
    if (retry) clearTimeout(retry)
    scheduled = null
    gathering = null
    retry = null
    const batch = pending
    const waiting = waiters
    pending = []
    waiters = []
    if (batch.length > 0) {
      try {
        store.commit(batch)
      } catch (thrown) {
        pending = [...batch, ...pending]
        const reason = describeWriteFailure(thrown)
        log.error('events could not be written', { count: batch.length, reason: String(reason) })
        for (const waiter of waiting) waiter.reject(reason)
        retry = setTimeout(commit, retryAfterMs)
        onFailure(new Set(batch.map((entry) => entry.run.runId)), reason)
        return
      }
    }
    for (const waiter of waiting) waiter.resolve()
    if (batch.length > 0) onCommitted(new Set(batch.map((entry) => entry.run.runId)))
  }

  return {
    /** The log of one run, going on after `lastSeq`. */
    open(run: RunIdentity, lastSeq = 0): RunLog {
      let seq = lastSeq
      return {
        append(body, ledger) {
          if (seq >= maxEventsPerRun) throw new Error(`run ${run.runId} has more than ${maxEventsPerRun} events`)
          seq++
          // Bodies are made once and never changed, so they can be written later.
          pending.push({ run, seq, at: clock.now(), body, ledger })
          if (!scheduled && !gathering && !retry) gathering = setTimeout(commit, gatherMs)
        },
        flush() {
          if (pending.length === 0) return Promise.resolve()
          if (!scheduled && !retry) scheduled = setImmediate(commit)
          return new Promise((resolve, reject) => waiters.push({ resolve, reject }))
        },
      }
    },

    /** Commits what is pending now: before the database is closed. */
    close(): void {
      commit()
      if (retry) clearTimeout(retry)
    },
  }
}

export type EventLog = ReturnType<typeof createEventLog>
