import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { RunView } from '../../shared/run/view.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { NodePolicy, Workflow } from '../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { cutPowerDuring } from '../support/power-cut.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const key = { OPENAI_API_KEY: 'sk-test' }
const code = (text: string) => ({ type: 'code', params: { code: text } })
const prompt = (text: string) => ({ type: 'prompt', params: { prompt: text } })
const start = (...inputs: JsonObject[]) => ({ type: 'manual', params: { inputs } })
const number = { name: 'n', type: 'number', required: true }
const call = (workflowId: string, inputs: JsonObject = {}, more: JsonObject = {}) => ({
  type: 'workflow',
  params: { workflowId, inputs, version: 'draft', ...more },
})

async function keep(engine: Engine, document: Workflow, name = 'Inner'): Promise<string> {
  const text = writeWorkflowFile({ ...document, name })
  return (await engine.client.workflows.import({ text })).workflowId
}

async function finish(engine: Engine, runId: string): Promise<RunView> {
  for await (const _ of engine.watch(runId, 0)) void _
  return engine.viewOf(runId)
}

/** Doubles a number and says by name what it gives. */
const doubling = drawWorkflow('start -> double -> give', {
  start: start(number),
  double: code('return inputs.n * 2'),
  give: { type: 'output', params: { results: [{ name: 'twice', type: 'number', value: '{{ double }}' }] } },
})

test('runs another workflow with typed inputs and gives its results by name', async () => {
  const engine = await openTestEngine()
  const inner = await keep(engine, doubling)
  const outer = drawWorkflow('twice -> say', {
    twice: call(inner, { n: '{{ "2" + "1" }}' }),
    say: { type: 'template', params: { text: '{{ twice.twice }}' } },
  })
  const view = await runWorkflow(engine, outer)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { say: '42' } })
  expect(view.nodes['twice#0/double']).toMatchObject({ status: 'succeeded', outputs: { out: 42 } })
  expect(view.nodes.twice).toMatchObject({
    subworkflow: { workflowId: inner, workflowName: 'Inner', version: null, inputs: { n: 21 } },
  })
  expect(view.nodes.twice?.iterations).toBeUndefined()
})

test('a run of it alone gives its results by name as well', async () => {
  const engine = await openTestEngine()
  expect((await runWorkflow(engine, doubling, { n: 4 })).outputs).toEqual({ twice: 8 })
})

test('without results it gives what its last node gave', async () => {
  const engine = await openTestEngine()
  const inner = await keep(engine, drawWorkflow('a -> b'))
  expect((await runWorkflow(engine, drawWorkflow('it', { it: call(inner) }))).outputs).toEqual({ it: 'b' })
})

test('sees nothing of the workflow around it', async () => {
  const engine = await openTestEngine()
  const looks = code('return [typeof before, typeof item, Object.keys(inputs), input]')
  const inner = await keep(engine, drawWorkflow('look', { look: looks }))
  const each = { type: 'each', params: { items: '{{ [1] }}' }, graph: drawGraph('it', { it: call(inner) }) }
  const outer = drawWorkflow('begin -> before -> all', { begin: start({ name: 'secret', type: 'text' }), all: each })
  const view = await runWorkflow(engine, outer, { secret: 'x' })
  expect(view.outputs).toEqual({ all: [['undefined', 'undefined', [], null]] })
})

test('runs what is published, or the draft', async () => {
  const engine = await openTestEngine()
  const inner = await keep(engine, drawWorkflow('a', { a: code('return "old"') }))
  await engine.client.workflows.publish({ workflowId: inner })
  const edit = { kind: 'set-params' as const, at: [], id: 'a', params: { code: 'return "new"' } }
  await engine.client.workflows.edit({ workflowId: inner, revision: 1, edits: [edit] })
  const run = (version: string) => runWorkflow(engine, drawWorkflow('it', { it: call(inner, {}, { version }) }))
  const published = await run('published')
  expect(published.outputs).toEqual({ it: 'old' })
  expect(published.nodes.it?.subworkflow?.version).toEqual(expect.any(Number))
  expect((await run('draft')).outputs).toEqual({ it: 'new' })
})

test.each([
  [{}, 'inputs.missing', 'params.inputs.n', '“Inner”: The input `n` is required.'],
  [{ n: 'many' }, 'inputs.wrong-type', 'params.inputs.n', 'must be a number'],
  [{ n: 1, m: 2 }, 'inputs.unknown', 'params.inputs.m', 'no input called `m`'],
])('with the inputs %j it fails at the node and the field', async (inputs, errorCode, field, words) => {
  const engine = await openTestEngine()
  const inner = await keep(engine, doubling)
  const { error } = await runWorkflow(engine, drawWorkflow('it', { it: call(inner, inputs) }))
  expect(error).toMatchObject({ code: errorCode, field, nodeId: 'it', message: expect.stringContaining(words) })
})

