import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createBlobsStore } from '../../electron/engine/store/blobs.store.ts'
import { createEventBodies } from '../../electron/engine/store/event-bodies.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'
import type { Json } from '../../shared/json.ts'
import type { RunEvent, RunEventBody } from '../../shared/run/events.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { cutPowerDuring } from '../support/power-cut.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const long = "return 'Zeile mit Umlauten: äöü. '.repeat(8000)"
const list = "return Array.from({ length: 5000 }, (_, id) => ({ id, name: 'Entry ' + id, tags: ['a', 'b'] }))"
const code = (text: string) => ({ type: 'code', params: { code: text } })
const pass = { type: 'template', params: { text: '{{ input }}' } }

type Row = { blob_id: string; bytes: number; encoding: string; stored: number; runs: number }

function blobsIn(dataDir: string): Row[] {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const rows = db.prepare(`
    SELECT blob_id, bytes, encoding, LENGTH(data) AS stored,
      (SELECT COUNT(*) FROM run_blobs h WHERE h.blob_id = b.blob_id) AS runs FROM blobs b`)
  const all = rows.all() as Row[] // as selected
  db.close()
  return all
}

function longestEvent(dataDir: string): number {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const most = db.prepare('SELECT MAX(LENGTH(body)) FROM events').pluck().get()
  db.close()
  return Number(most)
}

/** Event texts on a database of their own, in a run. */
function openBodies() {
  const db = openDatabase(temporaryFolder(), 0)
  onTestFinished(() => void db.close())
  db.prepare("INSERT INTO documents VALUES ('d', '{}')").run()
  db.prepare(`INSERT INTO runs (run_number, run_id, workspace_id, workflow_name, document_id, run_trigger, status, started_at)
    VALUES (1, 'run_1', 'default', 'Test', 'd', 'manual', 'running', 0)`).run()
  return { db, bodies: createEventBodies(createBlobsStore(db)) }
}

const finished = (outputs: Record<string, Json>): RunEventBody => {
  return { type: 'node-finished', node: 'a', scope: '', attempt: 1, outputs, durationMs: 0 }
}

test('a large value is stored once, however many nodes and runs give it, and is whole wherever it is read', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('make -> one -> two -> three', { make: code(long), one: pass, two: pass, three: pass })
  const view = await runWorkflow(engine, workflow)
  await runWorkflow(engine, workflow)
  const text = 'Zeile mit Umlauten: äöü. '.repeat(8000)
  expect(view.nodes.two?.outputs).toEqual({ out: text })
  expect(view.outputs).toEqual({ three: text })
  const blobs = blobsIn(engine.dataDir)
  expect(blobs).toMatchObject([{ bytes: Buffer.byteLength(JSON.stringify(text)), encoding: 'zstd', runs: 2 }])
  expect(blobs[0]?.stored).toBeLessThan(10_000)
  expect(longestEvent(engine.dataDir)).toBeLessThan(20_000)
  const { value, characters } = await engine.client.runs.value({
    runId: view.runId,
    scope: '',
    node: 'two',
    port: 'out',
  })
  expect(value).toBe(text)
  expect(characters).toBe(text.length + 2)
})

test('the feed shows the start of a large value from the event alone', async () => {
  const engine = await openTestEngine()
  const { runId } = await runWorkflow(engine, drawWorkflow('make', { make: code(list) }))
  const db = new Database(join(engine.dataDir, 'niti.db'))
  // Nothing but the feed is asked from here on: what it shows does not come from the blobs.
  db.pragma('foreign_keys = OFF')
  db.prepare('DELETE FROM blobs').run()
  db.close()
  const events: RunEvent[] = []
  for await (const push of await engine.client.runs.watch({ runId })) events.push(...push.events)
  const end = events.find((event) => event.type === 'node-finished')
  expect(end).toMatchObject({ outputs: { out: { $clipped: { kind: 'list', size: 5_000 } } } })
  expect(JSON.stringify(end)).toContain('Entry 49')
  expect(JSON.stringify(end).length).toBeLessThan(10_000)
  const other = await openTestEngine({ dataDir: engine.dataDir })
  await expect(other.client.runs.value({ runId, scope: '', node: 'make', port: 'out' })).rejects.toMatchObject({
    data: { code: 'blob.gone' },
  })
})

