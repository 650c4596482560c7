import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { jsonObject } from '../json.ts'

export const triggerKind = z.enum(['schedule', 'file', 'webhook', 'run'])
export type TriggerKind = z.infer<typeof triggerKind>

/** A start node of a published workflow that begins runs by itself, and how it is doing. */
export const trigger = z.object({
  workflowId: z.string(),
  workflowName: z.string(),
  node: z.string(),
  title: z.string(),
  kind: triggerKind,
  /** The workflow's triggers are switched on. */
  active: z.boolean(),
  /** When it begins runs, in one plain sentence: `At 09:00, Monday to Friday (Europe/Berlin)`. */
  summary: z.string(),
  /** Of a schedule: when next; null where never again, or it is not on. */
  nextAt: z.number().nullable(),
  lastFiredAt: z.number().nullable(),
  lastRunId: z.string().nullable(),
  /** Of a webhook: the address to call. */
  url: z.string().nullable(),
  /** Why it cannot work now, such as a folder that is not there. */
  error: z.string().nullable(),
})
export type Trigger = z.infer<typeof trigger>

export const schedulePreview = z.object({
  summary: z.string(),
  /** The next times, milliseconds since the Unix epoch; empty where it never comes. */
  next: z.array(z.number()),
  /** What is wrong with it, else null. */
  error: z.string().nullable(),
})
export type SchedulePreview = z.infer<typeof schedulePreview>

export const triggersContract = {
  /** Of all published workflows, or of one. */
  list: oc.input(z.object({ workflowId: z.string().optional() })).output(z.array(trigger)),
  /** Switches all triggers of a workflow on or off. */
  setActive: oc.input(z.object({ workflowId: z.string(), active: z.boolean() })).output(z.void()),
  /** What a schedule node with these params would do, while it is being set up. */
  previewSchedule: oc.input(z.object({ params: jsonObject })).output(schedulePreview),
  /** Gives a webhook a new address; the old one stops working. */
  renewUrl: oc.input(z.object({ workflowId: z.string(), node: z.string() })).output(trigger),
  /** Says that something in the list changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
