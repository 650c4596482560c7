import { expect, test } from 'vitest'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'
import {
  ask,
  call,
  onlyWait,
  openWaitingEngine,
  refusal,
  sleepFor,
  startRun,
  template,
  untilEvent,
  untilWaiting,
  waitRows,
  yes,
} from '../support/waiting-runs.ts'

test('a run waits for its time and says when it went on', async () => {
  const engine = await openTestEngine()
  const view = await runWorkflow(engine, drawWorkflow('pause -> after', { pause: sleepFor(0.05) }))
  expect(view.status).toBe('succeeded')
  const [wait] = waitRows(engine.dataDir)
  expect(wait).toMatchObject({ how: 'due', ended_at: expect.any(Number) })
  expect(Date.parse(String(view.nodes.pause?.outputs?.out))).toBeGreaterThanOrEqual(view.startedAt + 50)
})

test('a wait of months ends when its time has come, and not before', async () => {
  const clock = createHandClock()
  const engine = await openTestEngine({ clock })
  const { runId, finished } = await startRun(engine, drawWorkflow('pause', { pause: sleepFor(60, 'days') }))
  const wait = await onlyWait(engine, runId)
  expect(wait.ask).toEqual({ kind: 'time', dueAt: clock.now() + 60 * 86_400_000 })
  clock.pass(59 * 86_400_000)
  // A second run comes to its own wait, and the first still has its.
  const other = await startRun(engine, drawWorkflow('pause', { pause: sleepFor(0) }))
  expect((await other.finished).status).toBe('succeeded')
  expect(await engine.client.waits.list({ runId })).toHaveLength(1)
  clock.pass(86_400_000)
  expect(await finished).toMatchObject({ status: 'succeeded', outputs: { pause: '2027-03-02T00:00:00.000Z' } })
})

test('a time that has passed is not waited for', async () => {
  const engine = await openTestEngine()
  const pause = { type: 'wait', params: { mode: 'until', until: '{{ inputs.x ?? "2020-01-01T00:00:00Z" }}' } }
  expect((await runWorkflow(engine, drawWorkflow('pause', { pause }))).status).toBe('succeeded')
})

test('a wait gives its place back: with one place, the other branch runs meanwhile', async () => {
  const engine = await openWaitingEngine()
  const workflow = {
    ...drawWorkflow('check:approved -> a, work -> b', { check: ask('Go?') }),
    settings: { concurrency: 1 },
  }
  const { runId, finished } = await startRun(engine, workflow)
  const wait = await onlyWait(engine, runId)
  await untilEvent(engine, runId, (event) => event.type === 'node-finished' && event.node === 'b')
  await engine.client.waits.answer({ waitId: wait.waitId, ...yes })
  expect((await finished).nodes.a?.status).toBe('succeeded')
})

test('many waits at once in a loop hold one place between them, and each has its own', async () => {
  const engine = await openWaitingEngine()
  const graph = drawGraph('check:approved -> after', {
    check: ask('Take {{ item }}?'),
    after: template('{{ check.comment }}'),
  })
  const items = '{{ [0, 1, 2, 3, 4, 5] }}'
  const loop = { type: 'each', params: { items, concurrency: 6 }, graph }
  const workflow = { ...drawWorkflow('loop', { loop }), settings: { concurrency: 1 } }
  const { runId, finished } = await startRun(engine, workflow)
  const open = await untilWaiting(engine, runId, 6)
  expect(new Set(open.map(({ scope }) => scope)).size).toBe(6)
  for (const { waitId, scope } of open.toReversed()) {
    await engine.client.waits.answer({ waitId, ...yes, comment: `for ${scope}` })
  }
  const view = await finished
  expect(view.outputs).toEqual({ loop: [0, 1, 2, 3, 4, 5].map((index) => `for loop#${index}`) })
  expect(engine.notices).toHaveLength(6)
})

test('a wait in a loop in a loop', async () => {
  const engine = await openTestEngine()
  const inner = {
    type: 'each',
    params: { items: '{{ [1, 2] }}' },
    graph: drawGraph('pause', { pause: sleepFor(0.01) }),
  }
  const outer = { type: 'each', params: { items: '{{ [1, 2] }}' }, graph: drawGraph('inner', { inner }) }
  const view = await runWorkflow(engine, drawWorkflow('outer', { outer }))
  expect(view.status).toBe('succeeded')
  expect(waitRows(engine.dataDir)).toHaveLength(4)
})

