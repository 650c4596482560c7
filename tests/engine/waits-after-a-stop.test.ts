import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { silentLog } from '../../shared/log.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine } from '../support/test-engine.ts'
import {
  ask,
  createNoticeHost,
  eventsOf,
  onlyWait,
  sleepFor,
  startRun,
  template,
  untilEvent,
  untilOver,
  untilWaiting,
  waitRows,
  yes,
} from '../support/waiting-runs.ts'

test('what a run waited for at a power cut it goes on waiting for: nobody is asked twice, nothing was interrupted', async () => {
  const engine = await openTestEngine({ host: createNoticeHost() })
  const graph = drawGraph('check:approved -> after', {
    check: ask('Take {{ item }}?'),
    after: template('{{ check.comment }}'),
  })
  // A policy that would fail it if it had been interrupted.
  const policy = { whenInterrupted: 'fail' as const }
  const loop = { type: 'each', params: { items: '{{ ["a", "b"] }}', concurrency: 2 }, graph, policy }
  const workflow = drawWorkflow('before -> check:approved -> end, loop', { check: { ...ask('Go?'), policy }, loop })
  const { runId } = await startRun(engine, workflow)
  const before = await untilWaiting(engine, runId, 3)
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)

  const host = createNoticeHost()
  const next = await openTestEngine({ dataDir: left, host })
  const open = await next.client.waits.list({ runId })
  expect(open).toEqual(before)
  await untilEvent(next, runId, ({ type }) => type === 'run-resumed')
  expect(next.viewOf(runId).nodes.check).toMatchObject({ status: 'waiting', attempt: 1 })
  for (const { waitId, scope } of open) {
    await next.client.waits.answer({ waitId, ...yes, comment: `in ${scope}` })
  }
  const view = await untilOver(next, runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { end: 'end', loop: ['in loop#0', 'in loop#1'] } })
  expect(Object.values(view.nodes).map(({ attempt }) => attempt)).toEqual(Object.values(view.nodes).map(() => 1))
  expect(eventsOf(left, 'wait-started', 'node-interrupted')).toHaveLength(3)
  expect(eventsOf(left, 'wait-ended')).toHaveLength(3)
  expect(host.notices).toEqual([])
})

test('an answer given while no program ran the run is taken up by the next start', async () => {
  const engine = await openTestEngine({ host: createNoticeHost() })
  const { runId } = await startRun(
    engine,
    drawWorkflow('check:approved -> end', { check: ask('Go?'), end: template('{{ check.by }}{{ check.comment }}') }),
  )
  const { waitId } = await onlyWait(engine, runId)
  await engine.close()
  const passer = await openTestEngine({ dataDir: engine.dataDir, resumeRuns: false })
  expect(passer.isHeld(runId)).toBe(false)
  await passer.client.waits.answer({ waitId, ...yes, comment: ' said so' })
  expect(await passer.client.waits.list({})).toEqual([])
  await expect(passer.client.waits.answer({ waitId, ...yes })).rejects.toMatchObject({ data: { code: 'wait.over' } })
  await passer.close()
  const next = await openTestEngine({ dataDir: engine.dataDir })
  expect((await untilOver(next, runId)).outputs.end).toMatch(/ said so$/)
})

test('closed and opened again and again, a wait stays one wait', async () => {
  const host = createNoticeHost()
  const first = await openTestEngine({ host })
  const { runId } = await startRun(first, drawWorkflow('check', { check: ask('Go?') }))
  const { waitId } = await onlyWait(first, runId)
  await first.close()
  for (let round = 0; round < 3; round++) {
    const engine = await openTestEngine({ dataDir: first.dataDir, host })
    await untilEvent(engine, runId, ({ type }) => type === 'run-resumed')
    expect(await engine.client.waits.list({})).toMatchObject([{ waitId }])
    await engine.close()
  }
  const last = await openTestEngine({ dataDir: first.dataDir, host })
  await last.client.waits.answer({ waitId, ...yes })
  expect((await untilOver(last, runId)).status).toBe('succeeded')
  expect(
    eventsOf(first.dataDir, 'wait-started', 'wait-ended', 'node-started', 'node-interrupted').map(({ type }) => type),
  ).toEqual(['node-started', 'wait-started', 'wait-ended'])
  expect(host.notices).toHaveLength(1)
})

