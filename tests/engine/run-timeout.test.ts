import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { startTimeLimit } from '../../electron/engine/run/time-limit.ts'
import { timeUnderWay } from '../../electron/engine/run/time-under-way.ts'
import type { RunEvent, RunEventBody } from '../../shared/run/events.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startGateServer } from '../support/gate-server.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { openTestEngine } from '../support/test-engine.ts'

async function finish(engine: Engine, runId: string) {
  for await (const _ of await engine.client.runs.watch({ runId })) void _
  return engine.viewOf(runId)
}

const limitMs = 5_000

test('a run that takes longer than its workflow allows fails, and what is in flight is cut off', async () => {
  const gate = await startGateServer()
  const clock = createHandClock()
  const engine = await openTestEngine({ clock })
  const limitAt = clock.now() + limitMs
  const text = writeWorkflowFile(gate.workflow('Slow', { timeoutMs: limitMs }))
  const { workflowId } = await engine.client.workflows.import({ text })
  const { runId } = await engine.client.runs.start({ workflowId, inputs: { name: 'a' } })
  await gate.arrives('a')
  expect(clock.sleepers(limitAt)).toBe(1)
  clock.pass(limitMs - 1)
  expect(engine.viewOf(runId).status).toBe('running')
  clock.pass(1)
  await gate.leaves('a')
  const view = await finish(engine, runId)
  expect(view).toMatchObject({
    status: 'failed',
    cancelRequested: false,
    error: { code: 'run.timeout', message: 'The run took longer than 5 s, the time limit of its workflow.' },
  })
  expect(view.nodes.hold?.status).toBe('cancelled')
  expect(clock.sleepers(limitAt)).toBe(0)
})

test('a run that ends in time leaves no timer behind', async () => {
  const gate = await startGateServer()
  const clock = createHandClock()
  const engine = await openTestEngine({ clock })
  const limitAt = clock.now() + limitMs
  const text = writeWorkflowFile(gate.workflow('Quick', { timeoutMs: limitMs }))
  const { workflowId } = await engine.client.workflows.import({ text })
  const { runId } = await engine.client.runs.start({ workflowId, inputs: { name: 'a' } })
  await gate.arrives('a')
  expect(clock.sleepers(limitAt)).toBe(1)
  gate.openAll()
  expect((await finish(engine, runId)).status).toBe('succeeded')
  expect(clock.sleepers(limitAt)).toBe(0)
})

test('time in the queue and while the program is off does not count; time before a restart does', async () => {
  const gate = await startGateServer()
  const clock = createHandClock()
  const first = await openTestEngine({ clock })
  const call = (name: string) => ({ type: 'http-request', params: { url: `${gate.url}/${name}`, allowPrivate: true } })
  const drawn = drawWorkflow('one -> two', { one: call('one'), two: call('two') })
  const text = writeWorkflowFile({ ...drawn, settings: { timeoutMs: limitMs } })
  const { workflowId } = await first.client.workflows.import({ text })
  await first.client.queue.pause()
  const { runId } = await first.client.runs.start({ workflowId })
  clock.pass(3_600_000)
  await first.client.queue.resume()
  await gate.arrives('one')
  clock.pass(3_000)
  gate.open('one')
  await gate.arrives('two')
  await first.close()
  clock.pass(3_600_000)

  const engine = await openTestEngine({ clock, dataDir: first.dataDir })
  await gate.arrives('two', 2)
  clock.pass(1_999)
  expect(engine.viewOf(runId).status).toBe('running')
  clock.pass(1)
  expect(await finish(engine, runId)).toMatchObject({ status: 'failed', error: { code: 'run.timeout' } })
})

function logOf(...entries: [at: number, body: RunEventBody][]): RunEvent[] {
  return entries.map(([at, body], index) => ({ ...body, runId: 'r', seq: index + 1, at }))
}

const node = (name: string, scope = '') => ({ node: name, scope })
const started = (name: string, scope = ''): RunEventBody => ({
  type: 'node-started',
  ...node(name, scope),
  attempt: 1,
  nodeType: 'x',
})
const finished = (name: string, scope = ''): RunEventBody => ({
  type: 'node-finished',
  ...node(name, scope),
  attempt: 1,
  outputs: {},
  durationMs: 0,
})
const waits = (name: string, scope = ''): RunEventBody => ({
  type: 'wait-started',
  ...node(name, scope),
  waitId: name,
  number: 0,
  ask: { kind: 'time', dueAt: 0 },
})
const goesOn = (name: string, scope = ''): RunEventBody => ({
  type: 'wait-ended',
  ...node(name, scope),
  waitId: name,
  end: 'due',
  answer: null,
  by: '',
})

test('time under way counts from the begin, over stops, and not while everything under way only waits', () => {
  expect(timeUnderWay([])).toBe(0)
  const begun: [number, RunEventBody] = [100, { type: 'run-started' }]
  expect(timeUnderWay(logOf(begun, [150, started('a')], [200, finished('a')]))).toBe(100)
  // Off from 150 on, and back at 1,000.
  const resumed: [number, RunEventBody] = [1_000, { type: 'run-resumed' }]
  expect(timeUnderWay(logOf(begun, [150, started('a')], resumed, [1_010, finished('a')]))).toBe(60)
  // 200 to 700 is a wait; the container around it does nothing meanwhile.
  const inner = 'loop#0'
  const waited = logOf(
    begun,
    [110, started('loop')],
    [120, started('ask', inner)],
    [200, waits('ask', inner)],
    [700, goesOn('ask', inner)],
    [710, finished('ask', inner)],
    [720, finished('loop')],
  )
  expect(timeUnderWay(waited)).toBe(120)
  // Something else is under way until 500.
  const beside = logOf(
    begun,
    [110, started('ask')],
    [110, started('work')],
    [120, waits('ask')],
    [500, finished('work')],
    [900, goesOn('ask')],
    [910, finished('ask')],
  )
  expect(timeUnderWay(beside)).toBe(410)
})

test('a time limit stands still while the run only waits, and takes waits longer than a timer can hold', async () => {
  const clock = createHandClock()
  const reached: unknown[] = []
  const dayMs = 86_400_000
  const limit = startTimeLimit({
    limitMs: 30 * dayMs,
    usedMs: dayMs,
    clock,
    onReached: (error) => reached.push(error.info.message),
  })
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  for (let day = 1; day < 29; day++) {
    clock.pass(dayMs)
    await settle()
  }
  limit.setIdle(true)
  clock.pass(100 * dayMs)
  await settle()
  limit.setIdle(false)
  clock.pass(dayMs - 1)
  await settle()
  expect(reached).toEqual([])
  clock.pass(1)
  await settle()
  expect(reached).toEqual(['The run took longer than 30 d, the time limit of its workflow.'])
})
