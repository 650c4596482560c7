import { expect, test } from 'vitest'
import type { Host } from '../../shared/contract/host.ts'
import {
  addWorkflow,
  endRun,
  failed,
  incidentsAre,
  moody,
  openAlertEngine,
  watchAlerts,
} from '../support/alert-engine.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startGateServer } from '../support/gate-server.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { cutPower } from '../support/power-cut.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { publish, until } from '../support/trigger-engine.ts'

const minuteMs = 60_000

test('a failure is told once, counted while it goes on, and over with the next success', async () => {
  const { engine, alerts, told, titles } = await openAlertEngine()
  const workflowId = await addWorkflow(engine, 'Digest')
  const { ruleId } = await alerts.create(failed)
  const news = watchAlerts(engine)
  const runId = await endRun(engine, workflowId, 'badly')
  const [incident] = await incidentsAre(alerts, [
    {
      ruleId,
      kind: 'alert.run-failed',
      title: 'Failed: Digest',
      subject: 'Digest',
      times: 1,
      runId,
      recoveredAt: null,
    },
  ])
  await expect.poll(told).toMatchObject([
    {
      ...{ type: 'alert.run-failed', title: 'Failed: Digest', link: `niti://runs/${runId}` },
      facts: { incidentId: incident?.incidentId, state: 'open', rule: { ruleId, name: 'Failures' }, subject: 'Digest' },
    },
  ])
  expect(news.told()).toBeGreaterThan(0)
  expect(await alerts.open()).toEqual({ count: 1 })
  expect((await alerts.rules())[0]).toMatchObject({ firingSince: incident?.openedAt, problem: null })

  const second = await endRun(engine, workflowId, 'badly')
  await incidentsAre(alerts, [{ times: 2, runId: second }])
  await endRun(engine, workflowId, 'well')
  await incidentsAre(alerts, [{ times: 2, recoveredAt: expect.any(Number) }])
  await expect.poll(titles).toEqual(['Failed: Digest', 'Over: Failed: Digest'])
  expect(told()[1]).toMatchObject({ type: 'alert.recovered', facts: { state: 'over', times: 2 } })
  await expect
    .poll(async () => (await alerts.incidents({}))[0]?.deliveries)
    .toMatchObject([
      { channelName: 'Ops', title: 'Over: Failed: Digest', state: 'delivered' },
      { channelName: 'Ops', title: 'Failed: Digest', state: 'delivered' },
    ])
  expect(await alerts.open()).toEqual({ count: 0 })

  await endRun(engine, workflowId, 'badly')
  await incidentsAre(alerts, [{ times: 1, recoveredAt: null }, { times: 2 }])
  await expect.poll(titles).toHaveLength(3)
})

test('each workflow has its own incident; a rule about one is about no other', async () => {
  const { engine, alerts, titles } = await openAlertEngine()
  const one = await addWorkflow(engine, 'One')
  const two = await addWorkflow(engine, 'Two')
  await alerts.create({ ...failed, saysRecovery: false })
  await alerts.create({ name: 'Only two', condition: { kind: 'failed-in-a-row', runs: 2 }, about: { workflowId: two } })
  for (const workflowId of [one, one, two, two]) await endRun(engine, workflowId, 'badly')
  await expect
    .poll(async () => (await titles()).toSorted())
    .toEqual(['Failed 2 times in a row: Two', 'Failed: One', 'Failed: Two'])
  await endRun(engine, one, 'well')
  await endRun(engine, two, 'badly')
  await expect
    .poll(async () => (await alerts.incidents({})).map(({ title, times, recoveredAt }) => [title, times, !recoveredAt]))
    .toEqual([
      ['Failed 3 times in a row: Two', 2, true],
      ['Failed: Two', 3, true],
      ['Failed: One', 2, false],
    ])
  expect(titles()).toHaveLength(3)
})

