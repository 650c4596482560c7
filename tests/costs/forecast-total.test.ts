import { expect, test } from 'vitest'
import type { Figures } from '../../electron/engine/costs/forecast-node.ts'
import { leftForRun, totalForecast } from '../../electron/engine/costs/forecast-total.ts'
import type { Budget, BudgetScope, BudgetStatus } from '../../shared/contract/budgets.ts'

const caller = { workspaceId: 'default', workflowId: 'wf_1', runNumber: 0, agentId: null, at: 0 }

function figures(nodeId: string, models: string[] | null, mostMicroUsd: number | null, isUnpriced = false): Figures {
  const times = { expected: 1, most: 1 }
  const forecast = {
    ...{ nodeId, model: models?.[0] ?? null, calls: times, inputTokens: times, outputTokens: times },
    ...{ expectedMicroUsd: isUnpriced ? null : 1, mostMicroUsd, basis: { kind: 'prompt' as const } },
  }
  return { forecast, models, isUnpriced }
}

function left(budgetId: string, scope: BudgetScope, leftMicroUsd: number) {
  const budget: Budget = {
    ...{ budgetId, scope, period: 'day', limitMicroUsd: leftMicroUsd, limitTokens: null, thresholds: [] },
    ...{ onExceed: 'pause', cheaperModel: null, createdAt: 0, updatedAt: 0 },
  }
  return { budget, leftMicroUsd }
}

const a = figures('a', ['openai/gpt-4o'], 500)
const endless = figures('endless', ['gemini/gemini-2.5-flash'], null)
const all = { kind: 'workspace' } as const
const provider = (providerId: string) => ({ kind: 'provider', providerId }) as const

test('without budgets the sum of what the nodes cost at most, and nothing where one has no limit', () => {
  expect(totalForecast([a, a], [], [], caller)).toMatchObject({
    expectedMicroUsd: 2,
    mostMicroUsd: 1_000,
    cappedBy: null,
  })
  expect(totalForecast([a, endless], [], [], caller)).toMatchObject({ mostMicroUsd: null, cappedBy: null })
  expect(totalForecast([a], ['sub'], [], caller)).toMatchObject({ mostMicroUsd: null, unknownNodes: ['sub'] })
})

test('a budget caps what counts in it, and only that', () => {
  const gemini = left('g', provider('gemini'), 300)
  expect(totalForecast([a, endless], [], [gemini], caller)).toMatchObject({
    mostMicroUsd: 800,
    cappedBy: { budgetId: 'g', leftMicroUsd: 300 },
  })
  expect(totalForecast([a], [], [gemini], caller)).toMatchObject({ mostMicroUsd: 500, cappedBy: null })
  const everything = left('w', all, 450)
  expect(totalForecast([a, endless], [], [gemini, everything], caller)).toMatchObject({
    mostMicroUsd: 450,
    cappedBy: { budgetId: 'w' },
  })
  const both = [left('o', provider('openai'), 100), gemini]
  expect(totalForecast([a, endless], [], both, caller)).toMatchObject({ mostMicroUsd: 400 })
})

test('a model that shows only in the run counts in budgets of all models alone', () => {
  const chosen = figures('chosen', null, null)
  expect(totalForecast([chosen], [], [left('o', provider('openai'), 5)], caller).mostMicroUsd).toBeNull()
  expect(totalForecast([chosen], [], [left('w', all, 7)], caller).mostMicroUsd).toBe(7)
})

test('calls of unknown price are in no sum, and said to be unknown', () => {
  const unpriced = figures('unpriced', ['compatible/x'], null, true)
  expect(totalForecast([a, unpriced], [], [], caller)).toMatchObject({ mostMicroUsd: 500, unknownNodes: ['unpriced'] })
})

test('a limit on each run leaves a new one all of it, whatever another has used', () => {
  const { budget } = left('r', { kind: 'run' }, 1_000)
  const status: BudgetStatus = {
    ...{ budget: { ...budget, period: 'run' }, periodStart: null, periodEnd: null, runId: 'run_1' },
    ...{ settledMicroUsd: 900, reservedMicroUsd: 0, settledTokens: 0, reservedTokens: 0, unknownCalls: 0 },
    ...{ leftMicroUsd: 100, leftTokens: null, usedPercent: 90, thresholdsReached: [] },
  }
  expect(leftForRun([status])).toMatchObject([{ leftMicroUsd: 1_000 }])
  expect(leftForRun([{ ...status, budget: { ...budget, period: 'day' } }])).toMatchObject([{ leftMicroUsd: 100 }])
})
