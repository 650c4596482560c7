import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { openTestEngine } from '../support/test-engine.ts'
import {
  ask,
  call,
  createNoticeHost,
  onlyWait,
  openWaitingEngine,
  refusal,
  startRun,
  template,
  untilEvent,
  untilOver,
  waitRows,
  yes,
} from '../support/waiting-runs.ts'

test('a person is asked once, answers with a form, and the run goes on with the answer', async () => {
  const engine = await openWaitingEngine()
  const fields = [
    { name: 'amount', type: 'number', required: true },
    { name: 'note', type: 'text', required: false },
  ]
  const workflow = drawWorkflow('draft -> check, check:approved -> send, check:rejected -> stop', {
    draft: template('Dear all'),
    check: { type: 'approval', params: { title: 'Send it?', message: 'The draft:', fields, approveTitle: 'Send' } },
    send: template('{{ check.values.amount + 1 }} {{ check.comment }} {{ check.choice }}'),
  })
  const { runId, finished } = await startRun(engine, workflow)
  const wait = await onlyWait(engine, runId)
  expect(wait).toMatchObject({ runId, workflowName: 'Test', node: 'check', scope: '' })
  expect(wait.ask).toEqual({
    kind: 'person',
    title: 'Send it?',
    message: 'The draft:\n\nDear all',
    fields: [
      expect.objectContaining({ name: 'amount' }),
      expect.objectContaining({ name: 'note', type: 'text', required: false }),
    ],
    choices: [
      { id: 'approve', title: 'Send', tone: 'ok' },
      { id: 'reject', title: 'Reject', tone: 'bad' },
    ],
    dueAt: null,
  })
  expect(engine.viewOf(runId).nodes.check).toMatchObject({ status: 'waiting', wait: { waitId: wait.waitId } })
  expect((await engine.client.runs.list({}))[0]).toMatchObject({ openWaits: 1, asksYou: 1 })
  await engine.client.waits.answer({ waitId: wait.waitId, ...yes, values: { amount: '41' }, comment: 'fine' })
  const view = await finished
  expect(view).toMatchObject({ status: 'succeeded', outputs: { send: '42 fine approve' } })
  expect(view.nodes.stop?.status).toBe('skipped')
  expect(view.nodes.check?.wait).toBeUndefined()
  expect(view.nodes.check?.outputs).toMatchObject({ approved: { values: { amount: 41, note: '' }, at: /^20/ } })
  expect(engine.notices).toEqual([{ title: 'Send it?', body: 'The draft:\n\nDear all' }])
  expect((await engine.client.runs.list({}))[0]).toMatchObject({ openWaits: 0, asksYou: 0 })
  expect(await engine.client.waits.list({})).toEqual([])
})

test('answers that do not fit are refused, and the question stays', async () => {
  const engine = await openWaitingEngine()
  const fields = [
    { name: 'count', type: 'number', required: true, choices: [] },
    { name: 'size', type: 'choice', required: false, choices: ['S', 'M'] },
  ]
  const { runId, finished } = await startRun(engine, drawWorkflow('check', { check: ask('Order?', { fields }) }))
  const { waitId } = await onlyWait(engine, runId)
  const { waits } = engine.client
  await expect(waits.answer({ waitId, choice: 'maybe' })).rejects.toMatchObject(
    refusal('wait.no-such-choice', { hint: /approve \(Approve\), reject/ }),
  )
  const answers = [
    [{}, 'inputs.missing', 'inputs.count'],
    [{ count: 'many' }, 'inputs.wrong-type', 'inputs.count'],
    [{ count: 1, size: 'XL' }, 'inputs.wrong-type', 'inputs.size'],
    [{ count: 1, colour: 'red' }, 'wait.no-such-field', 'inputs.colour'],
  ] as const
  for (const [values, code, field] of answers) {
    await expect(waits.answer({ waitId, ...yes, values })).rejects.toMatchObject(refusal(code, { field }))
  }
  await expect(waits.answer({ waitId: 'wait_x', ...yes })).rejects.toMatchObject(refusal('wait.not-found'))
  await expect(waits.skip({ waitId })).rejects.toMatchObject(refusal('wait.needs-answer'))
  // A no needs no form.
  await waits.answer({ waitId, choice: 'reject' })
  expect((await finished).nodes.check?.outputs).toMatchObject({ rejected: { values: { count: null, size: null } } })
  await expect(waits.answer({ waitId, ...yes, values: { count: 1 } })).rejects.toMatchObject(refusal('wait.over'))
})

test('whatever is answered, the engine stays up and at most one answer counts', async () => {
  const engine = await openWaitingEngine()
  const fields = [
    { name: 'a', type: 'list', required: false },
    { name: 'b', type: 'object', required: true },
  ]
  const { runId, finished } = await startRun(engine, drawWorkflow('check', { check: ask('Go?', { fields }) }))
  const { waitId } = await onlyWait(engine, runId)
  const nonsense = fc.record({
    choice: fc.oneof(fc.string(), fc.constant('approve')),
    values: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.jsonValue()),
    comment: fc.string(),
  })
  let taken = 0
  await fc.assert(
    fc.asyncProperty(nonsense, async (answer) => {
      const given = JSON.parse(JSON.stringify(answer)) // as it would come over a wire
      await engine.client.waits.answer({ waitId, ...given }).then(
        () => taken++,
        (error) => expect(error.code).toBe('NITI'),
      )
    }),
    { numRuns: 300 },
  )
  if (taken === 0) await engine.client.waits.answer({ waitId, choice: 'reject' })
  expect(taken).toBeLessThanOrEqual(1)
  expect((await finished).status).toBe('succeeded')
})

