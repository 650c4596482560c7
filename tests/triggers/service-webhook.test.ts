import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHandClock } from '../support/hand-clock.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'
import { callTiny, defineTiny, openTiny, signed, urlOf, withInput, workflowOf } from './service-kit.ts'

const base = 'https://tiny.example'

async function openCalled(service = defineTiny(base), secret: string | null = 'shh-secret') {
  const clock = createHandClock()
  const engine = await openTiny(service, { clock })
  const workflowId = await publish(engine, workflowOf())
  const url = await urlOf(engine, workflowId)
  const at = { workflowId, node: 'begin' }
  if (secret !== null) await engine.client.triggers.setSecret({ ...at, secret })
  const deliveries = async () => (await engine.client.integrations.deliveries(at)).deliveries
  return { engine, clock, workflowId, url, at, deliveries }
}

test('a signed call is answered at once, begins a run with what it brought, and is noted', async () => {
  const { engine, clock, workflowId, url, deliveries } = await openCalled()
  const body = { list: 'inbox', item: { id: 7 } }
  const reply = await callTiny(url, { body, atMs: clock.now(), delivery: 'd1', headers: { cookie: 'a=hidden-cookie' } })
  expect([reply.status, await reply.text()]).toEqual([202, ''])
  const [run] = await runsOf(engine, workflowId, 1)
  expect(run?.nodes.begin?.outputs?.out).toEqual({ id: 7 })
  expect(await engine.client.runs.list({})).toMatchObject([{ trigger: 'service' }])
  const [noted, ...others] = await deliveries()
  expect(others).toEqual([])
  expect(noted).toMatchObject({
    ...{ workflowId, node: 'begin', outcome: 'started', runId: run?.runId, method: 'POST', canReplay: true },
    ...{ receivedAt: clock.now(), reason: null, body: JSON.stringify(body), bytes: JSON.stringify(body).length },
    headers: { 'x-tiny-delivery': 'd1', 'x-tiny-signature': '[hidden]', cookie: '[hidden]' },
  })
  expect(await triggerOf(engine, workflowId)).toMatchObject({
    ...{ kind: 'service', way: 'webhook', error: null, publicUrl: null, lastRunId: run?.runId },
    summary: 'Tiny: New item; when its address is called',
  })
})

test('what is not signed, or too old, is refused and noted without its body; nothing begins', async () => {
  const { engine, clock, url, deliveries } = await openCalled()
  const body = { list: 'inbox', item: 'forged-item' }
  const now = clock.now()
  expect((await callTiny(url, { body, atMs: now, secret: 'guess' })).status).toBe(401)
  expect((await callTiny(url, { body, atMs: now - 301_000 })).status).toBe(401)
  expect((await callTiny(url, { body, atMs: now + 301_000 })).status).toBe(401)
  expect((await fetch(url, { method: 'POST', body: JSON.stringify(body) })).status).toBe(401)
  expect((await callTiny(url, { body, atMs: now, headers: { 'x-tiny-signature': 'v0=' } })).status).toBe(401)
  expect((await callTiny(`${url}x`, { body, atMs: now })).status).toBe(404)
  expect((await callTiny(url, { body, atMs: now, headers: { origin: 'https://evil.example' } })).status).toBe(403)
  const noted = await deliveries()
  expect(noted.map(({ outcome, canReplay }) => [outcome, canReplay])).toEqual(Array(5).fill(['refused', false]))
  expect(noted.map(({ reason }) => reason).reverse()).toEqual([
    'The signature does not fit.',
    expect.stringContaining('too old'),
    expect.stringContaining('future'),
    'X-Tiny-Signature is missing.',
    'The signature does not fit.',
  ])
  expect(JSON.stringify(noted)).not.toContain('forged-item')
  expect(await engine.client.runs.list({})).toEqual([])
  const [refused] = noted
  await expect(engine.client.integrations.replay({ deliveryId: refused?.deliveryId ?? 0 })).rejects.toMatchObject({
    data: { code: 'trigger.no-replay' },
  })
})

