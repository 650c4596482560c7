import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { externalError, userError } from '../../../shared/errors.ts'
import { databaseFileName } from './database-file.ts'
import { migrate } from './migrate.ts'

export type Db = Database.Database

/**
 * Opens the data folder's database, makes it if it is not there and brings it up to date; one that has data only where
 * it was backed up in the shape it has (`copiedSchema`, see open-data-folder.ts). WAL lets a second process (a
 * `niti run` beside the app) read and write; `busy_timeout` makes them wait for each other instead of failing.
 */
export function openDatabase(dataDir: string, nowMs: number, copiedSchema: number | null = null): Db {
  const path = join(dataDir, databaseFileName)
  let db: Db
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    db = new Database(path)
  } catch (cause) {
    throw userError('store.cannot-open', `The data folder cannot be used: ${path} (${reasonOf(cause)}).`, {
      hint: 'Check that the folder exists and may be written, or set NITI_HOME to another one.',
      cause,
    })
  }
  try {
    db.pragma('busy_timeout = 5000')
    // Before the first table is made, or it has no effect: room that becomes free can be given back step by step.
    db.pragma('auto_vacuum = INCREMENTAL')
    db.pragma('journal_mode = WAL')
    // In WAL mode NORMAL never corrupts the file; FULL makes each commit survive a power cut too.
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    // What a long reader made the log grow to is cut back at the next checkpoint.
    db.pragma('journal_size_limit = 16777216')
    migrate(db, { path, nowMs, copiedSchema })
    return db
  } catch (cause) {
    db.close()
    if (isSqliteError(cause, 'SQLITE_NOTADB') || isSqliteError(cause, 'SQLITE_CORRUPT')) {
      throw userError('store.not-a-database', `${path} is not a Niti database or is damaged.`, {
        hint: 'Nothing was changed. `niti restore` shows the backups and puts one in its place; the damaged file is kept.',
        cause,
      })
    }
    throw cause
  }
}

/** What a failed write means to the person; anything SQLite did not complain about comes back as it was. */
export function describeWriteFailure(thrown: unknown): unknown {
  if (isSqliteError(thrown, 'SQLITE_FULL')) {
    return externalError('store.disk-full', 'The disk is full: the run cannot be recorded and was stopped.', {
      hint: 'Free some room and run it again.',
      cause: thrown,
    })
  }
  if (isSqliteError(thrown, 'SQLITE_BUSY')) {
    return externalError('store.busy', 'Another program keeps the database locked.', { retryable: true, cause: thrown })
  }
  return thrown
}

/** The database's file is damaged, gone or cannot be read: what SQLite complains about then, in words. */
export function describeDamage(thrown: unknown): unknown {
  if (!['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR'].some((code) => isSqliteError(thrown, code))) return thrown
  return externalError('store.damaged', `The database is damaged or cannot be read (${reasonOf(thrown)}).`, {
    hint: 'Restore a backup: in Settings, under Backups, or with `niti restore` while Niti is closed.',
    cause: thrown,
  })
}

function isSqliteError(thrown: unknown, code: string): boolean {
  return thrown instanceof Database.SqliteError && thrown.code.startsWith(code)
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
