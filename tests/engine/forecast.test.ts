import { expect, onTestFinished, test } from 'vitest'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { answerAtLimit, costOf } from '../support/budget-check.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import type { ModelServerOptions } from '../support/model-server.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine } from '../support/test-engine.ts'

type TestEngine = Awaited<ReturnType<typeof openTestEngine>>

async function open(respond: ModelServerOptions['respond'] = (body) => answerAtLimit(body, 100)) {
  const server = await startOpenAiServer({ respond })
  onTestFinished(() => server.close())
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  return { server, engine }
}

async function create(engine: TestEngine, document: Workflow): Promise<string> {
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(document) })
  return workflowId
}

async function run(engine: TestEngine, workflowId: string, inputs = {}, dryRun = false) {
  const { runId } = await engine.client.runs.start({ workflowId, inputs, dryRun })
  for await (const _ of engine.watch(runId, 0)) void _
  return engine.viewOf(runId)
}

const start = (...inputs: object[]) => ({ type: 'manual', params: { inputs: inputs as never } })
const ask = (params = {}) => ({
  type: 'prompt',
  params: { model: 'openai/gpt-4o', prompt: 'Say hello to the world.', ...params },
})
const asking = (params = {}) => drawWorkflow('start -> ask', { start: start(), ask: ask(params) })
/** Without the cap that protects whoever begins. */
async function uncap(engine: TestEngine) {
  for (const { budgetId } of await engine.client.budgets.list()) await engine.client.budgets.remove({ budgetId })
}

test('before the first run: what the prompt says, and an answer as long as its limit', async () => {
  const { engine, server } = await open()
  const workflowId = await create(engine, asking({ maxOutputTokens: 50 }))
  const forecast = await engine.client.costs.forecast({ workflowId })
  expect(forecast.nodes).toHaveLength(1)
  const [node] = forecast.nodes
  expect(node).toMatchObject({
    nodeId: 'ask',
    model: 'openai/gpt-4o',
    calls: { expected: 1, most: 4 },
    outputTokens: { expected: 50, most: 50 },
    basis: { kind: 'prompt' },
  })
  expect(node?.inputTokens.expected).toBeGreaterThanOrEqual(8)
  expect(node?.inputTokens.expected).toBeLessThan(20)
  expect(node?.expectedMicroUsd).toBe(costOf(node?.inputTokens.expected ?? 0, 50))
  expect(forecast).toMatchObject({
    expectedMicroUsd: node?.expectedMicroUsd,
    mostMicroUsd: node?.mostMicroUsd,
    cappedBy: null,
    unknownNodes: [],
  })
  expect(server.requests).toHaveLength(0)
})

test('afterwards: what the node did in its last runs', async () => {
  const { engine } = await open((body) => ({
    text: 'x',
    usage: { inputTokens: 40, outputTokens: 333 },
    ...(body && {}),
  }))
  const workflowId = await create(
    engine,
    drawWorkflow('start -> ask', {
      start: start({ name: 'topic', required: true }),
      ask: ask({ prompt: 'On {{ inputs.topic }}' }),
    }),
  )
  const before = await engine.client.costs.forecast({ workflowId })
  expect(before.unknownNodes).toEqual(['ask'])
  expect(before.nodes[0]).toMatchObject({ expectedMicroUsd: null, inputTokens: { most: null }, mostMicroUsd: null })
  await run(engine, workflowId, { topic: 'cats' })
  await run(engine, workflowId, { topic: 'dogs' })
  await run(engine, workflowId, { topic: 'dogs' }, true)
  const after = await engine.client.costs.forecast({ workflowId })
  expect(after.nodes[0]).toMatchObject({
    basis: { kind: 'history', runs: 2, calls: 2 },
    inputTokens: { expected: 40, most: null },
    outputTokens: { expected: 333 },
    expectedMicroUsd: costOf(40, 333),
  })
  const given = await engine.client.costs.forecast({ workflowId, inputs: { topic: 'birds' } })
  expect(given.nodes[0]?.inputTokens.expected).toBeLessThan(20)
  expect(given.nodes[0]?.inputTokens.most).not.toBeNull()
})

