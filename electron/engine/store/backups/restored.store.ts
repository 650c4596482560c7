import Database from 'better-sqlite3'

/** Stands in a database that was put in the place of another, until what it remembers as going on is settled. */
export type RestoredMark = { from: string; backupAt: number; at: number }

const markName = 'restoredFrom'

/** Runs that were not over when the backup was made: nobody knows what they did since, so none goes on. */
export const endedByRestore = 2

/** Marks a database file that nobody has open. Works with any shape a backup may have. */
export function markRestored(path: string, mark: RestoredMark): void {
  const db = new Database(path, { fileMustExist: true })
  try {
    db.pragma('journal_mode = DELETE')
    db.prepare(`
      INSERT INTO settings (workspace_id, name, value) SELECT workspace_id, ?, ? FROM workspaces WHERE true
      ON CONFLICT DO UPDATE SET value = excluded.value`).run(markName, JSON.stringify(mark))
  } finally {
    db.close()
  }
}

/**
 * What a backup remembers as going on may have gone on since, in the database it replaces, and must not be done twice.
 * Runs that were not over are ended. Messages that waited to be sent are not sent. Triggers begin at this moment: what
 * came between is neither begun again nor made up for. And nobody holds anything in it: the names of programs in it are
 * those of then, and may well be those of now.
 *
 * Once for each time it was restored, in one transaction. Answers the mark; null where the database was not restored.
 */
export function settleRestored(db: Database.Database): RestoredMark | null {
  const find = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?')
  if (!find.get(markName)) return null
  const settle = db.transaction(() => {
    const found = find.get(markName)
    // Another process was faster.
    if (!found) return null
    db.exec(`
      UPDATE runs SET cancel_wished = ${endedByRestore}, owner = NULL WHERE status IN ('running', 'queued');
      UPDATE reservations SET owner = 'restored';
      UPDATE deliveries SET state = 'failed', next_at = NULL, taken_by = NULL,
        error = '${JSON.stringify(notSent)}' WHERE state = 'waiting';
      UPDATE integration_connections SET refresh_owner = NULL;
      UPDATE triggers SET next_at = NULL, cursor = NULL;
      DELETE FROM trigger_looks;
      DELETE FROM trigger_keeper;
      DELETE FROM engines;
    `)
    db.prepare('DELETE FROM settings WHERE name = ?').run(markName)
    return JSON.parse(found.value) as RestoredMark // written by `markRestored`
  })
  return settle.immediate()
}

const notSent = {
  kind: 'cancelled',
  code: 'alert.restored',
  message: 'It waited to be sent when the backup was made, and may have been sent since. It is not sent again.',
}
