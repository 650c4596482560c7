import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { isDateRange } from '../calendar.ts'
import { isTimeZone } from '../workflow/time-zone.ts'
import { runFilter, runStatus } from './run-filter.ts'

export const dashboardRanges = ['24h', '7d', '30d', '90d'] as const

/** A length up to now, or two dates with both days included: `2026-11-01..2026-11-15`, in the time zone asked for. */
export const dashboardRange = z.union([
  z.enum(dashboardRanges),
  z.string().refine(isDateRange, 'must be 24h, 7d, 30d, 90d or two dates: 2026-11-01..2026-11-15'),
])
export type DashboardRange = z.infer<typeof dashboardRange>

export const dashboardFilter = runFilter.pick({
  ...{ workflowId: true, agentId: true, integrationId: true, model: true, status: true, trigger: true },
})
export type DashboardFilter = z.infer<typeof dashboardFilter>

const count = z.number().int()

/**
 * Figures of one span of time. Runs belong to the moment they began, calls (costs, tokens) to the moment they ended. A
 * filter of runs holds for their calls as well; that of a model or an agent leaves only its calls.
 */
const figures = z.object({
  /** Workflows with a run. */
  workflows: count,
  runs: count,
  /** Of those that are over; cancelled ones count for neither. */
  ...{ succeeded: count, failed: count, cancelled: count },
  /** Of runs that are over; null: there is none. Percentiles are those of a histogram, at most 10 % off. */
  ...{ averageMs: z.number().nullable(), p50Ms: z.number().nullable(), p95Ms: z.number().nullable() },
  ...{ microUsd: count, unknownCalls: count, calls: count },
  ...{ inputTokens: count, outputTokens: count },
})
export type DashboardFigures = z.infer<typeof figures>

const bucket = z.object({
  ...{ at: z.number(), to: z.number(), label: z.string() },
  /** Runs that began in it, by what became of them so far. */
  runs: z.object({ queued: count, running: count, succeeded: count, failed: count, cancelled: count }),
  /** By place in `models`. */
  microUsd: z.array(count),
  ...{ p50Ms: z.number().nullable(), p95Ms: z.number().nullable() },
  /** The most runs that waited for their turn at one moment. */
  queued: count,
})
export type DashboardBucket = z.infer<typeof bucket>

/** Enough runs for a rate or a percentile to say something. */
export const fewestRuns = 5

export const dashboard = z.object({
  ...{ from: z.number(), to: z.number(), timeZone: z.string() },
  now: figures,
  /** The span of the same length before. */
  before: figures,
  /** At this moment, whatever the range: questions that wait for a person, runs that wait for their turn or are at work. */
  ...{ asksYou: count, queuedNow: count, runningNow: count },
  bucket: z.enum(['hour', 'day', 'week', 'month']),
  buckets: z.array(bucket),
  /** Most expensive first; the ninth and all after it are one, whose `key` is null. */
  models: z.array(
    z.object({ key: z.string().nullable(), title: z.string(), microUsd: count, calls: count, unknownCalls: count }),
  ),
  /** Most failures first, twenty at most; runs that went on all the same are counted as well. */
  failingNodes: z.array(
    z.object({
      ...{ workflowId: z.string().nullable(), workflowName: z.string(), nodePath: z.string(), title: z.string() },
      ...{ failures: count, tries: count },
    }),
  ),
  errorCodes: z.array(z.object({ code: z.string(), failures: count, lastMessage: z.string() })),
  /** Longest on average first; tries under 10 ms are not counted here. */
  slowNodes: z.array(
    z.object({
      ...{ workflowId: z.string().nullable(), workflowName: z.string(), nodePath: z.string(), title: z.string() },
      ...{ tries: count, averageMs: z.number(), p95Ms: z.number(), longestMs: z.number() },
    }),
  ),
  /** Most calls first. */
  integrations: z.array(
    z.object({
      ...{ integrationId: z.string(), title: z.string(), calls: count, failures: count, averageMs: z.number() },
      /** Calls that waited for a limit, and how long they did together. */
      ...{ waited: count, waitedMs: z.number() },
    }),
  ),
})
export type Dashboard = z.infer<typeof dashboard>

/** What there is to filter by, most used first. */
const facet = z.object({ key: z.string(), title: z.string() })

export const dashboardContract = {
  get: oc
    .input(
      z.object({
        range: dashboardRange.default('7d'),
        /** null: that of the settings. */
        timeZone: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').nullable().default(null),
        filter: dashboardFilter.default({}),
      }),
    )
    .output(dashboard),
  facets: oc.output(
    z.object({
      workflows: z.array(facet),
      agents: z.array(facet),
      integrations: z.array(facet),
      models: z.array(facet),
      statuses: z.array(runStatus),
    }),
  ),
  /** Says that figures moved, a few times a second at most; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