test('a list that is known is gone through, one that is not takes what the runs before had', async () => {
  const { engine } = await open()
  const loop = (items: unknown, prompt: string) => ({
    type: 'each',
    params: { items: items as never, limit: 50 },
    graph: drawGraph('ask', { ask: ask({ prompt, maxOutputTokens: 100 }) }),
  })
  const known = await create(
    engine,
    drawWorkflow('start -> loop', {
      start: start({ name: 'list', type: 'list' }),
      loop: loop('{{ inputs.list }}', 'Say {{ item }}'),
    }),
  )
  const three = await engine.client.costs.forecast({ workflowId: known, inputs: { list: ['a', 'b', 'c'] } })
  expect(three.nodes[0]).toMatchObject({ nodeId: 'loop/ask', calls: { expected: 3, most: 12 } })
  expect(three.nodes[0]?.inputTokens.most).not.toBeNull()
  const thousand = await engine.client.costs.forecast({
    workflowId: known,
    inputs: { list: Array.from({ length: 40 }, String) },
  })
  expect(thousand.nodes[0]?.calls.expected).toBe(40)
  const none = await engine.client.costs.forecast({ workflowId: known, inputs: { list: [] } })
  expect(none).toMatchObject({ nodes: [], expectedMicroUsd: 0, mostMicroUsd: 0 })

  const code = { type: 'code', params: { code: 'return [1, 2, 3, 4, 5]' } }
  const unknown = await create(
    engine,
    drawWorkflow('start -> code -> loop', { start: start(), code, loop: loop('{{ input }}', 'Say hello') }),
  )
  const before = await engine.client.costs.forecast({ workflowId: unknown })
  expect(before).toMatchObject({ unknownNodes: ['loop/ask'], expectedMicroUsd: 0 })
  expect(before.nodes[0]).toMatchObject({ calls: { most: 200 }, expectedMicroUsd: null })
  await run(engine, unknown)
  const after = await engine.client.costs.forecast({ workflowId: unknown })
  expect(after.nodes[0]).toMatchObject({
    calls: { expected: 5, most: 200 },
    basis: { kind: 'history', runs: 1, calls: 5 },
  })
  expect(after.unknownNodes).toEqual([])
})

test('an answer that goes into the next prompt counts with its expected length', async () => {
  const { engine } = await open()
  const workflowId = await create(
    engine,
    drawWorkflow('start -> first -> second', {
      start: start(),
      first: ask({ maxOutputTokens: 300 }),
      second: ask({ prompt: 'Shorten: {{ input }}' }),
    }),
  )
  const { nodes } = await engine.client.costs.forecast({ workflowId })
  const second = nodes.find(({ nodeId }) => nodeId === 'second')
  expect(second?.inputTokens.expected).toBeGreaterThan(300)
  expect(second?.inputTokens.expected).toBeLessThan(320)
  expect(second?.inputTokens.most).toBeNull()
})

test('a branch that is not taken asks nothing, and pinned outputs are what is known of a node', async () => {
  const { engine } = await open()
  const workflowId = await create(
    engine,
    drawWorkflow('start -> check, check:true -> yes, check:false -> no, start -> pinned -> after', {
      start: start({ name: 'mode', default: 'short' }),
      check: { type: 'if', params: { left: '{{ inputs.mode }}', operator: 'equals', right: 'short' } },
      yes: ask(),
      no: ask(),
      pinned: { ...ask(), pinned: { out: 'A pinned answer' } },
      after: ask({ prompt: 'Go on: {{ input }}' }),
    }),
  )
  const idsOf = async (inputs: { mode?: string }) => {
    const { nodes } = await engine.client.costs.forecast({ workflowId, inputs })
    return nodes.map(({ nodeId, inputTokens }) => [nodeId, inputTokens.most !== null])
  }
  expect(await idsOf({})).toEqual([
    ['yes', true],
    ['after', true],
  ])
  expect(await idsOf({ mode: 'long' })).toEqual([
    ['no', true],
    ['after', true],
  ])
})

test('what nobody knows stays unknown: prices, and models that an expression chooses', async () => {
  const { engine } = await open()
  const workflowId = await create(
    engine,
    drawWorkflow('start -> known, start -> unpriced, start -> code -> chosen, start -> free', {
      start: start(),
      known: ask({ maxOutputTokens: 10 }),
      unpriced: ask({ model: 'openai/made-up-model' }),
      code: { type: 'code', params: { code: 'return "openai/gpt-4o"' } },
      chosen: ask({ model: '{{ code }}' }),
      free: ask({ model: 'demo/demo' }),
    }),
  )
  const forecast = await engine.client.costs.forecast({ workflowId })
  const byId = Object.fromEntries(forecast.nodes.map((node) => [node.nodeId, node]))
  expect(byId.unpriced).toMatchObject({ model: 'openai/made-up-model', expectedMicroUsd: null, mostMicroUsd: null })
  expect(byId.chosen).toMatchObject({ model: null, expectedMicroUsd: null, mostMicroUsd: null })
  expect(byId.free).toMatchObject({ expectedMicroUsd: 0, mostMicroUsd: 0 })
  expect(forecast.unknownNodes.sort()).toEqual(['chosen', 'unpriced'])
  expect(forecast.expectedMicroUsd).toBe(byId.known?.expectedMicroUsd)
  expect(forecast.mostMicroUsd).toBe(1_000_000)
})

