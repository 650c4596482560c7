import { expect, test } from 'vitest'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { pass, publish, runsOf, settled, triggerOf, until, watchTriggers } from '../support/trigger-engine.ts'

const hour = 3_600_000
const minute = 60_000
/** 08:30 in UTC. */
const morning = Date.parse('2026-06-01T08:30:00Z')

const hourly = (params: object = {}) =>
  drawWorkflow('tick -> say', {
    tick: { type: 'schedule', params: { every: 'hours', timeZone: 'UTC', ...params } },
    say: { type: 'template', params: { text: 'It is {{ tick.time }}' } },
  })

const iso = (ms: number) => new Date(ms).toISOString()
const nine = morning + hour / 2

test('a published schedule begins a run when its time comes, with that time, and says when next', async () => {
  const clock = createHandClock(morning)
  const engine = await openTestEngine({ clock })
  const workflowId = await publish(engine, hourly())
  const changes = watchTriggers(engine)
  expect(await engine.client.triggers.list({})).toEqual([
    {
      ...{ workflowId, workflowName: 'Test', node: 'tick', title: 'Schedule', kind: 'schedule', active: true },
      ...{ summary: 'Every hour (UTC)', nextAt: nine, lastFiredAt: null, lastRunId: null, url: null, error: null },
      ...{ publicUrl: null, way: null, lookedAt: null },
    },
  ])
  await pass(clock, hour / 2 - 1)
  expect(await engine.client.runs.list({ workflowId })).toEqual([])
  await pass(clock, 1)
  const [run] = await runsOf(engine, workflowId, 1)
  expect(run).toMatchObject({ status: 'succeeded', outputs: { say: `It is ${iso(nine)}` } })
  expect(await engine.client.runs.list({})).toMatchObject([{ trigger: 'schedule', status: 'succeeded' }])
  expect(run?.nodes.tick?.outputs).toEqual({
    out: { time: iso(nine), localTime: '2026-06-01 09:00:00', timeZone: 'UTC', lateMs: 0, missed: 0 },
  })
  expect(await triggerOf(engine, workflowId)).toMatchObject({
    ...{ nextAt: nine + hour, lastFiredAt: nine, lastRunId: run?.runId },
  })
  const [listed] = await engine.client.workflows.list()
  expect(listed?.triggers).toEqual({ count: 1, active: true, nextAt: nine + hour })
  await until('whoever shows the list was told', () => changes.told() > 0)
})

test('the published version is run, not the draft, and a draft alone begins nothing', async () => {
  const clock = createHandClock(morning)
  const engine = await openTestEngine({ clock })
  const { workflows } = engine.client
  const workflowId = await publish(engine, hourly())
  const { revision } = await workflows.get({ workflowId })
  const params = { text: 'Draft' }
  await workflows.edit({ workflowId, revision, edits: [{ kind: 'set-params', at: [], id: 'say', params }] })
  await pass(clock, hour)
  const [first] = await runsOf(engine, workflowId, 1)
  expect(first?.outputs.say).toBe(`It is ${iso(nine)}`)
  await workflows.publish({ workflowId })
  // The set-up of the schedule is as it was: it goes on where it was.
  expect((await triggerOf(engine, workflowId)).nextAt).toBe(nine + hour)
  await pass(clock, hour)
  const [, second] = await runsOf(engine, workflowId, 2)
  expect(second?.outputs.say).toBe('Draft')
})

