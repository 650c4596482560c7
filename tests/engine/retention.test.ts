import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { systemClock } from '../../electron/engine/system-clock.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine } from '../support/test-engine.ts'

type Settings = NonNullable<Workflow['settings']>

const code = (text: string) => ({ type: 'code', params: { code: text } })
const big = (word: string) => code(`return ${JSON.stringify(word)}.repeat(100000)`)

async function importWorkflow(engine: Engine, document: Workflow, settings: Settings = {}): Promise<string> {
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile({ ...document, settings }) })
  return workflowId
}

async function run(engine: Engine, workflowId: string): Promise<string> {
  const { runId } = await engine.client.runs.start({ workflowId })
  for await (const _ of await engine.client.runs.watch({ runId })) void _
  return runId
}

function count(dataDir: string, sql: string): number {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const found = db.prepare(sql).pluck().get()
  db.close()
  return Number(found)
}

/** A clock that is set by hand; time that passes is the machine's. */
function settableClock() {
  let aheadMs = 0
  const clock = { now: () => Date.now() + aheadMs, sleep: systemClock.sleep }
  return { clock, forward: (days: number) => (aheadMs += days * 24 * 3_600_000) }
}

test('of a workflow that keeps its newest runs, older ones are cleared by themselves; their rows stay', async () => {
  const engine = await openTestEngine()
  const workflowId = await importWorkflow(engine, drawWorkflow('make', { make: big('a') }), { retention: { runs: 2 } })
  const runIds: string[] = []
  for (let index = 0; index < 5; index++) runIds.push(await run(engine, workflowId))
  const list = () => engine.client.runs.list({ workflowId })
  // The last thing that is done for each.
  await expect.poll(() => count(engine.dataDir, 'SELECT COUNT(*) FROM run_blobs')).toBe(2)
  const runs = await list()
  expect(runs.map((one) => [one.runId, one.clearedAt === null, one.status])).toEqual([
    [runIds[4], true, 'succeeded'],
    [runIds[3], true, 'succeeded'],
    ...[2, 1, 0].map((index) => [runIds[index], false, 'succeeded']),
  ])
  // The value is still held by the runs that are kept.
  expect(count(engine.dataDir, 'SELECT COUNT(*) FROM blobs')).toBe(1)
  expect(count(engine.dataDir, 'SELECT COUNT(DISTINCT event_key / 16777216) FROM events')).toBe(2)
})

test('a run that was cleared says so, whatever is asked of it', async () => {
  const { clock, forward } = settableClock()
  const engine = await openTestEngine({ clock })
  const workflowId = await importWorkflow(engine, drawWorkflow('make', { make: big('b') }))
  const runId = await run(engine, workflowId)
  forward(10)
  expect(await engine.client.storage.clean({ days: 5 })).toMatchObject({ runs: 1 })
  const { run: summary, document } = await engine.client.runs.get({ runId })
  expect(summary).toMatchObject({ status: 'succeeded', clearedAt: expect.any(Number) })
  expect(document).toEqual({ format: 1, name: 'Test', nodes: {}, edges: [] })
  const cleared = {
    data: { kind: 'user', code: 'run.cleared', message: /was removed on \d{4}-\d\d-\d\d to make room/ },
  }
  const { client } = engine
  const at = { runId, scope: '', node: 'make', port: 'out' }
  await expect(client.runs.watch({ runId })).rejects.toMatchObject({ data: { code: cleared.data.code } })
  await expect(client.runs.value(at)).rejects.toMatchObject({ data: { code: cleared.data.code } })
  await expect(client.runs.valuePage(at)).rejects.toMatchObject({ data: { code: cleared.data.code } })
  const again = client.runs.rerun({ runId, from: { kind: 'failed' }, workflow: 'draft' })
  await expect(again).rejects.toMatchObject({ data: { code: cleared.data.code } })
  await expect(client.runs.rerun({ runId, from: { kind: 'failed' }, workflow: 'same' })).rejects.toMatchObject({
    data: { code: cleared.data.code, message: expect.stringMatching(cleared.data.message) },
  })
  expect(engine.viewOf(runId).nodes).toEqual({})
  expect(count(engine.dataDir, 'SELECT COUNT(*) FROM blobs')).toBe(0)
})

test('costs stay when runs are cleared', async () => {
  const server = await startOpenAiServer()
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  server.answer({ text: 'Hi', usage: { inputTokens: 1_000, outputTokens: 1_000 } })
  server.answer({ text: 'Hi', usage: { inputTokens: 1_000, outputTokens: 1_000 } })
  const ask = { type: 'prompt', params: { prompt: 'Hi', model: 'openai/gpt-4o-mini' } }
  const workflowId = await importWorkflow(engine, drawWorkflow('ask', { ask }))
  await run(engine, workflowId)
  await run(engine, workflowId)
  const before = await engine.client.costs.summary()
  expect(before.today.microUsd).toBeGreaterThan(0)
  expect(await engine.client.storage.clean({ runs: 1 })).toMatchObject({ runs: 1 })
  expect(await engine.client.costs.summary()).toEqual(before)
  const [kept, cleared] = await engine.client.runs.list({ workflowId })
  expect(cleared).toMatchObject({ microUsd: kept?.microUsd, inputTokens: kept?.inputTokens })
  await server.close()
})

