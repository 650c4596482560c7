import { z } from 'zod'
import type { RunTrigger } from '../run/events.ts'

export const runStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled'])

export const runTrigger: z.ZodType<RunTrigger> = z.enum([
  ...(['manual', 'cli', 'schedule', 'file', 'webhook', 'run', 'service', 'chat'] as const),
])

/**
 * Which runs: all of those that every given field names. The same for the dashboard and the list of runs, so that every
 * figure opens the runs behind it.
 */
export const runFilter = z.object({
  workflowId: z.string().optional(),
  /** An agent, a service or a model (`provider/model`) that was at work in it. */
  agentId: z.string().optional(),
  integrationId: z.string().optional(),
  model: z.string().optional(),
  status: runStatus.optional(),
  trigger: runTrigger.optional(),
  /** Without those that wait for their turn: the queue shows them. */
  isBegun: z.literal(true).optional(),
  /** Runs that began at `from` or later, and before `to`; milliseconds since the Unix epoch. */
  from: z.number().optional(),
  to: z.number().optional(),
  /** Words in its name, inputs, outputs or errors; each must be there, the last may be a beginning. */
  words: z.string().max(200).optional(),
  /** It failed (also at last went on) at this node, with the containers around it: `perFile/summarise`. */
  failedNode: z.string().optional(),
  /** It failed with this code: `model.rate-limited`. */
  errorCode: z.string().optional(),
})
export type RunFilter = z.infer<typeof runFilter>
