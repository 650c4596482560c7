import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { RunView } from '../../shared/run/view.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { type GateServer, startGateServer } from '../support/gate-server.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine } from '../support/test-engine.ts'

async function keep(engine: Engine, document: Workflow): Promise<string> {
  return (await engine.client.workflows.import({ text: writeWorkflowFile(document) })).workflowId
}

/** Starts runs of a workflow that are under way until the gate opens for them; gives back their ids by name. */
async function startAll(engine: Engine, workflowId: string, names: string, priority = 0) {
  const ids: Record<string, string> = {}
  for (const name of names.split(' ')) {
    ids[name] = (await engine.client.runs.start({ workflowId, inputs: { name }, priority })).runId
  }
  return ids
}

async function finish(engine: Engine, runId: string | undefined): Promise<RunView> {
  const id = runId ?? ''
  for await (const _ of await engine.client.runs.watch({ runId: id })) void _
  return engine.viewOf(id)
}

const finishAll = (engine: Engine, ids: Record<string, string>) =>
  Promise.all(Object.values(ids).map((runId) => finish(engine, runId)))

/** The names of the waiting runs, in their order. */
async function waiting(engine: Engine): Promise<unknown[]> {
  const { waiting } = await engine.client.queue.get()
  return waiting.map(({ runId }) => engine.viewOf(runId).inputs.name)
}

async function withOnePlace(gate: GateServer, options: Parameters<typeof openTestEngine>[0] = {}) {
  const engine = await openTestEngine(options)
  await engine.client.settings.change({ runsAtOnce: 1 })
  return { engine, workflowId: await keep(engine, gate.workflow('Held')) }
}

test('a run begins at once where there is a place, and waits in the queue where there is none', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  const { a, b } = await startAll(engine, workflowId, 'a b')
  expect(await engine.client.queue.get()).toMatchObject({
    paused: false,
    runsAtOnce: 1,
    underWay: 1,
    waiting: [{ runId: b, status: 'queued', priority: 0, reason: 'Waits for the one run under way.' }],
  })
  expect((await engine.client.runs.list({ status: 'queued' })).map((run) => run.runId)).toEqual([b])
  expect(engine.viewOf(a ?? '').status).toBe('running')
  expect(engine.viewOf(b ?? '').status).toBe('queued')
  gate.open('a')
  await gate.arrives('b')
  gate.open('b')
  expect((await finish(engine, b)).outputs).toMatchObject({ hold: { body: 'b' } })
  const [last] = await engine.client.runs.list({})
  const events = []
  for await (const push of await engine.client.runs.watch({ runId: b ?? '' })) events.push(...push.events)
  expect(events.slice(0, 2)).toMatchObject([
    { seq: 1, type: 'run-queued', priority: 0 },
    { seq: 2, type: 'run-started' },
  ])
  // When it began, not when it was asked for.
  expect(last).toMatchObject({ runId: b, status: 'succeeded', startedAt: events[1]?.at })
})

test('watching a run that waits goes on when it begins, and what changed is told', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  await startAll(engine, workflowId, 'a')
  const told = (await engine.client.runs.changes())[Symbol.asyncIterator]()
  const next = told.next()
  const { b = '' } = await startAll(engine, workflowId, 'b')
  expect((await next).value).toEqual({ workflowId })
  const types: string[] = []
  for await (const { events } of await engine.client.runs.watch({ runId: b })) {
    types.push(...events.map((event) => event.type))
    if (types.length === 1) gate.openAll()
  }
  expect(types.slice(0, 2)).toEqual(['run-queued', 'run-started'])
  expect(types.at(-1)).toBe('run-finished')
  await told.return?.()
})

test('bad input is refused at once, and nothing is queued', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  const { a } = await startAll(engine, workflowId, 'a')
  await expect(engine.client.runs.start({ workflowId, inputs: {} })).rejects.toMatchObject({ code: 'NITI' })
  expect(await engine.client.runs.list({})).toHaveLength(1)
  gate.openAll()
  await finish(engine, a)
})

test('higher priorities first, then as they came; moving and a new priority change the order', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  await startAll(engine, workflowId, 'first')
  const ids = {
    ...(await startAll(engine, workflowId, 'a b c')),
    ...(await startAll(engine, workflowId, 'd', 5)),
  }
  expect(await waiting(engine)).toEqual(['d', 'a', 'b', 'c'])
  const { a = '', b = '', c = '', d = '' } = ids
  const { queue } = engine.client
  const order = async (view: ReturnType<typeof queue.move>) => (await view).waiting.map(({ runId }) => runId)
  expect(await order(queue.move({ runId: c, before: a }))).toEqual([d, c, a, b])
  expect(await order(queue.move({ runId: d, before: null }))).toEqual([c, a, b, d])
  expect(await order(queue.prioritise({ runId: b, priority: 1 }))).toEqual([b, c, a, d])
  await expect(queue.move({ runId: 'run_nowhere', before: null })).rejects.toMatchObject({
    data: { code: 'run.not-found' },
  })
  gate.openAll()
  await finishAll(engine, ids)
  expect(gate.arrived).toEqual(['first', 'b', 'c', 'a', 'd'])
  await expect(queue.move({ runId: a, before: null })).rejects.toMatchObject({
    data: { code: 'queue.not-waiting', hint: 'It is over: succeeded.' },
  })
})

