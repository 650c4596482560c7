import { once } from 'node:events'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createHttp } from '../../electron/engine/http/http.ts'
import { asNodes } from '../../electron/engine/integrations/as-nodes.ts'
import { defineAction, type Integration } from '../../electron/engine/integrations/define-integration.ts'
import { defineNode, type NodeDefinition } from '../../electron/engine/nodes/define-node.ts'
import { nodeTypes } from '../../electron/engine/nodes/registry.ts'
import { textParam, valueParam } from '../../shared/catalog/param.ts'
import { userError } from '../../shared/errors.ts'
import type { RunEvent } from '../../shared/run/events.ts'
import { fileRefOf } from '../../shared/run/file-ref.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'
import { get, serviceUrl, serviceWith, startService, token } from './service-kit.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const notAFile = () => userError('test.no-file', 'This is no file.')

const things: Integration = {
  ...serviceWith({ request: get('/list'), pages: { items: '', next: { link: true } } }),
  id: 'things',
  title: 'Things',
}
things.actions = {
  list: { ...things.actions.do, title: 'List things' } as (typeof things.actions)[string], // it was made just above
  add: defineAction({
    ...{ title: 'Add a thing', summary: 'Adds a thing to the list.', group: 'Things', kind: 'write', examples: [] },
    input: z.object({ name: textParam({ required: true }) }),
    request: ({ name }) => ({ method: 'POST', path: '/add', body: { json: { name } } }),
    idempotencyHeader: 'Idempotency-Key',
  }),
  upload: defineAction({
    ...{ title: 'Upload a file', summary: 'Stores a file there.', group: 'Files', kind: 'write', examples: [] },
    input: z.object({ file: valueParam() }),
    request({ file }) {
      const ref = fileRefOf(file)
      if (!ref) throw notAFile()
      return { method: 'PUT', path: '/files', body: { file: ref } }
    },
  }),
  download: defineAction({
    ...{ title: 'Download a file', summary: 'Brings a file from there.', group: 'Files', kind: 'read', examples: [] },
    input: z.object({}),
    request: () => ({ method: 'GET', path: '/files/big.bin', reads: 'file' }),
  }),
}

type Options = Partial<Parameters<typeof openTestEngine>[0]>

/** The real engine, with one service that a loopback server stands in for, and a connection to it. */
async function open(answering: Parameters<typeof startService>[0], options: Options = {}) {
  const service = await startService(answering)
  const engine = await openEngine(service.origin, options)
  const secrets = { token }
  const connection = await engine.client.integrations.connect({ integrationId: 'things', method: 'token', secrets })
  return { service, engine, connection }
}

async function openEngine(origin: string, options: Options = {}) {
  const http = createHttp({ standIns: { [serviceUrl]: origin } })
  const engine = await openTestEngine({ http, integrations: [things], ...options })
  onTestFinished(() => http.close())
  return engine
}

async function eventsOf(engine: Awaited<ReturnType<typeof openTestEngine>>, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for await (const push of engine.watch(runId, 0)) events.push(...push.events)
  return events
}

