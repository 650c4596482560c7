import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { Clock } from '../../shared/clock.ts'
import type { OpenWait } from '../../shared/contract/waits.ts'
import { answerAtLimit, openBudgetCheck } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { createNoticeHost, startRun, untilOver, untilWaiting } from '../support/waiting-runs.ts'

const ask = { type: 'prompt', params: { model: 'openai/gpt-4o', prompt: 'Hi', maxOutputTokens: 1_000 } }
const asking = drawWorkflow('ask -> after', { ask })

async function open(clock?: Clock) {
  const server = await startOpenAiServer({ respond: (body) => answerAtLimit(body, 900) })
  onTestFinished(() => server.close())
  const dataDir = temporaryFolder()
  const notices: { title: string; body: string }[] = []
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const reopen = (options: { resumeRuns?: boolean } = {}) =>
    openTestEngine({ dataDir, env, host: createNoticeHost(notices), ...(clock && { clock }), ...options })
  const engine = await reopen()
  return { engine, reopen, server, notices, dataDir }
}

const everything = {
  scope: { kind: 'workspace' as const },
  period: 'total' as const,
  limitMicroUsd: 5_000,
  thresholds: [],
}

async function pausedRun(engine: Engine, document = asking): Promise<{ runId: string; wait: OpenWait }> {
  const { runId } = await startRun(engine, document)
  const [wait] = await untilWaiting(engine, runId)
  if (!wait) throw new Error('the run waits for something')
  return { runId, wait }
}

test('a call that does not fit pauses its run; raised, the budget lets it go on', async () => {
  const { engine, server, notices, dataDir } = await open()
  const { budgets, waits, runs } = engine.client
  const { budgetId } = await budgets.create(everything)
  const { runId, wait } = await pausedRun(engine)
  expect(wait.ask).toMatchObject({
    kind: 'person',
    title: 'The budget “Everything, in total” does not suffice',
    message: expect.stringMatching(
      /^“Ask a model” waits, and nothing is spent meanwhile: \$0\.005 is left, and this call/,
    ),
    choices: [
      { id: 'raise', title: 'Raise the budget by $0.010 (to $0.015) and go on' },
      { id: 'switch', title: 'Use another model' },
      { id: 'again', title: 'Try again' },
      { id: 'stop', title: 'Stop the run' },
    ],
    dueAt: null,
    budget: { budgetId, raiseTo: { limitMicroUsd: 15_000, limitTokens: null } },
  })
  expect((await runs.get({ runId })).run).toMatchObject({ status: 'running', asksYou: 1, microUsd: 0 })
  expect(notices.map(({ title }) => title)).toEqual([wait.ask.kind === 'person' ? wait.ask.title : ''])
  expect(await budgets.alerts({})).toMatchObject([{ kind: 'exceeded', budgetId }])
  expect(server.requests).toHaveLength(0)

  await waits.answer({ waitId: wait.waitId, choice: 'raise' })
  const view = await untilOver(engine, runId)
  expect(view.status).toBe('succeeded')
  expect(await budgets.list()).toMatchObject([{}, { budgetId, limitMicroUsd: 15_000 }])
  expect(server.requests).toHaveLength(1)
  const check = openBudgetCheck(dataDir)
  expect(check.problems()).toEqual([])
  check.close()
})

test('tried again without more in the budget it asks again; it can be stopped', async () => {
  const { engine, server } = await open()
  await engine.client.budgets.create(everything)
  const { runId, wait } = await pausedRun(engine)
  await engine.client.waits.answer({ waitId: wait.waitId, choice: 'again' })
  await expect
    .poll(async () => (await engine.client.waits.list({ runId }))[0]?.waitId ?? wait.waitId)
    .not.toBe(wait.waitId)
  const [second] = await engine.client.waits.list({ runId })
  await engine.client.waits.answer({ waitId: second?.waitId ?? '', choice: 'stop' })
  expect((await untilOver(engine, runId)).status).toBe('cancelled')
  expect(server.requests).toHaveLength(0)
})

