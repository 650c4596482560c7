import { expect, onTestFinished, test } from 'vitest'
import { addWorkflow, endRun, failed, incidentsAre, openAlertEngine } from '../support/alert-engine.ts'
import { answerAtLimit } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const minuteMs = 60_000
const night = { isOn: true, from: '22:00', to: '07:00', days: [0, 1, 2, 3, 4, 5, 6], exceptUrgent: true }
/** Half past eleven in the evening in Berlin, on a winter's day. */
const evening = Date.parse('2027-01-11T23:30+01:00')
const morning = Date.parse('2027-01-12T07:00+01:00')

async function openAtNight() {
  const clock = createHandClock(evening)
  const kit = await openAlertEngine({ clock })
  await kit.engine.client.settings.change({ timeZone: 'Europe/Berlin' })
  expect(await kit.alerts.setQuietHours(night)).toEqual({ ...night, heldUntil: morning })
  return { ...kit, clock }
}

test('what happens in quiet hours is told together when they end', async () => {
  const { engine, alerts, clock, told } = await openAtNight()
  const one = await addWorkflow(engine, 'One')
  const two = await addWorkflow(engine, 'Two')
  await alerts.create(failed)
  await endRun(engine, one, 'badly')
  await endRun(engine, one, 'badly')
  await endRun(engine, two, 'badly')
  await incidentsAre(alerts, [
    { title: 'Failed: Two', heldUntil: morning },
    { title: 'Failed: One', heldUntil: morning, times: 2 },
  ])
  clock.set(evening + 60 * minuteMs)
  await endRun(engine, two, 'well')
  await incidentsAre(alerts, [{ recoveredAt: expect.any(Number), heldUntil: morning }, { recoveredAt: null }])
  clock.set(morning - minuteMs / 2)
  await endRun(engine, one, 'badly')
  await incidentsAre(alerts, [{}, { times: 3 }])
  expect(told()).toEqual([])
  await clock.sleeping(morning)
  clock.pass(minuteMs / 2)
  await expect.poll(told).toHaveLength(1)
  expect(told()[0]).toMatchObject({
    type: 'alert.digest',
    title: '2 alerts came up in quiet hours',
    facts: { incidents: [{ title: 'Failed: One', times: 3 }, { title: 'Failed: Two' }] },
  })
  expect(told()[0]?.body).toMatch(
    /^23:30 Failed: One\. 3 times\. A run that was begun by hand failed: .+\n23:30 Failed: Two\. .+ Over since 00:30\.$/,
  )
  await incidentsAre(alerts, [{ heldUntil: null }, { heldUntil: null }])
  expect((await alerts.incidents({})).map(({ deliveries }) => deliveries.length)).toEqual([1, 1])
  // By day it is told at once.
  await endRun(engine, one, 'well')
  await expect.poll(told).toHaveLength(2)
})

test('what is acknowledged before the night is over is not told; what is urgent is told at once', async () => {
  const { engine, alerts, clock, told } = await openAtNight()
  const workflowId = await addWorkflow(engine, 'Digest')
  const { ruleId } = await alerts.create({ ...failed, isUrgent: true })
  await endRun(engine, workflowId, 'badly')
  await expect.poll(told).toMatchObject([{ title: 'Failed: Digest' }])
  await alerts.setQuietHours({ ...night, exceptUrgent: false })
  await endRun(engine, workflowId, 'well')
  await incidentsAre(alerts, [{ recoveredAt: expect.any(Number), heldUntil: morning }])
  await alerts.change({ ruleId, saysRecovery: false, isUrgent: false })
  await endRun(engine, workflowId, 'badly')
  await incidentsAre(alerts, [{ heldUntil: morning }, {}])
  await alerts.acknowledge({})
  await incidentsAre(alerts, [{ heldUntil: null, acknowledgedAt: expect.any(Number) }, {}])
  clock.set(morning)
  await alerts.setQuietHours(night)
  // Of the first, its end alone was kept back.
  await expect.poll(told).toHaveLength(2)
  expect(told()[1]).toMatchObject({ type: 'alert.digest', title: 'In quiet hours: Failed: Digest' })
  expect(told()[1]?.body).toBe('23:30 Failed: Digest. Over since 23:30.')
})

