import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { answerAtLimit, costOf, inputTokensOf, openBudgetCheck } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'
import { createNoticeHost } from '../support/waiting-runs.ts'

const maxOutputTokens = 500
const total = { scope: { kind: 'workspace' }, period: 'total', onExceed: 'fail' } as const

const asking = (policy?: Workflow['nodes'][string]['policy']): Workflow =>
  drawWorkflow('ask', {
    ask: {
      type: 'prompt',
      params: { model: 'openai/gpt-4o', prompt: 'Hi', maxOutputTokens },
      ...(policy && { policy }),
    },
  })

/** A provider that bills all it was asked for, answers nobody until it is told, and says when it has a request. */
async function open() {
  const told = Promise.withResolvers<void>()
  const bill = { calls: 0, microUsd: 0 }
  let arrived = Promise.withResolvers<void>()
  const server = await startOpenAiServer({
    async respond(body) {
      bill.calls += 1
      bill.microUsd += costOf(inputTokensOf(body.messages), maxOutputTokens)
      arrived.resolve()
      arrived = Promise.withResolvers<void>()
      await told.promise
      return answerAtLimit(body)
    },
  })
  onTestFinished(() => server.close())
  onTestFinished(() => told.resolve())
  const dataDir = temporaryFolder()
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const another = () => openTestEngine({ dataDir, env, host: createNoticeHost() })
  const engine = await another()
  const check = openBudgetCheck(dataDir)
  onTestFinished(() => check.close())
  return { engine, another, check, bill, answer: told.resolve, nextArrival: () => arrived.promise }
}

const start = (engine: Engine) => engine.startFile({ text: JSON.stringify(asking()), inputs: {} })

test('however often a run is called off while the provider has its request, the bill stays within the budget', async () => {
  const { engine, check, bill, nextArrival } = await open()
  const limitMicroUsd = 20_000
  const { budgetId } = await engine.client.budgets.create({ ...total, limitMicroUsd })
  for (let times = 0; ; times++) {
    expect(times).toBeLessThan(20)
    const arrival = nextArrival()
    const { runId, finished } = await start(engine)
    const view = await Promise.race([finished, arrival])
    if (view) {
      expect(view.error).toMatchObject({ code: 'budget.exceeded' })
      break
    }
    engine.cancel(runId)
    const [call] = (await finished).nodes.ask?.calls ?? []
    expect(call).toMatchObject({ status: 'failed', error: { kind: 'cancelled' }, atMaximum: true })
    expect(call?.microUsd).toBeGreaterThan(0)
  }
  expect(bill.calls).toBeGreaterThan(2)
  expect(bill.microUsd).toBeLessThanOrEqual(limitMicroUsd)
  expect(check.settled(budgetId)).toBeGreaterThanOrEqual(bill.microUsd)
  expect(check.settled(budgetId)).toBe(check.ledger().micro_usd)
  expect(check.atMaximum()).toBe(bill.calls)
  expect(check.openReservations()).toBe(0)
  expect(check.problems()).toEqual([])
})

test('so it is with each try that takes longer than its node may', async () => {
  const { engine, check, bill } = await open()
  const retry = { count: 2, firstWaitMs: 0, on: 'temporary' as const }
  const view = await runWorkflow(engine, asking({ timeoutMs: 300, retry }))
  expect(view.error).toMatchObject({ code: 'node.timeout' })
  expect(bill.calls).toBeGreaterThan(0)
  expect(check.atMaximum()).toBeGreaterThanOrEqual(bill.calls)
  expect(check.ledger().micro_usd).toBeGreaterThanOrEqual(bill.microUsd)
  expect(check.ledger().micro_usd).toBe(view.cost.microUsd)
})

test('and with what is under way when the program is closed; the call that is made again counts besides', async () => {
  const { engine, another, check, bill, answer, nextArrival } = await open()
  const { budgetId } = await engine.client.budgets.create({ ...total, limitMicroUsd: 900_000 })
  const arrival = nextArrival()
  const { runId } = await start(engine)
  await arrival
  await engine.close()
  expect(check.atMaximum()).toBe(1)
  expect(check.openReservations()).toBe(0)

  answer()
  const next = await another()
  await expect.poll(() => next.viewOf(runId).status).toBe('succeeded')
  expect(bill.calls).toBe(2)
  expect(check.settled(budgetId)).toBe(check.ledger().micro_usd)
  expect(check.settled(budgetId)).toBeGreaterThanOrEqual(bill.microUsd)
})

test('a call that never left costs nothing', async () => {
  const gone = await startOpenAiServer()
  await gone.close()
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: gone.url } })
  const check = openBudgetCheck(engine.dataDir)
  onTestFinished(() => check.close())
  const view = await runWorkflow(engine, asking())
  expect(view.error).toMatchObject({ code: 'model.unreachable' })
  expect(check.reservationsMade()).toBe(1)
  expect(check.openReservations()).toBe(0)
  expect(check.ledger()).toEqual({ micro_usd: 0, tokens: 0 })
})
