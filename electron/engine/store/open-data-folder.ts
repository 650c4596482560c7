import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupWhy } from '../../../shared/contract/backups.ts'
import { type ErrorInfo, externalError, NitiError, userError } from '../../../shared/errors.ts'
import { backupsFolder, ownBackupsFolder } from './backups/backup-files.ts'
import { schemaOf } from './backups/database-contents.store.ts'
import { dropOrder, restoreOrder, restoreSteps } from './backups/restore-database.ts'
import { type RestoredMark, settleRestored } from './backups/restored.store.ts'
import { writeBackup } from './backups/write-backup.ts'
import { databaseFileName } from './database-file.ts'
import { claimFolder, type FolderLock, holdFolder } from './folder-lock.store.ts'
import { migrations } from './migrate.ts'
import { type Db, openDatabase } from './open-database.ts'

/** A database may be replaced when the programs that had it open closed it. How long that is waited for. */
const closeMs = 5_000
/** Somebody who replaces it needs moments; all that takes long was done before. */
const replaceMs = 60_000

export type DataFolder = {
  db: Db
  /** Where it was put in the place of another just now. */
  restored: RestoredMark | null
  /** Why a backup was not put in its place although it was asked for. */
  restoreFailed: ErrorInfo | null
  /** There was no database, or one with nothing in it at all, so that a new one was made. */
  isNew: boolean
  /** Lets go of the database and the folder. */
  close(): void
}

/**
 * Opens the data folder's database for as long as a program runs: carries out what `backups.restore` left to do, backs it
 * up where its shape is about to change, and opens it.
 */
export async function openDataFolder(dataDir: string, now: () => number): Promise<DataFolder> {
  makeDataDir(dataDir)
  const restoreFailed = await restoreIfAsked(dataDir)
  const hold = await holdFolder(dataDir, replaceMs)
  if (!hold) {
    throw externalError('store.being-restored', 'Another program is restoring a backup in this data folder.', {
      hint: 'Try again when it is done.',
      retryable: true,
    })
  }
  let db: Db | undefined
  try {
    const copied = await backUpBeforeMigration(dataDir, now)
    const isNew = !statSync(join(dataDir, databaseFileName), { throwIfNoEntry: false })?.size
    const opened = openDatabase(dataDir, now(), copied)
    db = opened
    return {
      db: opened,
      restored: settleRestored(opened),
      restoreFailed,
      isNew,
      close() {
        opened.close()
        hold.release()
      },
    }
  } catch (thrown) {
    db?.close()
    hold.release()
    throw thrown
  }
}

function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw userError('store.cannot-open', `The data folder cannot be used: ${dataDir} (${reason}).`, {
      hint: 'Check that the folder exists and may be written, or set NITI_HOME to another one.',
      cause,
    })
  }
}

/**
 * Puts a backup in the place of the database where that was asked for. Answers why it could not be: then the database
 * stays as it is, and the order is taken back.
 */
async function restoreIfAsked(dataDir: string): Promise<ErrorInfo | null> {
  if (!restoreOrder(dataDir)) return null
  const lock = await claimFolder(dataDir, closeMs)
  if (!lock) {
    dropOrder(dataDir)
    return inUse().info
  }
  carryOut(dataDir, lock)
  return null
}

/** Carries out the order there is, and lets go of the folder. */
export function carryOut(dataDir: string, lock: FolderLock): void {
  try {
    // Another process may have been faster.
    const order = restoreOrder(dataDir)
    for (const step of order ? restoreSteps(dataDir, order) : []) step()
  } finally {
    lock.release()
  }
}

export function inUse(): NitiError {
  return userError(
    'backup.in-use',
    'Another Niti program has this data folder open, so the database was not replaced.',
    {
      hint: 'Close the app, `niti serve` and runs in a terminal, then restore again.',
    },
  )
}

/**
 * A database whose shape is about to change is backed up first. Answers the shape it had; null where nothing changes.
 * Throws, and the database stays as it was, where no whole backup could be made.
 */
async function backUpBeforeMigration(dataDir: string, now: () => number): Promise<number | null> {
  const schema = schemaOf(join(dataDir, databaseFileName))
  if (schema === null || schema <= 0 || schema >= migrations.length) return null
  const why: BackupWhy = 'before-migration'
  const stillOld = { dataDir, why, now, isWanted: () => schemaOf(join(dataDir, databaseFileName)) === schema }
  const backup = await writeBackup({ ...stillOld, into: { folder: backupsFolder(dataDir) } }).catch((thrown) => {
    // The folder that was chosen may be on a disk that is not plugged in today.
    const isElsewhere = backupsFolder(dataDir) !== ownBackupsFolder(dataDir)
    if (!isElsewhere || !(thrown instanceof NitiError) || thrown.info.code !== 'backup.no-folder')
      throw notCopied(thrown)
    return writeBackup({ ...stillOld, into: { folder: ownBackupsFolder(dataDir) } })
  })
  if (backup?.problem) throw notCopied(externalError('backup.not-whole', backup.problem))
  return schema
}

function notCopied(thrown: unknown): unknown {
  if (!(thrown instanceof NitiError)) return thrown
  return new NitiError({
    ...thrown.info,
    message: `The database must be backed up before this version changes it, and could not be. ${thrown.message}`,
    hint: `Nothing was changed. ${thrown.info.hint ?? ''}`.trim(),
  })
}