test('a changed set-up begins anew, a node that is gone is gone, and off means off', async () => {
  const clock = createHandClock(morning)
  const engine = await openTestEngine({ clock })
  const { workflows, triggers } = engine.client
  const workflowId = await publish(engine, hourly())
  const edit = async (id: string, params: Record<string, string | number>) => {
    const { revision } = await workflows.get({ workflowId })
    await workflows.edit({ workflowId, revision, edits: [{ kind: 'set-params', at: [], id, params }] })
    await workflows.publish({ workflowId })
  }
  await edit('tick', { every: 'minutes', minutes: 10 })
  expect(await triggerOf(engine, workflowId)).toMatchObject({ nextAt: morning + 10 * minute, summary: /^Every 10 min/ })

  await triggers.setActive({ workflowId, active: false })
  expect(await triggerOf(engine, workflowId)).toMatchObject({ active: false, nextAt: null })
  expect((await workflows.list())[0]?.triggers).toEqual({ count: 1, active: false, nextAt: null })
  clock.pass(hour)
  await triggers.setActive({ workflowId, active: true })
  // What would have come meanwhile is not made up for: it was meant to be off.
  expect(await triggerOf(engine, workflowId)).toMatchObject({ active: true, nextAt: morning + hour + 10 * minute })
  await settled(clock)
  expect(await engine.client.runs.list({ workflowId })).toEqual([])

  await workflows.remove({ workflowId })
  expect(await triggers.list({})).toEqual([])
  clock.pass(hour)
  await workflows.restore({ workflowId })
  expect(await triggerOf(engine, workflowId)).toMatchObject({ nextAt: morning + 2 * hour + 10 * minute })
  await expect(triggers.setActive({ workflowId: 'wf_none', active: true })).rejects.toMatchObject({
    data: { code: 'workflow.not-found' },
  })

  const { revision } = await workflows.get({ workflowId })
  await workflows.edit({ workflowId, revision, edits: [{ kind: 'remove-node', at: [], id: 'tick' }] })
  await edit('say', { text: 'Nothing begins it now' })
  expect(await triggers.list({ workflowId })).toEqual([])
})

test.each([
  ['skip', []],
  ['once', [4]],
  ['all', [3, 4]],
] as const)('times missed while the program was closed: %s', async (catchUp, made) => {
  const clock = createHandClock(morning)
  const engine = await openTestEngine({ clock })
  const workflowId = await publish(engine, hourly({ catchUp, catchUpLimit: 2 }))
  await settled(clock)
  await engine.close()
  clock.pass(5 * hour)
  const next = await openTestEngine({ clock, dataDir: engine.dataDir })
  await settled(clock)
  const runs = await runsOf(next, workflowId, made.length)
  expect(runs.map((run) => run.outputs.say)).toEqual(made.map((index) => `It is ${iso(nine + index * hour)}`))
  expect((await triggerOf(next, workflowId)).nextAt).toBe(nine + 5 * hour)
  const payload = runs[0]?.nodes.tick?.outputs?.out
  if (runs[0]) expect(payload).toMatchObject({ missed: 5 - made.length })
})

test('the clock is looked at each minute: sleep and a clock set forward are noticed', async () => {
  const clock = createHandClock(morning)
  const engine = await openTestEngine({ clock })
  const workflowId = await publish(engine, hourly())
  await settled(clock)
  // The machine slept: the time is another one, and the timer knows nothing of it.
  clock.set(nine + 20 * minute)
  clock.pass(minute)
  const [run] = await runsOf(engine, workflowId, 1)
  expect(run?.outputs.say).toBe(`It is ${iso(nine)}`)
})

test('a clock that was years ahead does not hold a schedule back', async () => {
  const wrong = Date.parse('2031-01-01T00:30:00Z')
  const clock = createHandClock(wrong)
  const engine = await openTestEngine({ clock })
  const workflowId = await publish(engine, hourly())
  await pass(clock, hour)
  await runsOf(engine, workflowId, 1)
  await settled(clock)
  clock.set(morning)
  clock.pass(minute)
  await until('it is counted anew', async () => (await triggerOf(engine, workflowId)).nextAt === nine)
  await pass(clock, hour)
  await runsOf(engine, workflowId, 2)
})

test('of two engines on one data folder one begins each run; when it ends, the other goes on', async () => {
  const clock = createHandClock(morning)
  const first = await openTestEngine({ clock })
  const workflowId = await publish(first, hourly())
  await settled(clock)
  const second = await openTestEngine({ clock, dataDir: first.dataDir })
  await pass(clock, hour)
  await runsOf(first, workflowId, 1)
  await pass(clock, hour)
  await runsOf(second, workflowId, 2)
  await first.close()
  await settled(clock)
  await pass(clock, hour)
  await runsOf(second, workflowId, 3)
})

