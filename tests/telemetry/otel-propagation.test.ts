import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { createHttp } from '../../electron/engine/http/http.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { get, serviceUrl, serviceWith, startService, token } from '../integrations/service-kit.ts'
import { add, askOf, startHttpServer } from '../mcp/mcp-kit.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startFileServer } from '../support/file-server.ts'
import { spanNamed, switchOn } from '../support/otel-kit.ts'
import { startOtlpReceiver } from '../support/otlp-receiver.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'
import { call, startRun, untilWaiting } from '../support/waiting-runs.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const parentId = 'b7ad6b7169203331'
const traceparent = `00-${traceId}-${parentId}-01`
const one = drawWorkflow('say', { say: { type: 'template', params: { text: 'Hi.' } } })

const fetching = (url: string, headers: Record<string, string> = {}): Workflow =>
  drawWorkflow('fetch', { fetch: { type: 'http-request', params: { url, headers, allowPrivate: true } } })

const fetchingWhenCalled = (url: string): Workflow =>
  drawWorkflow('call -> fetch', {
    call: { type: 'webhook' },
    fetch: { type: 'http-request', params: { url, allowPrivate: true } },
  })

async function openListening(options: Parameters<typeof openTestEngine>[0] = {}): Promise<Engine> {
  const engine = await openTestEngine(options)
  await engine.client.settings.change({ webhookPort: 0 })
  return engine
}

async function callHook(engine: Engine, workflowId: string, headers: Record<string, string>): Promise<void> {
  const url = await until(
    'the webhook has an address',
    async () => (await triggerOf(engine, workflowId)).url ?? undefined,
  )
  const reply = await fetch(url, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', ...headers },
  })
  expect(reply.status).toBe(202)
}

test('a trace goes through: in by a webhook, out by a request, and both are in what is exported', async () => {
  const receiver = await startOtlpReceiver()
  const site = await startFileServer({ '/': { bytes: Buffer.from('fine') } })
  const engine = await openListening()
  await switchOn(engine, receiver, { propagates: true })
  const workflowId = await publish(engine, fetchingWhenCalled(site.url('/')))
  await callHook(engine, workflowId, { traceparent, tracestate: 'rojo=1,congo=t61rcWkgMzE' })
  const [root] = await receiver.runs(1)
  expect(root).toMatchObject({ traceId, parentSpanId: parentId, traceState: 'rojo=1,congo=t61rcWkgMzE' })
  const request = spanNamed(receiver.spans(), 'GET')
  expect(request.traceId).toBe(traceId)
  expect(site.got[0]?.headers).toMatchObject({
    traceparent: `00-${traceId}-${request.spanId}-01`,
    tracestate: 'rojo=1,congo=t61rcWkgMzE',
  })
  const parents = new Set(receiver.spans().map(({ spanId }) => spanId))
  for (const span of receiver.spans()) expect(span === root || parents.has(span.parentSpanId)).toBe(true)
})

test.each([
  ['malformed', { traceparent: `00-${traceId.toUpperCase()}-${parentId}-01` }],
  ['sent twice', { traceparent: `${traceparent}, ${traceparent}` }],
  ['missing', {}],
])('a caller whose trace is %s begins none: the run has its own', async (_, headers) => {
  const receiver = await startOtlpReceiver()
  const site = await startFileServer({ '/': {} })
  const engine = await openListening()
  await switchOn(engine, receiver, { propagates: true })
  const workflowId = await publish(engine, fetchingWhenCalled(site.url('/')))
  await callHook(engine, workflowId, headers)
  const [root] = await receiver.runs(1)
  expect(root?.traceId).not.toBe(traceId)
  expect(root?.parentSpanId).toBe('')
  const { spanId } = spanNamed(receiver.spans(), 'GET')
  expect(site.got[0]?.headers.traceparent).toBe(`00-${root?.traceId}-${spanId}-01`)
})

test('a trace that its caller does not record is handed on as it came, and not sent to the collector', async () => {
  const receiver = await startOtlpReceiver()
  const site = await startFileServer({ '/': {} })
  const engine = await openListening()
  await switchOn(engine, receiver, { propagates: true })
  const workflowId = await publish(engine, fetchingWhenCalled(site.url('/')))
  const unrecorded = `00-${traceId}-${parentId}-00`
  await callHook(engine, workflowId, { traceparent: unrecorded })
  await runsOf(engine, workflowId, 1)
  expect(site.got[0]?.headers.traceparent).toBe(unrecorded)
  await runWorkflow(engine, one)
  await receiver.runs(1)
  expect(receiver.everything()).not.toContain(traceId)
})

test('switched off, nothing is read and nothing is sent', async () => {
  const receiver = await startOtlpReceiver()
  const site = await startFileServer({ '/': {} })
  const engine = await openListening()
  await switchOn(engine, receiver, { propagates: false })
  const workflowId = await publish(engine, fetchingWhenCalled(site.url('/')))
  await callHook(engine, workflowId, { traceparent })
  const [root] = await receiver.runs(1)
  expect(root?.traceId).not.toBe(traceId)
  expect(site.got[0]?.headers).not.toHaveProperty('traceparent')
})

