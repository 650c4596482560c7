import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Clock } from '../../../../shared/clock.ts'
import type {
  Backup,
  BackupProgress,
  BackupSettings,
  BackupSettingsChange,
  BackupWhy,
  RestorePreview,
} from '../../../../shared/contract/backups.ts'
import { type ErrorInfo, externalError, NitiError, userError } from '../../../../shared/errors.ts'
import { newId } from '../../../../shared/ids.ts'
import type { Log } from '../../../../shared/log.ts'
import { createCalmChanges } from '../../calm-changes.ts'
import {
  backupsFolder,
  findBackup,
  listBackups,
  readBackupSettings,
  readNote,
  removeBackup,
  removeHalfWritten,
  writeBackupSettings,
} from '../../store/backups/backup-files.ts'
import { inBackupThread } from '../../store/backups/backup-thread.ts'
import { prepareRestore } from '../../store/backups/restore-database.ts'
import { verifyBackup, writeBackup } from '../../store/backups/write-backup.ts'
import { databaseFileName } from '../../store/database-file.ts'
import { claimBackups } from '../../store/folder-lock.store.ts'
import { migrations } from '../../store/migrate.ts'
import { choosePastBackups } from './keep-by-age.ts'
import { previewRestore } from './preview-restore.ts'

const hourMs = 3_600_000
/** The answer leaves before the engine does. */
const answerMs = 200
/** Backups of what was being worked with; the others are of something that is gone. */
const ofNow: BackupWhy[] = ['regular', 'by-hand', 'before-update']

type Parts = {
  dataDir: string
  clock: Clock
  log: Log
  closing: AbortSignal
  /** Other programs that have the database open, as far as is known. */
  othersOpen(): number
  /** Closes the engine and opens it again; null: whoever holds it cannot. */
  restart: (() => void) | null
  /** Why the database was not replaced when it was opened, although that was asked for. */
  failedBefore: ErrorInfo | null
  /** When a backup took the place of the database, if that was when it was opened. */
  restoredAt: number | null
  /** What is wrong with the database's file; null: nothing. */
  damage(): string | null
}

