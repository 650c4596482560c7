import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { jsonObject } from '../json.ts'
import { waitAsk } from '../run/wait.ts'

/** Something a run waits for. */
export const openWait = z.object({
  waitId: z.string(),
  runId: z.string(),
  workflowId: z.string().nullable(),
  workflowName: z.string(),
  node: z.string(),
  scope: z.string(),
  ask: waitAsk,
  openedAt: z.number(),
})
export type OpenWait = z.infer<typeof openWait>

/** A person's answer to `ask.kind: person`: one of its choices, its form filled in, and a word about it. */
export const waitAnswer = z.object({
  choice: z.string(),
  values: jsonObject.default({}),
  comment: z.string().max(10_000).default(''),
})
export type WaitAnswer = z.infer<typeof waitAnswer>

export const waitsContract = {
  /** What is waited for now, oldest first; of one run, or only what a person is asked. */
  list: oc
    .input(z.object({ runId: z.string().optional(), kind: z.enum(['time', 'call', 'person']).optional() }))
    .output(z.array(openWait)),
  /** The run goes on with it. Refused where the wait is over or the form is not filled in as it asks. */
  answer: oc.input(waitAnswer.extend({ waitId: z.string() })).output(z.void()),
  /** Ends a wait for a time or a call at once. */
  skip: oc.input(z.object({ waitId: z.string() })).output(z.void()),
  /** Says that the list changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
