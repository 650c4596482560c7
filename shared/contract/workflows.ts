import { oc } from '@orpc/contract'
import { z } from 'zod'
import { edit } from '../workflow/edit.ts'
import { workflow } from '../workflow/workflow.ts'
import { versionNote } from './versions.ts'

/** Something wrong with a workflow, or worth knowing, found without running it. */
export const issue = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  /** Containers the node stands in, outermost first. */
  at: z.array(z.string()),
  nodeId: z.string().optional(),
  /** Dotted path inside the node, such as `params.prompt`. */
  field: z.string().optional(),
  /** Zero-based character in the field's text. */
  position: z.number().int().optional(),
})
export type Issue = z.infer<typeof issue>

export const lastRun = z.object({
  runId: z.string(),
  status: z.string(),
  startedAt: z.number(),
  durationMs: z.number().nullable(),
})

/** Which version of a workflow is published: what triggers run. */
export const publication = z.object({
  /** null: none was ever published. */
  version: z.number().int().nullable(),
  publishedAt: z.number().nullable(),
  /** There is a published version, and the draft is no longer the same. */
  hasUnpublishedChanges: z.boolean(),
})
export type Publication = z.infer<typeof publication>

/** A workflow as a list shows it. */
export const workflowSummary = z.object({
  workflowId: z.string(),
  name: z.string(),
  description: z.string(),
  nodeCount: z.number().int(),
  createdAt: z.number(),
  updatedAt: z.number(),
  lastRun: lastRun.nullable(),
  /** Of the current calendar month, in the zone of this machine. */
  monthMicroUsd: z.number().int(),
  monthUnknownCalls: z.number().int(),
  publication,
  /** Its published triggers begin runs by themselves. */
  triggers: z.object({ count: z.number().int(), active: z.boolean(), nextAt: z.number().nullable() }),
})
export type WorkflowSummary = z.infer<typeof workflowSummary>

export const openWorkflow = z.object({
  workflowId: z.string(),
  /** Goes up with every edit; an edit made on an older one is refused as stale. */
  revision: z.number().int(),
  document: workflow,
  issues: z.array(issue),
  publication,
})
export type OpenWorkflow = z.infer<typeof openWorkflow>

export const template = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  nodeCount: z.number().int(),
})
export type Template = z.infer<typeof template>

/** What the engine says to an edit that it has stored. */
export const editReply = openWorkflow.omit({ workflowId: true, document: true })
export type EditReply = z.infer<typeof editReply>

const id = z.object({ workflowId: z.string() })
const made = z.object({ workflowId: z.string() })

export const workflowsContract = {
  list: oc.output(z.array(workflowSummary)),
  create: oc.input(z.object({ name: z.string().min(1).max(200) })).output(made),
  get: oc.input(id).output(openWorkflow),
  /** Applies edits to the draft: all of them, or none and an error. */
  edit: oc.input(id.extend({ revision: z.number().int(), edits: z.array(edit).min(1) })).output(editReply),
  /**
   * Makes the draft as it is now the published version. Refused where the check finds errors in it. A draft that is the
   * same as the published version is left published.
   */
  publish: oc.input(id.extend({ note: versionNote.optional() })).output(publication),
  duplicate: oc.input(id).output(made),
  /** Moves it out of sight; its runs and costs stay. `restore` takes that back. */
  remove: oc.input(id).output(z.void()),
  restore: oc.input(id).output(z.void()),
  /** Takes the text of a `*.niti.json` file. */
  import: oc.input(z.object({ text: z.string() })).output(made),
  export: oc.input(id).output(z.object({ fileName: z.string(), text: z.string() })),
  templates: oc.output(z.array(template)),
  createFromTemplate: oc.input(z.object({ templateId: z.string() })).output(made),
}
