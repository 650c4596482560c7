import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { jsonObject } from '../json.ts'

export const triggerKind = z.enum(['schedule', 'file', 'webhook', 'run', 'service'])
export type TriggerKind = z.infer<typeof triggerKind>

/** How a trigger of a service learns of what happens there. */
export const triggerWay = z.enum(['poll', 'long-poll', 'socket', 'webhook'])
export type TriggerWay = z.infer<typeof triggerWay>

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
  /** Of a webhook: the address to call on this computer. */
  url: z.string().nullable(),
  /** The same address as it is reached from elsewhere; null where no public address is set, or none is known yet. */
  publicUrl: z.string().nullable(),
  /** Of a trigger of a service. */
  way: triggerWay.nullable(),
  /** Of one that looks by itself: when it last did so. */
  lookedAt: z.number().nullable(),
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

/** What is to be done at the service before a trigger's address is called, with the values to copy. */
export const webhookSetup = z.object({
  /** Step by step, with the values filled in. */
  steps: z.array(z.string()),
  /** What is to be entered at the service, by its title. */
  values: z.array(z.object({ title: z.string(), value: z.string() })),
  /** Null where nothing proves a call but its address. */
  secret: z
    .object({
      title: z.string(),
      description: z.string(),
      from: z.enum(['service', 'niti', 'handshake']),
      isSet: z.boolean(),
      /** One that the service sent and the person has to confirm there; shown until it is renewed. */
      shown: z.string().nullable(),
    })
    .nullable(),
})
export type WebhookSetup = z.infer<typeof webhookSetup>

/** How this computer is reached from elsewhere. `set`: the address was entered; `starting`: the tunnel has told none yet. */
export const publicAddress = z.object({
  state: z.enum(['off', 'set', 'starting', 'running', 'failing']),
  url: z.string().nullable(),
  /** What the tunnel complains of. */
  error: z.string().nullable(),
})
export type PublicAddress = z.infer<typeof publicAddress>

const oneTrigger = z.object({ workflowId: z.string(), node: z.string() })

export const triggersContract = {
  /** Of all published workflows, or of one. */
  list: oc.input(z.object({ workflowId: z.string().optional() })).output(z.array(trigger)),
  /** Switches all triggers of a workflow on or off. */
  setActive: oc.input(z.object({ workflowId: z.string(), active: z.boolean() })).output(z.void()),
  /** What a schedule node with these params would do, while it is being set up. */
  previewSchedule: oc.input(z.object({ params: jsonObject })).output(schedulePreview),
  /** Gives a webhook a new address; the old one stops working. */
  renewUrl: oc.input(z.object({ workflowId: z.string(), node: z.string() })).output(trigger),
  /** What to do at the service whose calls a published trigger waits for. */
  webhookSetup: oc.input(oneTrigger).output(webhookSetup),
  /**
   * What calls at a trigger's address are proved with: the one given, else one made here. Answers what was made, once; it
   * is kept sealed and not shown again. `null` forgets it.
   */
  setSecret: oc
    .input(oneTrigger.extend({ secret: z.string().trim().min(1).max(5_000).nullable().optional() }))
    .output(z.object({ made: z.string().nullable() })),
  publicAddress: oc.output(publicAddress),
  /** Says that something in the list changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
