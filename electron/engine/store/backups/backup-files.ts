import { readdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import {
  type Backup,
  type BackupNote,
  type BackupSettings,
  type BackupWhy,
  backupNote,
  backupSettings,
} from '../../../../shared/contract/backups.ts'
import { userError } from '../../../../shared/errors.ts'
import { databaseFileName } from '../database-file.ts'
import { writeWholeFile } from './whole-file.ts'

/** `niti-20260102T030405678Z-regular-19.db`: when, why, and the shape of its database. */
const backupName = /^niti-(\d{8}T\d{9}Z)-(by-hand|regular|before-update|before-restore|before-migration)-(\d+)\.db$/
const escaped = databaseFileName.replaceAll('.', '\\.')
/** Copies that earlier versions made beside the database. */
const formerName = new RegExp(`^${escaped}\\.before-\\d+-(\\d+)$`)
/** A database that was replaced by a backup. */
const keptName = new RegExp(`^${escaped}\\.replaced-(\\d{8}T\\d{9}Z)$`)

const noteEnding = '.json'
/** Ends the names of files that are being written. */
export const partialEnding = '.partial'
const settingsName = 'backups.json'

/** `20260102T030405678Z`: letters and digits alone, so that it is a file's name everywhere. */
export function stampOf(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:.]/g, '')
}

function timeOf(stamp: string): number {
  const [, day, time, ms] = /^(\d{8})T(\d{6})(\d{3})Z$/.exec(stamp) ?? []
  const date = day?.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3')
  return Date.parse(`${date}T${time?.replace(/(\d\d)(\d\d)(\d\d)/, '$1:$2:$3')}.${ms}Z`)
}

export function nameOfBackup({ at, why, schema }: { at: number; why: BackupWhy; schema: number }): string {
  return `niti-${stampOf(at)}-${why}-${schema}.db`
}

/** While it is written, and not known yet to be whole. */
export function partialNameOf({ at, why }: { at: number; why: BackupWhy }): string {
  return `niti-${stampOf(at)}-${why}${partialEnding}`
}

export function nameOfKept(at: number): string {
  return `${databaseFileName}.replaced-${stampOf(at)}`
}

/** What a person chose; what the file of settings does not say, or says in a way that makes no sense, is as usual. */
export function readBackupSettings(dataDir: string): BackupSettings {
  const parsed = backupSettings.safeParse(readJson(join(dataDir, settingsName)) ?? {})
  return parsed.data ?? backupSettings.parse({})
}

export function writeBackupSettings(dataDir: string, settings: BackupSettings): void {
  writeWholeFile(join(dataDir, settingsName), `${JSON.stringify(settings, null, 2)}\n`)
}

export function ownBackupsFolder(dataDir: string): string {
  return join(dataDir, 'backups')
}

export function backupsFolder(dataDir: string): string {
  const { folder } = readBackupSettings(dataDir)
  return folder !== null && isAbsolute(folder) ? folder : ownBackupsFolder(dataDir)
}

/** Every backup of a data folder, newest first: in the chosen folder, in its own, and beside the database. */
export function listBackups(dataDir: string): Backup[] {
  const folders = new Set([backupsFolder(dataDir), ownBackupsFolder(dataDir), dataDir])
  const found = new Map<string, Backup>()
  for (const folder of folders) {
    for (const fileName of namesIn(folder)) {
      const backup = found.has(fileName) ? null : readBackup(folder, fileName, folder === dataDir)
      if (backup) found.set(fileName, backup)
    }
  }
  return [...found.values()].sort((a, b) => b.at - a.at || b.fileName.localeCompare(a.fileName))
}

/** The backup of this name. Throws a user error where there is none: names are never taken as paths. */
export function findBackup(dataDir: string, fileName: string): Backup {
  const found = listBackups(dataDir).find((backup) => backup.fileName === fileName)
  if (found) return found
  throw userError('backup.not-found', `There is no backup \`${fileName}\`.`, {
    hint: '`niti backup list` and Settings, under Backups, show which there are.',
  })
}

export function writeNote(path: string, note: BackupNote): void {
  writeWholeFile(`${path}${noteEnding}`, `${JSON.stringify(note)}\n`)
}

/** Removes a database with what SQLite may have left beside it. */
export function removeFile(path: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${ending}`, { force: true })
}

/** Removes a backup and its note. */
export function removeBackup({ path }: Pick<Backup, 'path'>): void {
  removeFile(path)
  rmSync(`${path}${noteEnding}`, { force: true })
}

/** Removes what a program that was cut off left of a backup. Only while nobody else writes one. */
export function removeHalfWritten(folder: string): void {
  for (const name of namesIn(folder)) {
    const isNote = name.endsWith(`.db${noteEnding}`) && backupName.test(name.slice(0, -noteEnding.length))
    const isPartial = name.startsWith('niti-') && new RegExp(`\\${partialEnding}(-(wal|shm|journal))?$`).test(name)
    const isOrphan = isNote && !isFile(join(folder, name.slice(0, -noteEnding.length)))
    if (isPartial || isOrphan || name.endsWith(`.db${noteEnding}.half`)) rmSync(join(folder, name), { force: true })
  }
}

/** Bytes that may still be written in a folder. */
export function freeBytes(folder: string): number {
  const disk = statfsSync(folder)
  return disk.bavail * disk.bsize
}

function readBackup(folder: string, fileName: string, isDataDir: boolean): Backup | null {
  const told = readName(fileName, isDataDir)
  const path = join(folder, fileName)
  const size = statSync(path, { throwIfNoEntry: false })
  if (!told || !size?.isFile()) return null
  const note = readNote(path)
  const known = note ?? { ...told, counts: null, verifiedAt: null, problem: null }
  const { at, why, counts, schema, verifiedAt, problem } = known
  // A file that is another one by now was not the one that was read.
  const isSame = !note || note.bytes === size.size
  return {
    ...{ fileName, path, at, why, counts, schema, bytes: size.size },
    verifiedAt: isSame ? verifiedAt : null,
    problem: isSame ? problem : 'Its size is not what it was when it was written.',
  }
}

function readName(fileName: string, isDataDir: boolean): Pick<Backup, 'at' | 'why' | 'schema'> | null {
  const [, stamp, why, schema] = backupName.exec(fileName) ?? []
  if (stamp && why) return { at: timeOf(stamp), why: why as BackupWhy, schema: Number(schema) } // as the pattern says
  if (!isDataDir) return null
  const former = formerName.exec(fileName)?.[1]
  if (former) return { at: Number(former), why: 'before-migration', schema: null }
  const kept = keptName.exec(fileName)?.[1]
  return kept ? { at: timeOf(kept), why: 'before-restore', schema: null } : null
}

/** The note beside a backup; undefined where there is none, or it cannot be read. */
export function readNote(path: string): BackupNote | undefined {
  return backupNote.safeParse(readJson(`${path}${noteEnding}`)).data
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // Not there, or nothing that makes sense: nothing is known then.
    return undefined
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // Not there: none was made yet, or its disk is not plugged in.
    return []
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
