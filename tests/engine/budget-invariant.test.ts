import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Budget } from '../../shared/contract/budgets.ts'
import { answerAtLimit, costOf, openBudgetCheck } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHurriedClock } from '../support/hurried-clock.ts'
import { openAiError, startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'
import { createNoticeHost } from '../support/waiting-runs.ts'

const call = fc.record({
  words: fc.integer({ min: 1, max: 400 }),
  maxOutputTokens: fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: undefined }),
  model: fc.constantFrom('openai/gpt-4o', 'openai/gpt-4o-2024-08-06'),
  engine: fc.integer({ min: 0, max: 1 }),
})
const terms = fc.record({
  scope: fc.constantFrom<Budget['scope']>(
    { kind: 'run' },
    { kind: 'workspace' },
    { kind: 'provider', providerId: 'openai' },
    { kind: 'model', model: 'openai/gpt-4o' },
  ),
  limitMicroUsd: fc.option(fc.integer({ min: 0, max: 60_000 })),
  limitTokens: fc.option(fc.integer({ min: 0, max: 20_000 })),
  period: fc.constantFrom<Budget['period']>('run', 'day', 'month', 'total'),
})
/** What the provider does with a request, one after the other. */
const mood = fc.constantFrom('whole', 'half', 'busy', 'broken', 'hang-up', 'slow')

test('whatever is asked at once, by two programs, with failures and retries: no budget is ever exceeded', {
  timeout: 180_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(call, { minLength: 2, maxLength: 14 }),
      fc.uniqueArray(terms, { maxLength: 4, selector: ({ scope }) => scope.kind }),
      fc.array(mood, { minLength: 1, maxLength: 12 }),
      async (calls, budgets, moods) => runAll(calls, budgets, moods),
    ),
    { numRuns: 25, endOnFailure: true },
  )
})

type Call = { words: number; maxOutputTokens?: number; model: string; engine: number }
type Terms = Pick<Budget, 'scope' | 'limitMicroUsd' | 'limitTokens' | 'period'>

async function runAll(calls: Call[], budgets: Terms[], moods: string[]): Promise<void> {
  const dataDir = temporaryFolder()
  const problems: string[] = []
  let look = (): string[] => []
  const server = await startOpenAiServer({
    async respond(body, index) {
      problems.push(...look())
      const kind = moods[index % moods.length]
      if (kind === 'busy') return openAiError(503, 'The server is overloaded.', null)
      if (kind === 'hang-up') return { hangUp: true }
      if (kind === 'slow') await new Promise((resolve) => setTimeout(resolve, 20))
      const limit = Number(body.max_completion_tokens ?? 4_000)
      const whole = answerAtLimit(body, kind === 'half' ? Math.ceil(limit / 2) : limit)
      return kind === 'broken' ? { ...whole, stopAfter: { pieces: 0, by: 'break' } } : whole
    },
  })
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const clock = createHurriedClock()
  const another = () => openTestEngine({ dataDir, env, clock, host: createNoticeHost() })
  const engines = [await another(), await another()]
  const check = openBudgetCheck(dataDir)
  look = check.problems
  onTestFinished(() => check.close())
  const { client } = engines[0] ?? { client: undefined }
  if (!client) throw new Error('there are two engines')
  await client.budgets.remove({ budgetId: 'budget_each_run' })
  for (const { scope, period, ...limits } of budgets) {
    if (limits.limitMicroUsd === null && limits.limitTokens === null) continue
    await client.budgets.create({ scope, period: scope.kind === 'run' ? 'run' : period, ...limits, onExceed: 'fail' })
  }
  const runs = engines.map((engine, number) => {
    const mine = calls.filter((one) => one.engine === number)
    if (mine.length === 0) return null
    const nodes = mine.map(({ words, engine: _, ...params }, index) => [
      `n${index}`,
      { type: 'prompt', params: { ...params, prompt: 'word '.repeat(words) }, policy: { onError: 'value' as const } },
    ])
    return runWorkflow(engine, drawWorkflow('', Object.fromEntries(nodes)))
  })
  const views = await Promise.all(runs.map((run) => run?.catch((thrown) => thrown)))
  problems.push(...check.problems())
  expect(problems).toEqual([])
  expect(check.openReservations()).toBe(0)

  // The provider's own books: all budgets together count everything it billed, and no more.
  const booked = check.ledger()
  const spent = views.reduce((sum, view) => sum + (view?.cost?.microUsd ?? 0), 0)
  expect(booked.micro_usd).toBe(spent)
  for (const { budget, settledMicroUsd } of await client.budgets.status()) {
    if (budget.period === 'run' || budget.scope.kind === 'model') continue
    expect(settledMicroUsd).toBe(booked.micro_usd)
  }
  const billed = costOf(server.bill.inputTokens, server.bill.outputTokens)
  const everything = budgets.find(({ scope, period }) => scope.kind === 'provider' && period !== 'run')
  if (everything?.limitMicroUsd != null) {
    // Half a micro-dollar for each call is lost or won by rounding.
    expect(billed).toBeLessThanOrEqual(everything.limitMicroUsd + server.bill.calls / 2)
  }
  for (const engine of engines) await engine.close()
  await server.close()
}
