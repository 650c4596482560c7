import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { dashboardSpan } from '../../electron/engine/monitoring/dashboard-range.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'
import { createRunsStore } from '../../electron/engine/store/runs.store.ts'
import { createStorageStore } from '../../electron/engine/store/storage.store.ts'
import { binOf, binStarts, percentileOf } from '../../shared/run/duration-bins.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { makeRuns, monthsMs, readSums, rollBack } from '../support/make-runs.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

const usual = { range: '24h', timeZone: 'UTC', filter: {} } as const
const ask = { type: 'prompt', params: { model: 'openai/gpt-4o-mini', prompt: 'Hi' } }

async function importWorkflow(engine: Engine, nodes: Parameters<typeof drawWorkflow>[1]): Promise<string> {
  const document = { ...drawWorkflow(Object.keys(nodes ?? {}).join(' -> '), nodes), name: 'Digest' }
  return (await engine.client.workflows.import({ text: writeWorkflowFile(document) })).workflowId
}

async function run(engine: Engine, workflowId: string, more: { dryRun?: boolean } = {}): Promise<string> {
  const { runId } = await engine.client.runs.start({ workflowId, ...more })
  for await (const _ of await engine.client.runs.watch({ runId })) void _
  return runId
}

test('what real runs did is in the figures, with the names that things have; a dry run is in none of them', async () => {
  const server = await startOpenAiServer({
    respond: () => ({ text: 'ok', usage: { inputTokens: 1_000, outputTokens: 1_000 } }),
  })
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  const fine = await importWorkflow(engine, { ask: { ...ask, title: 'Ask the model' } })
  const broken = await importWorkflow(engine, { boom: { type: 'code', params: { code: 'throw new Error("no")' } } })
  await run(engine, fine)
  await run(engine, fine)
  await run(engine, broken)
  await run(engine, fine, { dryRun: true })
  const { dashboard } = engine.client
  const all = await dashboard.get(usual)
  expect(all.now).toMatchObject({ workflows: 2, runs: 3, succeeded: 2, failed: 1, calls: 2, microUsd: 1_500 })
  expect(all.models).toEqual([
    { key: 'openai/gpt-4o-mini', title: 'openai/gpt-4o-mini', microUsd: 1_500, calls: 2, unknownCalls: 0 },
  ])
  expect(all.failingNodes).toMatchObject([
    { workflowId: broken, workflowName: 'Digest', nodePath: 'boom', failures: 1 },
  ])
  expect(all.failingNodes[0]?.title).not.toBe('boom')
  expect(all.errorCodes).toHaveLength(1)
  expect(all.buckets).toHaveLength(24)
  expect(all.buckets.at(-1)?.runs.succeeded).toBe(2)

  const ofModel = await dashboard.get({ ...usual, filter: { model: 'openai/gpt-4o-mini' } })
  expect(ofModel.now).toMatchObject({ workflows: 1, runs: 2, calls: 2 })
  const nothing = await dashboard.get({ ...usual, filter: { model: 'openai/gpt-4o-mini', workflowId: broken } })
  expect(nothing.now).toMatchObject({ workflows: 0, runs: 0, averageMs: null, p95Ms: null, calls: 0 })

  const facets = await dashboard.facets()
  expect(facets.workflows).toEqual([
    { key: fine, title: 'Digest' },
    { key: broken, title: 'Digest' },
  ])
  expect(facets.models).toEqual([{ key: 'openai/gpt-4o-mini', title: 'openai/gpt-4o-mini' }])
  await server.close()
})

