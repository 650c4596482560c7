import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { errorInfo } from '../errors.ts'
import { runFilter } from './run-filter.ts'

const windowMinutes = z.number().int().min(1).max(43_200)
const count = z.number().int().min(1).max(1_000_000)
/** Whole micro-dollars. */
const money = z.number().int().min(1)

const trigger = z.enum([
  ...(['by-itself', 'manual', 'cli', 'schedule', 'file', 'webhook', 'run', 'service', 'chat'] as const),
])

/** Which runs a rule is about; empty: all. */
export const alertAbout = runFilter
  .pick({ workflowId: true, agentId: true })
  /** `by-itself`: whatever began it, no person did: a schedule, a file, a webhook, another run or a service. */
  .extend({ trigger: trigger.optional() })
export type AlertAbout = z.infer<typeof alertAbout>

/**
 * When a rule fires. Rules that count look at the last `windowMinutes`; a rate or percentile needs `fewest` runs to say
 * anything.
 */
export const alertCondition = z.discriminatedUnion('kind', [
  /** A run failed. */
  z.object({ kind: z.literal('run-failed') }),
  /** So many of the same workflow failed one after the other. */
  z.object({ kind: z.literal('failed-in-a-row'), runs: count.max(100) }),
  z.object({
    kind: z.literal('failure-rate'),
    /** Of a hundred. */
    percent: z.number().min(1).max(100),
    ...{ windowMinutes, fewest: count },
  }),
  /** A run takes longer, also while it is still at work. */
  z.object({ kind: z.literal('run-duration'), longestMs: z.number().int().min(1) }),
  z.object({
    kind: z.literal('latency'),
    /** Of model calls. */
    percentile: z.enum(['p50', 'p95']),
    mostMs: z.number().int().min(1),
    ...{ windowMinutes, fewest: count },
  }),
  z.object({ kind: z.literal('cost'), mostMicroUsd: money, windowMinutes }),
  z.object({ kind: z.literal('tokens'), most: count.max(1_000_000_000_000), windowMinutes }),
  /** Nothing ran, of these runs, for so long. */
  z.object({ kind: z.literal('nothing-ran'), hours: z.number().int().min(1).max(8_760) }),
  /** The oldest run that waits for its turn has waited so long. */
  z.object({ kind: z.literal('queue-stuck'), minutes: z.number().int().min(1).max(10_080) }),
  /** A connection will not work for longer than these days, or does not any more. */
  z.object({ kind: z.literal('connection-expiring'), days: z.number().int().min(0).max(90) }),
  z.object({ kind: z.literal('disk-nearly-full'), leastMegabytes: z.number().int().min(1).max(10_000_000) }),
])
export type AlertCondition = z.infer<typeof alertCondition>
export type AlertKind = AlertCondition['kind']

const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00')

const given = {
  name: z.string().trim().min(1).max(100),
  condition: alertCondition,
  about: alertAbout.default({}),
  /** Where it goes; null: every channel that is on. */
  channelIds: z.array(z.string()).nullable().default(null),
  isOn: z.boolean().default(true),
  /** As long as it stays as it is, it is said again after so many minutes; null: once. */
  repeatMinutes: z.number().int().min(5).max(10_080).nullable().default(null),
  /** Says as well when it is over. */
  saysRecovery: z.boolean().default(true),
  /** It is told in quiet hours as well, where these leave out what is urgent. */
  isUrgent: z.boolean().default(false),
}

export const alertRule = z.object({
  ...given,
  ruleId: z.string(),
  about: alertAbout,
  ...{ createdAt: z.number(), updatedAt: z.number() },
  /** When the oldest of its incidents that are open began. */
  firingSince: z.number().nullable(),
  lastAt: z.number().nullable(),
  /** Why it cannot be looked at, or reaches nobody: its workflow is gone, no channel of it is on. */
  problem: z.string().nullable(),
})
export type AlertRule = z.infer<typeof alertRule>