test('a large value is read page by page, along a path, and large values inside are cut', async () => {
  const engine = await openTestEngine()
  const make =
    "return { rows: Array.from({ length: 5000 }, (_, id) => ({ id, text: 'x'.repeat(id === 7 ? 40000 : 20) })) }"
  const { runId } = await runWorkflow(engine, drawWorkflow('make', { make: code(make) }))
  const page = (part: { path?: (string | number)[]; offset?: number; limit?: number; port?: string }) =>
    engine.client.runs.valuePage({ runId, scope: '', node: 'make', port: 'out', ...part })
  expect(await page({})).toMatchObject({ kind: 'object', total: 1, value: { rows: { $clipped: { size: 5_000 } } } })
  const rows = await page({ path: ['rows'], offset: 4_998, limit: 10 })
  expect(rows).toEqual({
    kind: 'list',
    total: 5_000,
    offset: 4_998,
    value: [
      { id: 4_998, text: 'x'.repeat(20) },
      { id: 4_999, text: 'x'.repeat(20) },
    ],
  })
  expect(await page({ path: ['rows', 7] })).toMatchObject({ kind: 'object', total: 2, value: { id: 7 } })
  const text = await page({ path: ['rows', 7, 'text'], offset: 39_990, limit: 100 })
  expect(text).toEqual({ kind: 'text', total: 40_000, offset: 39_990, value: 'xxxxxxxxxx' })
  expect(await page({ path: ['rows', 3, 'id'] })).toEqual({ kind: 'scalar', total: 1, offset: 0, value: 3 })
  const noPath = { data: { code: 'run.no-such-path', message: 'There is no `name` in `rows.3`.' } }
  await expect(page({ path: ['rows', 3, 'name'] })).rejects.toMatchObject(noPath)
  await expect(page({ path: ['rows', 5_000] })).rejects.toMatchObject({ data: { code: 'run.no-such-path' } })
  await expect(page({ path: ['constructor'] })).rejects.toMatchObject({ data: { code: 'run.no-such-path' } })
  await expect(page({ port: 'other' })).rejects.toMatchObject({ data: { code: 'run.no-value' } })
})

test('a run whose large values are stored goes on after a stop of the program', async () => {
  const server = await startOpenAiServer()
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const engine = await openTestEngine({ env })
  const workflow = drawWorkflow('make -> count -> ask -> last, make -> text', {
    make: code(list),
    text: pass,
    count: { type: 'template', params: { text: '{{ make[4999].name }}' } },
    ask: { type: 'prompt', params: { prompt: 'About {{ count }}' } },
    last: { type: 'template', params: { text: '{{ ask }} {{ make[42].name }}' } },
  })
  const { runId } = await engine.startFile({ text: writeWorkflowFile(workflow), inputs: {} })
  const left = await cutPowerDuring({ engine, runId, held })

  server.answer({ text: 'Done' })
  const next = await openTestEngine({ dataDir: left, env })
  for await (const _ of next.watch(runId, 0)) void _
  const view = next.viewOf(runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { last: 'Done Entry 42' } })
  expect(view.nodes.make).toMatchObject({ attempt: 1 })
  expect(view.nodes.make?.outputs?.out).toHaveLength(5_000)
  await server.close()
})

test('a rerun takes large values over without storing them again', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('make -> size', {
    make: code(list),
    size: { type: 'template', params: { text: '{{ make[1].name }}' } },
  })
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(workflow) })
  const { runId } = await engine.client.runs.start({ workflowId })
  for await (const _ of await engine.client.runs.watch({ runId })) void _
  const again = await engine.client.runs.rerun({ runId, from: { kind: 'node', nodeId: 'size' } })
  for await (const _ of await engine.client.runs.watch({ runId: again.runId })) void _
  const view = engine.viewOf(again.runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { size: 'Entry 1' } })
  expect(view.nodes.make?.reused).toEqual({ fromRunId: runId })
  expect(view.nodes.make?.outputs?.out).toHaveLength(5_000)
  expect(blobsIn(engine.dataDir)).toMatchObject([{ runs: 2 }])
})

