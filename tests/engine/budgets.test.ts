import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { answerAtLimit, costOf, openBudgetCheck } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import type { ModelServerOptions } from '../support/model-server.ts'
import { openAiError, startOpenAiServer } from '../support/openai-server.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

type Prompt = { model?: string; prompt?: string; maxOutputTokens?: number }

const ask = ({ model = 'openai/gpt-4o', prompt = 'Hi', ...params }: Prompt = {}) => ({
  type: 'prompt',
  params: { model, prompt, ...params },
})
const asking = (params?: Prompt): Workflow => drawWorkflow('ask', { ask: ask(params) })

async function open(options: ModelServerOptions = { respond: (body) => answerAtLimit(body) }) {
  const server = await startOpenAiServer(options)
  onTestFinished(() => server.close())
  const notices: { title: string; body: string }[] = []
  const host = createStrictHost({
    async notify(notice) {
      notices.push(notice)
      return { shown: true, action: null }
    },
  })
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const engine = await openTestEngine({ env, host })
  const check = openBudgetCheck(engine.dataDir)
  onTestFinished(() => check.close())
  return { server, engine, notices, check, budgets: engine.client.budgets }
}

/** Alerts are made a moment after the call they are about. */
async function alertsOf(engine: Engine, count: number) {
  return expect.poll(async () => {
    const alerts = await engine.client.budgets.alerts({})
    return alerts.length === count ? alerts : alerts.length
  })
}

const total = { scope: { kind: 'workspace' }, period: 'total' } as const

test('whoever begins has a cap of one dollar for each run', async () => {
  const { budgets } = await open()
  expect(await budgets.list()).toMatchObject([
    { scope: { kind: 'run' }, period: 'run', limitMicroUsd: 1_000_000, limitTokens: null, onExceed: 'pause' },
  ])
})

test('a call that does not fit is not made: its node fails and says by how much', async () => {
  const { budgets, engine, server, check } = await open()
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 10_000, onExceed: 'fail' })
  const view = await runWorkflow(engine, asking({ maxOutputTokens: 1_000 }))
  expect(view.error).toMatchObject({ kind: 'user', code: 'budget.exceeded', nodeId: 'ask', details: { budgetId } })
  expect(view.error?.message).toMatch(
    /^The budget “Everything, in total” \(\$0\.010\) does not suffice: \$0\.01 is left, and this call may cost up to \$0\.010\d+\.$/,
  )
  expect(server.requests).toHaveLength(0)
  expect(view.cost).toMatchObject({ microUsd: 0, calls: 0 })
  expect(view.nodes.ask?.calls).toMatchObject([{ status: 'failed', microUsd: 0, usage: null }])
  expect(check.problems()).toEqual([])
  expect(check.openReservations()).toBe(0)
})

test('what a call really costs is settled with its ledger row, the rest is given back', async () => {
  const { budgets, engine, check, server } = await open({ respond: (body) => answerAtLimit(body, 100) })
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 50_000, onExceed: 'fail' })
  const view = await runWorkflow(engine, asking({ maxOutputTokens: 4_000 }))
  expect(view.status).toBe('succeeded')
  const real = costOf(server.bill.inputTokens, 100)
  expect(view.cost.microUsd).toBe(real)
  const [, status] = await budgets.status()
  expect(status).toMatchObject({ budget: { budgetId }, settledMicroUsd: real, reservedMicroUsd: 0, reservedTokens: 0 })
  expect(status).toMatchObject({ leftMicroUsd: 50_000 - real, unknownCalls: 0, periodStart: null, periodEnd: null })
  expect(check.settled(budgetId)).toBe(check.ledger().micro_usd)
})

