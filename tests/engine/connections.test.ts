import { expect, test } from 'vitest'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const failure = (code: string) => ({ code: 'NITI', data: { kind: 'external', code } })

test('a saved key is sealed, used, never shown, and gone when removed', async () => {
  const server = await startOpenAiServer({ respond: () => ({ text: 'ok' }), models: ['gpt-6-luna'] })
  const engine = await openTestEngine()
  const { connections } = engine.client
  await connections.save({ providerId: 'openai', apiKey: 'sk-very-secret', baseUrl: server.url })
  const state = (await connections.providers()).providers.find(({ id }) => id === 'openai')
  expect(state).toMatchObject({ keyFrom: 'saved', baseUrlFrom: 'saved', baseUrl: server.url, ready: true })
  expect(JSON.stringify(await connections.providers())).not.toContain('sk-very-secret')
  expect(await connections.test({ providerId: 'openai' })).toMatchObject({ models: ['gpt-6-luna'] })
  const view = await runWorkflow(engine, drawWorkflow('ask', { ask: { type: 'prompt', params: { prompt: 'Hi' } } }))
  expect(view).toMatchObject({ status: 'succeeded', defaultModel: 'openai/gpt-6-luna' })
  expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer sk-very-secret')
  await connections.remove({ providerId: 'openai' })
  const after = (await connections.providers()).providers.find(({ id }) => id === 'openai')
  expect(after).toMatchObject({ keyFrom: 'none', baseUrlFrom: 'default', ready: false })
  await server.close()
})

test('a missing key, a wrong key and an address where nobody is are told apart', async () => {
  const server = await startOpenAiServer()
  const engine = await openTestEngine()
  const { connections } = engine.client
  await expect(connections.test({ providerId: 'openai' })).rejects.toMatchObject({
    data: { code: 'model.missing-key' },
  })
  server.answer({ status: 401, body: { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } } })
  await connections.save({ providerId: 'openai', apiKey: 'sk-wrong', baseUrl: server.url })
  await expect(connections.test({ providerId: 'openai' })).rejects.toMatchObject({ data: { code: 'model.wrong-key' } })
  await server.close()
  await expect(connections.test({ providerId: 'openai' })).rejects.toMatchObject(failure('model.unreachable'))
  // A port that browsers block, and fetch with them.
  await connections.save({ providerId: 'openai', baseUrl: 'http://127.0.0.1:9/v1' })
  await expect(connections.test({ providerId: 'openai' })).rejects.toMatchObject(failure('model.unreachable'))
})

test('without a key, auto is the offline demo model, and says so', async () => {
  // Whatever model servers this machine runs are none of this test's business.
  const nobody = () => Promise.reject(new TypeError('nobody is there'))
  const engine = await openTestEngine({
    http: { fetch: nobody, post: nobody, guarded: () => nobody, exchange: () => nobody, close: async () => {} },
  })
  const { auto } = await engine.client.connections.providers()
  expect(auto).toBe('demo/demo')
  const view = await runWorkflow(
    engine,
    drawWorkflow('ask', { ask: { type: 'prompt', params: { prompt: 'Hi there.' } } }),
  )
  expect(view.outputs.ask).toMatch(/^\[Demo model, no AI\]/)
  expect(view.cost).toMatchObject({ microUsd: 0, unknownCalls: 0, calls: 1 })
})
