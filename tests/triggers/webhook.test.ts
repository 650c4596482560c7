import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { createStrictLog, openTestEngine } from '../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'

const answering = (params: object = {}, text = 'Got {{ call.body }}') =>
  drawWorkflow('call -> say', {
    call: { type: 'webhook', params: { ...params } },
    say: { type: 'template', params: { text } },
  })

/** An engine whose listener takes a free port. */
async function openListening(options: Parameters<typeof openTestEngine>[0] = {}) {
  const engine = await openTestEngine(options)
  await engine.client.settings.change({ webhookPort: 0 })
  return engine
}

const urlOf = (engine: Engine, workflowId: string) =>
  until('the webhook has an address', async () => (await triggerOf(engine, workflowId)).url ?? undefined)

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

test('a call begins a run with what it brought, is answered at once, and leaves no secrets behind', async () => {
  const engine = await openListening()
  const workflowId = await publish(engine, answering())
  const url = await urlOf(engine, workflowId)
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hooks\/[\w-]{43}$/)
  const reply = await post(`${url}/orders/7?kind=new&tag=a&tag=b`, '{"id": 7}', {
    ...{ cookie: 'session=hidden', authorization: 'Bearer hidden', 'x-from': 'shop' },
  })
  expect(reply.status).toBe(202)
  const { runId } = (await reply.json()) as { runId: string }
  const [run] = await runsOf(engine, workflowId, 1)
  expect(run?.runId).toBe(runId)
  expect(run?.nodes.call?.outputs?.out).toMatchObject({
    ...{ method: 'POST', path: '/orders/7', query: { kind: 'new', tag: ['a', 'b'] }, body: { id: 7 } },
    headers: { 'x-from': 'shop', 'content-type': 'application/json' },
  })
  expect(JSON.stringify(run)).not.toMatch(/hidden|hooks/)
  expect(await triggerOf(engine, workflowId)).toMatchObject({
    ...{ kind: 'webhook', summary: 'When its address is called with POST; answers at once', lastRunId: runId },
    ...{ error: null, nextAt: null },
  })
  expect(await engine.client.runs.list({})).toMatchObject([{ trigger: 'webhook' }])
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    ...{
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    },
  })
  expect(reply.headers.has('access-control-allow-origin')).toBe(false)
})

test('bodies: forms and text as what they are, what says it is JSON and is not is refused', async () => {
  const engine = await openListening()
  const workflowId = await publish(
    engine,
    answering({ answer: 'result', method: 'any' }, 'Got {{ call.body ?? "nothing" }}'),
  )
  const url = await urlOf(engine, workflowId)
  const say = async (init: RequestInit) => {
    const reply = await fetch(url, { method: 'POST', ...init })
    const { outputs, error } = (await reply.json()) as { outputs?: { say: string }; error?: string }
    return outputs?.say !== undefined
      ? outputs.say
      : `${reply.status} ${typeof error === 'string' ? error : JSON.stringify(error)}`
  }
  const form = new FormData()
  form.set('name', 'Ada')
  expect(await say({ body: new URLSearchParams({ a: '1' }) })).toBe('Got {"a":"1"}')
  expect(await say({ body: form })).toBe('Got {"name":"Ada"}')
  expect(await say({ body: 'plain' })).toBe('Got plain')
  expect(await say({ method: 'GET' })).toBe('Got nothing')
  expect(await say({ body: '{', headers: { 'content-type': 'application/vnd.x+json' } })).toMatch(/^400 .*JSON/)
  expect(await say({ body: new Uint8Array([0xff, 0xfe]) })).toMatch(/^415 /)
  form.set('file', new Blob(['x']), 'x.txt')
  expect(await say({ body: form })).toMatch(/^415 `file` is a file/)
})

test('what is not meant is refused: unknown address, other method, wrong secret, other pages, too much', async () => {
  const engine = await openListening()
  const secret = { secretHeader: 'X-Secret', secret: 'open sesame', maxBytes: 100 }
  const workflowId = await publish(engine, answering(secret))
  const url = await urlOf(engine, workflowId)
  const key = { 'x-secret': 'open sesame' }
  const status = async (reply: Promise<Response>) => (await reply).status
  const base = url.replace(/\/hooks.*$/, '')
  expect(await status(fetch(`${base}/`))).toBe(404)
  expect(await status(post(`${base}/hooks/${'a'.repeat(43)}`, '{}', key))).toBe(404)
  expect(await status(post(url.replace('/hooks/', '/waits/'), '{}', key))).toBe(404)
  expect(await status(fetch(url, { headers: key }))).toBe(405)
  expect(await status(post(url, '{}'))).toBe(401)
  expect(await status(post(url, '{}', { 'x-secret': 'open sesam' }))).toBe(401)
  expect(await status(post(url, '{}', { ...key, origin: 'https://evil.example' }))).toBe(403)
  expect(await status(post(url, '{}', { ...key, 'sec-fetch-site': 'cross-site' }))).toBe(403)
  const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } })
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([403, null])
  expect(await status(post(url, JSON.stringify('x'.repeat(200)), key))).toBe(413)
  // Without saying beforehand how long it is.
  const endless = request(url, { method: 'POST', headers: { ...key, 'transfer-encoding': 'chunked' } })
  endless.on('error', () => {})
  endless.write('x'.repeat(200))
  const [reply] = await once(endless, 'response')
  expect(reply.statusCode).toBe(413)
  endless.destroy()
  expect(await engine.client.runs.list({})).toEqual([])

  expect(await status(post(url, '{}', key))).toBe(202)
  const [run] = await runsOf(engine, workflowId, 1)
  expect(JSON.stringify(run)).not.toContain('sesame')
})