test('an answer its node did not limit is cut where the budget ends, and the trace says so', async () => {
  const { budgets, engine, server, check } = await open()
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 20_000, onExceed: 'fail' })
  const view = await runWorkflow(engine, asking())
  expect(view.status).toBe('succeeded')
  const limit = Number(server.requests[0]?.body.max_completion_tokens)
  expect(limit).toBeGreaterThan(1_900)
  expect(limit).toBeLessThan(2_000)
  expect(view.nodes.ask?.logs.map(({ text }) => text)).toContain(
    `The answer was limited to ${limit} tokens: the budget “Everything, in total” had no more left.`,
  )
  const events = []
  for await (const push of engine.watch(view.runId, 0)) events.push(...push.events)
  expect(events.find(({ type }) => type === 'model-call-finished')).toMatchObject({
    outputLimit: { tokens: limit, budgetId },
  })
  expect(check.problems()).toEqual([])
  expect(check.settled(budgetId)).toBeLessThanOrEqual(20_000)
})

test('where the model’s own limit fits, none is sent', async () => {
  const { engine, server } = await open({ respond: (body) => answerAtLimit(body, 10) })
  expect((await runWorkflow(engine, asking())).status).toBe('succeeded')
  expect(server.requests[0]?.body).not.toHaveProperty('max_completion_tokens')
})

test('each threshold is told once, and so is a call that was not made', async () => {
  const { budgets, engine, notices } = await open({ respond: (body) => answerAtLimit(body, 1_000) })
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 25_000, onExceed: 'fail' })
  await runWorkflow(engine, asking({ maxOutputTokens: 1_000 }))
  await runWorkflow(engine, asking({ maxOutputTokens: 1_000 }))
  await (await alertsOf(engine, 2)).toMatchObject([{ threshold: 80 }, { threshold: 50 }])
  expect((await runWorkflow(engine, asking({ maxOutputTokens: 1_000 }))).error?.code).toBe('budget.exceeded')
  expect((await runWorkflow(engine, asking({ maxOutputTokens: 1_000 }))).error?.code).toBe('budget.exceeded')
  const alerts = await budgets.alerts({})
  expect(alerts).toMatchObject([{ kind: 'exceeded', budgetId }, { threshold: 80 }, { threshold: 50 }])
  const titles = () => notices.map(({ title }) => title)
  await expect
    .poll(titles)
    .toEqual([
      'Budget at 50 %: Everything, in total',
      'Budget at 80 %: Everything, in total',
      'Budget used up: Everything, in total',
    ])
  await budgets.acknowledge({ alertId: alerts[0]?.alertId ?? 0 })
  expect(await budgets.alerts({ open: true })).toHaveLength(2)
  await budgets.acknowledge({})
  expect(await budgets.alerts({ open: true })).toEqual([])
  expect(await budgets.alerts({})).toHaveLength(3)
})

test('a model of unknown price is asked and counted as unknown; a budget of tokens holds it back', async () => {
  const { budgets, engine, server } = await open({ respond: (body) => answerAtLimit(body, 40) })
  const unknown = asking({ model: 'openai/my-own-finetune', maxOutputTokens: 50 })
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 0, onExceed: 'fail', thresholds: [] })
  expect((await runWorkflow(engine, unknown)).cost).toMatchObject({ microUsd: 0, unknownCalls: 1 })
  const [, status] = await budgets.status()
  expect(status).toMatchObject({ unknownCalls: 1, settledMicroUsd: 0, settledTokens: server.bill.inputTokens + 40 })
  await budgets.change({ budgetId, limitMicroUsd: null, limitTokens: server.bill.inputTokens + 60 })
  const view = await runWorkflow(engine, unknown)
  expect(view.error?.message).toMatch(/: 20 tokens are left, and this call may take up to \d+ tokens\.$/)
  expect(server.requests).toHaveLength(1)
})

test('the demo model takes nothing of a budget of money', async () => {
  const { budgets, engine } = await open()
  await budgets.create({ ...total, limitMicroUsd: 0, onExceed: 'fail' })
  expect((await runWorkflow(engine, asking({ model: 'demo/demo' }))).status).toBe('succeeded')
})

