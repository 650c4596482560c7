import type { RunSummary } from '../../../shared/contract/runs.ts'
import { endedByRestore } from './backups/restored.store.ts'
import type { Db } from './open-database.ts'
import { type RunIdentity, type RunRow, summaryColumns, toSummary } from './runs.store.ts'

/** A run that waits for its turn. */
export type QueuedRow = RunIdentity & { priority: number; place: number; workflowLimit: number | null }

type Row = {
  run_number: number
  run_id: string
  workflow_id: string | null
  priority: number
  place: number
  workflow_limit: number | null
}

/** The plus keeps SQLite from looking through all runs of the workspace, of which there may be a million. */
const isWaiting = "status = 'queued' AND +workspace_id = ?"
const waitingIn = `FROM runs WHERE ${isWaiting} ORDER BY priority DESC, place, run_number`

/**
 * The queue's side of the runs table, whether it is paused, and which programs begin runs. Several programs share it, so
 * whatever looks before it writes does both inside `transact`.
 */
export function createQueueStore(db: Db) {
  const selectWaiting = db.prepare<[string], Row>(
    `SELECT run_number, run_id, workflow_id, priority, place, workflow_limit ${waitingIn}`,
  )
  const selectSummaries = db.prepare<[string], RunRow>(`SELECT ${summaryColumns} ${waitingIn}`)
  const selectHasWaiting = db.prepare<[string], { run_number: number }>(
    `SELECT run_number FROM runs WHERE ${isWaiting} LIMIT 1`,
  )
  const countWaiting = db.prepare<[string], { count: number }>(`SELECT COUNT(*) AS count FROM runs WHERE ${isWaiting}`)
  const selectUnderWay = db.prepare<[string], { workflow_id: string | null; owner: string }>(`
    SELECT workflow_id, owner FROM runs
      WHERE status = 'running' AND workspace_id = ? AND idle = 0 AND owner IS NOT NULL`)
  const updateBegun = db.prepare(
    "UPDATE runs SET status = 'running', owner = ?, started_at = ? WHERE run_number = ? AND status = 'queued'",
  )
  const updatePosition = db.prepare("UPDATE runs SET priority = ?, place = ? WHERE run_id = ? AND status = 'queued'")
  const updateIdle = db.prepare('UPDATE runs SET idle = ? WHERE run_id = ?')
  const selectPaused = db.prepare<[string], { value: string }>(
    "SELECT value FROM settings WHERE workspace_id = ? AND name = 'queuePaused'",
  )
  const upsertPaused = db.prepare(`
    INSERT INTO settings (workspace_id, name, value) VALUES (?, 'queuePaused', ?)
    ON CONFLICT DO UPDATE SET value = excluded.value`)
  const wishCancel = db.prepare("UPDATE runs SET cancel_wished = 1 WHERE run_id = ? AND status = 'running'")
  const selectWished = db.prepare<[string], { run_id: string }>(
    "SELECT run_id FROM runs WHERE status = 'running' AND owner = ? AND cancel_wished = 1",
  )
  const selectIsWished = db.prepare<[string], { cancel_wished: number }>(
    'SELECT cancel_wished FROM runs WHERE run_id = ?',
  )
  const selectOwner = db.prepare<[string], { owner: string | null }>('SELECT owner FROM runs WHERE run_id = ?')
  const selectForeign = db.prepare<[string], { run_id: string; owner: string | null }>(
    "SELECT run_id, owner FROM runs WHERE status = 'running' AND owner IS NOT ? ORDER BY run_number",
  )
  const noteDepth = db.prepare('UPDATE queue_depth SET noted = waiting WHERE noted <> waiting')
  const insertEngine = db.prepare('INSERT INTO engines (engine_id, owner, since) VALUES (?, ?, ?)')
  const deleteEngine = db.prepare('DELETE FROM engines WHERE engine_id = ?')
  const selectEngines = db.prepare<[], { engine_id: string; owner: string }>('SELECT engine_id, owner FROM engines')

  return {
    /**
     * All of it or nothing, with no other program in between: it holds the database's one write lock from the start, for
     * a lock asked for only after a look can be refused.
     */
    transact<T>(work: () => T): T {
      const isInner = db.inTransaction
      return db
        .transaction(() => {
          const answer = work()
          // A run that begins in the transaction that records it never waited.
          if (!isInner) noteDepth.run()
          return answer
        })
        .immediate()
    },

    hasWaiting: (workspaceId: string): boolean => selectHasWaiting.get(workspaceId) !== undefined,

    /** In the order they will begin. Read no further than needed: the queue may be long. */
    *waiting(workspaceId: string): Generator<QueuedRow> {
      for (const row of selectWaiting.iterate(workspaceId)) {
        yield {
          runNumber: row.run_number,
          runId: row.run_id,
          workspaceId,
          workflowId: row.workflow_id,
          priority: row.priority,
          place: row.place,
          workflowLimit: row.workflow_limit,
        }
      }
    },

    /** The same runs as lists show them, in the same order. */
    summaries: (workspaceId: string): RunSummary[] => selectSummaries.all(workspaceId).map(toSummary),

    /** Runs that hold a place, each with the program it is under way in. */
    underWay(workspaceId: string): { workflowId: string | null; owner: string }[] {
      return selectUnderWay.all(workspaceId).map((row) => ({ workflowId: row.workflow_id, owner: row.owner }))
    },

    /** How many wait for their turn. */
    countWaiting: (workspaceId: string): number => countWaiting.get(workspaceId)?.count ?? 0,

    /** Makes a waiting run this owner's. False where it does not wait any more. */
    begin(run: RunIdentity, owner: string, at: number): boolean {
      return updateBegun.run(owner, at, run.runNumber).changes > 0
    },

    place({ runId, priority, place }: { runId: string; priority: number; place: number }): void {
      updatePosition.run(priority, place, runId)
    },

    /** Whether a run only waits and so holds no place. */
    setIdle(runId: string, idle: boolean): void {
      updateIdle.run(idle ? 1 : 0, runId)
    },

    isPaused: (workspaceId: string): boolean => selectPaused.get(workspaceId)?.value === 'true',
    setPaused(workspaceId: string, paused: boolean): void {
      upsertPaused.run(workspaceId, String(paused))
    },

    /** Asks whoever has the run under way to stop it. */
    wishCancel(runId: string): void {
      wishCancel.run(runId)
    },
    isCancelWished: (runId: string): boolean => selectIsWished.get(runId)?.cancel_wished === 1,
    /** Whether it was not over in a backup that was restored, so that nobody knows what it did since. */
    isEndedByRestore: (runId: string): boolean => selectIsWished.get(runId)?.cancel_wished === endedByRestore,
    /** Runs of this owner that another program asked to stop. */
    wishedOf: (owner: string): string[] => selectWished.all(owner).map((row) => row.run_id),
    ownerOf: (runId: string): string | null => selectOwner.get(runId)?.owner ?? null,

    /** Runs under way that are not this owner's: another program's, or nobody's. */
    underWayElsewhere: (owner: string) =>
      selectForeign.all(owner).map((row) => ({ runId: row.run_id, owner: row.owner })),

    addEngine(engineId: string, owner: string, at: number): void {
      insertEngine.run(engineId, owner, at)
    },
    removeEngine(engineId: string): void {
      deleteEngine.run(engineId)
    },
    /** Programs that said they begin queued runs; one that was killed could not say that it left. */
    engines(): { engineId: string; owner: string }[] {
      return selectEngines.all().map((row) => ({ engineId: row.engine_id, owner: row.owner }))
    },

    /** A number that is another one after every write of another program (or another connection of this one). */
    versionOfOthers: (): unknown => db.pragma('data_version', { simple: true }),
  }
}

export type QueueStore = ReturnType<typeof createQueueStore>
