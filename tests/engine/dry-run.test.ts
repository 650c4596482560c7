import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { assumedAnswerTokens } from '../../electron/engine/costs/expected-answer.ts'
import { isOver, type RunEvent } from '../../shared/run/events.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { answerAtLimit, costOf, openBudgetCheck } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine } from '../support/test-engine.ts'

type TestEngine = Awaited<ReturnType<typeof openTestEngine>>

async function open(outputTokens = 100) {
  const server = await startOpenAiServer({ respond: (body) => answerAtLimit(body, outputTokens) })
  onTestFinished(() => server.close())
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const engine = await openTestEngine({ env })
  return { server, env, engine }
}

async function create(engine: TestEngine, document: Workflow): Promise<string> {
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(document) })
  return workflowId
}

async function ended(engine: TestEngine, runId: string) {
  const events: RunEvent[] = []
  for await (const push of engine.watch(runId, 0)) events.push(...push.events)
  return { view: engine.viewOf(runId), events }
}

async function run(engine: TestEngine, workflowId: string, dryRun: boolean) {
  const { runId } = await engine.client.runs.start({ workflowId, dryRun })
  return { runId, ...(await ended(engine, runId)) }
}

function ledgerOf(dataDir: string) {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const rows = db
    .prepare('SELECT node, provider, model, instead_of, micro_usd, input_tokens, output_tokens FROM ledger')
    .all()
  db.close()
  return rows
}

const ask = (params = {}) => ({
  type: 'prompt',
  params: { model: 'openai/gpt-4o', prompt: 'Say hello to the world.', ...params },
})

test('the offline model answers for all others: no server is asked, nothing is spent, and the rows say for whom', async () => {
  const { engine, server } = await open()
  const check = openBudgetCheck(engine.dataDir)
  onTestFinished(() => check.close())
  const { budgetId } = await engine.client.budgets.create({
    scope: { kind: 'workspace' },
    period: 'total',
    limitTokens: 1,
  })
  const workflowId = await create(engine, drawWorkflow('start -> ask', { start: { type: 'manual' }, ask: ask() }))
  const { view, runId, events } = await run(engine, workflowId, true)
  expect(view).toMatchObject({ status: 'succeeded', dryRun: true, cost: { microUsd: 0, calls: 1, unknownCalls: 0 } })
  expect(server.requests).toHaveLength(0)
  expect(view.nodes.ask?.calls).toMatchObject([
    { provider: 'demo', model: 'demo', insteadOf: 'openai/gpt-4o', microUsd: 0 },
  ])
  expect(events[0]).toMatchObject({ type: 'run-queued', dryRun: true })
  expect(events.find(({ type }) => type === 'model-call-finished')).toMatchObject({ insteadOf: 'openai/gpt-4o' })
  expect(ledgerOf(engine.dataDir)).toMatchObject([
    {
      node: 'ask',
      provider: 'demo',
      instead_of: 'openai/gpt-4o',
      micro_usd: 0,
      input_tokens: expect.toSatisfy((n) => n > 8),
    },
  ])
  expect((await engine.client.runs.get({ runId })).run.isDryRun).toBe(true)
  expect(check.reservationsMade()).toBe(0)
  expect(check.settled(budgetId)).toBe(0)
  expect(await engine.client.budgets.alerts({})).toEqual([])
  expect((await engine.client.costs.summary()).today).toMatchObject({ microUsd: 0, inputTokens: 0, outputTokens: 0 })
  // A budget made later does not count it either.
  await engine.client.budgets.create({
    scope: { kind: 'provider', providerId: 'demo' },
    period: 'total',
    limitTokens: 9,
  })
  expect((await engine.client.budgets.status()).map(({ settledTokens }) => settledTokens)).toEqual([0, 0, 0])
})

test('no key is needed', async () => {
  const engine = await openTestEngine()
  const workflowId = await create(engine, drawWorkflow('start -> ask', { start: { type: 'manual' }, ask: ask() }))
  expect((await run(engine, workflowId, true)).view.status).toBe('succeeded')
})