test('a delivery that comes again begins nothing, at once or later; one without an id begins each time', async () => {
  const { engine, clock, workflowId, url, deliveries } = await openCalled()
  const body = { list: 'inbox', item: 1 }
  const both = await Promise.all([1, 2].map(() => callTiny(url, { body, atMs: clock.now(), delivery: 'same' })))
  expect(both.map(({ status }) => status)).toEqual([202, 202])
  await runsOf(engine, workflowId, 1)
  clock.set(clock.now() + 3_600_000)
  expect((await callTiny(url, { body, atMs: clock.now(), delivery: 'same' })).status).toBe(202)
  expect((await deliveries()).map(({ outcome }) => outcome).sort()).toEqual(['repeated', 'repeated', 'started'])
  for (const _ of [1, 2]) await callTiny(url, { body, atMs: clock.now() })
  await runsOf(engine, workflowId, 3)
})

test('what another trigger waits for is ignored; any delivery that was believed can be sent through again', async () => {
  const { engine, clock, workflowId, url, at, deliveries } = await openCalled()
  await callTiny(url, { body: { list: 'other', item: 1 }, atMs: clock.now(), delivery: 'd1' })
  await callTiny(url, { body: { list: 'inbox', item: 2 }, atMs: clock.now(), delivery: 'd2' })
  await runsOf(engine, workflowId, 1)
  const [started, ignored] = await deliveries()
  expect([started?.outcome, ignored?.outcome]).toEqual(['started', 'ignored'])
  // Also while its triggers rest: a person asks for it.
  await engine.client.triggers.setActive({ workflowId, active: false })
  const again = await engine.client.integrations.replay({ deliveryId: started?.deliveryId ?? 0 })
  expect(again).toMatchObject({ ...at, outcome: 'started', canReplay: true })
  expect(again.deliveryId).not.toBe(started?.deliveryId)
  const runs = await runsOf(engine, workflowId, 2)
  expect(runs[1]?.runId).toBe(again.runId)
  expect(runs[1]?.nodes.begin?.outputs?.out).toBe(2)
  const still = await engine.client.integrations.replay({ deliveryId: ignored?.deliveryId ?? 0 })
  expect(still).toMatchObject({ outcome: 'ignored', runId: null })
  await expect(engine.client.integrations.replay({ deliveryId: 999 })).rejects.toMatchObject({
    data: { code: 'trigger.no-replay' },
  })
})

test('before a secret is set nothing is believed, but a handshake is answered', async () => {
  const { clock, engine, url, at, deliveries } = await openCalled(defineTiny(base), null)
  const reply = await fetch(url, { method: 'POST', body: '{"type":"url_verification","challenge":"abc"}' })
  expect([reply.status, await reply.text()]).toEqual([200, 'abc'])
  expect(reply.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await callTiny(url, { body: { list: 'inbox' }, atMs: clock.now() })).status).toBe(401)
  const [refused, shake] = await deliveries()
  expect([refused?.outcome, refused?.reason]).toEqual(['refused', 'No secret is set, so nothing can be checked.'])
  expect(shake?.outcome).toBe('handshake')
  const { triggers } = engine.client
  expect(await triggers.webhookSetup(at)).toEqual({
    steps: [`Enter ${url} at “Webhooks”.`, 'Copy the Signing secret.'],
    values: [
      { title: 'Address', value: url },
      { title: 'Events', value: 'item.created' },
    ],
    secret: { ...signed.secret, isSet: false, shown: null },
  })
  const { made } = await triggers.setSecret(at)
  expect(made).toMatch(/^[\w-]{43}$/)
  expect(await triggers.webhookSetup(at)).toMatchObject({ secret: { isSet: true, shown: null } })
  expect((await callTiny(url, { body: {}, atMs: clock.now(), secret: made ?? '' })).status).toBe(202)
  await triggers.setSecret({ ...at, secret: null })
  expect((await callTiny(url, { body: {}, atMs: clock.now(), secret: made ?? '' })).status).toBe(401)
})

