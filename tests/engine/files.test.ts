import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { createKeptFiles } from '../../electron/engine/files/kept-files.ts'
import { createBlobsStore } from '../../electron/engine/store/blobs.store.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'
import { systemClock } from '../../electron/engine/system-clock.ts'
import type { engineContract } from '../../shared/contract/engine.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import { fileRefOf, fileValue, mostFileBytes } from '../../shared/run/file-ref.ts'
import type { RunView } from '../../shared/run/view.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startFileServer } from '../support/file-server.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const octets = { 'content-type': 'application/octet-stream' }
const png = { 'content-type': 'image/png' }
const idOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const get = (url: string, more: JsonObject = {}) => ({
  type: 'http-request',
  params: { url, allowPrivate: true, ...more },
})
const write = (path: string, text: Json) => ({ type: 'write-file', params: { path, text } })
const template = (text: string) => ({ type: 'template', params: { text } })

async function keep(engine: Engine, document: Workflow): Promise<string> {
  return (await engine.client.workflows.import({ text: writeWorkflowFile(document) })).workflowId
}

async function finish(engine: Engine, runId: string): Promise<RunView> {
  for await (const _ of engine.watch(runId, 0)) void _
  return engine.viewOf(runId)
}

function blobsIn(dataDir: string) {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const rows = db.prepare(`
    SELECT blob_id AS id, bytes, encoding, (SELECT COUNT(*) FROM run_blobs h WHERE h.blob_id = b.blob_id) AS runs
    FROM blobs b ORDER BY bytes`)
  const all = rows.all() as { id: string; bytes: number; encoding: string; runs: number }[] // as selected
  const longest = Number(db.prepare('SELECT MAX(LENGTH(body)) FROM events').pluck().get())
  db.close()
  return { all, longest }
}

const bodyOf = (view: RunView, node: string) => {
  const reply = view.nodes[node]?.outputs?.out
  return fileRefOf((reply as JsonObject | undefined)?.body) // an HTTP reply is an object
}

test('a file goes from a web address to the disk byte for byte, and its bytes never stand in an event', async () => {
  const bytes = randomBytes(300_000)
  const disposition = { 'content-disposition': `attachment; filename="../a b.png"; filename*=UTF-8''Caf%C3%A9.png` }
  const server = await startFileServer({ '/x': { bytes, headers: { ...png, ...disposition } } })
  const engine = await openTestEngine()
  const document = drawWorkflow('get -> write', {
    get: get(server.url('/x')),
    write: write('out.png', '{{ get.body }}'),
  })
  const view = await runWorkflow(engine, document)
  expect(view).toMatchObject({ status: 'succeeded' })
  const ref = { name: 'Café.png', mediaType: 'image/png', bytes: 300_000, blobId: idOf(bytes) }
  expect(bodyOf(view, 'get')).toEqual(ref)
  expect(readFileSync(join(engine.filesDir, 'out.png')).equals(bytes)).toBe(true)
  const { all, longest } = blobsIn(engine.dataDir)
  expect(all).toEqual([{ id: ref.blobId, bytes: 300_000, encoding: 'plain', runs: 1 }])
  expect(longest).toBeLessThan(2_000)

  const { runId } = view
  const file = await engine.client.runs.file({ runId, blobId: ref.blobId })
  expect(Buffer.from(await file.bytes.arrayBuffer()).equals(bytes)).toBe(true)
  const other = await runWorkflow(engine, drawWorkflow('one'))
  const refused = { data: { code: 'run.no-such-file' } }
  await expect(engine.client.runs.file({ runId: other.runId, blobId: ref.blobId })).rejects.toMatchObject(refused)
  await expect(engine.client.runs.file({ runId, blobId: 'f'.repeat(64) })).rejects.toMatchObject(refused)
})