test('a crash right after the time came: the run is there once, whether it was before or after the record', async () => {
  const clock = createHandClock(morning)
  const engine = await openTestEngine({ clock })
  const workflowId = await publish(engine, hourly())
  await settled(clock)
  const before = cutPower(engine.dataDir)
  await pass(clock, hour)
  const after = cutPower(engine.dataDir)
  await engine.close()
  for (const dataDir of [before, after]) {
    const next = await openTestEngine({ clock, dataDir })
    const [run] = await runsOf(next, workflowId, 1)
    expect(run?.outputs.say).toBe(`It is ${iso(nine)}`)
    await settled(clock)
    await runsOf(next, workflowId, 1)
    await next.close()
  }
})

test('a start that fails stands at the trigger, which goes on', async () => {
  const clock = createHandClock(morning)
  const engine = await openTestEngine({ clock })
  const inputs = [{ name: 'folder', type: 'text', required: true }]
  const workflowId = await publish(
    engine,
    drawWorkflow('tick -> say, begin -> say', {
      begin: { type: 'manual', params: { inputs } },
      tick: { type: 'schedule', params: { every: 'hours', timeZone: 'UTC' } },
      say: { type: 'template', params: { text: '{{ inputs.folder }}' } },
    }),
  )
  await pass(clock, hour)
  await until('the failure stands there', async () => (await triggerOf(engine, workflowId)).error !== null)
  expect(await triggerOf(engine, workflowId)).toMatchObject({
    ...{ error: /The input `folder` is required/, lastRunId: null, nextAt: nine + hour },
  })
  const { workflows } = engine.client
  const { revision } = await workflows.get({ workflowId })
  const params = { inputs: [{ name: 'folder', type: 'text', default: 'docs' }] }
  await workflows.edit({ workflowId, revision, edits: [{ kind: 'set-params', at: [], id: 'begin', params }] })
  await workflows.publish({ workflowId })
  await pass(clock, hour)
  const [run] = await runsOf(engine, workflowId, 1)
  expect(run?.outputs.say).toBe('docs')
  expect(run?.nodes.begin).toMatchObject({ status: 'skipped', reason: 'The run was started by `tick`.' })
  expect(await triggerOf(engine, workflowId)).toMatchObject({ error: null, lastRunId: run?.runId })
})

test('a host that does not stay begins nothing, but sees and switches triggers', async () => {
  const clock = createHandClock(morning)
  const engine = await openTestEngine({ clock, resumeRuns: false })
  const workflowId = await publish(engine, hourly())
  clock.pass(3 * hour)
  expect(await triggerOf(engine, workflowId)).toMatchObject({ nextAt: nine, active: true })
  await engine.client.triggers.setActive({ workflowId, active: false })
  expect(await triggerOf(engine, workflowId)).toMatchObject({ nextAt: null, active: false })
  expect(await engine.client.runs.list({})).toEqual([])
  expect(clock.sleepers()).toBe(0)
})

test('what another program publishes and switches is noticed', async () => {
  const clock = createHandClock(morning)
  const engine = await openTestEngine({ clock })
  const other = await openTestEngine({ clock, dataDir: engine.dataDir, resumeRuns: false })
  const workflowId = await publish(other, hourly())
  await pass(clock, hour)
  await runsOf(engine, workflowId, 1)
})

test('a preview says what a schedule would do, or what is wrong with it', async () => {
  const engine = await openTestEngine({ clock: createHandClock(morning) })
  const preview = (params: Record<string, string | number>) => engine.client.triggers.previewSchedule({ params })
  expect(await preview({ every: 'day', time: '09:00', timeZone: 'Europe/Berlin' })).toEqual({
    summary: 'At 09:00 (Europe/Berlin)',
    next: [22.5, 46.5, 70.5, 94.5, 118.5].map((hours) => morning + hours * hour),
    error: null,
  })
  expect(await preview({ every: 'cron', cron: '61 * * * *' })).toMatchObject({ next: [], error: /not a cron line/ })
  expect(await preview({ every: 'cron', cron: '0 0 30 2 *' })).toMatchObject({ next: [], error: /never comes/ })
  expect(await preview({ every: 'fortnight' })).toMatchObject({ next: [], error: /^every: / })
})

test('a schedule that makes no sense is not published', async () => {
  const engine = await openTestEngine()
  await expect(publish(engine, hourly({ every: 'cron', cron: '99 * * * *' }))).rejects.toMatchObject({
    data: { code: 'trigger.bad-setup', nodeId: 'tick' },
  })
  expect(await engine.client.triggers.list({})).toEqual([])
})
