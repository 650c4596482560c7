import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openBackupsOffline } from '../../electron/engine/engine.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { publish, runsOf, settled, triggerOf, until } from '../support/trigger-engine.ts'
import { ask, untilEvent, untilOver, untilWaiting, yes } from '../support/waiting-runs.ts'

const hour = 3_600_000

test('runs that were not over in a backup are ended in words, and nothing that was paid is paid again', async () => {
  const server = await startOpenAiServer()
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const engine = await openTestEngine({ env })
  const { runs, waits, queue, workflows, backups } = engine.client
  server.answer({ text: 'paid once' })
  const approval = drawWorkflow('one -> sure:approved -> two', {
    one: { type: 'prompt', params: { prompt: 'before' } },
    sure: ask('Sure?'),
    two: { type: 'prompt', params: { prompt: 'after' } },
  })
  const asked = await engine.startFile({ text: writeWorkflowFile(approval), inputs: {} })
  const [wait] = await untilWaiting(engine, asked.runId)
  server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const calling = await engine.startFile({
    text: writeWorkflowFile(drawWorkflow('ask', { ask: { type: 'prompt', params: { prompt: 'held' } } })),
    inputs: {},
  })
  await untilEvent(engine, calling.runId, ({ type }) => type === 'model-call-started')
  await queue.pause()
  const { workflowId } = await workflows.import({ text: writeWorkflowFile(drawWorkflow('a')) })
  const waiting = await runs.start({ workflowId, inputs: {} })
  const { fileName } = await backups.create({})

  // All three go on after the backup.
  server.answer({ text: 'paid later' })
  await waits.answer({ waitId: wait?.waitId ?? '', ...yes })
  await asked.finished
  await runs.cancel({ runId: calling.runId })
  await queue.resume()
  expect(await untilOver(engine, waiting.runId)).toMatchObject({ status: 'succeeded' })
  const calls = server.requests.length
  expect(await backups.preview({ fileName })).toMatchObject({ runsInBackup: 3, runsUnderWay: 0 })
  await engine.close()

  await openBackupsOffline(engine.dataDir).restore(fileName, Date.now())
  const next = await openTestEngine({ dataDir: engine.dataDir, env })
  // It was paused when it was made, which is no reason for anything to stay.
  for (const [runId, code] of [
    [asked.runId, 'run.restored'],
    [calling.runId, 'run.restored'],
    [waiting.runId, 'run.restored-in-queue'],
  ] as const) {
    const view = await untilOver(next, runId)
    expect(view).toMatchObject({ status: 'cancelled', error: { code, hint: expect.stringContaining('again') } })
  }
  expect(await next.client.waits.list({})).toEqual([])
  expect((await next.client.queue.get()).waiting).toEqual([])
  expect(next.viewOf(asked.runId).nodes.one).toMatchObject({ status: 'succeeded' })
  // What is wanted still is run again by a person, from the node on that was not over.
  await next.client.queue.resume()
  const rerun = await next.client.runs.rerun({ runId: waiting.runId, from: { kind: 'changed' } })
  expect(await untilOver(next, rerun.runId)).toMatchObject({ status: 'succeeded' })
  expect(server.requests).toHaveLength(calls)
  await server.close()
})

test('triggers begin at the moment of the restore: nothing is begun again, and nothing made up for', async () => {
  const clock = createHandClock(Date.parse('2026-06-01T08:30:00Z'))
  const engine = await openTestEngine({ clock })
  const tick = { type: 'schedule', params: { every: 'hours', timeZone: 'UTC', catchUp: 'all' } }
  const hourly = await publish(engine, drawWorkflow('tick -> say', { tick }), 'Hourly')
  const follows = { type: 'after-run', params: { workflow: hourly } }
  const after = await publish(engine, drawWorkflow('done -> note', { done: follows }), 'After')
  const { fileName } = await engine.client.backups.create({})
  for (let hours = 1; hours <= 3; hours++) {
    await settled(clock)
    clock.pass(hour)
    await runsOf(engine, after, hours)
  }
  await engine.close()
  await openBackupsOffline(engine.dataDir).restore(fileName, clock.now())
  const next = await openTestEngine({ dataDir: engine.dataDir, clock })
  await settled(clock)
  expect((await triggerOf(next, hourly)).nextAt).toBe(Date.parse('2026-06-01T12:00:00Z'))
  expect(await next.client.runs.list({})).toEqual([])
  clock.pass(hour / 2)
  await runsOf(next, after, 1)
  expect(await next.client.runs.list({ workflowId: hourly })).toHaveLength(1)
})

test('messages that waited to be sent are not sent, and nobody of then holds anything', async () => {
  const engine = await openTestEngine()
  const { fileName, path } = await engine.client.backups.create({})
  await engine.close()
  const db = new Database(path)
  const [alert] = ['an alert']
  db.prepare(`INSERT INTO deliveries (channel_id, message, state, created_at, next_at, taken_by)
    VALUES ('channel_desktop', ?, 'waiting', 1, 1, ?)`).run(
    JSON.stringify({ title: alert, body: '', link: 'niti://costs' }),
    'somebody',
  )
  db.prepare("INSERT INTO engines VALUES ('engine_then', ?, 1)").run(`process ${process.pid} unknown`)
  db.close()
  await openBackupsOffline(engine.dataDir).restore(fileName, Date.now())
  const next = await openTestEngine({ dataDir: engine.dataDir, resumeRuns: false })
  const read = new Database(join(engine.dataDir, 'niti.db'), { readonly: true })
  expect(read.prepare('SELECT state, taken_by FROM deliveries').all()).toEqual([{ state: 'failed', taken_by: null }])
  expect(read.prepare('SELECT COUNT(*) FROM engines').pluck().get()).toBe(0)
  expect(read.prepare("SELECT COUNT(*) FROM settings WHERE name = 'restoredFrom'").pluck().get()).toBe(0)
  read.close()
  const [told] = await next.client.channels.deliveries({})
  expect(told).toMatchObject({ state: 'failed', error: { code: 'alert.restored' } })
})

test('without the restore the same schedule does make up for what it missed', async () => {
  const clock = createHandClock(Date.parse('2026-06-01T08:30:00Z'))
  const engine = await openTestEngine({ clock })
  const tick = { type: 'schedule', params: { every: 'hours', timeZone: 'UTC', catchUp: 'all' } }
  const hourly = await publish(engine, drawWorkflow('tick -> say', { tick }), 'Hourly')
  await engine.close()
  clock.pass(3 * hour)
  const next = await openTestEngine({ dataDir: engine.dataDir, clock })
  await until('it made up for them', async () => (await next.client.runs.list({ workflowId: hourly })).length === 3)
})