test('a workflow’s own limit holds back its runs and no others', async () => {
  const gate = await startGateServer()
  const engine = await openTestEngine()
  const single = await keep(engine, gate.workflow('Single', { runsAtOnce: 1 }))
  const other = await keep(engine, gate.workflow('Other'))
  const ids = { ...(await startAll(engine, single, 'a b')), ...(await startAll(engine, other, 'c')) }
  await gate.arrives('c')
  expect((await engine.client.queue.get()).waiting).toMatchObject([
    { runId: ids.b, reason: 'Only 1 run of this workflow at once.' },
  ])
  gate.open('a')
  await gate.arrives('b')
  gate.openAll()
  await finishAll(engine, ids)
})

test('a new limit counts at once', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  const ids = await startAll(engine, workflowId, 'a b c d')
  expect(await waiting(engine)).toEqual(['b', 'c', 'd'])
  await engine.client.settings.change({ runsAtOnce: 3 })
  await Promise.all([gate.arrives('b'), gate.arrives('c')])
  expect(await waiting(engine)).toEqual(['d'])
  // Fewer places stop nobody; the next begins when enough of them are free.
  await engine.client.settings.change({ runsAtOnce: 1 })
  gate.open('a')
  await finish(engine, ids.a)
  expect(await waiting(engine)).toEqual(['d'])
  gate.openAll()
  await finishAll(engine, ids)
})

test('a paused queue begins nothing, also after a restart, until it is resumed', async () => {
  const gate = await startGateServer()
  const first = await openTestEngine()
  const workflowId = await keep(first, gate.workflow('Held'))
  expect((await first.client.queue.pause()).paused).toBe(true)
  const { a } = await startAll(first, workflowId, 'a')
  expect((await first.client.queue.get()).waiting).toMatchObject([{ runId: a, reason: 'The queue is paused.' }])
  await first.close()

  const engine = await openTestEngine({ dataDir: first.dataDir })
  expect(await engine.client.queue.get()).toMatchObject({ paused: true, underWay: 0, waiting: [{ runId: a }] })
  expect(gate.arrived).toEqual([])
  expect(await engine.client.queue.resume()).toMatchObject({ paused: false, underWay: 1, waiting: [] })
  gate.openAll()
  expect((await finish(engine, a)).status).toBe('succeeded')
})

test('drain takes out all that wait and leaves what is under way', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  const { a, b, c } = await startAll(engine, workflowId, 'a b c')
  expect(await engine.client.queue.drain()).toEqual({ removed: 2 })
  for (const runId of [b, c]) {
    expect(await finish(engine, runId)).toMatchObject({ status: 'cancelled', error: { code: 'run.drained' } })
  }
  expect((await engine.client.queue.get()).waiting).toEqual([])
  gate.openAll()
  expect((await finish(engine, a)).status).toBe('succeeded')
  expect(gate.arrived).toEqual(['a'])
})

test('cancelling a run that waits ends it at once; it never begins', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  const ids = await startAll(engine, workflowId, 'a b c')
  await engine.client.runs.cancel({ runId: ids.b ?? '' })
  expect(await finish(engine, ids.b)).toMatchObject({ status: 'cancelled', error: { code: 'run.cancelled-in-queue' } })
  expect((await engine.client.runs.get({ runId: ids.b ?? '' })).run).toMatchObject({ status: 'cancelled' })
  gate.openAll()
  await finishAll(engine, ids)
  expect(gate.arrived).toEqual(['a', 'c'])
})

test('after a crash the run under way goes on first, and the queue is as it was', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  const ids = await startAll(engine, workflowId, 'a b c')
  await engine.client.queue.move({ runId: ids.c ?? '', before: ids.b ?? '' })
  await gate.arrives('a')
  const left = cutPower(engine.dataDir)
  await engine.client.queue.drain()
  await engine.client.runs.cancel({ runId: ids.a ?? '' })
  await gate.leaves('a')

  const next = await openTestEngine({ dataDir: left })
  expect(await waiting(next)).toEqual(['c', 'b'])
  expect((await next.client.queue.get()).underWay).toBe(1)
  gate.openAll()
  const views = await finishAll(next, ids)
  expect(views.map((view) => view.status)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  expect(gate.arrived).toEqual(['a', 'a', 'c', 'b'])
})