test('a time that came while the program was off ends at the next start', async () => {
  const clock = createHandClock()
  const host = createNoticeHost()
  const engine = await openTestEngine({ clock, host })
  const check = ask('Go?', { limit: 3, limitUnit: 'days', onLimit: 'reject' })
  const { runId } = await startRun(engine, drawWorkflow('pause, check', { pause: sleepFor(2, 'days'), check }))
  await untilWaiting(engine, runId, 2)
  await engine.close()
  clock.pass(30 * 86_400_000)
  const next = await openTestEngine({ dataDir: engine.dataDir, clock, host })
  const view = await untilOver(next, runId)
  expect(view.outputs).toMatchObject({ pause: '2027-01-31T00:00:00.000Z', check: { choice: 'reject' } })
})

test('an answer that the log holds is not asked for again, though the node had not finished', async () => {
  const host = createNoticeHost()
  const engine = await openTestEngine({ host })
  const { runId, finished } = await startRun(engine, drawWorkflow('check:approved -> end', { check: ask('Go?') }))
  const { waitId } = await onlyWait(engine, runId)
  await engine.client.waits.answer({ waitId, ...yes, comment: 'kept' })
  await finished
  await engine.close()
  const db = new Database(join(engine.dataDir, 'niti.db'))
  const ended = db.prepare("SELECT event_key FROM events WHERE body ->> '$.type' = 'wait-ended'").pluck().get()
  db.prepare('DELETE FROM events WHERE event_key > ?').run(ended)
  db.prepare("UPDATE runs SET status = 'running', finished_at = NULL, owner = NULL").run()
  db.close()
  const next = await openTestEngine({ dataDir: engine.dataDir, host })
  const view = await untilOver(next, runId)
  expect(view.nodes.check).toMatchObject({ attempt: 2, outputs: { approved: { comment: 'kept' } } })
  expect(waitRows(engine.dataDir)).toHaveLength(1)
  expect(host.notices).toHaveLength(1)
})

test('a run cut off after its cancel was asked for leaves nothing open', async () => {
  const engine = await openTestEngine({ host: createNoticeHost() })
  const { runId } = await startRun(engine, drawWorkflow('check', { check: ask('Go?') }))
  await onlyWait(engine, runId)
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  const db = new Database(join(left, 'niti.db'))
  const cancel = JSON.stringify({ type: 'run-cancel-requested' })
  db.prepare('INSERT INTO events SELECT MAX(event_key) + 1, at, ? FROM events').run(cancel)
  db.close()
  const next = await openTestEngine({ dataDir: left })
  const view = await untilOver(next, runId)
  expect(view).toMatchObject({ status: 'cancelled', nodes: { check: { status: 'skipped' } } })
  expect(view.nodes.check?.wait).toBeUndefined()
  expect(waitRows(left)).toMatchObject([{ how: 'cancelled', ended_at: expect.any(Number) }])
})

test('a run that cannot go on leaves nothing open', async () => {
  const engine = await openTestEngine({ host: createNoticeHost() })
  const { runId } = await startRun(engine, drawWorkflow('check', { check: ask('Go?') }))
  await onlyWait(engine, runId)
  await engine.close()
  const db = new Database(join(engine.dataDir, 'niti.db'))
  db.prepare('UPDATE documents SET document = replace(document, \'"approval"\', \'"gone"\')').run()
  db.close()
  const next = await openTestEngine({ dataDir: engine.dataDir, log: silentLog })
  const view = await untilOver(next, runId)
  expect(view).toMatchObject({ status: 'failed', nodes: { check: { status: 'cancelled' } } })
  expect(await next.client.waits.list({})).toEqual([])
  expect(waitRows(engine.dataDir)).toMatchObject([{ how: 'cancelled', ended_at: expect.any(Number) }])
})

