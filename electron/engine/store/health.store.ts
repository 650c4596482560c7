import Database from 'better-sqlite3'
import type { Db } from './open-database.ts'

/** A program that stays, and when it last said that it is well. */
export type Beat = { owner: string; at: number; listensAt: number | null }

/** What reads a database file from its first page to its last: one row, `ok`, or one for each thing that is wrong. */
export const integrityQuestion = 'PRAGMA quick_check(20)'

/** Calls looked back at to learn which providers answered lately. */
const callsLookedAt = 500

/** What tells how everything is doing: beats of programs, the newest answers of models, the run that waits longest. */
export function createHealthStore(db: Db, workspaceId: string) {
  const selectBeats = db.prepare<[], { owner: string; at: number; listens_at: number | null }>(
    'SELECT owner, at, listens_at FROM program_beats ORDER BY at DESC',
  )
  const upsertBeat = db.prepare(`
    INSERT INTO program_beats (owner, at, listens_at) VALUES (?, ?, ?)
    ON CONFLICT (owner) DO UPDATE SET at = excluded.at, listens_at = excluded.listens_at`)
  const deleteBeat = db.prepare('DELETE FROM program_beats WHERE owner = ?')
  const selectAnswers = db.prepare<[string, number], { provider: string; at: number }>(`
    SELECT provider, MAX(at) AS at FROM (
      SELECT provider, at, outcome, instead_of FROM ledger INDEXED BY ledger_by_time
        WHERE workspace_id = ? ORDER BY at DESC LIMIT ?)
    WHERE outcome = 'finished' AND instead_of IS NULL GROUP BY provider`)
  const countWaiting = db.prepare<[string], { count: number; oldest: number | null }>(`
    SELECT COUNT(*) AS count, MIN(started_at) AS oldest FROM runs WHERE status = 'queued' AND +workspace_id = ?`)
  const countRunning = db.prepare<[string], { count: number }>(
    "SELECT COUNT(*) AS count FROM runs WHERE status = 'running' AND +workspace_id = ?",
  )
  const selectEngines = db.prepare<[], { owner: string; since: number }>('SELECT owner, since FROM engines')
  const writeBeat = db.transaction((mine: Beat, stays: boolean): void => {
    upsertBeat.run(mine.owner, mine.at, mine.listensAt)
    if (!stays) deleteBeat.run(mine.owner)
  })

  return {
    /**
     * Writes, in a transaction of its own, that this program is well; one that does not stay leaves nothing behind.
     * `busy`: somebody else is writing, and nobody waits for that. Throws what else the database complains of.
     */
    beat(mine: Beat, stays: boolean): 'written' | 'busy' {
      db.pragma('busy_timeout = 0')
      try {
        writeBeat.immediate(mine, stays)
        return 'written'
      } catch (thrown) {
        if (thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')) return 'busy'
        throw thrown
      } finally {
        db.pragma('busy_timeout = 5000')
      }
    },
    beats: (): Beat[] => selectBeats.all().map(({ listens_at, ...beat }) => ({ ...beat, listensAt: listens_at })),
    /** Programs that begin queued runs, with when they were opened. */
    engines: (): { owner: string; since: number }[] => selectEngines.all(),
    removeBeat(owner: string): void {
      deleteBeat.run(owner)
    },

    /** When each provider last answered, among the newest calls. */
    lastAnswers: (): { provider: string; at: number }[] => selectAnswers.all(workspaceId, callsLookedAt),

    /** Runs that wait for their turn, and when the oldest of them was asked for. */
    waiting: (): { count: number; oldest: number | null } =>
      countWaiting.get(workspaceId) ?? { count: 0, oldest: null },
    underWay: (): number => countRunning.get(workspaceId)?.count ?? 0,
  }
}

export type HealthStore = ReturnType<typeof createHealthStore>