test('what it names must be there, published and fit to run', async () => {
  const engine = await openTestEngine()
  const run = async (params: JsonObject) =>
    (await runWorkflow(engine, drawWorkflow('it', { it: { type: 'workflow', params } }))).error
  const at = { nodeId: 'it', field: 'params.workflowId' }
  expect(await run({})).toMatchObject({ code: 'subworkflow.none', ...at })
  expect(await run({ workflowId: 'wf_none' })).toMatchObject({ code: 'workflow.not-found', ...at })
  const inner = await keep(engine, doubling)
  expect(await run({ workflowId: inner })).toMatchObject({ code: 'workflow.not-published', ...at })
  const empty = await keep(engine, { ...doubling, nodes: {}, edges: [] }, 'Empty')
  expect(await run({ workflowId: empty, version: 'draft' })).toMatchObject({
    code: 'workflow.empty',
    nodeId: 'it',
    message: 'The workflow “Empty” cannot run. The workflow has no nodes yet.',
  })
})

test('the check of a workflow finds what is missing before it runs', async () => {
  const engine = await openTestEngine()
  const inner = await keep(engine, doubling)
  const check = async (params: JsonObject) => {
    const workflowId = await keep(engine, drawWorkflow('it', { it: { type: 'workflow', params } }), 'Outer')
    return (await engine.client.workflows.get({ workflowId })).issues.map(({ code: what, field }) => `${what} ${field}`)
  }
  expect(await check({})).toEqual(['subworkflow.none params.workflowId'])
  expect(await check({ workflowId: inner })).toEqual(['workflow.not-published params.workflowId'])
  const draft = { workflowId: inner, version: 'draft' }
  expect(await check(draft)).toEqual(['subworkflow.inputs params.inputs.n'])
  expect(await check({ ...draft, inputs: { n: '{{ 1 }}', x: 1 } })).toEqual(['subworkflow.inputs params.inputs.x'])
  expect(await check({ ...draft, inputs: { n: 1 } })).toEqual([])
  await engine.client.workflows.remove({ workflowId: inner })
  expect(await check(draft)).toEqual(['workflow.not-found params.workflowId'])
})

test('a node that fails inside fails the node outside, which names it', async () => {
  const engine = await openTestEngine()
  const inner = await keep(engine, drawWorkflow('a -> boom', { boom: code('throw new Error("broken")') }))
  const middle = await keep(engine, drawWorkflow('deep', { deep: call(inner) }), 'Middle')
  const view = await runWorkflow(engine, drawWorkflow('it -> after', { it: call(middle) }))
  expect(view.error).toMatchObject({
    nodeId: 'it',
    message: expect.stringMatching(/^“Middle”, at `deep`: “Inner”, at `boom`: .*broken/),
  })
  expect(view.error?.field).toBeUndefined()
  expect(view.nodes['it#0/deep#0/boom']?.status).toBe('failed')
  expect(view.nodes.after?.status).toBe('skipped')
})

test('the policy of the node holds for all that runs inside: retry, error output, time', async () => {
  const engine = await openTestEngine()
  const fails = await keep(engine, drawWorkflow('boom', { boom: code('throw new Error("broken")') }))
  const spins = await keep(engine, drawWorkflow('spin', { spin: code('while (true) {}') }))
  const run = (workflowId: string, policy: NodePolicy) =>
    runWorkflow(engine, drawWorkflow('it', { it: { ...call(workflowId), policy } }))
  const tried = await run(fails, {
    retry: { count: 1, firstWaitMs: 0, on: 'any' },
    onError: 'value',
    fallback: 'instead',
  })
  expect(tried).toMatchObject({ status: 'succeeded', outputs: { it: 'instead' } })
  expect(tried.nodes.it?.attempt).toBe(2)
  expect((await run(spins, { timeoutMs: 200 })).error).toMatchObject({ code: 'node.timeout', nodeId: 'it' })
})

test('pinned, it is not run', async () => {
  const engine = await openTestEngine()
  const pinned = { ...call('wf_none'), pinned: { out: { twice: 7 } } }
  const view = await runWorkflow(engine, drawWorkflow('it', { it: pinned }))
  expect(view.outputs).toEqual({ it: { twice: 7 } })
})

