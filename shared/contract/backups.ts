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

export const backup = z.object({
  fileName: z.string(),
  /** Where it lies. */
  path: z.string(),
  at: z.number(),
  bytes: z.number().int(),
  why: z.enum(['by-hand', 'regular', 'before-update', 'before-restore', 'before-migration']),
  /** When it was read back and found whole; null: never, `problem` says what was found where it was not. */
  verifiedAt: z.number().nullable(),
  problem: z.string().nullable(),
  /** null: it was not verified. */
  counts: backupCounts.nullable(),
  /** The shape of its database: how many migrations it has been through. */
  schema: z.number().int().nullable(),
})
export type Backup = z.infer<typeof backup>

export const backupSettings = z.object({
  isOn: z.boolean(),
  everyHours: z.number().int().min(1).max(168),
  /** Of the regular ones: all of the last day, then one a day for so long, then one a week for so long. */
  keepDays: z.number().int().min(1).max(365),
  keepWeeks: z.number().int().min(0).max(260),
  /** Where they are written; null: the folder `backups` in the data folder. */
  folder: z.string().max(2_000).nullable(),
})
export type BackupSettings = z.infer<typeof backupSettings>

/** What restoring would do: said before it is done. */
export const restorePreview = z.object({
  backup,
  /** What is there now; null: it cannot be read any more. */
  now: backupCounts.nullable(),
  /** Why it cannot be done, where it cannot. */
  problem: errorInfo.nullable(),
  /** Runs at work now, which are stopped. */
  runsUnderWay: z.number().int(),
})
export type RestorePreview = z.infer<typeof restorePreview>

export const backupsContract = {
  list: oc.output(
    z.object({ backups: z.array(backup), nextAt: z.number().nullable(), lastError: errorInfo.nullable() }),
  ),
  settings: oc.output(backupSettings),
  change: oc.input(backupSettings.partial()).output(backupSettings),
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
   * the file it answers.
   */
  restore: oc.input(z.object({ fileName: z.string() })).output(z.object({ kept: z.string() })),
  /** Says that backups changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
