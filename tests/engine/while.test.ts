import { expect, test } from 'vitest'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { cutPowerDuring } from '../support/power-cut.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const key = { OPENAI_API_KEY: 'sk-test' }
const code = (text: string) => ({ type: 'code', params: { code: text } })
const loop = (
  params: Record<string, string | number>,
  graph = drawGraph('next', { next: code('return item + 1') }),
) => ({
  type: 'while',
  params: { start: '{{ 0 }}', ...params },
  graph,
})

test('goes on from what the last round gave until the condition no longer holds', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('up -> last, up:rounds -> count', {
    up: loop({ start: '{{ 5 }}', condition: 'item < 8' }),
    last: code('return input'),
    count: code('return input'),
  })
  const view = await runWorkflow(engine, workflow)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { last: 8, count: 3 } })
  expect(view.nodes.up?.iterations).toEqual({ total: 3, succeeded: 3, failed: 0 })
  expect(['up#0/next', 'up#1/next', 'up#2/next'].map((one) => view.nodes[one]?.outputs?.out)).toEqual([6, 7, 8])
})

test('a condition that never holds makes no round and gives what it started with', async () => {
  const engine = await openTestEngine()
  const view = await runWorkflow(engine, drawWorkflow('up', { up: loop({ start: 'as it is', condition: 'false' }) }))
  expect(view.outputs).toEqual({ up: 'as it is' })
  expect(view.nodes.up?.iterations).toEqual({ total: 0, succeeded: 0, failed: 0 })
})

test('the condition sees the nodes before it and the inputs, and nothing else', async () => {
  const engine = await openTestEngine()
  const start = { type: 'manual', params: { inputs: [{ name: 'most', type: 'number' }] } }
  const workflow = drawWorkflow('start -> floor -> up', {
    start,
    floor: code('return 2'),
    up: loop({ start: '{{ floor }}', condition: 'item < inputs.most && index < nodes.floor + 10' }),
  })
  expect((await runWorkflow(engine, workflow, { most: 4 })).outputs).toEqual({ up: 4 })
  const wrong = drawWorkflow('up -> later', { up: loop({ condition: 'later > item' }) })
  expect(await engine.check(writeWorkflowFile(wrong))).toMatchObject([
    { code: 'expression.unknown-name', nodeId: 'up', field: 'params.condition', position: 0 },
  ])
  const unknown = drawWorkflow('up', { up: loop({ condition: 'nobody.there' }) })
  expect(await engine.check(writeWorkflowFile(unknown))).toMatchObject([{ nodeId: 'up', field: 'params.condition' }])
})

test('a condition that fails names its field', async () => {
  const engine = await openTestEngine()
  const view = await runWorkflow(engine, drawWorkflow('up', { up: loop({ condition: 'item.a.b > 1' }) }))
  expect(view).toMatchObject({ status: 'failed', error: { nodeId: 'up', field: 'params.condition' } })
})

test('at the limit it fails, or goes on with the last value and a warning', async () => {
  const engine = await openTestEngine()
  const ever = { condition: 'true', limit: 4 }
  const failed = await runWorkflow(engine, drawWorkflow('up', { up: loop(ever) }))
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'while.limit', field: 'params.limit' } })
  expect(failed.nodes.up?.iterations).toEqual({ total: null, succeeded: 4, failed: 0 })
  const stopped = await runWorkflow(engine, drawWorkflow('up', { up: loop({ ...ever, atLimit: 'stop' }) }))
  expect(stopped).toMatchObject({ status: 'succeeded', outputs: { up: 4 } })
  expect(stopped.nodes.up?.logs).toMatchObject([{ level: 'warn', text: expect.stringContaining('4 rounds') }])
})

test('a round that fails fails the run; what it names is the inner node', async () => {
  const engine = await openTestEngine()
  const graph = drawGraph('next', { next: code('if (index === 2) throw new Error("no more"); return index') })
  const view = await runWorkflow(engine, drawWorkflow('up', { up: loop({ condition: 'true' }, graph) }))
  expect(view).toMatchObject({
    status: 'failed',
    error: { nodeId: 'next', message: expect.stringContaining('no more') },
  })
  expect(view.nodes.up?.iterations).toEqual({ total: null, succeeded: 2, failed: 1 })
})