test('cancel reaches the model call inside', async () => {
  const server = await startOpenAiServer()
  const engine = await openTestEngine({ env: { ...key, OPENAI_BASE_URL: server.url } })
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const inner = await keep(engine, drawWorkflow('ask', { ask: prompt('Hi') }))
  const text = writeWorkflowFile(drawWorkflow('it', { it: call(inner) }))
  const { runId, finished } = await engine.startFile({ text, inputs: {} })
  await held.arrived
  engine.cancel(runId)
  await held.clientLeft
  const view = await finished
  expect(view.status).toBe('cancelled')
  expect(view.nodes.it?.status).toBe('cancelled')
  expect(view.nodes['it#0/ask']?.status).toBe('cancelled')
  await server.close()
})

test('each > workflow > while: values, rounds and costs, each call counted once', async () => {
  const server = await startOpenAiServer()
  const engine = await openTestEngine({ env: { ...key, OPENAI_BASE_URL: server.url } })
  for (let call = 0; call < 4; call++) server.answer({ text: 'x', usage: { inputTokens: 1_000, outputTokens: 1_000 } })
  const loop = {
    type: 'while',
    params: { start: '', condition: 'index < 2' },
    graph: drawGraph('ask -> add', { ask: prompt('{{ item }}{{ index }}'), add: code('return item + ask') }),
  }
  const inner = await keep(engine, drawWorkflow('start -> loop', { start: start(number), loop }))
  const graph = drawGraph('sub', { sub: call(inner, { n: '{{ item }}' }) })
  const all = { type: 'each', params: { items: '{{ [1, 2] }}' }, graph }
  const view = await runWorkflow(engine, drawWorkflow('all', { all }))
  expect(view.outputs).toEqual({ all: ['xx', 'xx'] })
  const one = view.nodes['all#0/sub#0/loop#0/ask']?.cost.microUsd ?? 0
  expect(one).toBeGreaterThan(0)
  const costOf = (name: string) => view.nodes[name]?.cost.microUsd
  expect([costOf('all#0/sub#0/loop'), costOf('all#0/sub'), costOf('all'), view.cost.microUsd]).toEqual([
    ...[2 * one, 2 * one, 4 * one, 4 * one],
  ])
  const db = new Database(join(engine.dataDir, 'niti.db'), { readonly: true })
  expect(db.prepare('SELECT COUNT(*) AS rows, SUM(micro_usd) AS sum FROM ledger').get()).toEqual({
    rows: 4,
    sum: 4 * one,
  })
  db.close()
  await server.close()
})

test('its own default model goes first, then that of the run', async () => {
  const server = await startOpenAiServer()
  const engine = await openTestEngine({ env: { ...key, OPENAI_BASE_URL: server.url } })
  for (let call = 0; call < 3; call++) server.answer({ text: 'x' })
  const asks = drawWorkflow('ask', { ask: prompt('Hi') })
  const plain = await keep(engine, asks)
  const own = await keep(engine, { ...asks, settings: { defaultModel: 'openai/own' } })
  const outer = { ...drawWorkflow('a -> b -> c', { a: prompt('Hi'), b: call(plain), c: call(own) }) }
  const view = await runWorkflow(engine, { ...outer, settings: { defaultModel: 'openai/outer' } })
  const models = ['a', 'b#0/ask', 'c#0/ask'].map((name) => view.nodes[name]?.calls[0]?.model)
  expect(models).toEqual(['outer', 'outer', 'own'])
  // An outer workflow that asks no model itself has none to hand on.
  server.answer({ text: 'x' })
  expect((await runWorkflow(engine, drawWorkflow('b', { b: call(plain) }))).status).toBe('succeeded')
  await server.close()
})

test('a workflow that runs itself without end is stopped, and the chain is named', async () => {
  const engine = await openTestEngine()
  const workflowId = await keep(engine, drawWorkflow('a'), 'Mirror')
  const node = { type: 'workflow', version: 1, params: { workflowId, version: 'draft' }, position: { x: 0, y: 0 } }
  await engine.client.workflows.edit({
    workflowId,
    revision: 1,
    edits: [{ kind: 'add-node', at: [], id: 'again', node }],
  })
  const { runId } = await engine.client.runs.start({ workflowId })
  const view = await finish(engine, runId)
  expect(view.status).toBe('failed')
  const deepest = Object.values(view.nodes).find(({ error }) => error?.code === 'subworkflow.too-deep' && error.field)
  expect(deepest?.error?.message).toBe(
    `Workflows run more than 8 deep inside each other: ${Array(9).fill('“Mirror”').join(' → ')}.`,
  )
  expect(deepest?.scope.split('/')).toHaveLength(8)
})