test('a run that is certain to want for budget is refused before anything runs', async () => {
  const { budgets, engine } = await open()
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 0, onExceed: 'fail' })
  const always = drawWorkflow('a -> ask', { ask: ask() })
  await expect(runWorkflow(engine, always)).rejects.toMatchObject({
    info: { kind: 'user', code: 'budget.spent', nodeId: 'ask', details: { budgetId } },
  })
  const { workflowId } = await engine.client.workflows.import({ text: JSON.stringify(always) })
  await expect(engine.client.runs.start({ workflowId })).rejects.toMatchObject({ data: { code: 'budget.spent' } })
  expect(await engine.client.runs.list({})).toEqual([])

  // It may be that these need no model.
  const branch = drawWorkflow('check, check:true -> ask', {
    check: { type: 'if', params: { mode: 'expression', condition: '{{ 1 > 2 }}' } },
    ask: ask(),
  })
  expect((await runWorkflow(engine, branch)).status).toBe('succeeded')
  const tolerant = drawWorkflow('ask', { ask: { ...ask(), policy: { onError: 'value', fallback: 'none' } } })
  expect((await runWorkflow(engine, tolerant)).status).toBe('succeeded')
  expect((await runWorkflow(engine, asking({ model: 'demo/demo' }))).status).toBe('succeeded')
})

test('a budget counts what its period has cost before it was made, calls under way included', async () => {
  const gone = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  const { budgets, engine, check } = await open({
    async respond(body, index) {
      if (index === 1) {
        arrived.resolve()
        await gone.promise
      }
      return answerAtLimit(body, 100)
    },
  })
  const first = await runWorkflow(engine, asking({ maxOutputTokens: 100 }))
  const { finished } = await engine.startFile({ text: JSON.stringify(asking({ maxOutputTokens: 500 })), inputs: {} })
  await arrived.promise
  for (const scope of [
    { kind: 'provider', providerId: 'openai' },
    { kind: 'model', model: 'openai/gpt-4o' },
  ] as const) {
    await budgets.create({ scope, period: 'day', limitMicroUsd: 100_000 })
  }
  await budgets.create({ scope: { kind: 'provider', providerId: 'gemini' }, period: 'day', limitMicroUsd: 1 })
  const [, openai, model, gemini] = await budgets.status()
  expect(openai).toMatchObject({ settledMicroUsd: first.cost.microUsd })
  expect(openai?.reservedMicroUsd).toBeGreaterThan(5_000)
  expect(model).toMatchObject({ settledMicroUsd: first.cost.microUsd, reservedMicroUsd: openai?.reservedMicroUsd })
  expect(gemini).toMatchObject({ settledMicroUsd: 0, reservedMicroUsd: 0 })
  expect(check.problems()).toEqual([])
  gone.resolve()
  const second = await finished
  const [, after] = await budgets.status()
  expect(after).toMatchObject({ settledMicroUsd: first.cost.microUsd + second.cost.microUsd, reservedMicroUsd: 0 })
})

test('a provider that bills more than it may is settled as it bills, and named', async () => {
  const { budgets, engine } = await open({ respond: (body) => answerAtLimit(body, 900) })
  await budgets.create({ ...total, limitMicroUsd: 5_000, onExceed: 'fail' })
  const view = await runWorkflow(engine, asking({ maxOutputTokens: 100 }))
  expect(view.nodes.ask?.logs.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^openai billed \$0\.009\d* for a call that could cost \$0\.001\d* at most, as limited\.$/),
  )
  const [, status] = await budgets.status()
  expect(status).toMatchObject({ settledMicroUsd: view.cost.microUsd, leftMicroUsd: 0 })
  expect(status?.usedPercent).toBeGreaterThan(100)
})

test('a cheaper model is asked where the dear one does not fit', async () => {
  const { budgets, engine, server, check } = await open({ respond: (body) => answerAtLimit(body, 10) })
  const cheaper = { limitMicroUsd: 5_000, cheaperModel: 'openai/gpt-4o-mini', onExceed: 'fail' } as const
  await budgets.create({ ...total, ...cheaper })
  const view = await runWorkflow(engine, asking({ maxOutputTokens: 1_000 }))
  expect(view.status).toBe('succeeded')
  expect(server.requests.map(({ body }) => body.model)).toEqual(['gpt-4o-mini'])
  expect(view.nodes.ask?.calls.map(({ model, status }) => [model, status])).toEqual([
    ['gpt-4o', 'failed'],
    ['gpt-4o-mini', 'succeeded'],
  ])
  expect(check.problems()).toEqual([])
})