test('of two answers at the same time, from two programs, one counts', async () => {
  const engine = await openWaitingEngine()
  const second = await openTestEngine({ dataDir: engine.dataDir })
  const { runId, finished } = await startRun(engine, drawWorkflow('check', { check: ask('Go?') }))
  const { waitId } = await onlyWait(engine, runId)
  const answers = [engine, second, engine, second].map(({ client }, index) =>
    client.waits.answer({ waitId, ...yes, comment: String(index) }),
  )
  const settled = await Promise.allSettled(answers)
  const winner = settled.findIndex(({ status }) => status === 'fulfilled')
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const [loser] = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(loser).toMatchObject(refusal('wait.over'))
  expect((await finished).nodes.check?.outputs).toMatchObject({ approved: { comment: String(winner) } })
})

test('an answer given in another program reaches the run, and its list changes there and here', async () => {
  const engine = await openWaitingEngine()
  const second = await openTestEngine({ dataDir: engine.dataDir })
  const heard = second.client.waits.changes().then(async (changes) => {
    for await (const _ of changes) if ((await second.client.waits.list({})).length === 1) return
  })
  const { runId, finished } = await startRun(engine, drawWorkflow('check', { check: ask('Go?') }))
  await heard
  const [wait] = await second.client.waits.list({ runId, kind: 'person' })
  await second.client.waits.answer({ waitId: wait?.waitId ?? '', ...yes })
  expect((await finished).outputs).toMatchObject({ check: { choice: 'approve' } })
})

test('limits: a question turns into a no or a failure, a call into nothing or a failure', async () => {
  const clock = createHandClock()
  const host = createNoticeHost()
  const engine = await openTestEngine({ clock, host })
  const limit = { limit: 2, limitUnit: 'hours' }
  const cases = [
    [
      ask('Go?', { ...limit, onLimit: 'reject' }),
      { status: 'succeeded', outputs: { it: { choice: 'reject', by: '' } } },
    ],
    [ask('Go?', limit), { status: 'failed', error: { code: 'approval.no-answer', message: /“Go\?” within 2 hours/ } }],
    [call({ ...limit, onLimit: 'go-on' }), { status: 'succeeded', outputs: { it: null } }],
    [call(limit), { status: 'failed', error: { code: 'wait.not-called' } }],
  ] as const
  for (const [it, expected] of cases) {
    const { runId, finished } = await startRun(engine, drawWorkflow('it', { it }))
    const wait = await onlyWait(engine, runId)
    expect(wait.ask.dueAt).toBe(clock.now() + 7_200_000)
    clock.pass(7_200_000)
    const view = await finished
    expect(view).toMatchObject(expected)
  }
  expect(waitRows(engine.dataDir).map(({ how }) => how)).toEqual(['due', 'due', 'due', 'due'])
})

test('a question that nobody answered in time is asked again where the node is tried again', async () => {
  const clock = createHandClock()
  const host = createNoticeHost()
  const engine = await openTestEngine({ clock, host })
  const policy = { retry: { count: 1, firstWaitMs: 100, on: 'any' as const } }
  const check = { ...ask('Go?', { limit: 1, limitUnit: 'hours' }), policy }
  const { runId, finished } = await startRun(engine, drawWorkflow('check', { check }))
  await onlyWait(engine, runId)
  clock.pass(3_600_000)
  await untilEvent(engine, runId, ({ type }) => type === 'node-retried')
  clock.pass(100)
  const again = await secondWait(engine, runId)
  await engine.client.waits.answer({ waitId: again, ...yes })
  expect(await finished).toMatchObject({ status: 'succeeded' })
  expect(host.notices).toHaveLength(2)
})

test('a host that cannot show a notice does no harm', async () => {
  const host = createStrictHost({ notify: () => Promise.reject(new Error('no desktop')) })
  const engine = await openTestEngine({ host })
  const { runId, finished } = await startRun(engine, drawWorkflow('check', { check: ask('Go?') }))
  const { waitId } = await onlyWait(engine, runId)
  await engine.client.waits.answer({ waitId, ...yes })
  expect((await finished).status).toBe('succeeded')
})

test('a rerun does not ask again what was answered', async () => {
  const engine = await openWaitingEngine()
  const workflow = drawWorkflow('check:approved -> broken', {
    check: ask('Go?'),
    broken: { type: 'parse-json', params: { text: '{' } },
  })
  const { runId, finished } = await startRun(engine, workflow)
  const { waitId } = await onlyWait(engine, runId)
  await engine.client.waits.answer({ waitId, ...yes, comment: 'kept' })
  expect((await finished).status).toBe('failed')
  const again = await engine.client.runs.rerun({ runId, from: { kind: 'failed' }, workflow: 'same' })
  const view = await untilOver(engine, again.runId)
  expect(view.nodes.check).toMatchObject({ reused: { fromRunId: runId }, outputs: { approved: { comment: 'kept' } } })
  expect(engine.notices).toHaveLength(1)
})

async function secondWait(engine: Engine, runId: string): Promise<string> {
  const ids: string[] = []
  for await (const { events } of engine.watch(runId, 0)) {
    for (const event of events) if (event.type === 'wait-started') ids.push(event.waitId)
    if (ids[1] !== undefined) return ids[1]
  }
  throw new Error('there was no second wait')
}