test('a file of 20 MB is not held many times over', { timeout: 60_000 }, async () => {
  const bytes = randomBytes(20 * 1024 * 1024)
  const server = await startFileServer({ '/big': { bytes, headers: octets } })
  const engine = await openTestEngine()
  const before = process.memoryUsage.rss()
  let most = 0
  const watching = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 2)
  onTestFinished(() => clearInterval(watching))
  const steps = 'get -> one -> two -> three -> write'
  const pass = { type: 'code', params: { code: 'return input' } }
  const view = await runWorkflow(
    engine,
    drawWorkflow(steps, {
      ...{ get: get(server.url('/big')), one: pass, two: pass, three: pass },
      write: write('big', '{{ three.body }}'),
    }),
  )
  most = Math.max(most, process.memoryUsage.rss())
  expect(view.status).toBe('succeeded')
  expect(idOf(readFileSync(join(engine.filesDir, 'big')))).toBe(idOf(bytes))
  expect(blobsIn(engine.dataDir).longest).toBeLessThan(2_000)
  // Base64 in JSON would be 27 MB for each of five events and again for each value in the sandbox.
  expect((most - before) / 1024 / 1024).toBeLessThan(300)
})

test('the same bytes are stored once, however often and by however many runs they are kept', async () => {
  const bytes = randomBytes(5_000)
  const served = { bytes, headers: octets }
  const server = await startFileServer({ '/a': served, '/b': served })
  const engine = await openTestEngine()
  const document = drawWorkflow('a, b', { a: get(server.url('/a')), b: get(server.url('/b')) })
  const first = await runWorkflow(engine, document)
  await runWorkflow(engine, document)
  expect(bodyOf(first, 'a')?.name).toBe('a')
  expect(blobsIn(engine.dataDir).all).toEqual([{ id: idOf(bytes), bytes: 5_000, encoding: 'plain', runs: 2 }])
})

test('a file is sent byte for byte with its media type', async () => {
  const bytes = randomBytes(9_000)
  const server = await startFileServer({ '/in': { bytes, headers: png }, '/up': { bytes: Buffer.from('{"ok":true}') } })
  const engine = await openTestEngine()
  const send = { method: 'PUT', bodyType: 'file', body: '{{ get.body }}', answerAs: 'json' }
  const document = drawWorkflow('get -> send', { get: get(server.url('/in')), send: get(server.url('/up'), send) })
  const view = await runWorkflow(engine, document)
  expect(view.nodes.send?.outputs?.out).toMatchObject({ body: { ok: true } })
  const sent = server.got.find(({ path }) => path === '/up')
  expect(sent?.headers['content-type']).toBe('image/png')
  expect(sent?.bytes.equals(bytes)).toBe(true)
})

test('files on the disk pass as references: nothing of them is stored', async () => {
  const engine = await openTestEngine()
  mkdirSync(join(engine.filesDir, 'in'))
  const bytes = randomBytes(70_000)
  writeFileSync(join(engine.filesDir, 'in', 'photo.jpg'), bytes)
  const document = drawWorkflow('read -> copy', {
    read: { type: 'read-files', params: { folder: 'in', pattern: '*', give: 'references' } },
    copy: write('copy.jpg', '{{ read[0] }}'),
  })
  const view = await runWorkflow(engine, document)
  const path = join(engine.filesDir, 'in', 'photo.jpg')
  const file = { name: 'photo.jpg', mediaType: 'image/jpeg', bytes: 70_000, path, seal: expect.any(String) }
  expect(view.nodes.read?.outputs).toEqual({ out: [{ $file: file }] })
  expect(readFileSync(join(engine.filesDir, 'copy.jpg')).equals(bytes)).toBe(true)
  expect(blobsIn(engine.dataDir).all).toEqual([])
})

test('a file that is larger than any may be is refused before it is read, and so is one that went away', async () => {
  const engine = await openTestEngine()
  const path = join(engine.filesDir, 'huge.bin')
  writeFileSync(path, '')
  truncateSync(path, mostFileBytes + 1)
  const read = { type: 'read-files', params: { pattern: 'huge.bin', give: 'references' } }
  const huge = await runWorkflow(engine, drawWorkflow('read -> copy', { read, copy: write('copy', '{{ read[0] }}') }))
  expect(huge).toMatchObject({ status: 'failed', error: { code: 'files.too-large', nodeId: 'copy' } })
  expect(huge.error?.message).toBe(`${path} has 268435457 bytes; files of at most 256 MB can be passed on.`)
  const pinned = huge.nodes.read?.outputs
  rmSync(path)
  const steps = { read: { ...read, ...(pinned && { pinned }) }, copy: write('copy', '{{ read[0] }}') }
  const gone = await runWorkflow(engine, drawWorkflow('read -> copy', steps))
  expect(gone.error).toMatchObject({ code: 'files.failed', message: expect.stringContaining('there is no such file') })
})