test('any value comes back as it was, also one that looks like a mark', () => {
  const { bodies } = openBodies()
  const marked = fc.oneof(
    fc.jsonValue().map((inner) => ({ $stored: inner })),
    fc.jsonValue().map((inner) => ({ $stored: { literal: inner } })),
    fc.constant({ $stored: { id: 'f'.repeat(64), bytes: 70_000, kind: 'text', entries: 1, head: '' } }),
  )
  const large = fc.tuple(fc.jsonValue(), fc.string({ minLength: 1 })).map(([inner, text]) => {
    return [inner, text.repeat(Math.ceil(70_000 / text.length))]
  })
  const value = fc.oneof({ weight: 6, arbitrary: fc.jsonValue() }, marked, { weight: 1, arbitrary: large })
  const events = fc.dictionary(fc.string(), value).map((values) => {
    // As JSON has it: no -0, and names such as `__proto__` are fields like any other.
    return finished(JSON.parse(JSON.stringify(values)))
  })
  fc.assert(
    fc.property(events, (event) => {
      const text = bodies.encode(1, event)
      expect(text.length).toBeLessThan(70_000 * 8)
      expect(JSON.stringify(bodies.decode(text))).toBe(JSON.stringify(event))
    }),
    { numRuns: 1_000 },
  )
})

test('only what is over the limit is stored apart, counted in bytes', () => {
  const { db, bodies } = openBodies()
  const stored = (value: Json) => bodies.encode(1, finished({ out: value })).includes('$stored')
  expect(stored('x'.repeat(65_534))).toBe(false)
  expect(stored('x'.repeat(65_535))).toBe(true)
  expect(stored('ä'.repeat(32_767))).toBe(false)
  expect(stored('ä'.repeat(32_768))).toBe(true)
  expect(stored('\n'.repeat(32_768))).toBe(true)
  expect(stored(Array.from({ length: 7 }, () => 'y'.repeat(9_000)))).toBe(false)
  expect(stored({ a: { b: 'z'.repeat(66_000) } })).toBe(true)
  const texts = bodies.encode(1, {
    type: 'model-call-started',
    ...{ node: 'a', scope: '', callId: 'c', provider: 'p', model: 'm', settings: {} },
    messages: [{ role: 'user', content: 'q'.repeat(100_000) }],
  })
  expect(texts.length).toBeLessThan(9_000)
  expect(bodies.decode(texts)).toMatchObject({ messages: [{ role: 'user', content: 'q'.repeat(100_000) }] })
  expect(db.prepare('SELECT COUNT(*) FROM run_blobs').pluck().get()).toBe(5)
})

test('what does not become smaller is stored as it is', () => {
  const { db } = openBodies()
  const blobs = createBlobsStore(db)
  const noise = randomBytes(200_000)
  const text = Buffer.from('much the same '.repeat(20_000))
  for (const bytes of [noise, text]) expect(blobs.read(blobs.keep(1, bytes)).equals(bytes)).toBe(true)
  expect(db.prepare('SELECT encoding FROM blobs ORDER BY bytes').pluck().all()).toEqual(['plain', 'zstd'])
})

test('the same list is turned into text once, however often it is written', () => {
  const { db, bodies } = openBodies()
  let looks = 0
  const out = Array.from({ length: 40_000 }, (_, id) => id)
  const toJSON = () => {
    looks++
    return [...out]
  }
  Object.defineProperty(out, 'toJSON', { value: toJSON })
  const texts = Array.from({ length: 10 }, () => bodies.encode(1, finished({ out })))
  expect(looks).toBe(1)
  expect(new Set(texts).size).toBe(1)
  // A blob that retention took away meanwhile is stored anew.
  db.prepare('DELETE FROM run_blobs').run()
  db.prepare('DELETE FROM blobs').run()
  expect(bodies.encode(1, finished({ out }))).toBe(texts[0])
  expect(db.prepare('SELECT COUNT(*) FROM blobs').pluck().get()).toBe(1)
})