test('cancel calls off what is waited for', async () => {
  const engine = await openWaitingEngine()
  const { runId, finished } = await startRun(
    engine,
    drawWorkflow('check, pause', { check: ask('Go?'), pause: sleepFor(9) }),
  )
  const [, wait] = await untilWaiting(engine, runId, 2)
  await engine.client.runs.cancel({ runId })
  const view = await finished
  expect(view.status).toBe('cancelled')
  expect(Object.values(view.nodes).map(({ status, wait }) => [status, wait])).toEqual([
    ['cancelled', undefined],
    ['cancelled', undefined],
  ])
  expect(waitRows(engine.dataDir).map(({ how, ended_at }) => [how, ended_at !== null])).toEqual([
    ['cancelled', true],
    ['cancelled', true],
  ])
  const late = engine.client.waits.answer({ waitId: wait?.waitId ?? '', ...yes })
  await expect(late).rejects.toMatchObject(refusal('wait.over'))
})

test('when a run fails nobody is asked any longer', async () => {
  const engine = await openWaitingEngine()
  const loop = {
    type: 'each',
    params: { items: '{{ [1] }}', onError: 'keep-going' },
    graph: drawGraph('inner', { inner: ask('In?') }),
  }
  const workflow = drawWorkflow('check, loop, pause -> broken', {
    check: ask('Go?'),
    loop,
    pause: call(),
    broken: { type: 'parse-json', params: { text: '{' } },
  })
  const { runId, finished } = await startRun(engine, workflow)
  const open = await untilWaiting(engine, runId, 3)
  await engine.client.waits.skip({ waitId: open.find(({ node }) => node === 'pause')?.waitId ?? '' })
  const view = await finished
  expect(view).toMatchObject({ status: 'failed', error: { nodeId: 'broken' } })
  expect(view.nodes.check?.status).toBe('cancelled')
  expect(view.nodes.loop?.status).toBe('cancelled')
  expect(view.nodes['loop#0/inner']?.status).toBe('cancelled')
  expect(waitRows(engine.dataDir).map(({ node, how }) => [node, how])).toEqual(
    expect.arrayContaining([
      ['check', 'cancelled'],
      ['inner', 'cancelled'],
      ['pause', 'skipped'],
    ]),
  )
})

test('a round that fails ends the questions of its loop where the loop fails with it, and only there', async () => {
  const engine = await openWaitingEngine()
  const graph = drawGraph('check, pause -> broken', {
    check: ask('Go {{ item }}?'),
    pause: sleepFor(0.01),
    broken: { type: 'code', params: { code: "if (item === 1) throw new Error('no'); return item" } },
  })
  const loopOf = (onError: string) => ({ type: 'each', params: { items: '{{ [1, 2] }}', onError }, graph })
  const failed = await runWorkflow(engine, drawWorkflow('loop', { loop: loopOf('fail') }))
  expect(failed.status).toBe('failed')
  expect(await engine.client.waits.list({})).toEqual([])

  const { runId, finished } = await startRun(engine, drawWorkflow('loop', { loop: loopOf('keep-going') }))
  await untilEvent(engine, runId, (event) => event.type === 'iteration-finished' && event.status === 'failed')
  const [left, ...others] = await engine.client.waits.list({ runId })
  expect([left?.scope, others]).toEqual(['loop#1', []])
  await engine.client.waits.answer({ waitId: left?.waitId ?? '', ...yes })
  expect(await finished).toMatchObject({ status: 'succeeded', outputs: { loop: [null, { broken: 2 }] } })
})

test('a loop that is tried again asks again', async () => {
  const engine = await openWaitingEngine()
  const graph = drawGraph('check, pause -> broken', {
    check: ask('Go?'),
    pause: sleepFor(0.01),
    broken: { type: 'parse-json', params: { text: '{' } },
  })
  const policy = { retry: { count: 1, firstWaitMs: 1, on: 'any' as const } }
  const loop = { type: 'each', params: { items: '{{ [1] }}' }, graph, policy }
  const view = await runWorkflow(engine, drawWorkflow('loop', { loop }))
  expect(view.status).toBe('failed')
  expect(waitRows(engine.dataDir).filter(({ node, how }) => node === 'check' && how === 'cancelled')).toHaveLength(2)
  expect(engine.notices).toHaveLength(2)
})