test('a reference that came from elsewhere opens no file of the disk', async () => {
  const engine = await openTestEngine()
  const secret = join(temporaryFolder(), 'secret.txt')
  writeFileSync(secret, 'secret')
  const forged = { name: 'secret.txt', mediaType: 'text/plain', bytes: 6, path: secret }
  const server = await startFileServer({
    '/reply': {
      bytes: Buffer.from(JSON.stringify({ a: fileValue(forged), b: fileValue({ ...forged, seal: 'f'.repeat(64) }) })),
      headers: { 'content-type': 'application/json' },
    },
  })
  for (const key of ['a', 'b']) {
    const steps = { get: get(server.url('/reply')), write: write('stolen.txt', `{{ get.body.${key} }}`) }
    const view = await runWorkflow(engine, drawWorkflow('get -> write', steps))
    expect(view).toMatchObject({ status: 'failed', error: { code: 'files.not-vouched', nodeId: 'write' } })
  }
})

test('a file where a text belongs is an error that names the node, the field and the file', async () => {
  const server = await startFileServer({
    '/x.pdf': { bytes: randomBytes(10), headers: { 'content-type': 'application/pdf' } },
  })
  const engine = await openTestEngine()
  const withText = (text: string) =>
    runWorkflow(engine, drawWorkflow('get -> say', { get: get(server.url('/x.pdf')), say: template(text) }))
  expect((await withText('{{ get.body }}')).error).toMatchObject({
    ...{ kind: 'user', nodeId: 'say', field: 'params.text' },
    message: '`params.text` of Text template: is the file “x.pdf”, not a text; its name is in `.$file.name`.',
  })
  expect((await withText('About {{ get.body }}')).error).toMatchObject({
    ...{ code: 'expression.file', nodeId: 'say', field: 'params.text', position: 9 },
    message: '`{{ get.body }}` is the file “x.pdf”, not a text; its name is in `.$file.name`.',
  })
  expect((await withText('About {{ get.body.$file.name }}')).outputs).toEqual({ say: 'About x.pdf' })
})

test('what a stop of the program left behind is let go of at the end, and the run that goes on has its files', async () => {
  const old = randomBytes(4_000)
  const kept = randomBytes(6_000)
  const server = await startFileServer({ '/first': { bytes: kept, headers: octets }, '/second': null })
  const engine = await openTestEngine()
  const steps = {
    first: get(server.url('/first')),
    second: get(server.url('/second')),
    write: write('out', '{{ first.body }}'),
  }
  const document = drawWorkflow('first -> second -> write', steps)
  const asked = server.asked('/second')
  const { runId } = await engine.startFile({ text: writeWorkflowFile(document), inputs: {} })
  await asked
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  // As the program leaves it that stops after the file is on disk and before an event names it.
  const db = openDatabase(left, 0)
  await createKeptFiles(createBlobsStore(db), 1).keep({ name: 'second', mediaType: 'x/y', bytes: old })
  db.close()
  expect(blobsIn(left).all.map(({ bytes, runs }) => [bytes, runs])).toEqual([
    [4_000, 1],
    [6_000, 1],
  ])

  const fresh = randomBytes(5_000)
  server.paths['/second'] = { bytes: fresh, headers: octets }
  const next = await openTestEngine({ dataDir: left })
  const view = await finish(next, runId)
  expect(view).toMatchObject({ status: 'succeeded' })
  expect(server.got.filter(({ path }) => path === '/first')).toHaveLength(1)
  expect(bodyOf(view, 'second')?.blobId).toBe(idOf(fresh))
  expect(readFileSync(join(engine.filesDir, 'out')).equals(kept)).toBe(true)
  expect(blobsIn(left).all.map(({ bytes, runs }) => [bytes, runs])).toEqual([
    [5_000, 1],
    [6_000, 1],
  ])
})