test('with its trigger a secret goes, and another service does not get it', async () => {
  const { engine, workflowId, at } = await openCalled()
  const edit = async (edits: Parameters<typeof engine.client.workflows.edit>[0]['edits']) => {
    const { revision } = await engine.client.workflows.get({ workflowId })
    await engine.client.workflows.edit({ workflowId, revision, edits })
    await engine.client.workflows.publish({ workflowId })
  }
  expect(await engine.client.triggers.webhookSetup(at)).toMatchObject({ secret: { isSet: true } })
  await edit([{ kind: 'set-params', at: [], id: 'begin', params: { way: 'webhook', list: 'other' } }])
  expect(await engine.client.triggers.webhookSetup(at)).toMatchObject({ secret: { isSet: true } })
  const { document } = await engine.client.workflows.get({ workflowId })
  const { begin } = document.nodes
  if (!begin) throw new Error('the workflow has its trigger')
  const byHand = { ...document, nodes: { ...document.nodes, begin: { ...begin, type: 'manual', params: {} } } }
  await edit([{ kind: 'replace-document', document: byHand }])
  await expect(engine.client.triggers.webhookSetup(at)).rejects.toMatchObject({ data: { code: 'trigger.no-webhook' } })
  await edit([{ kind: 'replace-document', document }])
  expect(await engine.client.triggers.webhookSetup(at)).toMatchObject({ secret: { isSet: false } })
})

test('a secret the service tells in its handshake is kept, shown where it has to be confirmed, and not replaced', async () => {
  const service = defineTiny(base, {
    webhook: { ...signed, handshake: { kind: 'show-token', path: 'verification_token' } },
  })
  const { clock, engine, url, at } = await openCalled(service, null)
  const tell = (token: string) =>
    fetch(url, { method: 'POST', body: JSON.stringify({ verification_token: token }) }).then(({ status }) => status)
  expect(await tell('secret_of_theirs')).toBe(200)
  expect(await engine.client.triggers.webhookSetup(at)).toMatchObject({
    secret: { isSet: true, shown: 'secret_of_theirs' },
  })
  expect(await tell('secret_of_another')).toBe(401)
  const reply = await callTiny(url, { body: { list: 'inbox' }, atMs: clock.now(), secret: 'secret_of_theirs' })
  expect(reply.status).toBe(202)
})

