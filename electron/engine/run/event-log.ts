import type { Clock } from '../../../shared/clock.ts'
import type { JsonObject } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import type { RunEventBody } from '../../../shared/run/events.ts'
import { describeWriteFailure } from '../store/open-database.ts'
import type { Hold, ReservationAnswer, ReservationAsk, Touch } from '../store/reservations.store.ts'
import {
  type LedgerEntry,
  type LogEntry,
  maxEventsPerRun,
  type RunIdentity,
  type RunsStore,
} from '../store/runs.store.ts'

/** One run's mouth: the only way an event comes to be. */
export type RunLog = {
  readonly run: RunIdentity
  /**
   * Records what happened. It is committed, with its ledger row or what it gives back to budgets, before anyone outside
   * sees it.
   */
  append(body: RunEventBody, costs?: { ledger?: LedgerEntry; release?: number | null }): void
  /** Makes large ones of these values ready to be part of an event; null where there is nothing to wait for. */
  packLarge(values: JsonObject): Promise<void> | null
  /** Asks the budgets, in the same commit as everything appended so far, which is on disk then too. */
  reserve<D extends { hold: Hold | null }>(ask: ReservationAsk<D>): Promise<ReservationAnswer<D>>
  /**
   * Resolves once everything appended so far is on disk. Awaited before every effect on the outside world, so that no
   * paid call is ever unknown to the log.
   */
  flush(): Promise<void>
}

type Options = {
  store: Pick<RunsStore, 'commit' | 'packLarge'>
  clock: Clock
  log: Log
  /** Runs whose events were just committed, and these. */
  onCommitted(runIds: Set<string>, entries: readonly LogEntry[]): void
  /** What calls came to was added to these sums of budgets, or what was held for them given back. */
  onSettled?(touches: Touch[]): void
  /** The database takes no more: the runs given cannot go on. The events are kept and tried again. */
  onFailure(runIds: Set<string>, reason: unknown): void
}

/** Milliseconds until events that could not be written are tried again. */
const retryAfterMs = 1_000
/** Milliseconds events wait for company at most, where nobody waits for them to be on disk. */
const gatherMs = 4
/** Calls that ask the budgets in one commit: with more, the first would wait long until they may leave. */
const asksAtOnce = 50

/**
 * Collects the events of all runs and commits them together: one commit (and one fsync) for whatever happened in an
 * event-loop tick, or in a few milliseconds where no effect waits for it. One for each event costs about five times as
 * much. Nobody outside sees an event before it is committed, so gathering them costs nobody anything.
 */
export function createEventLog({ store, clock, log, onCommitted, onSettled, onFailure }: Options) {
  let pending: LogEntry[] = []
  let scheduled: NodeJS.Immediate | null = null
  let gathering: NodeJS.Timeout | null = null
  let retry: NodeJS.Timeout | null = null
  const asks: {
    ask: ReservationAsk
    resolve: (answer: ReservationAnswer) => void
    reject: (reason: unknown) => void
  }[] = []
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
    const asking = asks.splice(0, asksAtOnce)
    pending = []
    waiters = []
    if (asks.length > 0) scheduled = setImmediate(commit)
    let settled: Touch[] = []
    if (batch.length > 0 || asking.length > 0) {
      try {
        const committed = store.commit(
          batch,
          asking.map(({ ask }) => ask),
        )
        for (const [index, answer] of committed.answers.entries()) asking[index]?.resolve(answer)
        settled = committed.settled
      } catch (thrown) {
        pending = [...batch, ...pending]
        const reason = describeWriteFailure(thrown)
        log.error('events could not be written', { count: batch.length, reason: String(reason) })
        // Who asked the budgets makes no call then, so nothing must be held for it later.
        for (const waiter of [...waiting, ...asking]) waiter.reject(reason)
        retry = setTimeout(commit, retryAfterMs)
        onFailure(new Set(batch.map((entry) => entry.run.runId)), reason)
        return
      }
    }
    for (const waiter of waiting) waiter.resolve()
    if (batch.length > 0) onCommitted(new Set(batch.map((entry) => entry.run.runId)), batch)
    if (settled.length > 0) onSettled?.(settled)
  }

  return {
    /** The log of one run, going on after `lastSeq`. */
    open(run: RunIdentity, lastSeq = 0): RunLog {
      let seq = lastSeq
      return {
        run,
        packLarge: store.packLarge,
        append(body, costs) {
          if (seq >= maxEventsPerRun) throw new Error(`run ${run.runId} has more than ${maxEventsPerRun} events`)
          seq++
          // Bodies are made once and never changed, so they can be written later.
          pending.push({ run, seq, at: clock.now(), body, ...costs })
          if (!scheduled && !gathering && !retry) gathering = setTimeout(commit, gatherMs)
        },
        reserve<D extends { hold: Hold | null }>(ask: ReservationAsk<D>) {
          // While what came before cannot be written, nothing may be held, nor called.
          if (!scheduled && !retry) scheduled = setImmediate(commit)
          return new Promise<ReservationAnswer<D>>((resolve, reject) => {
            const { safe, failure } = catchDecision(ask)
            const settle = (answer: ReservationAnswer) => {
              const failed = failure()
              if (failed) reject(failed.thrown)
              // The answer to an ask has the decision of that ask.
              else resolve(answer as ReservationAnswer<D>)
            }
            asks.push({ ask: safe, resolve: settle, reject })
          })
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
      do commit()
      while (asks.length > 0)
      if (retry) clearTimeout(retry)
    },
  }
}

export type EventLog = ReturnType<typeof createEventLog>

/** A mistake of ours in one decision must not take the events of all runs along that are committed with it. */
function catchDecision<D extends { hold: Hold | null }>(ask: ReservationAsk<D>) {
  let failure: { thrown: unknown } | undefined
  const safe: ReservationAsk = {
    ...ask,
    decide(states) {
      try {
        return ask.decide(states)
      } catch (thrown) {
        failure = { thrown }
        return { hold: null }
      }
    },
  }
  return { safe, failure: () => failure }
}