test('what would change something outside is left out, with what only it feeds', async () => {
  const { engine, server } = await open()
  const workflowId = await create(
    engine,
    drawWorkflow('start -> ask -> write -> after, ask -> send -> sent, start -> pinned -> kept', {
      start: { type: 'manual' },
      ask: ask(),
      write: { type: 'write-file', params: { path: 'out.txt' } },
      send: {
        type: 'http-request',
        params: { method: 'POST', url: `${server.url}/chat/completions`, allowPrivate: true },
      },
      pinned: { type: 'write-file', params: { path: 'other.txt' }, pinned: { out: { path: 'x' } } },
    }),
  )
  const { view } = await run(engine, workflowId, true)
  expect(view.status).toBe('succeeded')
  const reason = 'Left out in a dry run, as it would change something outside.'
  expect(view.nodes.write).toMatchObject({ status: 'skipped', reason })
  expect(view.nodes.send).toMatchObject({ status: 'skipped', reason })
  expect(view.nodes.after?.status).toBe('skipped')
  expect(view.nodes.sent?.status).toBe('skipped')
  expect(view.nodes.kept?.status).toBe('succeeded')
  expect(existsSync(join(engine.filesDir, 'out.txt'))).toBe(false)
  expect(server.requests).toHaveLength(0)
  const write = { type: 'write-file', params: { path: 'out.txt' } }
  const real = await create(engine, drawWorkflow('start -> write', { start: { type: 'manual' }, write }))
  await run(engine, real, false)
  expect(existsSync(join(engine.filesDir, 'out.txt'))).toBe(true)
})

test('inside a loop as well', async () => {
  const { engine } = await open()
  const graph = drawWorkflow('ask -> write', { ask: ask(), write: { type: 'write-file', params: { path: 'f.txt' } } })
  const workflowId = await create(
    engine,
    drawWorkflow('start -> loop', {
      start: { type: 'manual' },
      loop: { type: 'each', params: { items: [1, 2, 3] }, graph: { nodes: graph.nodes, edges: graph.edges } },
    }),
  )
  const { view } = await run(engine, workflowId, true)
  expect(view).toMatchObject({ status: 'succeeded', cost: { calls: 3, microUsd: 0 } })
  expect(view.nodes['loop#1/write']?.status).toBe('skipped')
  expect(existsSync(join(engine.filesDir, 'f.txt'))).toBe(false)
})

test('classify and extract get answers of the shape they ask for', async () => {
  const engine = await openTestEngine()
  const schema = {
    type: 'object',
    properties: {
      count: { type: 'integer', minimum: 3 },
      kind: { enum: ['red', 'blue'] },
      tags: { type: 'array', items: { type: 'string', maxLength: 5 }, minItems: 2 },
      mail: { type: 'string', format: 'email' },
    },
    required: ['count', 'kind', 'tags', 'mail'],
    additionalProperties: false,
  }
  const workflowId = await create(
    engine,
    drawWorkflow('start -> sort, start -> read', {
      start: { type: 'manual' },
      sort: {
        type: 'classify',
        params: {
          text: 'I want my money back',
          categories: [{ name: 'refund' }, { name: 'praise' }],
          model: 'openai/gpt-4o',
        },
      },
      read: { type: 'extract', params: { text: 'Three blue things.', schema, model: 'gemini/gemini-2.5-flash' } },
    }),
  )
  const { view } = await run(engine, workflowId, true)
  expect(view.error).toBeUndefined()
  expect(view.nodes.read?.outputs?.out).toMatchObject({ kind: 'blue' })
})