test('a preview tells what a clean does, without doing it', async () => {
  const { clock, forward } = settableClock()
  const engine = await openTestEngine({ clock })
  const one = await importWorkflow(engine, drawWorkflow('make', { make: big('c') }))
  const two = await importWorkflow(engine, drawWorkflow('make -> more', { make: big('c'), more: big('d') }))
  await run(engine, one)
  await run(engine, two)
  await run(engine, two)
  const { client } = engine
  const ofTwo = await client.storage.preview({ runs: 1, workflowId: two })
  expect(ofTwo).toMatchObject({ runs: 1 })
  expect(await client.storage.preview({ days: 1 })).toEqual({ runs: 0, bytes: 0 })
  expect(await client.storage.preview({ runs: 1, workflowId: null })).toEqual({ runs: 0, bytes: 0 })
  forward(2)
  const all = await client.storage.preview({ days: 1 })
  expect(all.runs).toBe(3)
  expect(all.bytes).toBeGreaterThan(2 * ofTwo.bytes)
  expect(await client.storage.clean({ days: 1 })).toEqual(all)
  expect(await client.storage.clean({ days: 1 })).toEqual({ runs: 0, bytes: 0 })
  expect(count(engine.dataDir, 'SELECT COUNT(*) FROM events')).toBe(0)
})

test('without a limit, the rules in force count: a workflow’s own, else those of the settings', async () => {
  const { clock, forward } = settableClock()
  const engine = await openTestEngine({ clock })
  const forEver = await importWorkflow(engine, drawWorkflow('a'), { retention: {} })
  const short = await importWorkflow(engine, drawWorkflow('a'), { retention: { days: 3 } })
  const plain = await importWorkflow(engine, drawWorkflow('a'))
  const runIds = [await run(engine, forEver), await run(engine, short), await run(engine, plain)]
  const cleared = async () => {
    const runs = await Promise.all(runIds.map((runId) => engine.client.runs.get({ runId })))
    return runs.map((one) => one.run.clearedAt !== null)
  }
  forward(5)
  expect(await engine.client.storage.clean({})).toMatchObject({ runs: 1 })
  expect(await cleared()).toEqual([false, true, false])
  forward(90)
  expect(await engine.client.storage.clean({})).toMatchObject({ runs: 1 })
  expect(await cleared()).toEqual([false, true, true])
  await engine.client.settings.change({ retention: {} })
  const last = await run(engine, plain)
  forward(1_000)
  expect(await engine.client.storage.clean({})).toEqual({ runs: 0, bytes: 0 })
  expect((await engine.client.runs.get({ runId: last })).run.clearedAt).toBeNull()
})

test('unfinished runs, and those whose work one takes up, are never touched', async () => {
  const server = await startOpenAiServer()
  const { clock, forward } = settableClock()
  const engine = await openTestEngine({ clock, env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  server.answer({ text: 'First' })
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const ask = { type: 'prompt', params: { prompt: 'Hi {{ make.length }}', model: 'openai/gpt-4o-mini' } }
  const workflowId = await importWorkflow(engine, drawWorkflow('make -> ask', { make: big('e'), ask }))
  const first = await run(engine, workflowId)
  const second = await engine.client.runs.rerun({ runId: first, from: { kind: 'node', nodeId: 'ask' } })
  await held.arrived
  forward(400)
  expect(await engine.client.storage.clean({ days: 1 })).toEqual({ runs: 0, bytes: 0 })
  engine.cancel(second.runId)
  await held.clientLeft
  for await (const _ of await engine.client.runs.watch({ runId: second.runId })) void _
  forward(2)
  expect(await engine.client.storage.clean({ days: 1 })).toMatchObject({ runs: 2 })
  await server.close()
})

test('documents nobody needs any more go with the runs; those of versions and of other runs stay', async () => {
  const { clock, forward } = settableClock()
  const engine = await openTestEngine({ clock })
  const kept = await importWorkflow(engine, drawWorkflow('a -> b'), { retention: {} })
  await run(engine, kept)
  const file = await engine.startFile({ text: writeWorkflowFile(drawWorkflow('only -> here')), inputs: {} })
  await file.finished
  forward(1)
  const later = await engine.startFile({ text: writeWorkflowFile(drawWorkflow('another')), inputs: {} })
  await later.finished
  const documents = () => count(engine.dataDir, 'SELECT COUNT(*) FROM documents')
  expect(documents()).toBe(3)
  expect(await engine.client.storage.clean({ runs: 1, workflowId: null })).toMatchObject({ runs: 1 })
  // In its place stands one for all runs that were cleared.
  expect(documents()).toBe(3)
  expect((await engine.client.runs.get({ runId: later.runId })).document.nodes).toHaveProperty('another')
  forward(1)
  expect(await engine.client.storage.clean({ days: 1, workflowId: kept })).toMatchObject({ runs: 1 })
  expect(documents()).toBe(3)
  expect((await engine.client.versions.get({ workflowId: kept, version: 1 })).document.nodes).toHaveProperty('b')
})

test('what a stop of the program left half cleared is ended by the next clean-up', async () => {
  const engine = await openTestEngine()
  const workflowId = await importWorkflow(engine, drawWorkflow('make', { make: big('f') }))
  const runId = await run(engine, workflowId)
  const db = new Database(join(engine.dataDir, 'niti.db'))
  db.prepare('UPDATE runs SET cleared_at = 5').run()
  db.prepare('DELETE FROM events WHERE event_key % 16777216 = 1').run()
  db.close()
  await expect(engine.client.runs.watch({ runId })).rejects.toMatchObject({ data: { code: 'run.cleared' } })
  expect(await engine.client.storage.clean({})).toMatchObject({ runs: 1 })
  expect(count(engine.dataDir, 'SELECT COUNT(*) FROM events')).toBe(0)
  expect(count(engine.dataDir, 'SELECT COUNT(*) FROM blobs')).toBe(0)
})