test('it is said again until somebody acknowledges it', async () => {
  const clock = createHandClock()
  const { engine, alerts, titles } = await openAlertEngine({ clock })
  const workflowId = await addWorkflow(engine, 'Digest')
  await alerts.create({ ...failed, repeatMinutes: 10 })
  await endRun(engine, workflowId, 'badly')
  await expect.poll(titles).toHaveLength(1)
  for (let minute = 1; minute <= 10; minute++) {
    await clock.sleeping(clock.now() + minuteMs)
    expect(titles()).toHaveLength(1)
    clock.pass(minuteMs)
  }
  await expect.poll(titles).toEqual(['Failed: Digest', 'Still: Failed: Digest'])
  expect(await alerts.acknowledge({})).toEqual({ count: 1 })
  expect(await alerts.acknowledge({})).toEqual({ count: 0 })
  expect(await alerts.open()).toEqual({ count: 0 })
  clock.pass(60 * minuteMs)
  await endRun(engine, workflowId, 'well')
  await expect.poll(titles).toEqual(['Failed: Digest', 'Still: Failed: Digest', 'Over: Failed: Digest'])
  await incidentsAre(alerts, [{ acknowledgedAt: expect.any(Number), recoveredAt: expect.any(Number) }])
})

test('what ended while nobody looked is found at the next start, and once', async () => {
  const before = await openAlertEngine()
  const { dataDir } = before.engine
  await before.alerts.create(failed)
  await before.engine.close()
  // A program that ends with its one command, as `niti run` does: it leaves the rules to one that stays.
  const command = await openTestEngine({ dataDir, resumeRuns: false })
  const { finished } = await command.startFile({
    text: JSON.stringify({ ...moody, name: 'From a file' }),
    inputs: { text: 'x' },
  })
  expect((await finished).status).toBe('failed')
  expect(await command.client.alerts.incidents({})).toEqual([])
  await command.close()
  const after = await openTestEngine({ dataDir })
  await incidentsAre(after.client.alerts, [{ title: 'Failed: From a file', times: 1 }])
  await expect.poll(before.titles).toEqual(['Failed: From a file'])
  await after.close()
  const again = await openTestEngine({ dataDir })
  await until('it keeps watch', async () => (await again.client.alerts.incidents({})).length === 1)
  expect(before.titles()).toHaveLength(1)
})

test('killed between the end of a run and the look: the next start tells, once', async () => {
  const { engine, alerts, titles } = await openAlertEngine()
  const workflowId = await addWorkflow(engine, 'Digest')
  await alerts.create(failed)
  await endRun(engine, workflowId, 'badly')
  // The run's end is on disk; its look comes a moment later.
  const left = cutPower(engine.dataDir)
  await expect.poll(titles).toHaveLength(1)
  await engine.close()
  const next = await openTestEngine({ dataDir: left })
  await incidentsAre(next.client.alerts, [{ title: 'Failed: Digest', times: 1 }])
  await expect.poll(titles).toHaveLength(2)
})

test('of two engines on a folder one looks; when it goes, the other does', async () => {
  const { engine, alerts, titles } = await openAlertEngine()
  const other = await openTestEngine({ dataDir: engine.dataDir })
  const workflowId = await addWorkflow(engine, 'Digest')
  await alerts.create(failed)
  await endRun(engine, workflowId, 'badly')
  await endRun(other, workflowId, 'badly')
  await incidentsAre(alerts, [{ times: 2 }])
  await incidentsAre(other.client.alerts, [{ times: 2 }])
  await expect.poll(titles).toEqual(['Failed: Digest'])
  await engine.close()
  await endRun(other, workflowId, 'well')
  await incidentsAre(other.client.alerts, [{ recoveredAt: expect.any(Number) }])
  await expect.poll(titles).toEqual(['Failed: Digest', 'Over: Failed: Digest'])
})

test('what is told by itself is there from the start: something failed that nobody watched', async () => {
  const engine = await openTestEngine()
  const { alerts, channels } = engine.client
  await channels.change({ channelId: 'channel_desktop', isOn: false })
  expect(await alerts.rules()).toMatchObject([
    { condition: { kind: 'run-failed' }, about: { trigger: 'by-itself' }, isOn: true, problem: expect.any(String) },
  ])
  const first = await addWorkflow(engine, 'First')
  const after = {
    before: { type: 'after-run', params: { workflow: first } },
    bad: { type: 'parse-json', params: { text: 'x' } },
  }
  await publish(engine, drawWorkflow('before -> bad', after), 'Second')
  await endRun(engine, first, 'well')
  // Nobody is told, as no channel is on, but it is seen.
  await incidentsAre(alerts, [{ title: 'Failed: Second', deliveries: [] }])
  await endRun(engine, first, 'badly')
  expect((await alerts.incidents({})).map(({ title }) => title)).toEqual(['Failed: Second'])
})

