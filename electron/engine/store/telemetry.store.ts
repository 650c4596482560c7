import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Db } from './open-database.ts'
import type { RunIdentity } from './runs.store.ts'

export type Signal = 'traces' | 'metrics'

/** A run whose spans are to be sent; `isGone`: what happened in it was cleared away meanwhile. */
export type OutgoingTrace = { run: RunIdentity; endedAt: number; tries: number; sentSpans: number; isGone: boolean }

/** A run that is to be counted. */
export type UncountedRun = { entry: number; run: RunIdentity; isGone: boolean }

export type SignalCounts = { sent: number; dropped: number; lastAt: number | null; error: ErrorInfo | null }

/** Added to what was sent and given up; `error` is what stands there from now on. */
type Change = { sent?: number; dropped?: number; at?: number; error: ErrorInfo | null }

type Row = {
  entry: number
  run_number: number
  run_id: string | null
  workflow_id: string | null
  is_gone: number
}
type TraceRow = Row & { ended_at: number; tries: number; sent_spans: number }

const columns = `o.entry, o.run_number, r.run_id, r.workflow_id, r.run_id IS NULL OR r.cleared_at IS NOT NULL AS is_gone`

/** What is to be sent to programs that watch, what became of it, and which program sends it. */
export function createTelemetryStore(db: Db, workspaceId: string) {
  const putWishes = db.prepare(`
    INSERT INTO telemetry_wishes (workspace_id, traces, metrics, owner, engine_id) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (workspace_id) DO UPDATE SET traces = excluded.traces, metrics = excluded.metrics,
      owner = excluded.owner, engine_id = excluded.engine_id`)
  const dropWishes = db.prepare('DELETE FROM telemetry_wishes WHERE workspace_id = ?')
  const selectWishes = db.prepare<[string], { traces: number; metrics: number }>(
    'SELECT traces, metrics FROM telemetry_wishes WHERE workspace_id = ?',
  )
  const selectKeeper = db.prepare<[string], { owner: string | null; engine_id: string | null }>(
    'SELECT owner, engine_id FROM telemetry_wishes WHERE workspace_id = ?',
  )
  const setKeeper = db.prepare('UPDATE telemetry_wishes SET owner = ?, engine_id = ? WHERE workspace_id = ?')
  const letGo = db.prepare('UPDATE telemetry_wishes SET owner = NULL, engine_id = NULL WHERE engine_id = ?')
  const forgetSignal = {
    traces: db.prepare('UPDATE telemetry_outbox SET trace = 0 WHERE workspace_id = ? AND trace = 1'),
    metrics: db.prepare('UPDATE telemetry_outbox SET measure = 0 WHERE workspace_id = ? AND measure = 1'),
  }
  const dropDone = db.prepare('DELETE FROM telemetry_outbox WHERE run_number = ? AND trace = 0 AND measure = 0')
  const dropAllDone = db.prepare('DELETE FROM telemetry_outbox WHERE workspace_id = ? AND trace = 0 AND measure = 0')
  const selectNext = db.prepare<[string, number], TraceRow>(`
    SELECT ${columns}, o.ended_at, o.tries, o.sent_spans
    FROM telemetry_outbox o LEFT JOIN runs r ON r.run_number = o.run_number
    WHERE o.trace = 1 AND o.workspace_id = ? AND o.next_at <= ? ORDER BY o.next_at, o.entry LIMIT 1`)
  const selectNextAt = db.prepare<[string], { next_at: number | null }>(
    'SELECT MIN(next_at) AS next_at FROM telemetry_outbox WHERE trace = 1 AND workspace_id = ?',
  )
  const countTraces = db.prepare<[string], { count: number }>(
    'SELECT COUNT(*) AS count FROM telemetry_outbox WHERE trace = 1 AND workspace_id = ?',
  )
  const countMeasures = db.prepare<[string], { count: number }>(
    'SELECT COUNT(*) AS count FROM telemetry_outbox WHERE measure = 1 AND workspace_id = ?',
  )
  const noteSent = db.prepare('UPDATE telemetry_outbox SET sent_spans = ? WHERE run_number = ?')
  const postpone = db.prepare('UPDATE telemetry_outbox SET tries = tries + 1, next_at = ? WHERE run_number = ?')
  const traceDone = db.prepare('UPDATE telemetry_outbox SET trace = 0 WHERE run_number = ? AND trace = 1')
  const measureDone = db.prepare('UPDATE telemetry_outbox SET measure = 0 WHERE run_number = ? AND measure = 1')
  const selectUncounted = db.prepare<[string, number, number], Row>(`
    SELECT ${columns} FROM telemetry_outbox o LEFT JOIN runs r ON r.run_number = o.run_number
    WHERE o.measure = 1 AND o.workspace_id = ? AND o.entry > ? ORDER BY o.entry LIMIT ?`)
  const pruneTraces = db.prepare(`
    UPDATE telemetry_outbox SET trace = 0 WHERE trace = 1 AND workspace_id = @workspaceId AND (ended_at < @before
      OR entry <= (SELECT entry FROM telemetry_outbox WHERE trace = 1 AND workspace_id = @workspaceId
        ORDER BY entry DESC LIMIT 1 OFFSET @most))`)
  const pruneMeasures = db.prepare(`
    UPDATE telemetry_outbox SET measure = 0 WHERE measure = 1 AND workspace_id = @workspaceId AND (ended_at < @before
      OR entry <= (SELECT entry FROM telemetry_outbox WHERE measure = 1 AND workspace_id = @workspaceId
        ORDER BY entry DESC LIMIT 1 OFFSET @most))`)
  const addToCounts = db.prepare(`
    INSERT INTO telemetry_counts (workspace_id, signal, sent, dropped, last_at, error)
    VALUES (@workspaceId, @signal, @sent, @dropped, @lastAt, @error)
    ON CONFLICT (workspace_id, signal) DO UPDATE SET sent = sent + excluded.sent, dropped = dropped + excluded.dropped,
      last_at = COALESCE(excluded.last_at, last_at), error = excluded.error`)
  const selectCounts = db.prepare<
    [string, string],
    { sent: number; dropped: number; last_at: number | null; error: string | null }
  >('SELECT sent, dropped, last_at, error FROM telemetry_counts WHERE workspace_id = ? AND signal = ?')

  function identityOf({ run_number, run_id, workflow_id }: Row): RunIdentity {
    return { runNumber: run_number, runId: run_id ?? '', workspaceId, workflowId: workflow_id }
  }

  function count(signal: Signal, change: Change) {
    const { sent = 0, dropped = 0, at = null, error } = change
    const text = error && JSON.stringify(error)
    addToCounts.run({ workspaceId, signal, sent, dropped, lastAt: at, error: text })
  }

  const wish = db.transaction(
    (wanted: Record<Signal, boolean> | null, by: { owner: string; engineId: string } | null) => {
      if (wanted === null) dropWishes.run(workspaceId)
      else {
        const keeper = by ?? selectKeeper.get(workspaceId)
        const engineId = by?.engineId ?? selectKeeper.get(workspaceId)?.engine_id ?? null
        putWishes.run(workspaceId, wanted.traces ? 1 : 0, wanted.metrics ? 1 : 0, keeper?.owner ?? null, engineId)
      }
      // What is not wanted any more is nobody's to send later.
      if (!wanted?.traces) forgetSignal.traces.run(workspaceId)
      if (!wanted?.metrics) forgetSignal.metrics.run(workspaceId)
      dropAllDone.run(workspaceId)
    },
  )

  const keep = db.transaction(
    (by: { owner: string; engineId: string }, isAlive: (owner: string) => boolean): boolean => {
      const keeper = selectKeeper.get(workspaceId)
      if (!keeper) return false
      if (keeper.engine_id === by.engineId) return true
      if (keeper.owner !== null && isAlive(keeper.owner)) return false
      setKeeper.run(by.owner, by.engineId, workspaceId)
      return true
    },
  )

  const settleTrace = db.transaction((runNumber: number, change: Change | null) => {
    if (traceDone.run(runNumber).changes === 0) return
    dropDone.run(runNumber)
    if (change) count('traces', change)
  })

  const settleMeasures = db.transaction((runNumbers: number[], change: Change) => {
    for (const runNumber of runNumbers) {
      measureDone.run(runNumber)
      dropDone.run(runNumber)
    }
    count('metrics', change)
  })

  const prune = db.transaction((limits: { before: number; most: number }, error: ErrorInfo): number => {
    const dropped = pruneTraces.run({ workspaceId, ...limits }).changes
    if (dropped > 0) count('traces', { dropped, error })
    const uncounted = pruneMeasures.run({ workspaceId, ...limits }).changes
    if (uncounted > 0) count('metrics', { dropped: uncounted, error })
    if (dropped + uncounted > 0) dropAllDone.run(workspaceId)
    return dropped + uncounted
  })

  return {
    /**
     * What of runs that end from now on is to be sent; null: nothing. What waits and is not wanted any more is forgotten.
     * `by`: that program is to send it from now on.
     */
    wish(wanted: Record<Signal, boolean> | null, by: { owner: string; engineId: string } | null): void {
      const now = selectWishes.get(workspaceId)
      const isSo = wanted
        ? now?.traces === Number(wanted.traces) && now.metrics === Number(wanted.metrics)
        : now === undefined
      // A look first: most programs begin without wanting anything, or the same as before.
      if (!isSo || by !== null) wish.immediate(wanted, by)
    },

    /** Whether this engine is the one that sends: of all on a data folder one does. */
    keep(by: { owner: string; engineId: string }, isAlive: (owner: string) => boolean): boolean {
      const keeper = selectKeeper.get(workspaceId)
      if (!keeper) return false
      // A look first: the lock for writing is taken only where there is something to write.
      return keeper.engine_id === by.engineId || keep.immediate(by, isAlive)
    },

    letGo(engineId: string): void {
      letGo.run(engineId)
    },

    /** The trace that is next, among those that are due. */
    nextTrace(nowMs: number): OutgoingTrace | undefined {
      const row = selectNext.get(workspaceId, nowMs)
      if (!row) return undefined
      const { ended_at: endedAt, tries, sent_spans: sentSpans, is_gone } = row
      return { run: identityOf(row), endedAt, tries, sentSpans, isGone: is_gone === 1 }
    },

    /** When the next trace is due; null: none waits. */
    nextTraceAt: (): number | null => selectNextAt.get(workspaceId)?.next_at ?? null,

    /** So many of its spans arrived: they are not sent again. */
    noteSentSpans(runNumber: number, spans: number): void {
      noteSent.run(spans, runNumber)
    },

    postponeTrace: db.transaction((runNumber: number, nextAt: number, error: ErrorInfo): void => {
      postpone.run(nextAt, runNumber)
      count('traces', { error })
    }),

    /** The trace is sent, or given up; null: nobody wants it. */
    settleTrace: (runNumber: number, change: Change | null): void => settleTrace.immediate(runNumber, change),

    /** Runs that are not counted yet, in the order they ended, after an entry, at most so many. */
    uncounted: (afterEntry: number, limit: number): UncountedRun[] =>
      selectUncounted
        .all(workspaceId, afterEntry, limit)
        .map((row) => ({ entry: row.entry, run: identityOf(row), isGone: row.is_gone === 1 })),

    /** The figures of these runs arrived. */
    settleMeasures: (runNumbers: number[], change: Change): void => settleMeasures.immediate(runNumbers, change),

    /** Something was tried and did not work. */
    noteFailure: (signal: Signal, error: ErrorInfo): void => count(signal, { error }),

    /** Gives up what waits longer than since `before`, and the oldest where there are more than `most`. Says how many. */
    prune: (limits: { before: number; most: number }, error: ErrorInfo): number => prune.immediate(limits, error),

    /** Traces and uncounted runs that wait. */
    waiting: (): Record<Signal, number> => ({
      traces: countTraces.get(workspaceId)?.count ?? 0,
      metrics: countMeasures.get(workspaceId)?.count ?? 0,
    }),

    counts(signal: Signal): SignalCounts {
      const row = selectCounts.get(workspaceId, signal)
      const error = row?.error ? (JSON.parse(row.error) as ErrorInfo) : null // written above
      return { sent: row?.sent ?? 0, dropped: row?.dropped ?? 0, lastAt: row?.last_at ?? null, error }
    },
  }
}

export type TelemetryStore = ReturnType<typeof createTelemetryStore>