test('nests with each: every entry has its own rounds', async () => {
  const engine = await openTestEngine()
  const count = loop({ start: '{{ item }}', condition: 'item < 3' })
  const each = { type: 'each', params: { items: '{{ [1, 2, 5] }}' }, graph: drawGraph('count', { count }) }
  const view = await runWorkflow(engine, drawWorkflow('all', { all: each }))
  expect(view.outputs).toEqual({ all: [3, 3, 5] })
  expect([0, 1, 2].map((round) => view.nodes[`all#${round}/count`]?.iterations?.total)).toEqual([2, 1, 0])
})

test('cancel ends it in the middle of a round', async () => {
  const engine = await openTestEngine()
  const graph = drawGraph('spin', { spin: code('while (true) {}') })
  const text = writeWorkflowFile(drawWorkflow('up', { up: loop({ condition: 'true' }, graph) }))
  const { runId, finished } = await engine.startFile({ text, inputs: {} })
  for await (const { events } of engine.watch(runId, 0))
    if (events.some((one) => 'node' in one && one.node === 'spin')) break
  engine.cancel(runId)
  const view = await finished
  expect(view.status).toBe('cancelled')
  expect(view.nodes.up?.status).toBe('cancelled')
})

test('tried again, it begins anew, also where the program was stopped in between', async () => {
  const server = await startOpenAiServer()
  const env = { ...key, OPENAI_BASE_URL: server.url }
  const graph = drawGraph('ask -> fail', {
    ask: { type: 'prompt', params: { prompt: '{{ index }}' } },
    fail: code('if (ask === "bad") throw new Error("bad"); return ask'),
  })
  const up = {
    ...loop({ condition: 'index < 2' }, graph),
    policy: { retry: { count: 1, firstWaitMs: 0, on: 'any' as const } },
  }
  server.answer({ text: 'a' })
  server.answer({ text: 'bad' })
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const engine = await openTestEngine({ env })
  const { runId } = await engine.startFile({ text: writeWorkflowFile(drawWorkflow('up', { up })), inputs: {} })
  const left = await cutPowerDuring({ engine, runId, held })
  server.answer({ text: 'b' })
  server.answer({ text: 'c' })
  const next = await openTestEngine({ dataDir: left, env })
  for await (const _ of next.watch(runId, 0)) void _
  expect(next.viewOf(runId)).toMatchObject({ status: 'succeeded', outputs: { up: 'c' } })
  await server.close()
})

test('after a power cut in round 2, rounds 0 and 1 are not run again, and the rest follows from what they gave', async () => {
  const server = await startOpenAiServer()
  const env = { ...key, OPENAI_BASE_URL: server.url }
  server.answer({ text: 'a' })
  server.answer({ text: 'ab' })
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const graph = drawGraph('ask', { ask: { type: 'prompt', params: { prompt: 'after {{ item }}' } } })
  const up = loop({ start: 'nothing', condition: 'item !== "abcd"' }, graph)
  const engine = await openTestEngine({ env })
  const { runId } = await engine.startFile({ text: writeWorkflowFile(drawWorkflow('up', { up })), inputs: {} })
  const left = await cutPowerDuring({ engine, runId, held })

  server.answer({ text: 'abc' })
  server.answer({ text: 'abcd' })
  const next = await openTestEngine({ dataDir: left, env })
  for await (const _ of next.watch(runId, 0)) void _
  const view = next.viewOf(runId)
  expect(view.outputs).toEqual({ up: 'abcd' })
  expect(view.nodes.up?.iterations).toEqual({ total: 4, succeeded: 4, failed: 0 })
  expect(view.nodes['up#1/ask']).toMatchObject({ attempt: 1 })
  expect(view.nodes['up#2/ask']).toMatchObject({ attempt: 2 })
  expect(server.requests).toHaveLength(5)
  await server.close()
})
