import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import type { Backup, BackupNote, BackupWhy } from '../../../../shared/contract/backups.ts'
import { externalError, userError } from '../../../../shared/errors.ts'
import { databaseFileName } from '../database-file.ts'
import { claimBackups } from '../folder-lock.store.ts'
import {
  freeBytes,
  nameOfBackup,
  partialEnding,
  partialNameOf,
  readNote,
  removeFile,
  removeHalfWritten,
  writeNote,
} from './backup-files.ts'
import { inBackupThread } from './backup-thread.ts'
import type { CheckedDatabase } from './database-contents.store.ts'
import { syncFolder } from './whole-file.ts'

const restoreHint = 'Restore a backup: in Settings, under Backups, or with `niti restore` while Niti is closed.'

/** Left free beside the copy, so that the disk is not full to the last byte afterwards. */
const spareBytes = 8 * 1024 * 1024
/** How long another backup, of whichever program, is waited for. */
const waitMs = 10_000

type Wish = {
  dataDir: string
  /** Where it is put under a name that tells when and why; or the file it becomes, which is in no list. */
  into: { folder: string } | { file: string }
  why: BackupWhy
  now(): number
  onProgress?(done: number | null): void
  signal?: AbortSignal
  /** Answers whether it is still wanted once nobody else writes one: another program may have been faster. */
  isWanted?(): boolean
}

/**
 * Writes a backup of the data folder's database and reads it back: a copy of one moment, made while others write. It has
 * its name only once it is on the disk and was read. One that is not whole keeps its name too, with its problem beside it.
 * Null where it is not wanted any more. Rejects with `backup.*` or `store.damaged` where it cannot be written.
 */
export async function writeBackup(wish: Wish): Promise<Backup | null> {
  const { dataDir, into } = wish
  const folder = 'folder' in into ? into.folder : dirname(into.file)
  if ('file' in into) refuseBadFile(into.file)
  makeFolder(folder)
  const lock = await claimBackups(dataDir, waitMs)
  if (!lock) {
    throw externalError('backup.busy', 'Another backup is being written just now.', {
      hint: 'Try again when it is done.',
      retryable: true,
    })
  }
  try {
    if (wish.isWanted?.() === false) return null
    if ('folder' in into) removeHalfWritten(folder)
    return await write(wish, folder)
  } finally {
    lock.release()
  }
}

async function write({ dataDir, into, why, now, onProgress, signal }: Wish, folder: string): Promise<Backup> {
  const from = join(dataDir, databaseFileName)
  refuseWithoutRoom(from, folder)
  const at = now()
  const partial = 'file' in into ? `${into.file}${partialEnding}` : join(folder, partialNameOf({ at, why }))
  try {
    removeFile(partial)
    // Made here, so that nobody else may read it for a moment.
    writeFileSync(partial, '', { mode: 0o600, flag: 'wx' })
    const checked = await inBackupThread({ do: 'write', from, to: partial }, { onProgress, signal })
    const note = noteOf(checked, { at, why, path: partial, verifiedAt: now() })
    const path = 'file' in into ? into.file : join(folder, nameOfBackup({ at, why, schema: note.schema ?? 0 }))
    if ('folder' in into) writeNote(path, note)
    renameSync(partial, path)
    syncFolder(folder)
    const { fingerprint: _, ...known } = note
    return { ...known, fileName: basename(path), path }
  } catch (thrown) {
    removeFile(partial)
    throw thrown
  }
}

type Told = Pick<BackupNote, 'at' | 'why'> & { path: string; verifiedAt: number }

function noteOf(checked: CheckedDatabase, { at, why, path, verifiedAt }: Told): BackupNote {
  const { contents, problem } = checked
  return {
    ...{ at, why, bytes: statSync(path).size, problem },
    verifiedAt: contents ? verifiedAt : null,
    counts: contents?.counts ?? null,
    schema: contents?.schema ?? null,
    fingerprint: contents?.fingerprint ?? null,
  }
}

/** Reads a backup again and notes what it was found to be. */
export async function verifyBackup(backup: Backup, { now, signal }: Pick<Wish, 'now' | 'signal'>): Promise<Backup> {
  const checked = await inBackupThread({ do: 'check', path: backup.path }, { signal })
  const { contents, problem } = checked
  const before = readNote(backup.path)
  const counts = contents?.counts ?? null
  // It may be whole and yet not what was written.
  const isOther = counts && before?.counts && JSON.stringify(counts) !== JSON.stringify(before.counts)
  const changed = isOther ? 'It does not hold what it held when it was written.' : null
  const found = noteOf(checked, { ...backup, verifiedAt: now() })
  const note = changed ? { ...found, verifiedAt: null, problem: changed } : { ...found, problem }
  writeNote(backup.path, note)
  const { fingerprint: _, ...known } = note
  return { ...known, fileName: backup.fileName, path: backup.path }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw userError('backup.no-folder', `The folder for backups cannot be used: ${folder} (${reason}).`, {
      hint: 'Choose another one in Settings, under Backups.',
      cause,
    })
  }
}

function refuseBadFile(file: string): void {
  if (!isAbsolute(file)) throw userError('backup.relative-path', `\`${file}\` is not an absolute path.`)
  if (existsSync(file)) {
    throw userError('backup.file-exists', `${file} exists already.`, { hint: 'Choose another name, or remove it.' })
  }
}

/** Refuses before anything is written where the disk has not room enough for a copy. */
export function refuseWithoutRoom(from: string, folder: string): void {
  const size = ['', '-wal'].reduce(
    (sum, end) => sum + (statSync(`${from}${end}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  if (size === 0) throw externalError('store.damaged', `There is no database ${from} to copy.`, { hint: restoreHint })
  const free = freeBytes(folder)
  if (free >= size + spareBytes) return
  throw externalError(
    'backup.no-room',
    `There is not enough room for a backup in ${folder}: it may take ${megabytes(size)}, and ${megabytes(free)} are free.`,
    { hint: 'Free some room, or choose another folder for backups.' },
  )
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`
}