test('a run that takes long is told while it is at work', async () => {
  const clock = createHandClock()
  const { engine, alerts, titles } = await openAlertEngine({ clock })
  const gate = await startGateServer()
  const hold = { type: 'http-request', params: { url: `${gate.url}/held`, allowPrivate: true } }
  const workflowId = await addWorkflow(engine, 'Slow', drawWorkflow('hold', { hold }))
  await alerts.create({ name: 'Long', condition: { kind: 'run-duration', longestMs: 5 * minuteMs } })
  const { runId } = await engine.client.runs.start({ workflowId })
  await gate.arrives('held')
  for (let minute = 0; minute < 6; minute++) {
    await clock.sleeping(clock.now() + minuteMs)
    expect(titles()).toEqual([])
    clock.pass(minuteMs)
  }
  await incidentsAre(alerts, [{ title: 'Takes long: Slow', runId, times: 1 }])
  await expect.poll(titles).toEqual(['Takes long: Slow'])
  engine.cancel(runId)
  for await (const _ of engine.watch(runId, 0)) void _
  await until('its end was dealt with', async () => (await alerts.incidents({}))[0]?.body.startsWith('A run has been'))
  expect(await alerts.incidents({})).toMatchObject([{ times: 1 }])
})

test('windows, a stuck queue and the disk', async () => {
  const clock = createHandClock()
  const { engine, alerts, titles } = await openAlertEngine({ clock })
  const workflowId = await addWorkflow(engine, 'Digest')
  const rate = { kind: 'failure-rate', percent: 50, windowMinutes: 30, fewest: 2 } as const
  await alerts.create({ name: 'Rate', condition: rate })
  await alerts.create({ name: 'Queue', condition: { kind: 'queue-stuck', minutes: 5 } })
  await alerts.create({ name: 'Nothing', condition: { kind: 'nothing-ran', hours: 1 } })
  await endRun(engine, workflowId, 'badly')
  await endRun(engine, workflowId, 'well')
  await expect.poll(titles).toEqual(['50 % of runs fail: all runs'])
  await engine.client.queue.pause()
  await engine.client.runs.start({ workflowId, inputs: { text: '{}' } })
  const beat = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      await clock.sleeping(clock.now() + minuteMs)
      clock.pass(minuteMs)
    }
  }
  await beat(6)
  await expect.poll(titles).toContain('The queue does not move on')
  await engine.client.queue.resume()
  await expect.poll(titles).toContain('Over: The queue does not move on')
  await beat(40)
  await expect.poll(titles).toContain('Over: 50 % of runs fail: all runs')
  await beat(30)
  await expect.poll(titles).toContain('Nothing ran for 1 hour: all runs')
  await alerts.create({ name: 'Disk', condition: { kind: 'disk-nearly-full', leastMegabytes: 10_000_000 } })
  await expect.poll(titles).toContain('The disk is nearly full')
})

test('what became of a workflow, a rule or a channel that went', async () => {
  const { engine, alerts, channels, titles } = await openAlertEngine()
  const workflowId = await addWorkflow(engine, 'Digest')
  const { ruleId } = await alerts.create({ ...failed, about: { workflowId } })
  await endRun(engine, workflowId, 'badly')
  await expect.poll(titles).toEqual(['Failed: Digest'])
  await alerts.create({ name: 'Beat', condition: { kind: 'queue-stuck', minutes: 5 } })
  await engine.client.workflows.remove({ workflowId })
  await alerts.setQuietHours({ ...(await alerts.quietHours()), days: [1] })
  // Nobody is told of its end: it went with the workflow.
  await incidentsAre(alerts, [{ recoveredAt: expect.any(Number) }])
  expect((await alerts.rules())[0]?.problem).toContain('workflow is not there any more')
  await expect(alerts.create({ ...failed, about: { workflowId: 'wf_none' } })).rejects.toMatchObject({
    data: { code: 'workflow.not-found', field: 'about.workflowId' },
  })
  await alerts.remove({ ruleId })
  await incidentsAre(alerts, [{ ruleId: null, title: 'Failed: Digest' }])
  const [, ops] = await channels.list()
  const only = await alerts.create({ ...failed, channelIds: [ops?.channelId ?? ''] })
  expect(only.problem).toBeNull()
  await channels.change({ channelId: ops?.channelId ?? '', isOn: false })
  expect((await alerts.rules()).at(-1)?.problem).toBe(
    'None of its channels is on, so nobody is told. It is seen here alone.',
  )
  await expect(alerts.test({ ruleId: only.ruleId })).rejects.toMatchObject({ data: { code: 'alerts.no-channel' } })
  expect(titles()).toHaveLength(1)
})

