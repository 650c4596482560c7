import { oc } from '@orpc/contract'
import { z } from 'zod'
import { diffSummary, workflowDiff } from '../workflow/diff.ts'
import { workflow } from '../workflow/workflow.ts'

/** What a person wrote to a version; empty where they wrote nothing. */
export const versionNote = z.string().max(500)

/**
 * `published`: it was what triggers ran, from some time on. `saved`: kept because a person asked for it. `automatic`:
 * kept by itself, when editing paused, after many edits, or before an older version came back.
 */
export const versionKind = z.enum(['published', 'saved', 'automatic'])
export type VersionKind = z.infer<typeof versionKind>

/** A version as a list shows it. */
export const versionSummary = z.object({
  /** Counts up from 1 in each workflow. */
  version: z.number().int().positive(),
  at: z.number(),
  /** Of the draft it was made of. */
  revision: z.number().int(),
  kind: versionKind,
  note: versionNote,
  /** Triggers run this one. */
  isPublished: z.boolean(),
  /** What is different from the version before; null for the first. */
  changes: diffSummary.nullable(),
})
export type VersionSummary = z.infer<typeof versionSummary>

/** A document of a workflow's past or present. Every revision can be had, those between two versions too. */
export const versionPoint = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('draft') }),
  z.object({ kind: z.literal('version'), version: z.number().int().positive() }),
  z.object({ kind: z.literal('revision'), revision: z.number().int().positive() }),
])
export type VersionPoint = z.infer<typeof versionPoint>

const workflowId = z.object({ workflowId: z.string() })
const one = workflowId.extend({ version: z.number().int().positive() })

export const versionsContract = {
  /** Newest first. `before` is the number of the last version already shown. */
  list: oc
    .input(
      workflowId.extend({
        before: z.number().int().positive().optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.array(versionSummary)),
  get: oc.input(one).output(z.object({ version: versionSummary, document: workflow })),
  /** The document at any point of the past. */
  document: oc.input(workflowId.extend({ point: versionPoint })).output(z.object({ document: workflow })),
  diff: oc.input(workflowId.extend({ from: versionPoint, to: versionPoint })).output(workflowDiff),
  /** Keeps the draft as it is now. Where the newest version is the same, that one is kept with the note. */
  save: oc.input(workflowId.extend({ note: versionNote.default('') })).output(versionSummary),
  /**
   * Makes an older document the draft, as one more edit: what was there before is kept as a version, and nothing of the
   * history is lost. Refused as stale where the draft is not at `draftRevision` any more.
   */
  restore: oc
    .input(workflowId.extend({ point: versionPoint, draftRevision: z.number().int() }))
    .output(z.object({ revision: z.number().int() })),
  /** Writes another note to a version. */
  rename: oc.input(one.extend({ note: versionNote })).output(versionSummary),
}
