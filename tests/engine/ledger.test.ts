import { expect, test } from 'vitest'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const model = 'openai/gpt-4o-mini'
const usage = { inputTokens: 1_000, outputTokens: 1_000 }

test('1,000 tokens in and 1,000 out of gpt-4o-mini are 750 micro-dollars, on the node, the run and in the sums', async () => {
  const server = await startOpenAiServer()
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  server.answer({ text: 'Hello', usage })
  const view = await runWorkflow(
    engine,
    drawWorkflow('ask', { ask: { type: 'prompt', params: { model, prompt: 'Hi' } } }),
  )
  expect(view.outputs).toEqual({ ask: 'Hello' })
  const cost = { microUsd: 750, inputTokens: 1_000, outputTokens: 1_000, unknownCalls: 0 }
  expect(view.nodes.ask?.cost).toEqual({ ...cost, calls: 1 })
  expect(view.cost).toEqual({ ...cost, calls: 1 })
  expect(view.nodes.ask?.calls[0]?.price).toMatchObject({ inputUsdPerMillion: 0.15, outputUsdPerMillion: 0.6 })
  const [run] = await engine.client.runs.list({})
  expect(run).toMatchObject({ ...cost, status: 'succeeded' })
  const { today, month } = await engine.client.costs.summary()
  expect(today).toEqual(cost)
  expect(month).toEqual(cost)
  await server.close()
})

test('a container costs the sum of what is inside it, once', async () => {
  const server = await startOpenAiServer({ respond: () => ({ text: 'ok', usage }) })
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  const ask = { type: 'prompt', params: { model, prompt: '{{ item }}' } }
  const workflow = drawWorkflow('rows', {
    rows: {
      type: 'each',
      params: { items: '{{ [[1, 2], [3]] }}' },
      graph: drawGraph('cells', {
        cells: { type: 'each', params: { items: '{{ item }}' }, graph: drawGraph('ask', { ask }) },
      }),
    },
  })
  const view = await runWorkflow(engine, workflow)
  expect(view.cost).toMatchObject({ microUsd: 2_250, calls: 3 })
  expect(view.nodes.rows?.cost).toMatchObject({ microUsd: 2_250, calls: 3 })
  expect(view.nodes['rows#0/cells']?.cost).toMatchObject({ microUsd: 1_500, calls: 2 })
  expect((await engine.client.costs.summary()).today.microUsd).toBe(2_250)
  expect(server.bill).toMatchObject({ calls: 3, inputTokens: 3_000, outputTokens: 3_000 })
  await server.close()
})

test('a model nobody knows the price of costs "unknown", never 0', async () => {
  const server = await startOpenAiServer()
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  server.answer({ text: 'Hello', usage })
  const ask = { type: 'prompt', params: { model: 'openai/my-own-finetune', prompt: 'Hi' } }
  const view = await runWorkflow(engine, drawWorkflow('ask', { ask }))
  expect(view.nodes.ask?.calls[0]).toMatchObject({ microUsd: null, price: null, usage })
  expect(view.cost).toMatchObject({ microUsd: 0, unknownCalls: 1, inputTokens: 1_000 })
  expect((await engine.client.runs.list({}))[0]).toMatchObject({ microUsd: 0, unknownCalls: 1 })
  await server.close()
})

test('a retry that was billed before it broke is in the ledger beside the one that came through', async () => {
  const server = await startOpenAiServer()
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  const chunks = ['Half of ', 'an answer']
  server.answer({ text: chunks.join(''), chunks, stopAfter: { pieces: 1, by: 'break' } })
  server.answer({ text: 'The whole answer', usage })
  const view = await runWorkflow(
    engine,
    drawWorkflow('ask', { ask: { type: 'prompt', params: { model, prompt: 'Hi' } } }),
  )
  expect(view.status).toBe('succeeded')
  const [call] = view.nodes.ask?.calls ?? []
  expect(call).toMatchObject({ tries: 2, status: 'succeeded', text: 'The whole answer' })
  expect(call?.retries).toHaveLength(1)
  expect(call?.retries[0]?.usage).toMatchObject({ estimated: true })
  const broken = call?.retries[0]?.microUsd ?? 0
  expect(broken).toBeGreaterThan(0)
  expect(view.cost).toMatchObject({ microUsd: 750 + broken, calls: 2 })
  expect((await engine.client.costs.summary()).today.microUsd).toBe(750 + broken)
  await server.close()
})