test('a node does an action: what it gives, what it asked and how long it took stand in the log, its secret nowhere', async () => {
  const { engine, service, connection } = await open(({ url }) =>
    url.pathname === '/add' ? { body: { id: 1, echo: `you sent ${token}` } } : { body: ['a', 'b', 'c'] },
  )
  const workflow = drawWorkflow('list -> add', {
    list: { type: 'things.list', params: { limit: 2, connection: connection.connectionId } },
    add: { type: 'things.add', params: { name: '{{ list.length }} things' } },
  })
  const { runId, status, nodes } = await runWorkflow(engine, workflow)
  expect(status).toBe('succeeded')
  expect(nodes.list?.outputs).toEqual({ out: ['a', 'b'] })
  expect(JSON.parse(String(service.got[1]?.body))).toEqual({ name: '2 things' })
  expect(service.got.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${token}`, `Bearer ${token}`])
  const events = await eventsOf(engine, runId)
  expect(events.filter(({ type }) => type === 'http-called')).toMatchObject([
    {
      ...{ node: 'list', method: 'GET', url: `${serviceUrl}/list`, status: 200, bytes: 13 },
      service: { integrationId: 'things', action: 'list', waitedMs: 0, sent: null, received: '["a","b","c"]' },
    },
    {
      ...{ node: 'add', method: 'POST', status: 200 },
      service: { action: 'add', sent: '{"name":"2 things"}', received: '{"id":1,"echo":"you sent [hidden]"}' },
    },
  ])
  expect(nodes.add?.requests).toMatchObject([{ status: 200, service: { integrationId: 'things', action: 'add' } }])
  // What the service itself gives is data of the run; the trace beside it is not where it came from.
  expect(
    JSON.stringify(events.filter(({ type }) => type !== 'node-finished' && type !== 'run-finished')),
  ).not.toContain(token)
})

test('the secret of a connection is in no byte that is written', async () => {
  const { engine } = await open(() => ({ status: 400, body: { message: `bad token ${token}` } }))
  const view = await runWorkflow(engine, drawWorkflow('add', { add: { type: 'things.add', params: { name: 'x' } } }))
  expect(view).toMatchObject({
    status: 'failed',
    error: { code: 'service.bad-request', message: 'Things says: bad token [hidden] (400).', nodeId: 'add' },
  })
  await engine.close()
  for (const name of readdirSync(engine.dataDir, { recursive: true, encoding: 'utf8' })) {
    if (!name.includes('.')) continue
    expect(readFileSync(join(engine.dataDir, name)).includes(token), name).toBe(false)
  }
})

test('without a connection the node says what to do', async () => {
  const service = await startService(() => ({ body: {} }))
  const engine = await openEngine(service.origin)
  const view = await runWorkflow(engine, drawWorkflow('list', { list: { type: 'things.list' } }))
  expect(view).toMatchObject({ status: 'failed', error: { kind: 'user', code: 'connection.none', nodeId: 'list' } })
  expect(service.got).toEqual([])
})

test('each call has its key: the same after a failed try and after a power cut, another in another run', async () => {
  const { engine, service } = await open((_, number) => {
    if (number === 1) return { status: 500 }
    return number === 2 ? 'hold' : { body: {} }
  })
  const policy = { retry: { count: 1, firstWaitMs: 0, on: 'temporary' as const } }
  const workflow = drawWorkflow('add -> after', { add: { type: 'things.add', params: { name: 'x' }, policy } })
  const { runId } = await engine.startFile({ text: writeWorkflowFile(workflow), inputs: {} })
  await service.arrived(2)
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  const next = await openEngine(service.origin, { dataDir: left })
  await eventsOf(next, runId)
  expect(next.viewOf(runId)).toMatchObject({ status: 'succeeded' })
  expect((await runWorkflow(next, workflow)).status).toBe('succeeded')
  const keys = service.got.map(({ headers }) => headers['idempotency-key'])
  expect(keys).toHaveLength(4)
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect([keys[1], keys[2]]).toEqual([keys[0], keys[0]])
  expect(keys[3]).not.toBe(keys[0])
})

test('two calls of one node have different keys', async () => {
  const twice = defineNode({
    ...{ type: 'twice', version: 1, title: 'Twice', group: 'app', icon: 'x', summary: 'Adds two things.' },
    params: z.object({}),
    inputs: [],
    outputs: [{ id: 'out' }],
    changesOutside: () => true,
    async run(context) {
      const call = { integrationId: 'things', action: 'add', connectionId: '', limit: 1 }
      for (const name of ['a', 'b']) await context.callService({ ...call, input: { name } })
      return { out: null }
    },
  })
  const definitions = new Map(nodeTypes).set('twice', twice as unknown as NodeDefinition) // run with its own params
  const { engine, service } = await open(() => ({ body: {} }), { nodeTypes: definitions })
  await engine.client.catalog.list()
  expect(await runWorkflow(engine, drawWorkflow('twice', { twice: { type: 'twice' } }))).toMatchObject({
    status: 'succeeded',
  })
  const keys = service.got.map(({ headers }) => headers['idempotency-key'])
  expect(new Set(keys).size).toBe(2)
})

test('a cancelled run lets go of the socket at once', async () => {
  const closed = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  const { engine } = await open({
    raw(_request, response) {
      response.once('close', closed.resolve)
      arrived.resolve()
    },
  })
  const text = writeWorkflowFile(drawWorkflow('list', { list: { type: 'things.list' } }))
  const { runId, finished } = await engine.startFile({ text, inputs: {} })
  await arrived.promise
  engine.cancel(runId)
  await closed.promise
  expect(await finished).toMatchObject({ status: 'cancelled' })
})

test('a dry run reads and leaves out what would change something there', async () => {
  const { engine, service } = await open(() => ({ body: [1] }))
  const workflow = drawWorkflow('list -> add -> after, list -> any -> sent', {
    list: { type: 'things.list' },
    add: { type: 'things.add', params: { name: 'x' } },
    any: { type: 'things.request', params: { method: 'DELETE', path: '/all' } },
  })
  const { finished } = await engine.startFile({ text: writeWorkflowFile(workflow), inputs: {}, dryRun: true })
  const { status, nodes } = await finished
  expect(status).toBe('succeeded')
  expect([nodes.add?.status, nodes.any?.status, nodes.sent?.status]).toEqual(['skipped', 'skipped', 'skipped'])
  expect(service.got.map(({ method }) => method)).toEqual(['GET'])
})

test('a node that hides that it changes something cannot do so in a dry run', async () => {
  const [add] = asNodes(things).filter(({ type }) => type === 'things.add')
  const liar: NodeDefinition = { ...(add as NodeDefinition), type: 'liar', changesOutside: () => false } // found above
  const errors: unknown[] = []
  const log = { info() {}, warn() {}, error: (message: string) => void errors.push(message) }
  const { engine, service } = await open(() => ({ body: {} }), { nodeTypes: new Map(nodeTypes).set('liar', liar), log })
  const text = writeWorkflowFile(drawWorkflow('liar', { liar: { type: 'liar', params: { name: 'x' } } }))
  const { finished } = await engine.startFile({ text, inputs: {}, dryRun: true })
  expect(await finished).toMatchObject({ status: 'failed', error: { kind: 'bug' } })
  expect(errors).toEqual(['a node failed with a bug'])
  expect(service.got).toEqual([])
})

test('a file of 60 MB is sent without ever being in memory whole', async () => {
  const size = 60 * 1024 * 1024
  const step = size / 10
  let received = 0
  let most = 0
  const { engine } = await open({
    async raw(request, response) {
      for await (const chunk of request) {
        const before = received
        received += chunk.length
        if (Math.floor(received / step) > Math.floor(before / step)) most = Math.max(most, heldBytes())
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end(request.headers['content-length'])
    },
  })
  const file = join(engine.filesDir, 'big.bin')
  writeFileSync(file, '')
  // Made long without its bytes being here: they would count, too.
  truncateSync(file, size)
  const before = heldBytes()
  const view = await runWorkflow(
    engine,
    drawWorkflow('read -> each', {
      read: { type: 'read-files', params: { pattern: 'big.bin', give: 'references' } },
      each: { type: 'things.upload', params: { file: '{{ input[0] }}' } },
    }),
  )
  expect(view).toMatchObject({ status: 'succeeded', outputs: { each: size } })
  expect(received).toBe(size)
  expect(most - before).toBeLessThan(size / 2)
})

test('a file of 60 MB comes in through a file of its own, is kept whole, and what was in between is gone', async () => {
  const size = 60 * 1024 * 1024
  const { engine } = await open({
    async raw(_request, response) {
      response.writeHead(200, { 'content-type': 'application/zip', 'content-length': String(size) })
      const chunk = Buffer.alloc(1024 * 1024, 9)
      for (let sent = 0; sent < size; sent += chunk.length) {
        if (!response.write(chunk)) await once(response, 'drain')
      }
      response.end()
    },
  })
  const leftBehind = () => readdirSync(tmpdir()).filter((name) => name.startsWith('niti-file-'))
  const before = leftBehind()
  const view = await runWorkflow(
    engine,
    drawWorkflow('get -> put', {
      get: { type: 'things.download' },
      put: { type: 'write-file', params: { path: 'copy.zip', text: '{{ input }}' } },
    }),
  )
  expect(view.error).toBeUndefined()
  expect(fileRefOf(view.nodes.get?.outputs?.out)).toMatchObject({
    name: 'big.bin',
    mediaType: 'application/zip',
    bytes: size,
  })
  const copy = readFileSync(join(engine.filesDir, 'copy.zip'))
  expect([copy.length, copy.every((byte) => byte === 9)]).toEqual([size, true])
  expect(leftBehind()).toEqual(before)
})

test('by hand: an action, and any request', async () => {
  const { engine, connection } = await open(({ url, method }) =>
    url.pathname === '/list' ? { body: ['a'] } : { status: 418, headers: { 'x-kind': method }, body: { teapot: true } },
  )
  const { integrations } = engine.client
  expect(await integrations.call({ integrationId: 'things', action: 'list', input: {} })).toEqual(['a'])
  const { connectionId } = connection
  const asked = { integrationId: 'things', connectionId, method: 'PATCH', path: '/tea', body: { sugar: 1 } } as const
  expect(await integrations.request(asked)).toMatchObject({
    status: 418,
    headers: { 'x-kind': 'PATCH' },
    body: { teapot: true },
  })
  await expect(integrations.call({ integrationId: 'things', action: 'download', input: {} })).rejects.toMatchObject({
    data: { kind: 'external' },
  })
})

/** Bytes in buffers that somebody still holds. */
function heldBytes(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}