test('a rerun holds the files it takes over, and they go with the last run that does', async () => {
  const bytes = randomBytes(8_000)
  const server = await startFileServer({ '/x': { bytes, headers: octets } })
  let aheadMs = 0
  const clock = { now: () => Date.now() + aheadMs, sleep: systemClock.sleep }
  const engine = await openTestEngine({ clock })
  // A value that is stored apart itself, with the reference somewhere in it.
  const wrap = { type: 'code', params: { code: "return { pad: 'x'.repeat(70000), file: input.body }" } }
  const document = drawWorkflow('get -> wrap -> write', {
    get: get(server.url('/x')),
    wrap,
    write: write('out', '{{ wrap.file }}'),
  })
  const workflowId = await keep(engine, document)
  const { runId } = await engine.client.runs.start({ workflowId })
  await finish(engine, runId)
  const again = await engine.client.runs.rerun({ runId, from: { kind: 'node', nodeId: 'write' } })
  const view = await finish(engine, again.runId)
  expect(view).toMatchObject({ status: 'succeeded', nodes: { wrap: { reused: { fromRunId: runId } } } })
  const file = () => blobsIn(engine.dataDir).all.find(({ id }) => id === idOf(bytes))
  expect(file()).toMatchObject({ runs: 2 })

  expect(await engine.client.storage.clean({ runs: 1 })).toMatchObject({ runs: 1 })
  expect(file()).toMatchObject({ runs: 1 })
  const saved = await engine.client.runs.file({ runId: again.runId, blobId: idOf(bytes) })
  expect(saved.bytes.size).toBe(8_000)
  await expect(engine.client.runs.file({ runId, blobId: idOf(bytes) })).rejects.toMatchObject({
    data: { code: 'run.cleared' },
  })
  aheadMs = 10 * 24 * 3_600_000
  expect(await engine.client.storage.clean({ days: 5 })).toMatchObject({ runs: 1 })
  expect(blobsIn(engine.dataDir).all).toEqual([])
})

test('a pinned output whose file was removed is a clear error; while it is there, its run holds it', async () => {
  const bytes = randomBytes(3_000)
  const server = await startFileServer({ '/x': { bytes, headers: octets } })
  const engine = await openTestEngine()
  const nodes = { get: get(server.url('/x')), write: write('out', '{{ get.body }}') }
  const document = drawWorkflow('get -> write', nodes)
  const first = await runWorkflow(engine, document)
  const pinned = first.nodes.get?.outputs
  const withPin = drawWorkflow('get -> write', { ...nodes, get: { ...nodes.get, ...(pinned && { pinned }) } })
  const second = await runWorkflow(engine, withPin)
  expect(second).toMatchObject({ status: 'succeeded', nodes: { get: { reused: { fromRunId: null } } } })
  expect(blobsIn(engine.dataDir).all).toMatchObject([{ runs: 2 }])
  expect(server.got).toHaveLength(1)

  const elsewhere = await openTestEngine()
  const third = await runWorkflow(elsewhere, withPin)
  expect(third).toMatchObject({ status: 'failed', error: { code: 'files.gone', nodeId: 'write' } })
  expect(third.error?.message).toContain('The file “x” is not stored any more')
})

test('a workflow inside a run takes a file and gives one', async () => {
  const bytes = randomBytes(2_000)
  const server = await startFileServer({ '/x': { bytes, headers: octets } })
  const engine = await openTestEngine()
  const inner = drawWorkflow('start -> give', {
    start: { type: 'manual', params: { inputs: [{ name: 'doc', type: 'object', required: true }] } },
    give: { type: 'output', params: { results: [{ name: 'doc', type: 'object', value: '{{ inputs.doc }}' }] } },
  })
  const workflowId = await keep(engine, inner)
  const call = { type: 'workflow', params: { workflowId, version: 'draft', inputs: { doc: '{{ get.body }}' } } }
  const view = await runWorkflow(
    engine,
    drawWorkflow('get -> call -> write', { get: get(server.url('/x')), call, write: write('out', '{{ call.doc }}') }),
  )
  expect(view).toMatchObject({ status: 'succeeded' })
  expect(readFileSync(join(engine.filesDir, 'out')).equals(bytes)).toBe(true)
})

test('bytes come whole over a message port', async () => {
  const bytes = randomBytes(1_000_000)
  const server = await startFileServer({ '/x': { bytes, headers: octets } })
  const engine = await openTestEngine()
  const { runId } = await runWorkflow(engine, drawWorkflow('get', { get: get(server.url('/x')) }))
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  new RPCHandler(engine.router).upgrade(port1)
  port1.start()
  const client: ContractRouterClient<typeof engineContract> = createORPCClient(new RPCLink({ port: port2 }))
  port2.start()
  const file = await client.runs.file({ runId, blobId: idOf(bytes) })
  expect(Buffer.from(await file.bytes.arrayBuffer()).equals(bytes)).toBe(true)
})
