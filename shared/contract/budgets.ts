import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'

/**
 * Whose calls a budget counts. `run` is every single run, and goes with the period `run`; any other scope may have that
 * period too: every single run of this workflow, on this provider, of this model.
 */
export const budgetScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run') }),
  z.object({ kind: z.literal('workspace') }),
  z.object({ kind: z.literal('workflow'), workflowId: z.string().min(1) }),
  z.object({ kind: z.literal('provider'), providerId: z.string().min(1) }),
  z.object({ kind: z.literal('agent'), agentId: z.string().min(1) }),
  /** `provider/model`. */
  z.object({ kind: z.literal('model'), model: z.string().regex(/^[^/]+\/.+$/, 'must read provider/model') }),
])
export type BudgetScope = z.infer<typeof budgetScope>

/** Calendar periods are those of the time zone of the settings; weeks begin on Monday. */
export const budgetPeriod = z.enum(['run', 'day', 'week', 'month', 'total'])
export type BudgetPeriod = z.infer<typeof budgetPeriod>

/** What becomes of a node whose call does not fit: its run waits for a person, or it fails. */
export const onExceed = z.enum(['pause', 'fail'])
export type OnExceed = z.infer<typeof onExceed>

/** What may be changed later. A limit that is null does not count. */
const terms = z.object({
  limitMicroUsd: z.number().int().nonnegative().nullable(),
  limitTokens: z.number().int().nonnegative().nullable(),
  /** Per cent of the limit at which an alert is made. */
  thresholds: z
    .array(z.number().int().min(1).max(1_000))
    .max(20)
    .transform((values) => [...new Set(values)].toSorted((a, b) => a - b)),
  onExceed,
  /** Asked instead where a call does not fit; `onExceed` holds where this one does not fit either. */
  cheaperModel: z
    .string()
    .regex(/^[^/]+\/.+$/, 'must read provider/model')
    .nullable(),
})

const newBudget = z
  .object({
    scope: budgetScope,
    period: budgetPeriod,
    ...terms.shape,
    limitMicroUsd: terms.shape.limitMicroUsd.default(null),
    limitTokens: terms.shape.limitTokens.default(null),
    thresholds: terms.shape.thresholds.default([50, 80, 100]),
    onExceed: onExceed.default('pause'),
    cheaperModel: terms.shape.cheaperModel.default(null),
  })
  .refine(({ scope, period }) => scope.kind !== 'run' || period === 'run', {
    path: ['period'],
    message: 'must be "run" for a budget of every single run',
  })
export type NewBudget = z.infer<typeof newBudget>

export const budget = z.object({
  budgetId: z.string(),
  scope: budgetScope,
  period: budgetPeriod,
  ...terms.shape,
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type Budget = z.infer<typeof budget>

const budgetChange = terms.partial()
export type BudgetChange = z.infer<typeof budgetChange>

/**
 * A budget in its current period. `settled` is what its calls came to, `reserved` the most that those under way may come
 * to; together they never exceed the limit. Of budgets for each run these are the figures of the run under way (or else the
 * last one) that has used the largest part.
 */
export const budgetStatus = z.object({
  budget,
  /** Milliseconds since the Unix epoch; null where the period has no such end. */
  periodStart: z.number().nullable(),
  periodEnd: z.number().nullable(),
  /** For budgets of each run: whose figures these are; null where no run has asked a model yet. */
  runId: z.string().nullable(),
  settledMicroUsd: z.number().int(),
  reservedMicroUsd: z.number().int(),
  settledTokens: z.number().int(),
  reservedTokens: z.number().int(),
  /** Null without such a limit; never below 0. */
  leftMicroUsd: z.number().int().nullable(),
  leftTokens: z.number().int().nullable(),
  /** Calls whose price nobody knows: their tokens are counted, their money is in no sum. */
  unknownCalls: z.number().int(),
  /** Part of the limit that is settled, in whole per cent: the larger of money and tokens. */
  usedPercent: z.number().int(),
  thresholdsReached: z.array(z.number().int()),
})
export type BudgetStatus = z.infer<typeof budgetStatus>

/** A threshold was reached, or a call was not made for want of budget (`exceeded`): once in each period. */
export const budgetAlert = z.object({
  alertId: z.number().int(),
  budgetId: z.string(),
  /** The budget as it was then. */
  budget,
  kind: z.enum(['threshold', 'exceeded']),
  /** Per cent; 100 for `exceeded`. */
  threshold: z.number().int(),
  /** The run it is about, for budgets of each run. */
  runId: z.string().nullable(),
  settledMicroUsd: z.number().int(),
  settledTokens: z.number().int(),
  at: z.number(),
  acknowledgedAt: z.number().nullable(),
})
export type BudgetAlert = z.infer<typeof budgetAlert>

const budgetId = z.object({ budgetId: z.string() })

export const budgetsContract = {
  /** Oldest first. */
  list: oc.output(z.array(budget)),
  /** It counts what was spent in its current period before it was made. One budget for each scope and period. */
  create: oc.input(newBudget).output(budget),
  /** Nodes that wait because of it try again. */
  change: oc.input(budgetId.extend(budgetChange.shape)).output(budget),
  remove: oc.input(budgetId).output(z.void()),
  status: oc.output(z.array(budgetStatus)),
  /** Newest first. */
  alerts: oc
    .input(z.object({ open: z.boolean().default(false), limit: z.number().int().min(1).max(200).default(50) }))
    .output(z.array(budgetAlert)),
  /** Stops all runs under way that have asked, or wait to ask, a model on this budget. */
  stopRuns: oc.input(budgetId).output(z.object({ stopped: z.number().int() })),
  /** Says that budgets, what is spent of them, or their alerts changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
  /** One alert, or all of them. */
  acknowledge: oc.input(z.object({ alertId: z.number().int().optional() })).output(z.void()),
}