test('a call ends the wait with what it brought, once', async () => {
  const engine = await openTestEngine()
  await engine.client.settings.change({ webhookPort: 0 })
  const workflow = drawWorkflow('hook -> after', {
    hook: call(),
    after: template('{{ hook.body.n }} {{ hook.query.q }}'),
  })
  const { runId, finished } = await startRun(engine, workflow)
  const { waitId } = await onlyWait(engine, runId)
  await expect(engine.client.waits.answer({ waitId, ...yes })).rejects.toMatchObject(refusal('wait.not-a-question'))
  const urlOf = async () => {
    const [wait] = await engine.client.waits.list({ runId })
    return wait?.ask.kind === 'call' ? wait.ask.url : null
  }
  await expect.poll(urlOf).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/waits\/[\w-]{32}$/)
  const url = (await urlOf()) ?? ''
  const headers = { 'content-type': 'application/json' }
  const post = (to: string, n: number) => fetch(to, { method: 'POST', headers, body: JSON.stringify({ n }) })
  expect((await post(url.replace(/[^/]+$/, 'guessed'), 6)).status).toBe(404)
  expect((await post(`${url}?q=x`, 7)).ok).toBe(true)
  expect((await finished).outputs).toEqual({ after: '7 x' })
  expect((await post(url, 8).catch(() => ({ ok: false }))).ok).toBe(false)
})

test('a time and a call can be skipped', async () => {
  const engine = await openTestEngine()
  const { runId, finished } = await startRun(
    engine,
    drawWorkflow('pause -> hook', { pause: sleepFor(9, 'days'), hook: call({ limit: 1 }) }),
  )
  await engine.client.waits.skip({ waitId: (await onlyWait(engine, runId)).waitId })
  await untilEvent(engine, runId, (event) => event.type === 'wait-started' && event.node === 'hook')
  const { waitId } = await onlyWait(engine, runId)
  await engine.client.waits.skip({ waitId })
  expect(await finished).toMatchObject({ status: 'succeeded', outputs: { hook: null } })
  await expect(engine.client.waits.skip({ waitId })).rejects.toMatchObject(refusal('wait.over'))
})

test('the time a node may take stands still while it waits, also where it waits inside a container', async () => {
  const engine = await openWaitingEngine()
  const policy = { timeoutMs: 400 }
  const loop = {
    type: 'each',
    params: { items: [1] },
    policy,
    graph: drawGraph('pause', { pause: sleepFor(0.9) }),
  }
  const waits = await runWorkflow(engine, drawWorkflow('pause, loop', { pause: { ...sleepFor(0.9), policy }, loop }))
  expect(waits.status).toBe('succeeded')
  const spin = { type: 'code', params: { code: 'while (true) {}', timeoutSeconds: 60 } }
  const busy = { ...loop, graph: drawGraph('pause -> spin', { pause: sleepFor(0.2), spin }) }
  const works = await runWorkflow(engine, drawWorkflow('loop', { loop: busy }))
  expect(works.error).toMatchObject({ code: 'node.timeout', nodeId: 'loop' })
})

test('a run that only waits holds no place among the runs', async () => {
  const engine = await openWaitingEngine()
  const underWay = async () => (await engine.client.queue.get()).underWay
  const { runId, finished } = await startRun(engine, drawWorkflow('check, work -> more', { check: ask('Go?') }))
  const { waitId } = await onlyWait(engine, runId)
  await expect.poll(underWay).toBe(0)
  const spin = drawWorkflow('spin', { spin: { type: 'code', params: { code: 'while (true) {}' } } })
  const spinning = await startRun(engine, spin)
  await untilEvent(engine, spinning.runId, ({ type }) => type === 'node-started')
  expect(await underWay()).toBe(1)
  engine.cancel(spinning.runId)
  await spinning.finished
  await engine.client.waits.answer({ waitId, ...yes })
  await finished
  expect(await underWay()).toBe(0)
})