test('waits pass at once and questions take their first choice; each says so', async () => {
  const { engine } = await open()
  const workflowId = await create(
    engine,
    drawWorkflow('start -> nap -> call -> person, person:approved -> yes, person:rejected -> no', {
      start: { type: 'manual' },
      nap: { type: 'wait', params: { mode: 'duration', amount: 3, unit: 'days' } },
      call: { type: 'wait', params: { mode: 'call' } },
      person: {
        type: 'approval',
        params: {
          title: 'Send it?',
          fields: [
            { name: 'note', type: 'text', required: true },
            { name: 'copies', type: 'number', default: 2 },
          ],
        },
      },
    }),
  )
  const { view } = await run(engine, workflowId, true)
  expect(view.nodes.yes?.status).toBe('succeeded')
  expect(view.nodes.no?.status).toBe('skipped')
  expect(view.nodes.person?.outputs?.approved).toMatchObject({ choice: 'approve', values: { note: '', copies: 2 } })
  for (const id of ['nap', 'call', 'person']) expect(view.nodes[id]?.logs[0]?.text).toMatch(/^A dry run /)
  expect(await engine.client.waits.list({})).toEqual([])
})

test('it survives a stop of the program as a dry run', async () => {
  const { engine, server, env } = await open()
  const { dataDir, filesDir } = engine
  const asks = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`a${index}`, ask({ prompt: `Say ${index}. `.repeat(40) })]),
  )
  const chain = Object.keys(asks).join(' -> ')
  const write = { type: 'write-file', params: { path: 'out.txt' } }
  const workflowId = await create(
    engine,
    drawWorkflow(`start -> ${chain} -> write`, { start: { type: 'manual' }, ...asks, write }),
  )
  const { runId } = await engine.client.runs.start({ workflowId, dryRun: true })
  for await (const { events } of engine.watch(runId, 0))
    if (events.some(({ type }) => type === 'model-call-finished')) break
  await engine.close()
  const again = await openTestEngine({ env, dataDir, filesDir })
  const { view, events } = await ended(again, runId)
  expect(events.some(({ type }) => type === 'run-resumed')).toBe(true)
  expect(view).toMatchObject({ status: 'succeeded', dryRun: true, cost: { microUsd: 0 } })
  expect(view.nodes.write?.status).toBe('skipped')
  expect(server.requests).toHaveLength(0)
  expect(existsSync(join(filesDir, 'out.txt'))).toBe(false)
  expect(ledgerOf(dataDir).every((row) => (row as { instead_of: string }).instead_of === 'openai/gpt-4o')).toBe(true)
})

test('an answer is booked as long as this node’s answers were in real runs', async () => {
  const { engine } = await open(777)
  const workflowId = await create(engine, drawWorkflow('start -> ask', { start: { type: 'manual' }, ask: ask() }))
  const before = await run(engine, workflowId, true)
  expect(before.view.cost.outputTokens).toBe(assumedAnswerTokens)
  await run(engine, workflowId, false)
  const after = await run(engine, workflowId, true)
  expect(after.view.cost.outputTokens).toBe(777)
  expect(after.view.cost.inputTokens).toBe(before.view.cost.inputTokens)
  const models = ['openai/gpt-4o-mini']
  const { runId } = after
  const compared = await engine.client.costs.compare({ runId, range: 'all', models })
  const { inputTokens } = after.view.cost
  expect(compared.models).toMatchObject([
    { model: 'openai/gpt-4o', microUsd: costOf(inputTokens, 777), isAsPlanned: true },
    { model: 'openai/gpt-4o-mini', isAsPlanned: false },
  ])
})

test('it is no last run, begins nothing after it, and what goes on from it is dry too', async () => {
  const { engine, server } = await open()
  const workflowId = await create(engine, drawWorkflow('start -> ask', { start: { type: 'manual' }, ask: ask() }))
  const real = await run(engine, workflowId, false)
  const dry = await run(engine, workflowId, true)
  const workflows = await engine.client.workflows.list()
  expect(workflows.find((one) => one.workflowId === workflowId)?.lastRun?.runId).toBe(real.runId)
  const asked = server.requests.length
  const { runId } = await engine.client.runs.rerun({ runId: dry.runId, from: { kind: 'node', nodeId: 'ask' } })
  const { view } = await ended(engine, runId)
  expect(isOver(view.status)).toBe(true)
  expect(view.dryRun).toBe(true)
  expect(server.requests).toHaveLength(asked)
})
