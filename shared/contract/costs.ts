import { oc } from '@orpc/contract'
import { z } from 'zod'
import { isDateRange } from '../calendar.ts'
import { jsonObject } from '../json.ts'
import { modelUsage, priceSnapshot } from '../run/model-call.ts'

const period = z.object({
  microUsd: z.number().int(),
  unknownCalls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
})
export type CostPeriod = z.infer<typeof period>

export const rangeNames = [
  ...(['today', 'yesterday', 'last-7-days', 'last-30-days', 'last-90-days'] as const),
  ...(['this-week', 'this-month', 'last-month', 'this-year', 'all'] as const),
] as const
export type RangeName = (typeof rangeNames)[number]

/** A name, or two dates with both days included: `2026-11-01..2026-11-15`. In the time zone of the settings. */
export const costRange = z.union([
  z.enum(rangeNames),
  z.string().refine(isDateRange, 'must be a range such as this-month, or two dates: 2026-11-01..2026-11-15'),
])
export type CostRange = z.infer<typeof costRange>

/** Which calls: all of those that every given field names. */
export const costFilter = z.object({
  runId: z.string().optional(),
  workflowId: z.string().optional(),
  agentId: z.string().optional(),
  provider: z.string().optional(),
  /** `provider/model`. */
  model: z.string().optional(),
})
export type CostFilter = z.infer<typeof costFilter>

/** Sums of ledger rows. Tokens as in `ModelUsage`: cached ones are part of the input, reasoning ones of the output. */
export const costSum = z.object({
  ...{ calls: z.number().int(), runs: z.number().int() },
  /** Of the calls whose price is known. */
  microUsd: z.number().int(),
  unknownCalls: z.number().int(),
  ...{ inputTokens: z.number().int(), cachedInputTokens: z.number().int(), cacheWriteInputTokens: z.number().int() },
  ...{ outputTokens: z.number().int(), reasoningTokens: z.number().int() },
})
export type CostSum = z.infer<typeof costSum>

export const costGrouping = z.enum(['model', 'workflow', 'provider', 'agent'])
export type CostGrouping = z.infer<typeof costGrouping>

/** `key` is a `provider/model`, or an id; null stands for calls that belong to none (a file run from the command line). */
const costGroup = costSum.extend({ key: z.string().nullable(), title: z.string() })
export type CostGroup = z.infer<typeof costGroup>

export const costReport = z.object({
  /** Milliseconds since the Unix epoch; `to` is the first moment after. `all` begins with the first call. */
  ...{ from: z.number(), to: z.number(), timeZone: z.string() },
  total: costSum,
  /** The time before, of the same length (the whole month before a month); null for `all`. */
  before: costSum.nullable(),
  /** Largest first. */
  groups: z.array(costGroup),
  bucket: z.enum(['hour', 'day', 'week', 'month']),
  /** Every bucket of the range, also those with nothing; `microUsd` by place in `groups`. */
  buckets: z.array(z.object({ at: z.number(), label: z.string(), microUsd: z.array(z.number().int()) })),
  topRuns: z.array(
    costSum.omit({ runs: true }).extend({
      ...{ runId: z.string(), workflowId: z.string().nullable(), workflowName: z.string(), startedAt: z.number() },
    }),
  ),
  /** What reading from a cache saved against the plain price, at the prices of then; calls of unknown price left out. */
  cache: z.object({ cachedInputTokens: z.number().int(), savedMicroUsd: z.number().int() }),
  /** For the month under way alone: what it comes to if the days left are as those of the last four weeks. */
  forecast: z
    .object({ monthMicroUsd: z.number().int(), perDayMicroUsd: z.number().int(), fromDays: z.number().int() })
    .nullable(),
})
export type CostReport = z.infer<typeof costReport>

/** One billed call, or one billed try of one. */
export const ledgerRow = z.object({
  ledgerId: z.number().int(),
  /** When it was over; milliseconds since the Unix epoch. */
  at: z.number(),
  ...{ runId: z.string(), workflowId: z.string().nullable(), workflowName: z.string(), agentId: z.string().nullable() },
  ...{ node: z.string(), scope: z.string(), attempt: z.number().int(), callId: z.string() },
  outcome: z.enum(['finished', 'failed', 'retried']),
  ...{ provider: z.string(), model: z.string(), usage: modelUsage },
  /** Tokens of the input as they were counted here; null where nobody did. */
  countedInputTokens: z.number().int().nullable(),
  ...{ microUsd: z.number().int().nullable(), price: priceSnapshot.nullable() },
  /** Nobody knows what it cost: it stands here with the most it may have. */
  atMaximum: z.boolean(),
  /** The offline model answered in the place of this one (a dry run). */
  insteadOf: z.string().nullable(),
  ...{ latencyMs: z.number(), firstTokenMs: z.number().nullable() },
})
export type LedgerRow = z.infer<typeof ledgerRow>

