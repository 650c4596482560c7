import { expect, test } from 'vitest'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { switchOn, tracesAre } from '../support/otel-kit.ts'
import { startOtlpReceiver } from '../support/otlp-receiver.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'
import { until } from '../support/trigger-engine.ts'

const one = drawWorkflow('say', { say: { type: 'template', params: { text: 'Hi.' } } })
const dayMs = 24 * 3_600_000

test('what cannot be delivered waits, over a stop of the program, and arrives once', async () => {
  const dataDir = temporaryFolder()
  const gone = await startOtlpReceiver()
  await gone.close()
  const first = await openTestEngine({ dataDir })
  await switchOn(first, gone)
  const runs = [await runWorkflow(first, one), await runWorkflow(first, one)]
  const waiting = await tracesAre(first, ({ waiting, error }) => waiting === 2 && error !== null)
  expect(waiting).toMatchObject({ sent: 0, dropped: 0, error: { kind: 'external', code: 'telemetry.unreachable' } })
  await first.close()
  const receiver = await startOtlpReceiver({ port: gone.port })
  const second = await openTestEngine({ dataDir })
  await receiver.runs(2)
  const all = await tracesAre(second, ({ sent }) => sent === 2)
  expect(all).toMatchObject({ waiting: 0, dropped: 0, error: null, lastAt: expect.any(Number) })
  const roots = receiver.spans().filter(({ parentSpanId }) => parentSpanId === '')
  expect(roots.map(({ attributes }) => attributes['niti.run.id']).sort()).toEqual(runs.map(({ runId }) => runId).sort())
})

test('what a program that ends with its command ran is sent before it ends, or by the next that stays', async () => {
  const dataDir = temporaryFolder()
  const receiver = await startOtlpReceiver()
  const settings = await openTestEngine({ dataDir })
  await switchOn(settings, receiver)
  await settings.close()
  const alone = await openTestEngine({ dataDir, resumeRuns: false })
  const { runId } = await runWorkflow(alone, one)
  await alone.close()
  expect(receiver.spans()[0]?.attributes['niti.run.id']).toBe(runId)
  receiver.answerWith({ status: 503 })
  const unlucky = await openTestEngine({ dataDir, resumeRuns: false })
  await runWorkflow(unlucky, one)
  await unlucky.close()
  const staying = await openTestEngine({ dataDir })
  await receiver.runs(2)
  expect(await tracesAre(staying, ({ sent }) => sent === 2)).toMatchObject({ waiting: 0 })
})

test('of two programs on a data folder one sends, and the other after it', async () => {
  const dataDir = temporaryFolder()
  const receiver = await startOtlpReceiver()
  const first = await openTestEngine({ dataDir })
  await switchOn(first, receiver)
  const second = await openTestEngine({ dataDir })
  const runs = [await runWorkflow(first, one), await runWorkflow(second, one)]
  await receiver.runs(2)
  await first.close()
  runs.push(await runWorkflow(second, one))
  const roots = await receiver.runs(3)
  await tracesAre(second, ({ sent, waiting }) => sent === 3 && waiting === 0)
  expect(roots.map(({ attributes }) => attributes['niti.run.id']).sort()).toEqual(runs.map(({ runId }) => runId).sort())
})

test('a collector that asks for patience is left in peace for so long', async () => {
  const clock = createHandClock()
  const receiver = await startOtlpReceiver()
  const engine = await openTestEngine({ clock })
  await switchOn(engine, receiver)
  receiver.answerWith({ status: 429, headers: { 'retry-after': '120' } })
  await runWorkflow(engine, one)
  const refused = await tracesAre(engine, ({ waiting, error }) => waiting === 1 && error !== null)
  expect(refused.error).toMatchObject({ code: 'telemetry.refused', message: expect.stringContaining('429') })
  // Another run that ends changes nothing.
  await runWorkflow(engine, one)
  const sleepsUntil = clock.now() + 60_000
  await clock.sleeping(sleepsUntil)
  clock.pass(60_000)
  await clock.sleeping(sleepsUntil + 60_000)
  clock.pass(59_000)
  expect(receiver.requests).toHaveLength(1)
  clock.pass(1_000)
  await receiver.runs(2)
  expect(receiver.requests).toHaveLength(3)
})