test('the budget that leaves least caps it; without any, nothing does', async () => {
  const { engine } = await open()
  const workflowId = await create(
    engine,
    drawWorkflow('start -> ask', {
      start: start({ name: 'text', required: true }),
      ask: ask({ prompt: '{{ inputs.text }}' }),
    }),
  )
  const [cap] = await engine.client.budgets.list()
  const capped = await engine.client.costs.forecast({ workflowId })
  expect(capped).toMatchObject({
    mostMicroUsd: 1_000_000,
    cappedBy: { budgetId: cap?.budgetId, leftMicroUsd: 1_000_000 },
  })
  const { budgetId } = await engine.client.budgets.create({
    scope: { kind: 'provider', providerId: 'openai' },
    period: 'day',
    limitMicroUsd: 30_000,
  })
  await engine.client.budgets.create({
    scope: { kind: 'provider', providerId: 'gemini' },
    period: 'day',
    limitMicroUsd: 10,
  })
  expect(await engine.client.costs.forecast({ workflowId })).toMatchObject({
    mostMicroUsd: 30_000,
    cappedBy: { budgetId },
  })
  const view = await run(engine, workflowId, { text: 'Hello' })
  const left = 30_000 - view.cost.microUsd
  expect(await engine.client.costs.forecast({ workflowId })).toMatchObject({
    mostMicroUsd: left,
    cappedBy: { leftMicroUsd: left },
  })
  await uncap(engine)
  expect(await engine.client.costs.forecast({ workflowId })).toMatchObject({ mostMicroUsd: null, cappedBy: null })
})

test('a workflow inside counts with what it is given; one that runs itself shows only in the run', async () => {
  const { engine } = await open()
  const inner = await create(
    engine,
    drawWorkflow('start -> ask', {
      start: start({ name: 'text' }),
      ask: ask({ prompt: 'Shorten {{ inputs.text }}', maxOutputTokens: 20 }),
    }),
  )
  const node = { type: 'workflow', params: { workflowId: inner, version: 'draft', inputs: { text: 'A known text' } } }
  const outer = await create(engine, drawWorkflow('start -> sub', { start: start(), sub: node }))
  const before = await engine.client.costs.forecast({ workflowId: outer })
  expect(before.nodes).toMatchObject([{ nodeId: 'sub/ask', calls: { expected: 1 }, basis: { kind: 'prompt' } }])
  expect(before.nodes[0]?.inputTokens.most).not.toBeNull()
  await run(engine, outer)
  const after = await engine.client.costs.forecast({ workflowId: outer })
  expect(after.nodes).toMatchObject([{ nodeId: 'sub/ask', basis: { kind: 'history', runs: 1, calls: 1 } }])
  const { document, revision } = await engine.client.workflows.get({ workflowId: inner })
  const itself = {
    ...node,
    version: 1,
    position: { x: 0, y: 0 },
    params: { workflowId: inner, version: 'draft', inputs: {} },
  }
  await engine.client.workflows.edit({
    workflowId: inner,
    revision,
    edits: [
      { kind: 'add-node', at: [], id: 'again', node: itself },
      { kind: 'add-edge', at: [], edge: { from: 'ask', fromPort: 'out', to: 'again', toPort: 'in' } },
    ],
  })
  expect(Object.keys(document.nodes)).toHaveLength(2)
  const endless = await engine.client.costs.forecast({ workflowId: inner })
  expect(endless.unknownNodes).toContain('again/again')
  expect(endless.cappedBy).not.toBeNull()
})

test('a workflow that could not run says why', async () => {
  const { engine } = await open()
  const workflowId = await create(
    engine,
    drawWorkflow('start -> ask', { start: start(), ask: { type: 'prompt', params: { prompt: '{{ nowhere }}' } } }),
  )
  await expect(engine.client.costs.forecast({ workflowId })).rejects.toThrow(/nowhere/)
})

test('a thousand nodes that ask take no more than a moment', async () => {
  const { engine } = await open()
  const nodes = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [
      `n${index}`,
      ask({ prompt: `Say ${index} {{ inputs.topic }}`, maxOutputTokens: 10 }),
    ]),
  )
  const wires = Object.keys(nodes)
    .map((id) => `start -> ${id}`)
    .join(', ')
  const workflowId = await create(
    engine,
    drawWorkflow(wires, { start: start({ name: 'topic', default: 'tea' }), ...nodes }),
  )
  const warm = await create(engine, asking())
  await engine.client.costs.forecast({ workflowId: warm })
  const began = performance.now()
  const { nodes: figures } = await engine.client.costs.forecast({ workflowId })
  const took = performance.now() - began
  expect(figures).toHaveLength(1_000)
  // Some 200 ms on an idle machine; the bound leaves room for a busy one.
  expect(took).toBeLessThan(2_000)
})
