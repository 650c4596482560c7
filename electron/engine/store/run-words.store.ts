import type { RunEventBody } from '../../../shared/run/events.ts'
import type { Db } from './open-database.ts'
import { createRunFailures } from './run-failures.store.ts'
import type { RunIdentity } from './runs.store.ts'

/** A run whose words are to be written down. `error` is its own as text, which stays when what it did is cleared. */
export type WordlessRun = RunIdentity & {
  name: string
  error: string | null
  isOver: boolean
  clearedAt: number | null
}

type Row = {
  run_number: number
  run_id: string
  workspace_id: string
  workflow_id: string | null
  workflow_name: string
  error: string | null
  finished_at: number | null
  cleared_at: number | null
}

/** What was found in a run: its words, and failures that a log from before this was kept tells of. */
export type RunWords = { words: Iterable<string>; failures: Extract<RunEventBody, { type: 'node-failed' }>[] }

/** Removes a run's words, because what they stand for is removed. Belongs into that transaction. */
export function createDropWords(db: Db): (runNumber: number) => void {
  // Prepared when it is first asked for: it loads FTS5.
  let drop: { run(runNumber: number): unknown } | undefined
  return (runNumber) => {
    drop ??= db.prepare<[number]>('DELETE FROM run_words WHERE rowid = ?')
    drop.run(runNumber)
  }
}

/** The words of runs, as they are searched by. */
export function createRunWordsStore(db: Db) {
  const columns = 'run_number, run_id, workspace_id, workflow_id, workflow_name, error, finished_at, cleared_at'
  const selectPending = db.prepare<[number], Row>(`
    SELECT ${columns} FROM runs INDEXED BY runs_wordless
    WHERE words_at IS NULL AND finished_at IS NOT NULL AND removed_at IS NULL ORDER BY run_number DESC LIMIT ?`)
  const countPending = db.prepare<[], { runs: number }>(`
    SELECT COUNT(*) AS runs FROM runs INDEXED BY runs_wordless
    WHERE words_at IS NULL AND finished_at IS NOT NULL AND removed_at IS NULL`)
  const selectUnfinished = db.prepare<[number], Row>(`
    SELECT ${columns} FROM runs WHERE status IN ('running', 'queued') ORDER BY run_number DESC LIMIT ?`)
  const selectState = db.prepare<
    [number],
    { cleared_at: number | null; removed_at: number | null; words_at: number | null; finished_at: number | null }
  >('SELECT cleared_at, removed_at, words_at, finished_at FROM runs WHERE run_number = ?')
  const setDone = db.prepare('UPDATE runs SET words_at = ? WHERE run_number = ?')
  const failures = createRunFailures(db)
  const drop = createDropWords(db)
  let insert: { run(runNumber: number, words: string): unknown } | undefined

  const toRun = (row: Row): WordlessRun => ({
    ...{ runNumber: row.run_number, runId: row.run_id, workspaceId: row.workspace_id, workflowId: row.workflow_id },
    ...{ name: row.workflow_name, error: row.error, isOver: row.finished_at !== null, clearedAt: row.cleared_at },
  })

  const write = db.transaction((found: { run: WordlessRun; content: RunWords }[], at: number) => {
    insert ??= db.prepare<[number, string]>('INSERT INTO run_words (rowid, words) VALUES (?, ?)')
    for (const { run, content } of found) {
      const now = selectState.get(run.runNumber)
      // Another program was faster, or what was read has been cleared since: then it stays to be done.
      if (!now || now.removed_at !== null || now.words_at !== null || now.cleared_at !== run.clearedAt) continue
      if (!run.isOver && now.finished_at !== null) continue
      drop(run.runNumber)
      insert.run(run.runNumber, [...content.words].join(' '))
      for (const body of content.failures) failures.note(run.runNumber, body)
      if (run.isOver) setDone.run(at, run.runNumber)
    }
  })

  return {
    /** Runs that ended and whose words are not written down, newest first. */
    pending: (limit: number): WordlessRun[] => selectPending.all(limit).map(toRun),
    pendingCount: (): number => countPending.get()?.runs ?? 0,
    /** Runs that have not ended, newest first: their words become more. */
    unfinished: (limit: number): WordlessRun[] => selectUnfinished.all(limit).map(toRun),
    /** Writes down what was found in runs, in the place of what stood there; those that ended are done with it. */
    write: (found: { run: WordlessRun; content: RunWords }[], at: number): void => write.immediate(found, at),
    drop,
  }
}

export type RunWordsStore = ReturnType<typeof createRunWordsStore>
