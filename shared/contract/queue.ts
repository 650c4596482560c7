import { oc } from '@orpc/contract'
import { z } from 'zod'
import { runSummary } from './runs.ts'

export const priority = z.number().int().min(-100).max(100)

/** A run that waits for its turn. */
export const queuedRun = runSummary.extend({
  priority,
  /** Why it does not run yet, in one plain sentence. */
  reason: z.string(),
})
export type QueuedRun = z.infer<typeof queuedRun>

export const queueView = z.object({
  /** Nothing new is begun; what is under way goes on. */
  paused: z.boolean(),
  /** Runs under way at once; those that only wait for a person, a call or a time do not count. */
  runsAtOnce: z.number().int(),
  underWay: z.number().int(),
  /** In the order they will begin: higher priority first, then as they came or were moved. */
  waiting: z.array(queuedRun),
})
export type QueueView = z.infer<typeof queueView>

const runId = z.object({ runId: z.string() })

/** The runs waiting for their turn. `runs.changes` tells when this view changed, too; `runs.cancel` takes a run out. */
export const queueContract = {
  get: oc.output(queueView),
  /** Puts a run before another, with that one's priority; `before: null` puts it at the very end. */
  move: oc.input(runId.extend({ before: z.string().nullable() })).output(queueView),
  prioritise: oc.input(runId.extend({ priority })).output(queueView),
  pause: oc.output(queueView),
  resume: oc.output(queueView),
  /** Takes out all that wait: they end as cancelled. What is under way goes on. */
  drain: oc.output(z.object({ removed: z.number().int() })),
}