const modelCost = z.object({
  /** `provider/model`. */
  model: z.string(),
  /** null: nobody knows its price. */
  microUsd: z.number().int().nullable(),
  /** Of a dry run, where calls name several models: all calls with the one each of them names. */
  isAsPlanned: z.boolean(),
})

export type ModelCost = z.infer<typeof modelCost>

/** Of dry runs: what one node's calls come to with the models they name. Together they are the row `isAsPlanned`. */
const plannedCost = z.object({
  /** The node with the containers around it: `perFile/summarise`. */
  nodePath: z.string(),
  calls: z.number().int(),
  /** null: nobody knows a price of its models. */
  microUsd: z.number().int().nullable(),
})
export type PlannedCost = z.infer<typeof plannedCost>

/** What a workflow's node is likely to cost when it runs. */
export const nodeForecast = z.object({
  /** After those of the containers and the workflow nodes it stands in: `perFile/summarise`. Nodes that are certain not to run are left out. */
  nodeId: z.string(),
  /** `provider/model`; null where an expression chooses it. */
  model: z.string().nullable(),
  /**
   * How often it asks a model in one run, rounds of loops included; `most` with every retry and repair that may be billed,
   * null: nothing limits it.
   */
  calls: z.object({ expected: z.number(), most: z.number().nullable() }),
  /** Of one call. `most` null: the text comes from outside. */
  inputTokens: z.object({ expected: z.number(), most: z.number().nullable() }),
  outputTokens: z.object({ expected: z.number(), most: z.number() }),
  /** Of all its calls in one run; null where nobody knows the price, or nothing limits it. */
  ...{ expectedMicroUsd: z.number().int().nullable(), mostMicroUsd: z.number().int().nullable() },
  /** Where the expectation comes from: the last runs of this node, or the prompt as it stands. */
  basis: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('history'), runs: z.number().int(), calls: z.number().int() }),
    z.object({ kind: z.literal('prompt') }),
  ]),
})
export type NodeForecast = z.infer<typeof nodeForecast>

export const runForecast = z.object({
  nodes: z.array(nodeForecast),
  /** Of the nodes whose figures are known. */
  expectedMicroUsd: z.number().int(),
  /** Budgets cap it too: `cappedBy` names the one that leaves least. null where nothing limits it. */
  mostMicroUsd: z.number().int().nullable(),
  cappedBy: z.object({ budgetId: z.string(), title: z.string(), leftMicroUsd: z.number().int() }).nullable(),
  /** Nodes whose cost nobody can tell beforehand. */
  unknownNodes: z.array(z.string()),
})
export type RunForecast = z.infer<typeof runForecast>

const filtered = z.object({ range: costRange.default('this-month'), ...costFilter.shape })

export const costsContract = {
  /** Sums of the ledger since midnight and since the first of the month, in the time zone of the settings. */
  summary: oc.output(z.object({ today: period, month: period })),
  report: oc
    .input(
      filtered.extend({ by: costGrouping.default('model'), topRuns: z.number().int().min(0).max(100).default(10) }),
    )
    .output(costReport),
  /** The ledger itself, oldest first; `after` is the last row already read. */
  rows: oc
    .input(
      filtered.extend({ after: z.number().int().default(0), limit: z.number().int().min(1).max(5_000).default(500) }),
    )
    .output(z.object({ rows: z.array(ledgerRow), hasMore: z.boolean() })),
  /**
   * What the same calls would have cost with other models, at today's prices: the tokens as they were billed, although
   * another model would have counted and answered a little differently. Cached tokens count as cached where the other
   * model has a price for that.
   */
  compare: oc
    .input(filtered.extend({ models: z.array(z.string()).max(200) }))
    .output(z.object({ actual: costSum, models: z.array(modelCost), planned: z.array(plannedCost) })),
  /** Before anything runs: what the draft, or what is published, is expected to cost, and the most it can. */
  forecast: oc
    .input(
      z.object({
        workflowId: z.string(),
        inputs: jsonObject.default({}),
        defaultModel: z.string().optional(),
        version: z.enum(['draft', 'published']).default('draft'),
        ...{ upTo: z.string().optional(), startNode: z.string().optional() },
      }),
    )
    .output(runForecast),
}