test('what is refused for good is given up at once, and said; what comes after it is sent', async () => {
  const receiver = await startOtlpReceiver()
  const engine = await openTestEngine()
  await switchOn(engine, receiver, { headers: { Authorization: 'Bearer top-secret-token' } })
  const words = 'no tenant for Bearer top-secret-token'
  receiver.answerWith({ status: 400, body: { code: 3, message: words } })
  await runWorkflow(engine, one)
  const { error } = await tracesAre(engine, ({ dropped }) => dropped === 1)
  expect(error).toMatchObject({ code: 'telemetry.refused', retryable: false, details: { status: 400 } })
  expect(error?.message).toMatch(/answered 400: no tenant for \[hidden\]$/)
  await runWorkflow(engine, one)
  expect(await tracesAre(engine, ({ sent }) => sent === 1)).toMatchObject({ dropped: 1, waiting: 0, error: null })
  expect(receiver.requests.map(({ headers }) => headers.authorization)).toEqual(
    Array(2).fill('Bearer top-secret-token'),
  )
})

test('spans that a collector does not accept are not sent again', async () => {
  const receiver = await startOtlpReceiver()
  const engine = await openTestEngine()
  await switchOn(engine, receiver)
  receiver.answerWith({ status: 200, body: { partialSuccess: { rejectedSpans: '2', errorMessage: 'too old' } } })
  await runWorkflow(engine, one)
  const partly = await tracesAre(engine, ({ sent }) => sent === 1)
  expect(partly).toMatchObject({ dropped: 0, waiting: 0, error: { code: 'telemetry.partly-refused' } })
  expect(partly.error?.message).toMatch(/did not accept 2 .*too old/)
  receiver.answerWith({ status: 200, body: { partialSuccess: { rejectedSpans: '100' } } })
  await runWorkflow(engine, one)
  expect(await tracesAre(engine, ({ dropped }) => dropped === 1)).toMatchObject({ sent: 1, waiting: 0 })
  expect(receiver.requests).toHaveLength(2)
})

test('a collector that never comes back: what waits is given up after a week, with a count', async () => {
  const clock = createHandClock()
  const gone = await startOtlpReceiver()
  await gone.close()
  const engine = await openTestEngine({ clock })
  await switchOn(engine, gone)
  await runWorkflow(engine, one)
  await tracesAre(engine, ({ waiting, error }) => waiting === 1 && error !== null)
  clock.set(clock.now() + 8 * dayMs)
  clock.pass(60_000)
  const { error } = await tracesAre(engine, ({ dropped }) => dropped === 1)
  expect(error?.code).toBe('telemetry.given-up')
})

test('a run that was cleared away before it could be sent is counted as given up', async () => {
  const clock = createHandClock()
  const receiver = await startOtlpReceiver()
  receiver.answerWith({ status: 503, headers: { 'retry-after': '30' } })
  const engine = await openTestEngine({ clock })
  await switchOn(engine, receiver)
  const { workflowId } = await engine.client.workflows.import({ text: JSON.stringify(one) })
  await engine.client.runs.start({ workflowId, inputs: {} })
  await tracesAre(engine, ({ error }) => error !== null)
  await engine.client.runs.start({ workflowId, inputs: {} })
  await tracesAre(engine, ({ waiting }) => waiting === 2)
  await engine.client.storage.clean({ runs: 1, workflowId })
  await until('it was given up', async () => {
    clock.pass(30_000)
    const { traces } = await engine.client.telemetry.status()
    return traces.dropped === 1 && traces.sent === 1
  })
  expect(receiver.spans().filter(({ parentSpanId }) => parentSpanId === '')).toHaveLength(1)
})

test('trying it out sends one span and says what the collector answered', async () => {
  const receiver = await startOtlpReceiver()
  const engine = await openTestEngine()
  const tryOut = () => engine.client.telemetry.test({ what: 'otel' })
  await expect(tryOut()).rejects.toThrow(/switched off/)
  await switchOn(engine, receiver)
  expect(await tryOut()).toEqual({ said: 'HTTP 200' })
  expect(receiver.spans()).toMatchObject([{ name: 'niti.test', resource: { 'service.name': 'niti' } }])
  receiver.answerWith({ status: 401, body: { message: 'who are you?' } })
  await expect(tryOut()).rejects.toThrow(/answered 401: who are you\?/)
  await receiver.close()
  await expect(tryOut()).rejects.toThrow(/could not be reached/)
})