test('places of the run are not used up by workflows inside workflows', async () => {
  const engine = await openTestEngine()
  const inner = await keep(engine, drawWorkflow('a'))
  const middle = await keep(engine, drawWorkflow('b', { b: call(inner) }))
  const outer = drawWorkflow('c, d', { c: call(middle), d: call(middle) })
  const view = await runWorkflow(engine, { ...outer, settings: { concurrency: 1 } })
  expect(view.outputs).toEqual({ c: 'a', d: 'a' })
})

test('after a power cut it goes on with the very document it began with, though the workflow was edited and deleted', async () => {
  const server = await startOpenAiServer()
  const env = { ...key, OPENAI_BASE_URL: server.url }
  server.answer({ text: 'First' })
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const engine = await openTestEngine({ env })
  const inner = await keep(
    engine,
    drawWorkflow('start -> one -> two -> last', {
      start: start(number),
      one: prompt('1'),
      two: prompt('2 after {{ one }}'),
      last: { type: 'template', params: { text: '{{ inputs.n }} {{ one }} {{ two }}' } },
    }),
  )
  const text = writeWorkflowFile(drawWorkflow('it', { it: call(inner, { n: 7 }) }))
  const { runId } = await engine.startFile({ text, inputs: {} })
  await held.arrived
  const edit = { kind: 'set-params' as const, at: [], id: 'last', params: { text: 'edited' } }
  await engine.client.workflows.edit({ workflowId: inner, revision: 1, edits: [edit] })
  await engine.client.workflows.remove({ workflowId: inner })
  const left = await cutPowerDuring({ engine, runId, held })

  server.answer({ text: 'Second' })
  const next = await openTestEngine({ dataDir: left, env })
  const view = await finish(next, runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { it: '7 First Second' } })
  expect(view.nodes['it#0/one']).toMatchObject({ attempt: 1 })
  expect(view.nodes['it#0/two']).toMatchObject({ attempt: 2 })
  expect(server.requests).toHaveLength(3)
  await server.close()
})

test('what must not be done twice inside another workflow is not done twice after a power cut', async () => {
  const server = await startOpenAiServer()
  const env = { ...key, OPENAI_BASE_URL: server.url }
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const engine = await openTestEngine({ env })
  const once = { ...prompt('Hi'), policy: { whenInterrupted: 'fail' as const } }
  const inner = await keep(engine, drawWorkflow('ask', { ask: once }))
  const each = { type: 'each', params: { items: '{{ [1] }}' }, graph: drawGraph('it', { it: call(inner) }) }
  const text = writeWorkflowFile(drawWorkflow('all', { all: each }))
  const { runId } = await engine.startFile({ text, inputs: {} })
  const left = await cutPowerDuring({ engine, runId, held })
  const next = await openTestEngine({ dataDir: left, env })
  const view = await finish(next, runId)
  expect(view).toMatchObject({ status: 'failed', error: { code: 'run.interrupted-once-only' } })
  expect(view.nodes['all#0/it#0/ask']?.status).toBe('failed')
  expect(server.requests).toHaveLength(1)
  await server.close()
})

test('a rerun from the failed node keeps what finished inside, unless the workflow inside has changed', async () => {
  const engine = await openTestEngine()
  const inner = await keep(
    engine,
    drawWorkflow('start -> a -> b', {
      start: start({ name: 'ok', type: 'boolean' }),
      a: code('return 1'),
      b: code('if (now !== "x") throw new Error("broken"); return 2'),
    }),
  )
  const workflowId = await keep(engine, drawWorkflow('first -> it', { it: call(inner, { ok: true }) }), 'Outer')
  const { runId } = await engine.client.runs.start({ workflowId })
  expect((await finish(engine, runId)).status).toBe('failed')
  const again = async () => {
    const rerun = await engine.client.runs.rerun({ runId, from: { kind: 'failed' } })
    const view = await finish(engine, rerun.runId)
    return Object.fromEntries(Object.values(view.nodes).map((one) => [one.key, one.reused ? 'reused' : one.status]))
  }
  expect(await again()).toEqual({
    first: 'reused',
    it: 'failed',
    'it#0/start': 'reused',
    'it#0/a': 'reused',
    'it#0/b': 'failed',
  })
  const edit = { kind: 'set-params' as const, at: [], id: 'b', params: { code: 'return 2' } }
  await engine.client.workflows.edit({ workflowId: inner, revision: 1, edits: [edit] })
  expect(await again()).toEqual({
    ...{ first: 'reused', it: 'succeeded', 'it#0/start': 'succeeded' },
    ...{ 'it#0/a': 'succeeded', 'it#0/b': 'succeeded' },
  })
})