test('quiet hours that end while no program is there are told of at the next start', async () => {
  const { engine, alerts, clock, told } = await openAtNight()
  const workflowId = await addWorkflow(engine, 'Digest')
  await alerts.create(failed)
  await endRun(engine, workflowId, 'badly')
  await incidentsAre(alerts, [{ heldUntil: morning }])
  await engine.close()
  clock.set(morning + 60 * minuteMs)
  const next = await openTestEngine({ dataDir: engine.dataDir, clock })
  await expect.poll(told).toMatchObject([{ type: 'alert.digest' }])
  await incidentsAre(next.client.alerts, [{ heldUntil: null }])
})

test('quiet hours that are switched off let go of what they held', async () => {
  const { engine, alerts, told } = await openAtNight()
  const workflowId = await addWorkflow(engine, 'Digest')
  await alerts.create(failed)
  await endRun(engine, workflowId, 'badly')
  await incidentsAre(alerts, [{ heldUntil: morning }])
  const later = Date.parse('2027-01-12T08:00+01:00')
  expect(await alerts.setQuietHours({ ...night, to: '08:00' })).toMatchObject({ heldUntil: later })
  await incidentsAre(alerts, [{ heldUntil: later }])
  expect(await alerts.setQuietHours({ ...night, isOn: false })).toMatchObject({ heldUntil: null })
  await expect.poll(told).toMatchObject([{ type: 'alert.digest' }])
  await expect(alerts.setQuietHours({ ...night, to: '22:00' })).rejects.toMatchObject({
    data: { code: 'alerts.always-quiet', field: 'to' },
  })
})

test('budgets stand in the same history, keep to quiet hours, and are acknowledged in both places', async () => {
  const clock = createHandClock(evening)
  const server = await startOpenAiServer({ respond: (body) => answerAtLimit(body, 1_000) })
  onTestFinished(() => server.close())
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const { engine, alerts, told } = await openAlertEngine({ clock, env })
  await engine.client.settings.change({ timeZone: 'Europe/Berlin' })
  await alerts.setQuietHours(night)
  const total = { scope: { kind: 'workspace' }, period: 'total' } as const
  await engine.client.budgets.create({ ...total, limitMicroUsd: 15_000, thresholds: [50], onExceed: 'fail' })
  const ask = { type: 'prompt', params: { model: 'openai/gpt-4o', prompt: 'Hi', maxOutputTokens: 1_000 } }
  await runWorkflow(engine, drawWorkflow('ask', { ask }))
  await incidentsAre(alerts, [
    { ruleId: null, kind: 'budget.threshold', title: 'Budget at 50 %: Everything, in total', heldUntil: morning },
  ])
  expect(told()).toEqual([])
  // One that stops runs is urgent.
  await runWorkflow(engine, drawWorkflow('ask', { ask }))
  await expect.poll(told).toMatchObject([{ type: 'budget.exceeded' }])
  const [exceeded] = await incidentsAre(alerts, [{ kind: 'budget.exceeded', heldUntil: null }, {}])
  expect(exceeded?.subject).toBe('Everything, in total')
  expect(await alerts.open()).toEqual({ count: 2 })

  await alerts.acknowledge({ incidentIds: [exceeded?.incidentId ?? 0] })
  expect(await engine.client.budgets.alerts({ open: true })).toMatchObject([{ kind: 'threshold' }])
  await engine.client.budgets.acknowledge({})
  expect(await alerts.open()).toEqual({ count: 0 })
  expect(await alerts.incidents({ state: 'open' })).toEqual([])
  clock.set(morning)
  await alerts.setQuietHours({ ...night, isOn: false })
  expect(told()).toHaveLength(1)
})