test('the result of the run as the answer, also where it fails', async () => {
  const engine = await openListening()
  const good = await publish(engine, answering({ answer: 'result' }, 'Hello {{ call.body.name }}'), 'Good')
  const bad = await publish(engine, answering({ answer: 'result' }, '{{ call.body.no.such.field }}'), 'Bad')
  const reply = await post(await urlOf(engine, good), '{"name": "Ada"}')
  expect(reply.status).toBe(200)
  expect(await reply.json()).toMatchObject({ status: 'succeeded', outputs: { say: 'Hello Ada' } })
  const failed = await post(await urlOf(engine, bad), '{}')
  expect(failed.status).toBe(500)
  expect(await failed.json()).toMatchObject({ status: 'failed', error: { message: expect.any(String) } })
})

test('a caller that has waited long enough is told the id, and the run goes on', async () => {
  const server = await startOpenAiServer()
  const held = server.answer({ text: 'Late', stopAfter: { pieces: 0, by: 'hold' } })
  const clock = createHandClock(1_000_000)
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const engine = await openListening({ clock, env })
  const workflowId = await publish(
    engine,
    drawWorkflow('call -> ask', {
      call: { type: 'webhook', params: { answer: 'result', waitSeconds: 5 } },
      ask: { type: 'prompt', params: { prompt: 'Hi' } },
    }),
  )
  const replying = post(await urlOf(engine, workflowId), '{}')
  await held.arrived
  await until('the caller waits', () => clock.sleepers() > 0)
  clock.pass(5_000)
  const reply = await replying
  expect(reply.status).toBe(202)
  const { runId } = (await reply.json()) as { runId: string }
  expect((await engine.client.runs.get({ runId })).run.status).toBe('running')
  engine.cancel(runId)
  await held.clientLeft
  await server.close()
})

test('a new address ends the old one; off, the address is not there', async () => {
  const engine = await openListening()
  const workflowId = await publish(engine, answering())
  const old = await urlOf(engine, workflowId)
  const renewed = await engine.client.triggers.renewUrl({ workflowId, node: 'call' })
  expect(renewed.url).not.toBe(old)
  expect((await post(old, '{}')).status).toBe(404)
  expect((await post(renewed.url ?? '', '{}')).status).toBe(202)
  // Publishing again keeps it.
  await engine.client.workflows.publish({ workflowId })
  expect((await triggerOf(engine, workflowId)).url).toBe(renewed.url)
  await engine.client.triggers.setActive({ workflowId, active: false })
  await expect(post(renewed.url ?? '', '{}')).rejects.toThrow() // nobody listens any more
  await expect(engine.client.triggers.renewUrl({ workflowId, node: 'say' })).rejects.toMatchObject({
    data: { code: 'trigger.no-webhook' },
  })
})

test('a port that is taken is said at the trigger, nothing else breaks, and it listens once the port is free', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo // a listening TCP server has one
  const log = createStrictLog()
  const engine = await openTestEngine({ log })
  await engine.client.settings.change({ webhookPort: port })
  const workflowId = await publish(engine, answering())
  const { error } = await until('it says so', async () => {
    const trigger = await triggerOf(engine, workflowId)
    return trigger.error !== null && trigger
  })
  expect(error).toBe(
    `Port ${port} is in use by another program, so no call arrives. ` +
      'End that program, or choose another port for webhooks in the settings.',
  )
  expect(log.errors).toEqual([])
  other.close()
  await once(other, 'close')
  await until('it listens', async () => (await triggerOf(engine, workflowId)).error === null)
  expect((await post(await urlOf(engine, workflowId), '{}')).status).toBe(202)
  await engine.client.settings.change({ webhookPort: 0 })
  await until('it moved', async () => !(await triggerOf(engine, workflowId)).url?.includes(`:${port}/`))
  expect((await post(await urlOf(engine, workflowId), '{}')).status).toBe(202)
})

test('nobody listens where nothing expects a call', async () => {
  const engine = await openListening()
  const workflowId = await publish(engine, drawWorkflow('begin -> say', { begin: { type: 'manual' } }))
  expect(engine.listensAt()).toBeNull()
  expect(await engine.client.triggers.list({ workflowId })).toEqual([])
})