/** The backups of one data folder: made, read back, kept by age, and gone back to. */
export function createBackups(parts: Parts) {
  const { dataDir, clock, log, closing } = parts
  const changes = createCalmChanges()
  let lastError: ErrorInfo | null = parts.failedBefore
  let underWay: BackupProgress | null = null
  /** When the last regular one was left out because nothing had changed. */
  let sameAt: number | null = null
  let isRestoring = false

  const now = () => clock.now()
  const isGood = (backup: Backup) => backup.verifiedAt !== null && backup.problem === null
  const newestGood = () => listBackups(dataDir).find((backup) => ofNow.includes(backup.why) && isGood(backup))

  function nextAt(): number | null {
    const { isOn, everyHours } = readBackupSettings(dataDir)
    if (!isOn) return null
    const last = newestGood()?.at
    const due = last === undefined ? now() : last + everyHours * hourMs
    return sameAt === null ? due : Math.max(due, sameAt + hourMs)
  }

  /** Notes what went wrong, for whoever looks later, and throws it. */
  function fail(what: string, thrown: unknown): never {
    if (closing.aborted) throw thrown
    const bugId = newId('bug', now())
    const isOurs = thrown instanceof NitiError
    if (!isOurs) log.error(what, { bugId, stack: thrown instanceof Error ? thrown.stack : String(thrown) })
    else log.warn(what, { code: thrown.info.code, reason: thrown.message })
    lastError = isOurs
      ? thrown.info
      : { kind: 'bug', code: 'niti.bug', message: `Something went wrong inside Niti (${bugId}).` }
    changes.tell()
    throw thrown
  }

  async function write(why: BackupWhy, to?: string, isWanted?: () => boolean): Promise<Backup | null> {
    const wish = {
      ...{
        dataDir,
        why,
        now,
        signal: closing,
        into: to === undefined ? { folder: backupsFolder(dataDir) } : { file: to },
      },
      ...(isWanted && { isWanted }),
      onProgress(done: number | null) {
        underWay = { why, done }
        changes.tell()
      },
    }
    try {
      const made = await writeBackup(wish)
      if (made?.problem) throw notWhole(made)
      if (made) lastError = null
      return made
    } catch (thrown) {
      return fail('a backup could not be made', thrown)
    } finally {
      underWay = null
      changes.tell()
    }
  }

  async function hasChanged(): Promise<boolean> {
    const last = newestGood()
    const known = last && readNote(last.path)?.fingerprint
    if (!known) return true
    const path = join(dataDir, databaseFileName)
    const { contents } = await inBackupThread({ do: 'contents', path }, { signal: closing })
    return contents?.fingerprint !== known
  }

  function letGo(): void {
    const backups = listBackups(dataDir)
    const past = choosePastBackups(backups, now(), readBackupSettings(dataDir))
    for (const backup of backups) if (past.includes(backup.fileName)) removeBackup(backup)
  }

  return {
    changes,
    nextAt,

    list() {
      const damage = parts.damage()
      return {
        backups: listBackups(dataDir),
        folder: backupsFolder(dataDir),
        nextAt: nextAt(),
        lastError: damage === null ? lastError : damaged(damage),
        underWay,
        canRestore: parts.restart !== null,
        restoredAt: parts.restoredAt,
      }
    },

    state() {
      const { isOn, everyHours } = readBackupSettings(dataDir)
      const lastBackupAt = newestGood()?.at ?? null
      return { isOn, everyHours, lastBackupAt, lastError, damage: parts.damage() }
    },

    settings: (): BackupSettings => readBackupSettings(dataDir),

    change(change: BackupSettingsChange): BackupSettings {
      if (change.folder != null && !isAbsolute(change.folder)) {
        throw userError('backup.relative-path', `\`${change.folder}\` is not an absolute path.`, { field: 'folder' })
      }
      if (change.folder != null && !existsSync(change.folder)) {
        throw userError('backup.no-folder', `There is no folder ${change.folder}.`, { field: 'folder' })
      }
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      const settings = { ...readBackupSettings(dataDir), ...given }
      writeBackupSettings(dataDir, settings)
      changes.tell()
      return settings
    },

    /** Rejects with what went wrong; one that is not whole is kept, with its problem beside it. */
    async create(why: 'by-hand' | 'before-update', to?: string): Promise<Backup> {
      const made = await write(why, to)
      if (!made) throw new Error('a backup that somebody asked for is always wanted')
      return made
    },

    /** Makes the regular one if it is still due when nobody else writes one, and lets go of those that are past. */
    async makeRegular(): Promise<void> {
      const isDue = () => (nextAt() ?? Number.POSITIVE_INFINITY) <= now()
      try {
        if (!(await hasChanged())) {
          sameAt = now()
          changes.tell()
          return
        }
      } catch (thrown) {
        fail('it could not be seen whether a backup is needed', thrown)
      }
      await write('regular', undefined, isDue)
      letGo()
    },

    async verify(fileName: string): Promise<Backup> {
      const found = await verifyBackup(findBackup(dataDir, fileName), { now, signal: closing })
      if (found.problem) log.error('a backup is not whole', { fileName, problem: found.problem })
      changes.tell()
      return found
    },

    remove(fileName: string): void {
      removeBackup(findBackup(dataDir, fileName))
      changes.tell()
    },

    async preview(fileName: string): Promise<RestorePreview> {
      const preview = await previewRestore(dataDir, findBackup(dataDir, fileName))
      return { ...preview, problem: preview.problem ?? refusal() }
    },

    /** Makes the backup ready beside the database, and has the engine opened again, which puts it in its place. */
    async restore(fileName: string): Promise<{ kept: string | null }> {
      const refused = refusal()
      if (refused) throw new NitiError(refused)
      isRestoring = true
      try {
        const backup = findBackup(dataDir, fileName)
        const order = await prepareRestore({ dataDir, backup, newestSchema: migrations.length, nowMs: now() })
        log.info('a backup is being restored', { fileName, kept: order.kept })
        setTimeout(() => parts.restart?.(), answerMs)
        return { kept: existsSync(join(dataDir, databaseFileName)) ? order.kept : null }
      } catch (thrown) {
        isRestoring = false
        throw thrown
      }
    },

    /** What a program that was cut off left half written. */
    async tidy(): Promise<void> {
      const lock = await claimBackups(dataDir, 0)
      if (!lock) return
      try {
        removeHalfWritten(backupsFolder(dataDir))
      } finally {
        lock.release()
      }
    },
  }

  /** Why nothing can be restored by this program now. */
  function refusal(): ErrorInfo | null {
    if (isRestoring) return userError('backup.restoring', 'A backup is being restored already.').info
    if (!parts.restart) {
      return userError(
        'backup.cannot-restore',
        'A backup cannot be restored while this program has the database open.',
        {
          hint: 'Use `niti restore` with Niti closed, or Settings, under Backups.',
        },
      ).info
    }
    if (parts.othersOpen() === 0) return null
    return userError('backup.in-use', 'Another Niti program has this data folder open.', {
      hint: 'Close it first: the app, `niti serve`, or runs in a terminal.',
    }).info
  }
}

export type Backups = ReturnType<typeof createBackups>

function notWhole({ fileName, problem }: Backup): NitiError {
  return externalError('backup.not-whole', `The backup ${fileName} was read back and is not whole. ${problem}`, {
    hint: 'It is kept, and marked. Look at the disk it was written to, then make another one.',
  })
}

function damaged(message: string): ErrorInfo {
  return externalError('store.damaged', message, {
    hint: 'What you do now may be lost. Restore a backup; what is left of the database is kept.',
  }).info
}
