import { expect, onTestFinished, test } from 'vitest'
import type { Host } from '../../shared/contract/host.ts'
import { startReceiver } from '../support/alert-receiver.ts'
import { answerAtLimit } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startGateServer } from '../support/gate-server.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const total = { scope: { kind: 'workspace' }, period: 'total' } as const
const ask = { type: 'prompt', params: { model: 'openai/gpt-4o', prompt: 'Hi', maxOutputTokens: 1_000 } }
const asking = drawWorkflow('ask', { ask })

/** The engine with a desktop on which the test presses, and a webhook. */
async function open() {
  const server = await startOpenAiServer({ respond: (body) => answerAtLimit(body, 1_000) })
  onTestFinished(() => server.close())
  const receiver = await startReceiver()
  const shown: { title: string; actions: string[]; press(action: string | null): void }[] = []
  const notify: Host['notify'] = ({ title, actions = [] }) =>
    new Promise((resolve) => {
      const press = (action: string | null) => resolve({ shown: true, action })
      shown.push({ title, actions: actions.map((action) => action.title), press })
    })
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const engine = await openTestEngine({ env, host: createStrictHost({ notify }) })
  const { channels } = engine.client
  await channels.create({ name: 'Ops', target: { kind: 'webhook', allowPrivate: true }, url: receiver.url })
  const told = () => receiver.received.map(({ body }) => JSON.parse(body))
  return { engine, shown, told, budgets: engine.client.budgets }
}

test('a threshold is told in every channel, and raised from the desktop', async () => {
  const { engine, shown, told, budgets } = await open()
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 15_000, thresholds: [50], onExceed: 'fail' })
  await runWorkflow(engine, asking)
  await expect.poll(told).toMatchObject([
    {
      type: 'budget.threshold',
      title: 'Budget at 50 %: Everything, in total',
      facts: { budget: { budgetId, limitMicroUsd: 15_000 }, thresholdPercent: 50 },
      link: 'niti://costs',
    },
  ])
  await expect.poll(() => shown).toHaveLength(1)
  expect(shown[0]).toMatchObject({
    title: 'Budget at 50 %: Everything, in total',
    actions: ['Raise to $0.025', 'Stop its runs'],
  })
  shown[0]?.press('raise')
  await expect.poll(async () => (await budgets.list()).at(-1)?.limitMicroUsd).toBe(25_000)
  const deliveries = await engine.client.channels.deliveries({})
  expect(deliveries.map(({ channelName }) => channelName).toSorted()).toEqual(['Ops', 'This computer'])
})

test('a run that waits asks the person itself; the other channels are told of it', async () => {
  const { engine, shown, told, budgets } = await open()
  await budgets.create({ ...total, limitMicroUsd: 5_000, thresholds: [], onExceed: 'pause' })
  const { runId, finished } = await engine.startFile({ text: JSON.stringify(asking), inputs: {} })
  await expect.poll(told).toMatchObject([{ type: 'budget.exceeded', title: 'Budget used up: Everything, in total' }])
  await expect.poll(() => engine.client.waits.list({ runId })).toHaveLength(1)
  const deliveries = await engine.client.channels.deliveries({})
  expect(deliveries.map(({ channelName }) => channelName)).toEqual(['Ops'])
  // The question itself is shown, once.
  expect(shown.map(({ actions }) => actions)).toEqual([[]])
  engine.cancel(runId)
  await finished
})

test('the runs of a budget are stopped from its notice', async () => {
  const { engine, shown, budgets } = await open()
  const gate = await startGateServer()
  await budgets.create({ ...total, limitMicroUsd: 15_000, thresholds: [50], onExceed: 'fail' })
  const hold = { type: 'http-request', params: { url: `${gate.url}/held`, allowPrivate: true } }
  const document = drawWorkflow('ask -> hold', { ask, hold })
  const { finished } = await engine.startFile({ text: JSON.stringify(document), inputs: {} })
  await gate.arrives('held')
  await expect.poll(() => shown).toHaveLength(1)
  shown[0]?.press('stop')
  expect((await finished).status).toBe('cancelled')
})