test('a run that waits for a person is counted as it goes on, and listeners hear of it', async () => {
  const engine = await openTestEngine()
  const stop = new AbortController()
  const changes = await engine.client.dashboard.changes(undefined, { signal: stop.signal })
  const heard = changes.next()
  const workflowId = await importWorkflow(engine, { sure: { type: 'approval', params: { title: 'Sure?', show: '' } } })
  const { runId } = await engine.client.runs.start({ workflowId })
  expect(await heard).toMatchObject({ done: false })
  await expect.poll(async () => (await engine.client.dashboard.get(usual)).asksYou).toBe(1)
  const { now, runningNow, queuedNow } = await engine.client.dashboard.get(usual)
  expect([now.runs, now.succeeded, now.averageMs, runningNow, queuedNow]).toEqual([1, 0, null, 1, 0])
  await engine.client.runs.cancel({ runId })
  await expect.poll(async () => (await engine.client.dashboard.get(usual)).now.cancelled).toBe(1)
  expect((await engine.client.dashboard.get(usual)).asksYou).toBe(0)
  stop.abort()
})

test('clearing what a run left behind leaves the sums as they are', () => {
  const dataDir = temporaryFolder()
  const from = Date.UTC(2026, 1, 1)
  const { at } = makeRuns(dataDir, { seed: 8, runs: 40, from, to: from + monthsMs(1) })
  const before = readSums(dataDir)
  const db = openDatabase(dataDir, at)
  const storage = createStorageStore(db)
  const over = db.prepare<[], number>('SELECT run_number FROM runs WHERE finished_at IS NOT NULL').pluck().all()
  for (const runNumber of over) for (const _ of storage.clear(runNumber, at)) void _
  const ofOver = db.prepare(
    'SELECT COUNT(*) FROM events WHERE event_key / 16777216 IN (SELECT value FROM json_each(?))',
  )
  expect(ofOver.pluck().get(JSON.stringify(over))).toBe(0)
  db.close()
  expect(readSums(dataDir)).toEqual(before)
})

test('what is taken back leaves neither events nor sums, and what is committed both', () => {
  const dataDir = temporaryFolder()
  const from = Date.UTC(2026, 1, 1)
  const { at } = makeRuns(dataDir, { seed: 9, runs: 40, from, to: from + monthsMs(1) })
  const db = openDatabase(dataDir, at)
  const store = createRunsStore(db)
  const [open] = store.unfinished()
  const run = open && store.identity(open.runId)
  if (!run) throw new Error('one of the runs is under way')
  const count = () => db.prepare('SELECT COUNT(*) FROM events').pluck().get()
  const end = () =>
    store.commit([{ run, seq: 1_000, at, body: { type: 'run-finished', status: 'succeeded', outputs: {} } }])
  const [sums, events] = [readSums(dataDir), count()]
  rollBack(db, end)
  expect([readSums(dataDir), count()]).toEqual([sums, events])
  end()
  expect(count()).toBe(Number(events) + 1)
  expect(readSums(dataDir).runs).not.toEqual(sums.runs)
  db.close()
})

test.each([
  ['24h', 'Asia/Kathmandu', '2026-11-18T11:15:00.000Z', '2026-11-19T10:45:00.000Z', 24],
  ['7d', 'Europe/Berlin', '2026-11-12T23:00:00.000Z', '2026-11-19T10:45:00.000Z', 7],
  ['2026-10-25..2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z', 25],
] as const)(
  '%s in %s ends with this quarter of an hour, and days are those of its clock',
  (range, zone, from, to, count) => {
    const span = dashboardSpan(range, { nowMs: Date.parse('2026-11-19T10:37:00Z'), zone })
    expect([new Date(span.from).toISOString(), new Date(span.to).toISOString()]).toEqual([from, to])
    expect(span.buckets).toHaveLength(count)
    const length = ({ from, to }: { from: number; to: number }) => to - from
    if (range !== '2026-10-25..2026-10-25') expect(length(span.before)).toBe(length(span))
  },
)

test('a duration is never more than a tenth away from what stands for its bin', () => {
  for (let ms = 0; ms < 4e9; ms = Math.ceil(ms * 1.013) + 1) {
    const stands = percentileOf(new Map([[binOf(ms), 1]]), 0.5) ?? -1
    expect(Math.abs(stands - ms)).toBeLessThanOrEqual(ms * 0.1)
  }
  expect(binStarts).toContain(10)
  expect(percentileOf(new Map(), 0.5)).toBeNull()
})
