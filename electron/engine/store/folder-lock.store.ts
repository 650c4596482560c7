import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/**
 * Locks between programs on one data folder, which the system lets go of when a program ends however it ends: those of
 * SQLite on a file that holds nothing.
 */
export type FolderLock = { release(): void }

/** Who has the database open holds it together with others; who replaces the database holds it alone. */
const openName = 'niti.lock'
/** Held alone by who writes a backup. */
const backupName = 'backup.lock'

const lookEveryMs = 50

/** Holds the folder as one of those that have its database open. Null: somebody replaces the database just now. */
export function holdFolder(dataDir: string, waitMs: number): Promise<FolderLock | null> {
  return lock(join(dataDir, openName), 'shared', waitMs)
}

/** Holds the folder alone. Null: some program, this one or another, has its database open and did not close in time. */
export function claimFolder(dataDir: string, waitMs: number): Promise<FolderLock | null> {
  return lock(join(dataDir, openName), 'alone', waitMs)
}

/** Lets one backup be written at a time. Null: another is being written still. */
export function claimBackups(dataDir: string, waitMs: number): Promise<FolderLock | null> {
  return lock(join(dataDir, backupName), 'alone', waitMs)
}

async function lock(path: string, how: 'shared' | 'alone', waitMs: number): Promise<FolderLock | null> {
  const until = Date.now() + waitMs
  closeSync(openSync(path, 'a', 0o600))
  for (;;) {
    const taken = tryLock(path, how)
    if (taken || Date.now() >= until) return taken
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

function tryLock(path: string, how: 'shared' | 'alone'): FolderLock | null {
  const db = new Database(path, { timeout: 0 })
  try {
    if (how === 'alone') db.exec('BEGIN EXCLUSIVE')
    else {
      db.exec('BEGIN')
      // The lock is taken by the first look, and kept until the transaction ends.
      db.prepare('SELECT name FROM sqlite_schema').all()
    }
    return { release: () => void db.close() }
  } catch (thrown) {
    db.close()
    if (thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')) return null
    throw thrown
  }
}
