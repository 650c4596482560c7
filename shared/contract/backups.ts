import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { errorInfo } from '../errors.ts'

/** What a person would miss: how many of each there are. */
export const backupCounts = z.object({
  workflows: z.number().int(),
  agents: z.number().int(),
  runs: z.number().int(),
  calls: z.number().int(),
  conversations: z.number().int(),
})
export type BackupCounts = z.infer<typeof backupCounts>

export const backupWhy = z.enum(['by-hand', 'regular', 'before-update', 'before-restore', 'before-migration'])
export type BackupWhy = z.infer<typeof backupWhy>

export const backup = z.object({
  fileName: z.string(),
  /** Where it lies. */
  path: z.string(),
  at: z.number(),
  bytes: z.number().int(),
  why: backupWhy,
  /** When it was read back and found whole; null: never, `problem` says what was found where it was not. */
  verifiedAt: z.number().nullable(),
  problem: z.string().nullable(),
  /** null: it was not verified. */
  counts: backupCounts.nullable(),
  /** The shape of its database: how many migrations it has been through. */
  schema: z.number().int().nullable(),
})
export type Backup = z.infer<typeof backup>

/** What is known of a backup, kept in a small file beside it. */
export const backupNote = backup.omit({ fileName: true, path: true }).extend({
  /** Stands for what it holds: the same again means that nothing changed. null: of an older shape. */
  fingerprint: z.string().nullable(),
})
export type BackupNote = z.infer<typeof backupNote>

/** Kept in a file of the data folder and not in the database: they must outlive it, and going back must not change them. */
export const backupSettings = z.object({
  isOn: z.boolean().default(true),
  everyHours: z.number().int().min(1).max(168).default(24),
  /** Of the regular ones: all of the last day, then one a day for so long, then one a week for so long. */
  keepDays: z.number().int().min(1).max(365).default(14),
  keepWeeks: z.number().int().min(0).max(260).default(8),
  /** Where they are written, as an absolute path; null: the folder `backups` in the data folder. */
  folder: z.string().max(2_000).nullable().default(null),
})
export type BackupSettings = z.infer<typeof backupSettings>

export const backupSettingsChange = z.object({
  isOn: backupSettings.shape.isOn.unwrap().optional(),
  everyHours: backupSettings.shape.everyHours.unwrap().optional(),
  keepDays: backupSettings.shape.keepDays.unwrap().optional(),
  keepWeeks: backupSettings.shape.keepWeeks.unwrap().optional(),
  folder: backupSettings.shape.folder.unwrap().optional(),
})
export type BackupSettingsChange = z.infer<typeof backupSettingsChange>

/** How far the one that is being written has come: `done` from 0 to 1; null while it is read back. */
export const backupProgress = z.object({ why: backupWhy, done: z.number().nullable() })
export type BackupProgress = z.infer<typeof backupProgress>

/** What restoring would do: said before it is done. */
export const restorePreview = z.object({
  backup,
  /** What is there now; null: it cannot be read any more. */
  now: backupCounts.nullable(),
  /** Why it cannot be done, where it cannot. */
  problem: errorInfo.nullable(),
  /** Runs at work or waiting now, which are stopped. */
  runsUnderWay: z.number().int(),
  /** Runs that were not over when it was made: they are not gone on with, because nobody knows what they did since. */
  runsInBackup: z.number().int(),
})
export type RestorePreview = z.infer<typeof restorePreview>

export const backupsContract = {
  list: oc.output(
    z.object({
      /** Newest first. */
      backups: z.array(backup),
      /** Where new ones are written. */
      folder: z.string(),
      /** When the next regular one is due; null: none will be. */
      nextAt: z.number().nullable(),
      /** Why the last one could not be made, restored or kept up, or what is wrong with the database itself. */
      lastError: errorInfo.nullable(),
      /** Being written now, by this program. */
      underWay: backupProgress.nullable(),
      /** Whether this program can go back to one by itself; else `niti restore` does, with Niti closed. */
      canRestore: z.boolean(),
      /** When a backup was last put in the place of the database, since this program opened it; null: it was not. */
      restoredAt: z.number().nullable(),
    }),
  ),
  settings: oc.output(backupSettings),
  change: oc.input(backupSettingsChange).output(backupSettings),
  /** Writes one now, reads it back, and answers when both are done. `to`: a file elsewhere, which is not in the list. */
  create: oc
    .input(z.object({ why: z.enum(['by-hand', 'before-update']).default('by-hand'), to: z.string().optional() }))
    .output(backup),
  /** Reads it again: is it whole? */
  verify: oc.input(z.object({ fileName: z.string() })).output(backup),
  remove: oc.input(z.object({ fileName: z.string() })).output(z.void()),
  preview: oc.input(z.object({ fileName: z.string() })).output(restorePreview),
  /**
   * Puts it in the place of the database and starts the engine again on it. The database of before is kept beside it, as
   * the file it answers; null where there was none left.
   */
  restore: oc.input(z.object({ fileName: z.string() })).output(z.object({ kept: z.string().nullable() })),
  /** Says that backups changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
