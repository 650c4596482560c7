import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { errorInfo } from '../errors.ts'
import { json, jsonObject } from '../json.ts'
import type { RerunFrom, RunPush } from '../run/events.ts'
import { workflow } from '../workflow/workflow.ts'

export const runStatus = z.enum(['running', 'succeeded', 'failed', 'cancelled'])

/** A run as a list shows it. */
export const runSummary = z.object({
  runId: z.string(),
  workflowId: z.string().nullable(),
  workflowName: z.string(),
  status: runStatus,
  trigger: z.string(),
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
  durationMs: z.number().nullable(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  microUsd: z.number().int(),
  /** Calls whose price nobody knows; they are not in `microUsd`. */
  unknownCalls: z.number().int(),
  error: errorInfo.nullable(),
})
export type RunSummary = z.infer<typeof runSummary>

const rerunFrom: z.ZodType<RerunFrom> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('failed') }),
  z.object({ kind: z.literal('node'), nodeId: z.string() }),
  z.object({ kind: z.literal('changed') }),
])

const runId = z.object({ runId: z.string() })

export const runsContract = {
  /** Starts the draft as it is now, or what is published, and answers at once; what happens then comes from `watch`. */
  start: oc
    .input(
      z.object({
        workflowId: z.string(),
        inputs: jsonObject.default({}),
        defaultModel: z.string().optional(),
        version: z.enum(['draft', 'published']).default('draft'),
        /** Only this node and what leads to it. */
        upTo: z.string().optional(),
      }),
    )
    .output(runId),
  /**
   * Starts a run that takes up another's work: on the workflow as it was then or on the draft as it is now, with the same
   * inputs unless others are given.
   */
  rerun: oc
    .input(
      runId.extend({
        from: rerunFrom,
        workflow: z.enum(['same', 'draft']).default('draft'),
        inputs: jsonObject.optional(),
        upTo: z.string().optional(),
      }),
    )
    .output(runId),
  cancel: oc.input(runId).output(z.void()),
  /** Newest first. `before` is the id of the last run already shown. */
  list: oc
    .input(
      z.object({
        workflowId: z.string().optional(),
        status: runStatus.optional(),
        before: z.string().optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.array(runSummary)),
  /** A run with the workflow exactly as it was when it started. */
  get: oc.input(runId).output(z.object({ run: runSummary, document: workflow })),
  /**
   * The run's events after `afterSeq`, then each new one as it is committed; ends after `run-finished`. Long values are
   * cut (see shared/run/clip.ts); ask `value` for the whole.
   */
  watch: oc
    .input(runId.extend({ afterSeq: z.number().int().nonnegative().default(0) }))
    .output(eventIterator(z.custom<RunPush>((push) => typeof push === 'object' && push !== null))),
  /** Says that the list of runs changed (one started, finished or was deleted); carries no data. */
  changes: oc.output(eventIterator(z.object({ workflowId: z.string().nullable() }))),
  /** The whole of one output of a node, for values the feed cut. `characters` is its length as JSON. */
  value: oc
    .input(runId.extend({ scope: z.string(), node: z.string(), port: z.string() }))
    .output(z.object({ value: json, characters: z.number().int() })),
}
