import { expect, test } from 'vitest'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawAgent, openAgentEngine, writeAgent } from '../support/agent-runs.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startFileServer } from '../support/file-server.ts'
import { drawTree, spanNamed, switchOn, tracesAre } from '../support/otel-kit.ts'
import { startOtlpReceiver } from '../support/otlp-receiver.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const one = drawWorkflow('say', { say: { type: 'template', params: { text: 'Hi.' } } })
const add = { toolCalls: [{ name: 'run_code', arguments: { code: 'return 1 + 2' } }] }

test('switched off, there is not one request; switched on, only what ends from then on is sent', async () => {
  const receiver = await startOtlpReceiver()
  const engine = await openTestEngine()
  await runWorkflow(engine, one)
  expect((await engine.client.telemetry.settings()).otel.isOn).toBe(false)
  await engine.client.telemetry.change({ otel: { endpoint: receiver.url, sendsTraces: true, sendsMetrics: true } })
  await runWorkflow(engine, one)
  await switchOn(engine, receiver)
  const { runId } = await runWorkflow(engine, one)
  const [root] = await receiver.runs(1)
  expect(root?.attributes['niti.run.id']).toBe(runId)
  await engine.client.telemetry.change({ otel: { isOn: false } })
  const before = receiver.requests.length
  await runWorkflow(engine, one)
  await engine.close()
  expect(receiver.requests.length).toBe(before)
  expect(receiver.spans().filter(({ parentSpanId }) => parentSpanId === '')).toHaveLength(1)
})

test('a run arrives as the tree it was, named as the conventions want', async () => {
  const receiver = await startOtlpReceiver()
  const { engine, model } = await openAgentEngine([
    { ...add, usage: { inputTokens: 1_000, outputTokens: 200, cachedInputTokens: 400, reasoningTokens: 50 } },
    { text: 'It is 3.', usage: { inputTokens: 1_500, outputTokens: 100 } },
  ])
  await switchOn(engine, receiver)
  const site = await startFileServer({ '/page': { status: 503 } })
  // Well again once it was asked.
  void site.asked('/page').then(() => {
    site.paths['/page'] = { bytes: Buffer.from('fine') }
  })
  const { workflowId } = await engine.client.workflows.import({ text: JSON.stringify({ ...one, name: 'Inner' }) })
  const ada = drawAgent(writeAgent({ model: model.model, tools: [{ kind: 'code' }] })).nodes.ada
  if (!ada) throw new Error('there is no agent')
  const document = drawWorkflow('ada -> fetch -> call', {
    ada,
    fetch: {
      type: 'http-request',
      params: { url: site.url('/page'), allowPrivate: true },
      policy: { retry: { count: 1, firstWaitMs: 0, on: 'any' } },
    },
    call: { type: 'workflow', params: { workflowId, version: 'draft' } },
  })
  const run = await runWorkflow(engine, { ...document, name: 'Outer' })
  expect(run).toMatchObject({ status: 'succeeded' })
  await receiver.runs(1)
  const spans = receiver.spans()
  expect(drawTree(spans)).toEqual([
    'invoke_workflow Outer',
    '  queue',
    '  node ada',
    '    attempt ada',
    '      invoke_agent Ada',
    '        chat gpt-4o-mini',
    '        execute_tool run_code',
    expect.stringMatching(/^ {10}node /),
    expect.stringMatching(/^ {12}attempt /),
    '        chat gpt-4o-mini',
    '  node fetch',
    '    attempt fetch !',
    '      GET !',
    '    attempt fetch',
    '      GET',
    '  node call',
    '    attempt call',
    '      invoke_workflow Inner',
    '        node say',
    '          attempt say',
  ])
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length)
  const [root] = spans
  expect(root?.resource).toEqual({
    'service.name': 'niti',
    'service.version': (await engine.client.settings.about()).version,
    'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(root?.attributes).toMatchObject({
    ...{ 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.agent.name': 'Outer', 'niti.run.id': run.runId },
    ...{ 'niti.run.status': 'succeeded', 'niti.run.cost.micro_usd': 525 },
  })
  expect(spanNamed(spans, 'invoke_agent Ada').attributes).toMatchObject({
    ...{ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'Ada' },
  })
  expect(spanNamed(spans, 'execute_tool run_code').attributes).toMatchObject({
    ...{ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'run_code' },
  })
  const [first, second] = spans.filter(({ name }) => name.startsWith('chat '))
  // 600 of input at 0.15 and 400 cached at 0.075 $ a million, 200 of output at 0.60.
  expect(first).toMatchObject({ kind: 3, status: { code: 0 } })
  expect(first?.attributes).toMatchObject({
    ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o-mini' },
    ...{ 'gen_ai.usage.input_tokens': 1_000, 'gen_ai.usage.output_tokens': 200, 'niti.cost.micro_usd': 240 },
    ...{ 'gen_ai.usage.cache_read.input_tokens': 400, 'gen_ai.usage.reasoning.output_tokens': 50 },
    'gen_ai.response.time_to_first_chunk': expect.any(Number),
    'gen_ai.response.finish_reasons': ['tool_call'],
  })
  expect(second?.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 1_500, 'niti.cost.micro_usd': 285 })
  const [failed] = spans.filter(({ name }) => name === 'GET')
  expect(failed).toMatchObject({ kind: 3, attributes: { 'http.response.status_code': 503, 'error.type': '503' } })
  expect(await tracesAre(engine, ({ sent }) => sent === 1)).toMatchObject({ waiting: 0, dropped: 0, error: null })
})

test('runs under one another, each with its own trace, and none of a dry run', async () => {
  const receiver = await startOtlpReceiver()
  const engine = await openTestEngine()
  await switchOn(engine, receiver)
  const { workflowId } = await engine.client.workflows.import({ text: JSON.stringify(one) })
  await engine.client.runs.start({ workflowId, inputs: {}, dryRun: true })
  const runs: string[] = []
  for (let run = 0; run < 20; run++) runs.push((await engine.client.runs.start({ workflowId, inputs: {} })).runId)
  const roots = await receiver.runs(20)
  expect(roots.map(({ attributes }) => attributes['niti.run.id']).sort()).toEqual([...runs].sort())
  expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(20)
  await tracesAre(engine, ({ sent, waiting }) => sent === 20 && waiting === 0)
})

test('a long run arrives in pieces; those that arrived are not sent again', async () => {
  const receiver = await startOtlpReceiver()
  const engine = await openTestEngine()
  await switchOn(engine, receiver)
  const all: Workflow = drawWorkflow('all', {
    all: {
      type: 'each',
      params: { items: Array.from({ length: 400 }, (_, index) => index) },
      graph: drawWorkflow('say', { say: { type: 'template', params: { text: '{{ item }}' } } }),
    },
  })
  receiver.answerWith({ status: 200, body: {} }, { status: 503 }, { status: 503 })
  const run = await runWorkflow(engine, all)
  expect(run.status).toBe('succeeded')
  await tracesAre(engine, ({ sent }) => sent === 1)
  expect(receiver.requests.length).toBeGreaterThan(4)
  const ids = receiver.spans().map(({ spanId }) => spanId)
  expect(new Set(ids).size).toBe(ids.length)
  // The run and its queue; the loop and its try; each round with a node and its try.
  expect(ids.length).toBe(2 + 2 + 400 * 3)
})