test('two programs on one folder begin no run twice, and keep to the limit together', async () => {
  const gate = await startGateServer()
  const one = await openTestEngine()
  const other = await openTestEngine({ dataDir: one.dataDir })
  await one.client.settings.change({ runsAtOnce: 3 })
  const workflowId = await keep(one, gate.workflow('Held'))
  const names = Array.from({ length: 24 }, (_, index) => `r${index}`)
  const ids: string[] = []
  for (const [index, name] of names.entries()) {
    const engine = index % 2 === 0 ? one : other
    ids.push((await engine.client.runs.start({ workflowId, inputs: { name } })).runId)
  }
  for (let left = names.length; left > 0; left--) {
    const [first = ''] = await gate.holding(Math.min(3, left))
    gate.open(first)
  }
  for (const runId of ids) expect((await finish(one, runId)).status).toBe('succeeded')
  expect([...gate.arrived].sort()).toEqual([...names].sort())
  expect(gate.most()).toBe(3)
})

test('a program that ends with its one command only queues; one that stays begins it', async () => {
  const gate = await startGateServer()
  const passing = await openTestEngine({ resumeRuns: false })
  const workflowId = await keep(passing, gate.workflow('Held'))
  const { a } = await startAll(passing, workflowId, 'a')
  expect(passing.hasQueueRunner()).toBe(false)
  expect((await passing.client.queue.get()).waiting).toMatchObject([{ runId: a, reason: /No program is there/ }])
  const staying = await openTestEngine({ dataDir: passing.dataDir })
  expect(passing.hasQueueRunner()).toBe(true)
  // What is queued while it stays is seen, too.
  const { b } = await startAll(passing, workflowId, 'b')
  gate.openAll()
  expect((await finish(passing, a)).status).toBe('succeeded')
  expect((await finish(passing, b)).status).toBe('succeeded')
  await staying.close()
  expect(passing.hasQueueRunner()).toBe(false)
})

test('a run is stopped from another program, wherever it is', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  const passing = await openTestEngine({ dataDir: engine.dataDir, resumeRuns: false })
  const { a = '', b = '' } = await startAll(engine, workflowId, 'a b')
  await gate.arrives('a')
  await passing.client.runs.cancel({ runId: b })
  expect((await finish(passing, b)).status).toBe('cancelled')
  await passing.client.runs.cancel({ runId: a })
  expect((await finish(passing, a)).status).toBe('cancelled')
  await gate.leaves('a')
  await expect(passing.client.runs.cancel({ runId: 'run_nowhere' })).rejects.toMatchObject({
    data: { code: 'run.not-found' },
  })
})

test('a run whose program is gone is ended by whoever cancels it', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  const { a = '' } = await startAll(engine, workflowId, 'a')
  await gate.arrives('a')
  const left = cutPower(engine.dataDir)
  gate.openAll()
  await finish(engine, a)

  const passing = await openTestEngine({ dataDir: left, resumeRuns: false })
  await passing.client.runs.cancel({ runId: a })
  expect(await finish(passing, a)).toMatchObject({ status: 'cancelled', cancelRequested: true })
  expect(gate.arrived).toEqual(['a'])
})

test('a run that only waits holds no place', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  const ids = await startAll(engine, workflowId, 'a b')
  await gate.arrives('a')
  const db = new Database(join(engine.dataDir, 'niti.db'))
  db.prepare('UPDATE runs SET idle = 1 WHERE run_id = ?').run(ids.a)
  db.close()
  await gate.arrives('b')
  expect((await engine.client.queue.get()).underWay).toBe(1)
  gate.openAll()
  await finishAll(engine, ids)
})

test('a run whose program is gone is taken up by one that is there', async () => {
  const gate = await startGateServer()
  const staying = await openTestEngine()
  const leaving = await openTestEngine({ dataDir: staying.dataDir })
  const text = writeWorkflowFile(gate.workflow('Held'))
  const { runId } = await leaving.startFile({ text, inputs: { name: 'a' } })
  await gate.arrives('a')
  await leaving.close()
  await gate.leaves('a')
  await gate.arrives('a', 2)
  gate.openAll()
  const view = await finish(staying, runId)
  expect(view.status).toBe('succeeded')
  expect(view.resumedAt).not.toBeNull()
})

test('a file that is run does not queue', async () => {
  const gate = await startGateServer()
  const { engine, workflowId } = await withOnePlace(gate)
  const { a } = await startAll(engine, workflowId, 'a')
  const { finished } = await engine.startFile({ text: writeWorkflowFile(drawWorkflow('x -> y')), inputs: {} })
  expect((await finished).status).toBe('succeeded')
  gate.openAll()
  await finish(engine, a)
})
