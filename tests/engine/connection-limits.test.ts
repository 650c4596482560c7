import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { RunEvent } from '../../shared/run/events.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine } from '../support/test-engine.ts'

const asking = writeWorkflowFile(
  drawWorkflow('ask', { ask: { type: 'prompt', params: { model: 'openai/gpt-4o-mini', prompt: 'Hi' } } }),
)
const start = (engine: Engine) => engine.startFile({ text: asking, inputs: {} })
const envOf = (server: { url: string }) => ({ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url })

/** Waits for an event of a run and gives it back. */
async function seen<T extends RunEvent['type']>(engine: Engine, runId: string, type: T) {
  for await (const { events } of engine.watch(runId, 0)) {
    const found = events.find((event) => event.type === type)
    if (found) return found
  }
  throw new Error(`the run ended without ${type}`)
}

const limitsOf = async (engine: Engine) =>
  (await engine.client.connections.providers()).providers.find(({ id }) => id === 'openai')?.limits

test('calls at once count for all runs together, and a change lets those that wait go on without a restart', async () => {
  const server = await startOpenAiServer()
  const engine = await openTestEngine({ env: envOf(server) })
  await engine.client.connections.setLimits({ providerId: 'openai', limits: { atOnce: 1 } })
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const one = await start(engine)
  await held.arrived
  const two = await start(engine)
  expect(await seen(engine, two.runId, 'model-call-queued')).toMatchObject({
    provider: 'openai',
    limit: 1,
    per: 'at-once',
  })
  expect(server.requests).toHaveLength(1)
  expect(engine.viewOf(two.runId).nodes.ask?.reason).toBe('Waits for a free place (openai, 1 at once)')
  server.answer({ text: 'Hello' })
  await engine.client.connections.setLimits({ providerId: 'openai', limits: { atOnce: 2 } })
  const view = await two.finished
  expect(view.outputs).toEqual({ ask: 'Hello' })
  expect(view.nodes.ask?.calls).toHaveLength(1)
  const types: string[] = []
  for await (const { events } of engine.watch(two.runId, 0)) types.push(...events.map(({ type }) => type))
  expect(types.filter((type) => type.startsWith('model-'))).toEqual([
    'model-call-queued',
    'model-call-started',
    'model-call-finished',
  ])
  engine.cancel(one.runId)
  await one.finished
  await server.close()
})

test('another program’s change of a limit counts here, too', async () => {
  const server = await startOpenAiServer()
  const engine = await openTestEngine({ env: envOf(server) })
  const other = await openTestEngine({ dataDir: engine.dataDir, resumeRuns: false })
  await engine.client.connections.setLimits({ providerId: 'openai', limits: { atOnce: 1 } })
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const one = await start(engine)
  await held.arrived
  const two = await start(engine)
  await seen(engine, two.runId, 'model-call-queued')
  server.answer({ text: 'Hello' })
  await other.client.connections.setLimits({ providerId: 'openai', limits: {} })
  expect((await two.finished).status).toBe('succeeded')
  engine.cancel(one.runId)
  await one.finished
  await server.close()
})

test('requests per minute hold back the next, and cancelling a run that waits for its turn frees it at once', async () => {
  const server = await startOpenAiServer()
  const clock = createHandClock()
  const engine = await openTestEngine({ env: envOf(server), clock })
  await engine.client.connections.setLimits({ providerId: 'openai', limits: { perMinute: 1 } })
  server.answer({ text: 'First' })
  expect((await (await start(engine)).finished).status).toBe('succeeded')
  const sentAt = clock.now()
  const two = await start(engine)
  const three = await start(engine)
  expect(await seen(engine, two.runId, 'model-call-queued')).toMatchObject({ limit: 1, per: 'minute' })
  await seen(engine, three.runId, 'model-call-queued')
  engine.cancel(two.runId)
  const left = await two.finished
  expect(left.status).toBe('cancelled')
  // It was never asked, so there is nothing to account for.
  expect(left.nodes.ask).toMatchObject({ status: 'cancelled', calls: [] })
  expect(server.requests).toHaveLength(1)
  server.answer({ text: 'Third' })
  await clock.sleeping(sentAt + 60_000)
  clock.pass(60_000)
  expect((await three.finished).outputs).toEqual({ ask: 'Third' })
  await server.close()
})

test('limits are kept with the connection, also when its key is forgotten, and checked on arrival', async () => {
  const engine = await openTestEngine()
  const { connections } = engine.client
  await connections.setLimits({ providerId: 'openai', limits: { atOnce: 4, perMinute: 60 } })
  await connections.save({ providerId: 'openai', apiKey: 'sk-1' })
  expect(await limitsOf(engine)).toEqual({ atOnce: 4, perMinute: 60 })
  await connections.remove({ providerId: 'openai' })
  expect(await limitsOf(engine)).toEqual({ atOnce: 4, perMinute: 60 })
  await connections.setLimits({ providerId: 'openai', limits: { perMinute: 60 } })
  expect(await limitsOf(engine)).toEqual({ atOnce: null, perMinute: 60 })
  await expect(connections.setLimits({ providerId: 'openai', limits: { atOnce: 0 } })).rejects.toThrow()
  await expect(connections.setLimits({ providerId: 'nobody', limits: {} })).rejects.toMatchObject({
    data: { code: 'model.unknown-provider' },
  })
})