test('without traces of our own, callers and those who are called find each other all the same', async () => {
  const receiver = await startOtlpReceiver()
  const site = await startFileServer({ '/': {} })
  const engine = await openListening()
  await switchOn(engine, receiver, { propagates: true, sendsTraces: false })
  const workflowId = await publish(engine, fetchingWhenCalled(site.url('/')))
  await callHook(engine, workflowId, { traceparent })
  await runsOf(engine, workflowId, 1)
  await runWorkflow(engine, fetching(site.url('/')))
  const [handedOn, own] = site.got.map(({ headers }) => headers.traceparent)
  expect(handedOn).toBe(traceparent)
  // Nobody records it, and it says so.
  expect(own).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  expect(receiver.requests).toEqual([])
})

test('what a person says of a trace goes before; whoever a request is sent on to is told nothing', async () => {
  const receiver = await startOtlpReceiver()
  const other = await startFileServer({ '/': {} })
  const site = await startFileServer({ '/': {}, '/on': { status: 302, headers: { location: other.url('/') } } })
  const engine = await openTestEngine()
  await switchOn(engine, receiver, { propagates: true })
  await runWorkflow(engine, fetching(site.url('/'), { TraceParent: traceparent }))
  expect(site.got[0]?.headers).toMatchObject({ traceparent })
  expect(site.got[0]?.headers).not.toHaveProperty('tracestate')
  await runWorkflow(engine, fetching(site.url('/on')))
  expect(site.got[1]?.headers).toHaveProperty('traceparent')
  expect(other.got).toHaveLength(1)
  expect(other.got[0]?.headers).not.toHaveProperty('traceparent')
})

test('a run that begins because another ended stays in its trace', async () => {
  const receiver = await startOtlpReceiver()
  const engine = await openTestEngine()
  await switchOn(engine, receiver, { propagates: true })
  const { workflowId } = await engine.client.workflows.import({ text: JSON.stringify({ ...one, name: 'First' }) })
  const next = drawWorkflow('before -> say', {
    before: { type: 'after-run', params: { workflow: workflowId } },
    say: { type: 'template', params: { text: 'Then.' } },
  })
  await publish(engine, next, 'Next')
  await engine.client.runs.start({ workflowId, inputs: {} })
  await receiver.runs(2)
  const [first, second] = ['First', 'Next'].map((name) => spanNamed(receiver.spans(), `invoke_workflow ${name}`))
  expect(second).toMatchObject({ traceId: first?.traceId, parentSpanId: first?.spanId })
})

test('the call of a run that waited is linked to its wait', async () => {
  const receiver = await startOtlpReceiver()
  const engine = await openListening()
  await switchOn(engine, receiver, { propagates: true })
  const run = await startRun(engine, drawWorkflow('wait', { wait: call() }))
  const [wait] = await untilWaiting(engine, run.runId)
  const url = await until('it has an address', async () => {
    const [open] = await engine.client.waits.list({ runId: run.runId })
    return open?.ask.kind === 'call' ? (open.ask.url ?? undefined) : undefined
  })
  expect(wait).toBeDefined()
  expect((await fetch(url, { method: 'POST', headers: { traceparent } })).status).toBe(200)
  await run.finished
  const [root] = await receiver.runs(1)
  expect(root?.traceId).not.toBe(traceId)
  expect(spanNamed(receiver.spans(), 'wait call').links).toEqual([{ traceId, spanId: parentId }])
})

test('actions of services carry the trace to the service, and nobody else', async () => {
  const receiver = await startOtlpReceiver()
  const elsewhere = await startFileServer({
    '/': { bytes: Buffer.from('[]'), headers: { 'content-type': 'application/json' } },
  })
  const site = await startService(({ url }) =>
    url.pathname === '/on' ? { status: 302, headers: { location: 'https://files.example/' } } : { body: [] },
  )
  const http = createHttp({
    standIns: { [serviceUrl]: site.origin, 'https://files.example': elsewhere.url('').replace(/\/$/, '') },
  })
  onTestFinished(() => http.close())
  const things = { ...serviceWith({ request: get('/list') }), id: 'things', title: 'Things' }
  const moved = { ...serviceWith({ request: get('/on') }), id: 'moved', title: 'Moved' }
  const engine = await openTestEngine({
    ...{ http, integrations: [things, moved] },
  })
  await switchOn(engine, receiver, { propagates: true })
  for (const integrationId of ['things', 'moved']) {
    await engine.client.integrations.connect({ integrationId, method: 'token', secrets: { token } })
  }
  await runWorkflow(engine, drawWorkflow('list', { list: { type: 'things.do', params: {} } }))
  await receiver.runs(1)
  const { spanId, traceId: own } = spanNamed(receiver.spans(), 'GET')
  expect(site.got[0]?.headers.traceparent).toBe(`00-${own}-${spanId}-01`)
  await runWorkflow(engine, drawWorkflow('list', { list: { type: 'moved.do', params: {} } }))
  expect(site.got[1]?.headers).toHaveProperty('traceparent')
  expect(elsewhere.got).toHaveLength(1)
  expect(elsewhere.got[0]?.headers).not.toHaveProperty('traceparent')
})

test('a tool of an MCP server is told which run calls it', async () => {
  const receiver = await startOtlpReceiver()
  const engine = await openTestEngine()
  await switchOn(engine, receiver, { propagates: true })
  const net = await startHttpServer()
  const { serverId } = await add(engine, net.transport)
  await runWorkflow(engine, askOf(serverId, 'echo', { text: 'tea' }))
  const [root] = await receiver.runs(1)
  expect(net.metas.at(-1)).toMatchObject({ traceparent: `00-${root?.traceId}-${root?.spanId}-01` })
})