/** A service that takes orders, and answers only those that say so. */
async function startService() {
  const service = createServer((request, response) => {
    posts.push(request.url ?? '')
    if (posts.length > 1) response.end('{}')
    else response.flushHeaders()
  })
  const posts: string[] = []
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  onTestFinished(() => {
    service.closeAllConnections()
    service.close()
  })
  const { port } = service.address() as AddressInfo // a listening TCP server has one
  return { url: `http://127.0.0.1:${port}/order`, posts, asked: () => once(service, 'request') }
}

/** A run in the middle of an order, cut off, whose policy is to ask; then cut off once more while it asks. */
async function cutOffTwice() {
  const service = await startService()
  const params = { method: 'POST', url: service.url, allowPrivate: true }
  const order = { type: 'http-request', title: 'Order', params, policy: { whenInterrupted: 'ask' as const } }
  const engine = await openTestEngine()
  const asked = service.asked()
  const { runId } = await startRun(engine, drawWorkflow('order -> end', { order, end: template('{{ order }}') }))
  await asked
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)

  const host = createNoticeHost()
  const second = await openTestEngine({ dataDir: left, host })
  const question = await onlyWait(second, runId)
  expect(question).toMatchObject({ node: 'order', ask: { kind: 'person', title: '“Order” was cut off' } })
  const leftAgain = cutPower(left)
  second.cancel(runId)

  const third = await openTestEngine({ dataDir: leftAgain, host })
  await untilEvent(third, runId, ({ type }) => type === 'run-resumed')
  expect(await third.client.waits.list({ runId })).toEqual([question])
  const { waitId } = question
  const answer = async (choice: string) => {
    await third.client.waits.answer({ waitId, choice })
    const view = await untilOver(third, runId)
    expect(host.notices).toHaveLength(1)
    expect(eventsOf(leftAgain, 'wait-started', 'node-interrupted').map(({ type }) => type)).toEqual([
      'node-interrupted',
      'wait-started',
    ])
    return view
  }
  return { service, answer }
}

test('a node cut off may be asked about, and run again', async () => {
  const { service, answer } = await cutOffTwice()
  const view = await answer('again')
  expect(view).toMatchObject({ status: 'succeeded', nodes: { order: { status: 'succeeded', attempt: 2 } } })
  expect(service.posts).toHaveLength(2)
})

test('a node cut off in a round of a loop is asked about there, and the other rounds stay as they were', async () => {
  const service = await startService()
  const params = { method: 'POST', url: service.url, allowPrivate: true }
  const order = { type: 'http-request', title: 'Order', params, policy: { whenInterrupted: 'ask' as const } }
  const graph = drawGraph('mark -> order', { order, mark: template('{{ item }}') })
  const loop = { type: 'each', params: { items: ['a', 'b'], concurrency: 1 }, graph }
  const engine = await openTestEngine()
  const asked = service.asked()
  const { runId } = await startRun(engine, drawWorkflow('loop', { loop }))
  await asked
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  const next = await openTestEngine({ dataDir: left, host: createNoticeHost() })
  const question = await onlyWait(next, runId)
  expect(question).toMatchObject({ node: 'order', scope: 'loop#0', ask: { title: '“Order” (round 1) was cut off' } })
  await next.client.waits.answer({ waitId: question.waitId, choice: 'skip' })
  const view = await untilOver(next, runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { loop: [null, { status: 200 }] } })
  expect(view.nodes['loop#0/mark']).toMatchObject({ attempt: 1 })
})

test('a node cut off may be left out', async () => {
  const { service, answer } = await cutOffTwice()
  const view = await answer('skip')
  expect(view).toMatchObject({ status: 'succeeded', outputs: { end: '' } })
  expect(view.nodes.order).toMatchObject({ status: 'failed', error: { code: 'run.interrupted-skip' } })
  expect(service.posts).toHaveLength(1)
})

test('a node cut off may be let fail', async () => {
  const { service, answer } = await cutOffTwice()
  expect(await answer('fail')).toMatchObject({
    status: 'failed',
    error: { code: 'run.interrupted-fail', nodeId: 'order' },
  })
  expect(service.posts).toHaveLength(1)
})