test('calls side by side wait for what those before them give back', async () => {
  const { budgets, engine, server, check } = await open({ respond: (body) => answerAtLimit(body, 10) })
  await budgets.create({ ...total, limitMicroUsd: 10_000, onExceed: 'fail' })
  // Each may cost more than half of the budget, and costs a hundredth.
  const many = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`n${index}`, ask({ maxOutputTokens: 600 })]),
  )
  const view = await runWorkflow(engine, drawWorkflow('', many))
  expect(view.status).toBe('succeeded')
  expect(server.requests).toHaveLength(20)
  expect(check.problems()).toEqual([])
})

test('a call that waits for others can be cancelled, and holds nothing', async () => {
  const gone = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  const { budgets, engine, server, check } = await open({
    async respond(body) {
      arrived.resolve()
      await gone.promise
      return answerAtLimit(body)
    },
  })
  await budgets.create({ ...total, limitMicroUsd: 10_000, onExceed: 'fail' })
  const text = JSON.stringify(asking({ maxOutputTokens: 600 }))
  const first = await engine.startFile({ text, inputs: {} })
  await arrived.promise
  const second = await engine.startFile({ text, inputs: {} })
  for await (const { events } of engine.watch(second.runId, 0)) {
    if (events.some(({ type }) => type === 'model-call-started')) break
  }
  expect(check.openReservations()).toBe(1)
  engine.cancel(second.runId)
  expect((await second.finished).status).toBe('cancelled')
  gone.resolve()
  expect((await first.finished).status).toBe('succeeded')
  expect(server.requests).toHaveLength(1)
  expect(check.openReservations()).toBe(0)
  expect(check.problems()).toEqual([])
})

test('each retry and each repair is held anew, and each is settled', async () => {
  const { budgets, engine, server, check } = await open({
    respond(body, index) {
      if (index === 0) return openAiError(503, 'The server is overloaded.', null)
      const text = index === 1 ? 'not JSON' : JSON.stringify({ name: 'Ada' })
      return { ...answerAtLimit(body, 20), text }
    },
  })
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 900_000, onExceed: 'fail' })
  const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
  const params = { model: 'openai/gpt-4o', text: 'Ada was here.', schema }
  const view = await runWorkflow(engine, drawWorkflow('take', { take: { type: 'extract', params } }))
  expect(view.status).toBe('succeeded')
  expect(server.requests).toHaveLength(3)
  expect(check.reservationsMade()).toBe(3)
  expect(check.openReservations()).toBe(0)
  expect(check.settled(budgetId)).toBe(check.ledger().micro_usd)
  expect(check.ledger().tokens).toBe(server.bill.inputTokens + server.bill.outputTokens)
})

test('there is one budget for each scope and period, and it has a limit', async () => {
  const { budgets } = await open()
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 1 })
  await expect(budgets.create({ ...total, limitMicroUsd: 2 })).rejects.toMatchObject({
    data: { code: 'budget.exists' },
  })
  await expect(budgets.create({ ...total, period: 'day' })).rejects.toMatchObject({ data: { code: 'budget.no-limit' } })
  await expect(budgets.create({ scope: { kind: 'run' }, period: 'day', limitMicroUsd: 1 })).rejects.toThrow()
  await expect(budgets.change({ budgetId, limitMicroUsd: null })).rejects.toMatchObject({
    data: { code: 'budget.no-limit' },
  })
  expect(await budgets.change({ budgetId, limitMicroUsd: 5, thresholds: [90, 10, 90] })).toMatchObject({
    limitMicroUsd: 5,
    thresholds: [10, 90],
    onExceed: 'pause',
  })
  await budgets.remove({ budgetId })
  await expect(budgets.remove({ budgetId })).rejects.toMatchObject({ data: { code: 'budget.not-found' } })
  expect(await budgets.list()).toHaveLength(1)
})
