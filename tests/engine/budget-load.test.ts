import { expect, onTestFinished, test } from 'vitest'
import { answerAtLimit, costOf, inputTokensOf, openBudgetCheck } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const calls = 1_000
const outputTokens = 200

test('of 1,000 calls at once against a budget that fits 100, exactly those that fit are made', {
  timeout: 120_000,
}, async () => {
  const dataDir = temporaryFolder()
  const check = { problems: (): string[] => [] }
  const problems: string[] = []
  const server = await startOpenAiServer({
    async respond(body) {
      problems.push(...check.problems())
      // Long enough that all others ask meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 5))
      return answerAtLimit(body)
    },
  })
  onTestFinished(() => server.close())
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const first = await openTestEngine({ dataDir, env })
  await first.client.connections.setLimits({ providerId: 'openai', limits: { atOnce: calls } })
  await first.close()
  const engine = await openTestEngine({ dataDir, env })
  const outside = openBudgetCheck(dataDir)
  onTestFinished(() => outside.close())
  check.problems = outside.problems

  const real = costOf(inputTokensOf([{ role: 'user', content: 'Say hello' }]), outputTokens)
  // The last one must fit with the most it may cost, which is a little more than what it does.
  const spare = 1_000
  const { budgets } = engine.client
  const { budgetId } = await budgets.create({
    scope: { kind: 'provider', providerId: 'openai' },
    period: 'total',
    limitMicroUsd: real * 100 + spare,
    onExceed: 'fail',
  })
  const ask = {
    type: 'prompt',
    params: { model: 'openai/gpt-4o', prompt: 'Say hello', maxOutputTokens: outputTokens },
    policy: { onError: 'value' as const, fallback: null },
  }
  const nodes = Object.fromEntries(Array.from({ length: calls }, (_, index) => [`n${index}`, ask]))
  const view = await runWorkflow(engine, { ...drawWorkflow('', nodes), settings: { concurrency: 100 } })

  expect(view.status).toBe('succeeded')
  expect(server.requests).toHaveLength(100)
  expect(problems).toEqual([])
  expect(outside.problems()).toEqual([])
  expect(outside.openReservations()).toBe(0)
  expect(outside.settled(budgetId)).toBe(real * 100)
  expect(view.cost.microUsd).toBe(real * 100)
  const failed = Object.values(view.nodes).filter(({ error }) => error?.code === 'budget.exceeded')
  expect(failed).toHaveLength(calls - 100)
})