test('a test goes through the channels of the rule, and is no incident', async () => {
  const { alerts, told } = await openAlertEngine()
  const { ruleId } = await alerts.create(failed)
  expect(await alerts.test({ ruleId })).toEqual({ channels: 1 })
  await expect
    .poll(told)
    .toMatchObject([
      { type: 'alert.test', title: 'Test: Failures', body: expect.stringContaining('tells you when a run fails') },
    ])
  expect(await alerts.incidents({})).toEqual([])
})

test('a channel that does not answer is tried again', async () => {
  const clock = createHandClock()
  const { engine, alerts, titles } = await openAlertEngine({ clock, replies: [{ status: 503 }] })
  const workflowId = await addWorkflow(engine, 'Digest')
  await alerts.create(failed)
  await endRun(engine, workflowId, 'badly')
  await expect
    .poll(async () => (await alerts.incidents({}))[0]?.deliveries)
    .toMatchObject([{ state: 'waiting', error: { code: 'channel.refused' } }])
  clock.pass(minuteMs)
  await expect
    .poll(async () => (await alerts.incidents({}))[0]?.deliveries)
    .toMatchObject([{ state: 'delivered', error: null }])
  expect(titles()).toHaveLength(2)
})

test('a rule that asks for something else begins anew', async () => {
  const { engine, alerts, titles } = await openAlertEngine()
  const workflowId = await addWorkflow(engine, 'Digest')
  const { ruleId } = await alerts.create({ name: 'Row', condition: { kind: 'failed-in-a-row', runs: 3 } })
  for (let count = 0; count < 2; count++) await endRun(engine, workflowId, 'badly')
  await alerts.change({ ruleId, condition: { kind: 'failed-in-a-row', runs: 2 } })
  await endRun(engine, workflowId, 'badly')
  await endRun(engine, workflowId, 'badly')
  await expect.poll(titles).toEqual(['Failed 2 times in a row: Digest'])
  await alerts.change({ ruleId, name: 'Two in a row' })
  await incidentsAre(alerts, [{ recoveredAt: null }])
  await alerts.change({ ruleId, isOn: false })
  await incidentsAre(alerts, [{ recoveredAt: expect.any(Number) }])
  await endRun(engine, workflowId, 'badly')
  await alerts.change({ ruleId, isOn: true })
  await endRun(engine, workflowId, 'badly')
  await endRun(engine, workflowId, 'badly')
  await expect.poll(titles).toHaveLength(2)
})

test('the button of a notice on the desktop acknowledges', async () => {
  const pressed = Promise.withResolvers<{ shown: true; action: string }>()
  const shown: string[] = []
  const notify: Host['notify'] = ({ title, actions = [] }) => {
    shown.push(`${title} [${actions.map((action) => action.title).join()}]`)
    return pressed.promise
  }
  const engine = await openTestEngine({ host: createStrictHost({ notify }) })
  const { alerts } = engine.client
  await alerts.create(failed)
  await endRun(engine, await addWorkflow(engine, 'Digest'), 'badly')
  await expect.poll(() => shown).toEqual(['Failed: Digest [Acknowledge]'])
  pressed.resolve({ shown: true, action: 'acknowledge' })
  await incidentsAre(alerts, [{ acknowledgedAt: expect.any(Number), recoveredAt: null }])
})