test('a raised budget lets all go on that wait for it, and they are told of once', async () => {
  const { engine, server, notices } = await open()
  const { budgets } = engine.client
  const { budgetId } = await budgets.create(everything)
  const many = drawWorkflow('', { a: ask, b: ask, c: ask })
  const { runId } = await startRun(engine, many)
  await untilWaiting(engine, runId, 3)
  const other = await pausedRun(engine)
  expect(notices).toHaveLength(1)
  await budgets.change({ budgetId, limitMicroUsd: 100_000 })
  expect((await untilOver(engine, runId)).status).toBe('succeeded')
  expect((await untilOver(engine, other.runId)).status).toBe('succeeded')
  expect(server.requests).toHaveLength(4)
  expect(await engine.client.waits.list({})).toEqual([])
})

test('a paused run outlives the program, and its answer may come to another one', async () => {
  const { engine, reopen, server } = await open()
  const { budgetId } = await engine.client.budgets.create(everything)
  const { runId, wait } = await pausedRun(engine)
  await engine.close()

  const second = await reopen()
  expect(await untilWaiting(second, runId)).toMatchObject([{ waitId: wait.waitId }])
  await second.client.waits.answer({ waitId: wait.waitId, choice: 'raise' })
  const view = await untilOver(second, runId)
  expect(view.status).toBe('succeeded')
  expect(view.nodes.ask?.attempt).toBe(1)
  expect(server.requests).toHaveLength(1)
  expect(await second.client.budgets.list()).toMatchObject([{}, { budgetId, limitMicroUsd: 15_000 }])
})

test('a budget raised while nothing runs is found by the next start, which asks no more', async () => {
  const { engine, reopen, server } = await open()
  const { budgetId } = await engine.client.budgets.create(everything)
  const { runId } = await pausedRun(engine)
  await engine.close()

  // As `niti budget set` does: it leaves runs to programs that stay.
  const terminal = await reopen({ resumeRuns: false })
  await terminal.client.budgets.change({ budgetId, limitMicroUsd: 50_000 })
  await terminal.close()
  const second = await reopen()
  expect((await untilOver(second, runId)).status).toBe('succeeded')
  expect(await second.client.waits.list({})).toEqual([])
  expect(server.requests).toHaveLength(1)
})

test('a budget of a day lets the run go on by itself when the next day begins', async () => {
  const clock = createHandClock(new Date(2026, 10, 22, 22, 0).getTime())
  const { engine, server } = await open(clock)
  const midnight = new Date(2026, 10, 23).getTime()
  await engine.client.budgets.create({ ...everything, period: 'day', limitMicroUsd: 15_000 })
  const first = await startRun(engine, asking)
  expect((await first.finished).status).toBe('succeeded')
  const { runId, wait } = await pausedRun(engine)
  expect(wait.ask).toMatchObject({ dueAt: midnight })
  clock.pass(midnight - clock.now())
  expect((await untilOver(engine, runId)).status).toBe('succeeded')
  expect(server.requests).toHaveLength(2)
})

test('a run that waits for its budget holds no place in the queue', async () => {
  const { engine } = await open()
  const { budgets, runs, settings, workflows } = engine.client
  const { budgetId } = await budgets.create(everything)
  await settings.change({ runsAtOnce: 1 })
  const { workflowId } = await workflows.import({ text: JSON.stringify(asking) })
  const paused = await runs.start({ workflowId })
  await untilWaiting(engine, paused.runId)
  const other = await workflows.import({ text: JSON.stringify(drawWorkflow('a -> b')) })
  const { runId } = await runs.start({ workflowId: other.workflowId })
  expect((await untilOver(engine, runId)).status).toBe('succeeded')
  await budgets.change({ budgetId, limitMicroUsd: 100_000 })
  expect((await untilOver(engine, paused.runId)).status).toBe('succeeded')
})
