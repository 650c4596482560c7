import { expect, test } from 'vitest'
import { drawAgent, openAgentEngine, writeAgent } from '../support/agent-runs.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { pointsOf, switchOn } from '../support/otel-kit.ts'
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'
import { until } from '../support/trigger-engine.ts'

const one = drawWorkflow('say', { say: { type: 'template', params: { text: 'Hi.' } } })
const metricsOnly = { sendsTraces: false, sendsMetrics: true }
const add = { toolCalls: [{ name: 'run_code', arguments: { code: 'return 1 + 2' } }] }

/** Once so many runs are counted in what was sent last. */
const counted = (receiver: OtlpReceiver, runs: number, pass: () => void) =>
  until(`${runs} runs are counted`, () => {
    pass()
    return sumOf(receiver, 'niti.run.count') === runs
  })

function sumOf(receiver: OtlpReceiver, name: string, about: Record<string, string> = {}): number {
  return pointsOf(receiver.points(), name, about).reduce((sum, { value }) => sum + value, 0)
}

test('tokens, durations, costs and errors of runs arrive as the sums they come to', async () => {
  const clock = createHandClock()
  const receiver = await startOtlpReceiver()
  const { engine, model } = await openAgentEngine(
    [
      { ...add, usage: { inputTokens: 1_000, outputTokens: 200 } },
      { status: 500, body: { error: { message: 'oops' } } },
      { text: 'It is 3.', usage: { inputTokens: 1_500, outputTokens: 100 } },
    ],
    { clock },
  )
  await switchOn(engine, receiver, metricsOnly)
  const document = drawAgent(writeAgent({ model: model.model, tools: [{ kind: 'code' }] }))
  const running = runWorkflow(engine, { ...document, name: 'Sums' })
  let isOver = false
  void running.finally(() => {
    isOver = true
  })
  // The call that failed is made again after a moment.
  await until('the run is over', () => {
    clock.pass(1_000)
    return isOver
  })
  const run = await running
  expect(run.status).toBe('succeeded')
  await runWorkflow(engine, { ...one, name: 'Sums' })
  await runWorkflow(engine, drawWorkflow('bad', { bad: { type: 'code', params: { code: 'throw new Error("no")' } } }))
  await counted(receiver, 3, () => clock.pass(60_000))

  const chat = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
  }
  const tokens = (type: string) =>
    pointsOf(receiver.points(), 'gen_ai.client.token.usage', { ...chat, 'gen_ai.token.type': type })
  expect(tokens('input')).toMatchObject([{ value: 2_500, count: 2, unit: '{token}' }])
  expect(tokens('output')).toMatchObject([{ value: 300, count: 2 }])
  expect(tokens('input')[0]?.bounds.slice(0, 4)).toEqual([1, 4, 16, 64])
  expect(pointsOf(receiver.points(), 'gen_ai.client.operation.duration', chat)).toMatchObject([{ count: 2, unit: 's' }])
  expect(pointsOf(receiver.points(), 'gen_ai.client.operation.time_to_first_chunk', chat)).toMatchObject([{ count: 2 }])
  expect(pointsOf(receiver.points(), 'gen_ai.execute_tool.duration')).toMatchObject([
    { count: 1, attributes: { 'gen_ai.tool.name': 'run_code' } },
  ])
  const agents = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'Ada' }
  expect(pointsOf(receiver.points(), 'gen_ai.invoke_agent.duration', agents)).toMatchObject([{ count: 1 }])
  const workflows = { 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.agent.name': 'Sums' }
  expect(pointsOf(receiver.points(), 'gen_ai.invoke_agent.duration', workflows)).toMatchObject([{ count: 2 }])
  // 2,500 of input at 0.15 $ a million, 300 of output at 0.60.
  const cost = 375 + 180
  expect(pointsOf(receiver.points(), 'niti.cost.micro_usd')).toMatchObject([
    { value: cost, isMonotonic: true, attributes: { 'niti.workflow.name': 'Sums' } },
  ])
  expect(sumOf(receiver, 'niti.run.count', { 'niti.workflow.name': 'Sums', 'niti.run.status': 'succeeded' })).toBe(2)
  expect(sumOf(receiver, 'niti.run.count', { 'niti.run.status': 'failed' })).toBe(1)
  expect(pointsOf(receiver.points(), 'niti.run.duration', { 'niti.run.trigger': 'cli' })).not.toEqual([])
  expect(sumOf(receiver, 'niti.provider.errors', { 'gen_ai.provider.name': 'openai' })).toBe(1)
  expect(pointsOf(receiver.points(), 'niti.queue.depth')).toMatchObject([{ value: 0 }])
  const { metrics, traces } = await until('all is counted', async () => {
    const status = await engine.client.telemetry.status()
    return status.metrics.waiting === 0 && status
  })
  expect(metrics).toMatchObject({ dropped: 0, error: null })
  expect(traces).toMatchObject({ sent: 0, waiting: 0 })
  expect(receiver.spans()).toEqual([])
})

test('each run counts once: while the collector is away, and after a stop of the program', async () => {
  const dataDir = temporaryFolder()
  const clock = createHandClock()
  const gone = await startOtlpReceiver()
  await gone.close()
  const first = await openTestEngine({ dataDir, clock })
  await switchOn(first, gone, metricsOnly)
  await runWorkflow(first, one)
  await until('it was tried', async () => {
    clock.pass(60_000)
    return (await first.client.telemetry.status()).metrics.error !== null
  })
  await runWorkflow(first, one)
  await first.close()
  const receiver = await startOtlpReceiver({ port: gone.port })
  const second = await openTestEngine({ dataDir, clock })
  await counted(receiver, 2, () => clock.pass(60_000))
  await runWorkflow(second, one)
  await counted(receiver, 3, () => clock.pass(60_000))
  // Whoever comes next begins at zero, and has nothing left to count.
  await second.close()
  const third = await openTestEngine({ dataDir, clock })
  await runWorkflow(third, one)
  await counted(receiver, 1, () => clock.pass(60_000))
  await until('nothing is left', async () => (await third.client.telemetry.status()).metrics.waiting === 0)
})

test('names that people make are bounded: beyond fifty they are “other”', async () => {
  const clock = createHandClock()
  const receiver = await startOtlpReceiver()
  const engine = await openTestEngine({ clock })
  await switchOn(engine, receiver, metricsOnly)
  for (let run = 0; run < 55; run++) await runWorkflow(engine, { ...one, name: `Workflow ${run}` })
  await counted(receiver, 55, () => clock.pass(60_000))
  const names = new Set(
    pointsOf(receiver.points(), 'niti.run.count').map((one) => one.attributes['niti.workflow.name']),
  )
  expect(names.size).toBe(51)
  expect(sumOf(receiver, 'niti.run.count', { 'niti.workflow.name': 'other' })).toBe(5)
})