/** One time that a rule fired: from then until it was over. What happens meanwhile is counted, not told again. */
export const alertIncident = z.object({
  incidentId: z.number().int(),
  /** null: the rule was removed since, or it is a budget's alert. */
  ruleId: z.string().nullable(),
  kind: z.string(),
  title: z.string(),
  body: z.string(),
  /** What it is about beside the rule: a workflow, a connection, a budget. */
  subject: z.string(),
  openedAt: z.number(),
  /** How often it came true while it was open. */
  times: z.number().int(),
  lastAt: z.number(),
  recoveredAt: z.number().nullable(),
  acknowledgedAt: z.number().nullable(),
  /** It was not told at once because of quiet hours, and will be at this time. */
  heldUntil: z.number().nullable(),
  /** Where in the app it is looked at. */
  link: z.string().nullable(),
  runId: z.string().nullable(),
  /** Newest first: of when it began, was said again and was over. */
  deliveries: z.array(
    z.object({
      ...{ deliveryId: z.number().int(), channelName: z.string() },
      /** What was sent: a digest holds several incidents. */
      title: z.string(),
      state: z.enum(['waiting', 'delivered', 'failed']),
      /** Of the last try; null before it. */
      at: z.number().nullable(),
      /** What the last try said. */
      error: errorInfo.nullable(),
    }),
  ),
})
export type AlertIncident = z.infer<typeof alertIncident>

/** In which nothing is told, in the time zone of the settings; what happened then is told together when they end. */
export const quietHours = z.object({
  isOn: z.boolean(),
  from: hour,
  to: hour,
  /** 0 is Sunday. */
  days: z.array(z.number().int().min(0).max(6)).min(1),
  /** Rules that are urgent, and budgets that stop runs, are told all the same. */
  exceptUrgent: z.boolean(),
})
export type QuietHours = z.infer<typeof quietHours>

/** What a new rule says. */
export const newAlertRule = z.object(given)

/** What is to become of one: what is left out stays as it is. */
export const alertRuleChange = z.object({
  name: given.name.optional(),
  condition: alertCondition.optional(),
  about: alertAbout.optional(),
  channelIds: z.array(z.string()).nullable().optional(),
  isOn: z.boolean().optional(),
  repeatMinutes: z.number().int().min(5).max(10_080).nullable().optional(),
  saysRecovery: z.boolean().optional(),
  isUrgent: z.boolean().optional(),
})

const ruleId = z.object({ ruleId: z.string() })

export const alertsContract = {
  rules: oc.output(z.array(alertRule)),
  create: oc.input(newAlertRule).output(alertRule),
  change: oc.input(ruleId.extend(alertRuleChange.shape)).output(alertRule),
  remove: oc.input(ruleId).output(z.void()),
  /** Sends what the rule would say through its channels now, marked as a test; answers how many channels it went to. */
  test: oc.input(ruleId).output(z.object({ channels: z.number().int() })),
  /** Newest first, budgets' alerts among them. */
  incidents: oc
    .input(
      z.object({
        state: z.enum(['open', 'unacknowledged', 'all']).default('all'),
        ruleId: z.string().optional(),
        /** Older than this incident. */
        before: z.number().int().optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.array(alertIncident)),
  /** Open ones that nobody has acknowledged. */
  open: oc.output(z.object({ count: z.number().int() })),
  /** Without ids: all that are open. Nothing more is said of them until they are over. */
  acknowledge: oc
    .input(z.object({ incidentIds: z.array(z.number().int()).min(1).max(1_000).optional() }))
    .output(z.object({ count: z.number().int() })),
  /** `heldUntil`: it is quiet now, until then. */
  quietHours: oc.output(quietHours.extend({ heldUntil: z.number().nullable() })),
  setQuietHours: oc.input(quietHours).output(quietHours.extend({ heldUntil: z.number().nullable() })),
  /** Says that rules or incidents changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
