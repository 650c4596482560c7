import { existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { chmod, copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Backup } from '../../../../shared/contract/backups.ts'
import { externalError, userError } from '../../../../shared/errors.ts'
import { databaseFileName } from '../database-file.ts'
import { nameOfKept, removeFile, writeNote } from './backup-files.ts'
import { inBackupThread } from './backup-thread.ts'
import { type DatabaseContents, foldIntoOneFile } from './database-contents.store.ts'
import { markRestored } from './restored.store.ts'
import { syncFile, syncFolder, writeWholeFile } from './whole-file.ts'
import { refuseWithoutRoom } from './write-backup.ts'

/**
 * Going back to a backup happens in two steps, because no file can be replaced under a program that has it open: the
 * first makes the new database ready beside the old one and leaves a note of what is to be done; the second, before
 * whoever opens the folder next opens the database, gives both their new names. Each step of the second can be done
 * again, so that it may be cut off anywhere.
 */
export type RestoreOrder = {
  /** The name of the backup. */
  from: string
  at: number
  /** What the database of before is called from then on. */
  kept: string
}

const orderName = 'restore.json'
/** The new database, whole. */
const readyName = `${databaseFileName}.restoring`
const half = '.half'

/** Reads a backup and says why it cannot be gone back to. Throws a `NitiError`; answers what it holds. */
export async function checkRestorable(backup: Backup, newestSchema: number): Promise<DatabaseContents> {
  const { contents, problem } = await inBackupThread({ do: 'check', path: backup.path })
  if (!contents) {
    throw userError('backup.not-whole', `${backup.fileName} cannot be restored. ${problem}`, {
      hint: 'Nothing was changed. Choose another backup.',
    })
  }
  refuseNewer(backup.fileName, contents.schema, newestSchema)
  return contents
}

export function refuseNewer(fileName: string, schema: number, newestSchema: number): void {
  if (schema <= newestSchema) return
  throw userError(
    'backup.newer',
    `${fileName} was made by a newer version of Niti (${schema}; this one knows ${newestSchema}).`,
    { hint: 'Nothing was changed. Update Niti, then restore it.' },
  )
}

type Wish = { dataDir: string; backup: Backup; newestSchema: number; nowMs: number }

/**
 * Copies a backup beside the database, reads the copy, and leaves the order to put it in place. Nothing of the database
 * changes. Throws where the backup is damaged or newer, or the disk has no room for it.
 */
export async function prepareRestore({ dataDir, backup, newestSchema, nowMs }: Wish): Promise<RestoreOrder> {
  refuseWithoutRoom(backup.path, dataDir)
  const ready = join(dataDir, readyName)
  const copy = `${ready}${half}`
  try {
    removeFile(copy)
    await copyFile(backup.path, copy)
    await chmod(copy, 0o600)
    // The copy is read and not the backup: it is what will be there.
    await checkRestorable({ ...backup, path: copy }, newestSchema)
    markRestored(copy, { from: backup.fileName, backupAt: backup.at, at: nowMs })
    syncFile(copy)
  } catch (thrown) {
    removeFile(copy)
    throw explainCopy(thrown, backup)
  }
  renameSync(copy, ready)
  const order = { from: backup.fileName, at: nowMs, kept: nameOfKept(nowMs) }
  writeWholeFile(join(dataDir, orderName), JSON.stringify(order))
  return order
}

function explainCopy(thrown: unknown, { path }: Backup): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
  if (code === 'ENOSPC') {
    return externalError('backup.no-room', 'The disk became full while the backup was copied.', {
      hint: 'Nothing was changed. Free some room and try again.',
    })
  }
  if (code !== 'ENOENT' && code !== 'EACCES') return thrown
  return userError('backup.unreadable', `${path} cannot be read.`, { hint: 'Nothing was changed.', cause: thrown })
}

/** The order that was left and not carried out yet. */
export function restoreOrder(dataDir: string): RestoreOrder | null {
  try {
    return JSON.parse(readFileSync(join(dataDir, orderName), 'utf8')) as RestoreOrder // written by `prepareRestore`
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw thrown
  }
}

/** Takes an order back. */
export function dropOrder(dataDir: string): void {
  rmSync(join(dataDir, orderName), { force: true })
  removeFile(join(dataDir, readyName))
}

/**
 * What the order means, one step after the other. They are done by whoever holds the folder alone. Cut off anywhere, all
 * of them done again from the first come to the same.
 */
export function restoreSteps(dataDir: string, { kept, at: restoredAt }: RestoreOrder): (() => void)[] {
  const at = (name: string) => join(dataDir, name)
  const ready = at(readyName)
  const now = at(databaseFileName)
  // Once the new database has its name there is nothing to keep any more: what is there then is the new one.
  const moveAside = (ending: string) => () => {
    if (existsSync(ready) && existsSync(`${now}${ending}`)) renameSync(`${now}${ending}`, `${at(kept)}${ending}`)
  }
  return [
    // The log of late writes belongs to the database: SQLite finds it by its name.
    moveAside('-wal'),
    // An index of that log, which SQLite makes anew.
    () => existsSync(ready) && rmSync(`${now}-shm`, { force: true }),
    moveAside(''),
    () => syncFolder(dataDir),
    () => existsSync(ready) && renameSync(ready, now),
    () => syncFolder(dataDir),
    () => noteKept(at(kept), restoredAt),
    () => rmSync(at(orderName), { force: true }),
  ]
}

/** The database of before becomes a backup like any other: one file, with a note of what it holds. */
function noteKept(path: string, restoredAt: number): void {
  if (!existsSync(path)) return
  let contents: DatabaseContents | null = null
  let problem: string | null = null
  try {
    contents = foldIntoOneFile(path)
    if (contents.schema === 0) problem = 'The database cannot be read: nothing was in it.'
  } catch (thrown) {
    if (!(thrown instanceof Database.SqliteError)) throw thrown
    problem = `The database cannot be read: ${thrown.message}.`
  }
  const { counts = null, schema = null, fingerprint = null } = contents ?? {}
  const found = { counts, schema, fingerprint, problem, bytes: statSync(path).size }
  // Nobody has read all of it yet.
  writeNote(path, { ...found, at: restoredAt, why: 'before-restore', verifiedAt: null })
}