test('secrets are in no file that is kept, in the clear: entered, made, or come along in a body', async () => {
  const service = defineTiny(base, {
    webhook: { ...signed, signature: { kind: 'token', body: 'passcode' }, deliveryId: { body: 'id' } },
    trigger: { webhook: { matches: () => true, events: [] } },
  })
  const { engine, url, workflowId } = await openCalled(service, 'canary-passcode-1234')
  const post = (body: unknown) =>
    fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  expect((await post({ passcode: 'canary-passcode-1234', id: 'a', text: 'Hi' })).status).toBe(202)
  expect((await post({ passcode: 'wrong', id: 'b', text: 'Hi' })).status).toBe(401)
  const [run] = await runsOf(engine, workflowId, 1)
  expect(run?.nodes.begin?.outputs?.out).toEqual({ passcode: '[hidden]', id: 'a', text: 'Hi' })
  await engine.close()
  for (const file of readdirSync(engine.dataDir, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    expect(readFileSync(join(file.parentPath, file.name)).includes('canary-passcode-1234'), file.name).toBe(false)
  }
})

test('a run that cannot begin is noted and can be sent through again; the service is not told to try for ever', async () => {
  const { engine, clock } = await openCalled()
  const workflowId = await publish(engine, withInput({ way: 'webhook' }))
  const at = { workflowId, node: 'begin' }
  await engine.client.triggers.setSecret({ ...at, secret: 'shh-secret' })
  const url = await urlOf(engine, workflowId)
  const call = () => callTiny(url, { body: { list: 'inbox', item: 1 }, atMs: clock.now(), delivery: 'd1' })
  expect((await call()).status).toBe(202)
  const [failed] = (await engine.client.integrations.deliveries(at)).deliveries
  const { error } = await triggerOf(engine, workflowId)
  expect(failed).toMatchObject({ outcome: 'failed', runId: null, canReplay: true })
  expect(error).toContain(failed?.reason)
  await expect(engine.client.integrations.replay({ deliveryId: failed?.deliveryId ?? 0 })).rejects.toMatchObject({
    data: { message: failed?.reason },
  })
  // It began nothing, so it counts when it comes again.
  expect((await call()).status).toBe(202)
  expect((await engine.client.integrations.deliveries(at)).deliveries[0]?.outcome).toBe('failed')
})

test('deliveries come in pages, newest first, and old ones are cleared away', async () => {
  const { engine, clock, url, at } = await openCalled()
  for (let n = 0; n < 60; n++) await callTiny(url, { body: {}, atMs: clock.now(), secret: 'wrong' })
  const first = await engine.client.integrations.deliveries(at)
  expect([first.deliveries.length, first.hasMore]).toEqual([50, false]) // of those refused no more are kept
  for (let n = 0; n < 55; n++) await callTiny(url, { body: { n }, atMs: clock.now() })
  const page = await engine.client.integrations.deliveries(at)
  expect([page.deliveries.length, page.hasMore, page.deliveries[0]?.body]).toEqual([50, true, '{"n":54}'])
  const before = page.deliveries.at(-1)?.deliveryId ?? 0
  const next = await engine.client.integrations.deliveries({ ...at, before })
  expect(next.deliveries[0]?.body).toBe('{"n":4}')
  clock.set(clock.now() + 31 * 86_400_000)
  await callTiny(url, { body: { last: true }, atMs: clock.now() })
  expect((await engine.client.integrations.deliveries(at)).deliveries.map(({ body }) => body)).toEqual([
    '{"last":true}',
  ])
})

test('with a public address the trigger tells it, signatures over it fit, and other names are refused', async () => {
  const service = defineTiny(base, {
    webhook: {
      ...signed,
      signature: {
        kind: 'hmac',
        hash: 'sha256',
        header: 'X-Sig',
        encoding: 'hex',
        signed: '{method}{url}{body}',
      },
    },
  })
  const { engine, workflowId, url } = await openCalled(service)
  await engine.client.settings.change({ publicUrl: 'https://hooks.example.com/niti/' })
  const { publicUrl } = await triggerOf(engine, workflowId)
  expect(publicUrl).toBe(url.replace(/^http:\/\/[^/]+/, 'https://hooks.example.com/niti'))
  expect(await engine.client.triggers.publicAddress()).toEqual({
    ...{ state: 'set', url: 'https://hooks.example.com/niti', error: null },
  })
  const body = '{"list":"inbox","item":1}'
  const signature = createHmac('sha256', 'shh-secret').update(`POST${publicUrl}?a=1${body}`).digest('hex')
  const call = (host: string, x = signature) => sendAs(host, `${url}?a=1`, body, x)
  expect(await call('hooks.example.com')).toBe(202)
  expect(await call('127.0.0.1')).toBe(202)
  expect(await call('rebound.example')).toBe(403)
  await engine.client.settings.change({ publicUrl: '' })
  await until('it is not public any more', async () => (await triggerOf(engine, workflowId)).publicUrl === null)
  expect(await call('hooks.example.com')).toBe(403)
  expect(await call('127.0.0.1')).toBe(401) // signed for another address
})

/** fetch does not let a Host be set. */
function sendAs(host: string, url: string, body: string, signature: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'x-sig': signature, 'content-type': 'application/json' }
    const sent = request(url, { method: 'POST', headers }, (reply) => {
      reply.resume()
      resolve(reply.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
