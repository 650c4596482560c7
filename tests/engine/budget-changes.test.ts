import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { answerAtLimit } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'
import { createNoticeHost, startRun, untilOver, untilWaiting } from '../support/waiting-runs.ts'

const ask = (maxOutputTokens = 500) => ({
  type: 'prompt',
  params: { model: 'openai/gpt-4o', prompt: 'Hi', maxOutputTokens },
})
const everything = { scope: { kind: 'workspace' as const }, period: 'total' as const, thresholds: [] }

async function open() {
  const held: (() => void)[] = []
  const state = { isHeld: false }
  const server = await startOpenAiServer({
    async respond(body) {
      if (state.isHeld) await new Promise<void>((resolve) => held.push(resolve))
      return answerAtLimit(body, 100)
    },
  })
  const letGo = () => {
    state.isHeld = false
    for (const resolve of held.splice(0)) resolve()
  }
  onTestFinished(async () => {
    letGo()
    await server.close()
  })
  const dataDir = temporaryFolder()
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const another = () => openTestEngine({ dataDir, env, host: createNoticeHost() })
  return { engine: await another(), another, held, state, letGo }
}

/** Counts what is told, until the test is over. */
async function listen(engine: Engine) {
  const stop = new AbortController()
  const heard = { count: 0 }
  const feed = await engine.client.budgets.changes(undefined, { signal: stop.signal })
  const reading = (async () => {
    for await (const _ of feed) heard.count++
  })().catch(() => {})
  onTestFinished(async () => {
    stop.abort()
    await reading
  })
  // The feed listens once it is asked for its first item, which happens in the next turns of the loop.
  await new Promise((resolve) => setImmediate(resolve))
  return heard
}

/** Waits for one more than there were. */
async function oneMore(heard: { count: number }, act: () => Promise<unknown>): Promise<void> {
  const before = heard.count
  await act()
  await expect.poll(() => heard.count).toBeGreaterThan(before)
}

test('tells that budgets, sums and alerts changed', async () => {
  const { engine } = await open()
  const { budgets } = engine.client
  const heard = await listen(engine)
  let budgetId = ''
  await oneMore(heard, async () => {
    ;({ budgetId } = await budgets.create({ ...everything, limitMicroUsd: 100_000 }))
  })
  await oneMore(heard, () => budgets.change({ budgetId, limitMicroUsd: 200_000 }))
  await oneMore(heard, () => runWorkflow(engine, drawWorkflow('ask', { ask: ask() })))
  await oneMore(heard, () => budgets.acknowledge({}))
  await oneMore(heard, () => budgets.remove({ budgetId }))
})

test('what another program on the folder did is told, too', async () => {
  const { engine, another } = await open()
  const other = await another()
  const heard = await listen(engine)
  await oneMore(heard, () => other.client.budgets.create({ ...everything, limitMicroUsd: 100_000 }))
  await oneMore(heard, () => runWorkflow(other, drawWorkflow('ask', { ask: ask() })))
})

test('of a hundred calls it tells some times a second, not a hundred times', async () => {
  const { engine } = await open()
  await engine.client.budgets.create({ ...everything, limitMicroUsd: 100_000_000 })
  const heard = await listen(engine)
  const began = performance.now()
  const nodes = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`n${index}`, ask()]))
  await runWorkflow(engine, drawWorkflow('', nodes))
  await expect.poll(() => heard.count).toBeGreaterThan(0)
  expect(heard.count).toBeLessThanOrEqual(2 + (performance.now() - began) / 300)
})

test('all runs on a budget are stopped: asking, waiting for a person, billed before; no others', async () => {
  const { engine, held, state, letGo } = await open()
  const { budgets, runs } = engine.client
  const { budgetId } = await budgets.create({
    ...{ scope: { kind: 'model', model: 'openai/gpt-4o' }, period: 'day', limitMicroUsd: 30_000, thresholds: [] },
  })
  const billed = drawWorkflow('ask -> wait', { ask: ask(), wait: { type: 'wait', params: { mode: 'call' } } })
  const { runId: paid } = await startRun(engine, billed)
  await untilWaiting(engine, paid)
  const { runId: short } = await startRun(engine, drawWorkflow('ask', { ask: ask(16_000) }))
  await untilWaiting(engine, short)
  state.isHeld = true
  const { runId: underWay } = await startRun(engine, drawWorkflow('ask', { ask: ask(1_000) }))
  await expect.poll(() => held.length).toBe(1)
  const elsewhere = { type: 'wait', params: { mode: 'call' } }
  const { runId: other } = await startRun(engine, drawWorkflow('wait', { wait: elsewhere }))
  await untilWaiting(engine, other)

  expect(await budgets.stopRuns({ budgetId })).toEqual({ stopped: 3 })
  letGo()
  for (const runId of [paid, short, underWay]) expect((await untilOver(engine, runId)).status).toBe('cancelled')
  expect((await runs.get({ runId: other })).run.status).toBe('running')
  expect(await budgets.stopRuns({ budgetId })).toEqual({ stopped: 0 })
  await expect(budgets.stopRuns({ budgetId: 'budget_none' })).rejects.toMatchObject({
    data: { code: 'budget.not-found' },
  })
  await runs.cancel({ runId: other })
})

test('a call that waits for others is stopped with them, and a run of another program', async () => {
  const { engine, another, held, state } = await open()
  const other = await another()
  const { budgetId } = await engine.client.budgets.create({ ...everything, limitMicroUsd: 12_000 })
  state.isHeld = true
  const { runId: holder } = await startRun(other, drawWorkflow('ask', { ask: ask(1_000) }))
  await expect.poll(() => held.length).toBe(1)
  const { runId: waiter } = await startRun(engine, drawWorkflow('ask', { ask: ask(900) }))
  await expect.poll(async () => (await engine.client.runs.get({ runId: waiter })).run.status).toBe('running')
  // It has asked the budget, and neither holds anything nor asks a person.
  await expect.poll(() => engine.viewOf(waiter).nodes.ask?.status).toBe('running')
  await expect
    .poll(async () => (await engine.client.budgets.stopRuns({ budgetId })).stopped, { interval: 100 })
    .toBeGreaterThanOrEqual(1)
  expect((await untilOver(engine, waiter)).status).toBe('cancelled')
  expect((await untilOver(other, holder)).status).toBe('cancelled')
})

test('people read the names of workflows and providers, not their ids', async () => {
  const { engine } = await open()
  const { budgets, workflows } = engine.client
  const document = { ...drawWorkflow('ask', { ask: ask(4_000) }), name: 'Weekly digest' }
  const { workflowId } = await workflows.import({ text: writeWorkflowFile(document) })
  await budgets.create({ scope: { kind: 'workflow', workflowId }, period: 'day', limitMicroUsd: 5_000 })
  await budgets.create({ scope: { kind: 'provider', providerId: 'openai' }, period: 'day', limitMicroUsd: 9_000_000 })
  const { runId } = await engine.client.runs.start({ workflowId })
  const [wait] = await untilWaiting(engine, runId)
  expect(wait?.ask).toMatchObject({ title: 'The budget “Workflow Weekly digest, per day” does not suffice' })
  const same = { scope: { kind: 'provider' as const, providerId: 'openai' }, period: 'day' as const }
  await expect(budgets.create({ ...same, limitMicroUsd: 1 })).rejects.toMatchObject({
    data: { code: 'budget.exists', message: expect.stringContaining('“OpenAI, per day”') },
  })
  await engine.client.runs.cancel({ runId })
})
