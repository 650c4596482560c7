import { oc } from '@orpc/contract'
import { z } from 'zod'
import { retention } from '../workflow/workflow.ts'

export const storagePart = z.object({
  part: z.enum(['runs', 'values', 'workflows', 'costs', 'other']),
  bytes: z.number().int(),
  count: z.number().int(),
})

export const storageOfWorkflow = z.object({
  /** null: runs of files that are not in the list of workflows. */
  workflowId: z.string().nullable(),
  name: z.string(),
  runs: z.number().int(),
  /** What its runs hold: events and large values. A value shared with another workflow counts for both. */
  bytes: z.number().int(),
  oldestAt: z.number().nullable(),
  retention: retention.nullable(),
})
export type StorageOfWorkflow = z.infer<typeof storageOfWorkflow>

export const storageUsage = z.object({
  path: z.string(),
  /** The database, and its log of late writes (WAL). */
  fileBytes: z.number().int(),
  walBytes: z.number().int(),
  /** Inside the file and not in use. */
  freeBytes: z.number().int(),
  /** Free on the disk. */
  diskFreeBytes: z.number().int(),
  parts: z.array(storagePart),
  workflows: z.array(storageOfWorkflow),
  /** Newest first; `backups` of the contract says more of them, and removes them. */
  backups: z.array(z.object({ fileName: z.string(), bytes: z.number().int(), at: z.number() })),
  lastCleanedAt: z.number().nullable(),
})
export type StorageUsage = z.infer<typeof storageUsage>

const freed = z.object({ runs: z.number().int(), bytes: z.number().int() })

export const storageContract = {
  usage: oc.output(storageUsage),
  /** How much a clean would take away, without doing it. */
  preview: oc.input(retention.extend({ workflowId: z.string().nullable().optional() })).output(freed),
  /**
   * Removes what finished runs left behind that ended before the last `days` or are not among the newest `runs` of their
   * workflow; with neither, what the rules in force let go. Of one workflow (null: of files), or of all. Costs stay.
   */
  clean: oc.input(retention.extend({ workflowId: z.string().nullable().optional() })).output(freed),
  /** Gives all free room in the file back to the disk. */
  compact: oc.output(z.object({ bytes: z.number().int() })),
}
