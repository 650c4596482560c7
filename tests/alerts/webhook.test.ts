import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { signWebhook } from '../../electron/engine/alerts/sign-webhook.ts'
import { bytesOf, newest, notice, openAlerts } from '../support/alert-kit.ts'
import { startReceiver } from '../support/alert-receiver.ts'
import { createHandClock } from '../support/hand-clock.ts'

const secret = `whsec_${Buffer.from('canary-canary-canary-canary-0123').toString('base64')}`
const webhook = (url: string) => ({
  name: 'Ops',
  target: { kind: 'webhook' as const, allowPrivate: true },
  url,
})

test('an alert arrives as JSON, signed, and under an id of its own', async () => {
  const receiver = await startReceiver()
  const { alerts } = await openAlerts()
  const channel = await alerts.channels.create({ ...webhook(`${receiver.url}?key=canary`), secret })
  expect(channel).toMatchObject({ hasSecret: true, hasPassword: false, isOn: true })
  expect(channel.urlHint).toMatch(/^127\.0\.0\.1:\d+\/…$/)
  alerts.delivery.post(notice)
  expect(await newest(alerts, { state: 'delivered' })).toMatchObject({ tries: 1, error: null, title: notice.title })
  const [request] = receiver.received
  expect(JSON.parse(request?.body ?? '')).toEqual({
    type: 'budget.threshold',
    at: '2027-01-01T00:00:00.000Z',
    title: notice.title,
    body: notice.body,
    facts: notice.facts,
    link: 'niti://costs',
  })
  const headers = request?.headers ?? {}
  const id = String(headers['webhook-id'])
  const timestampSeconds = Number(headers['webhook-timestamp'])
  expect(Math.abs(timestampSeconds - Date.now() / 1000)).toBeLessThan(60)
  expect(headers['webhook-signature']).toBe(signWebhook(secret, { id, timestampSeconds, body: request?.body ?? '' }))
})

test('a receiver that is busy is tried again when it says, and knows the message by its id', async () => {
  const clock = createHandClock()
  const receiver = await startReceiver([{ status: 429, text: 'slow down', headers: { 'retry-after': '90' } }])
  const { alerts } = await openAlerts({ clock })
  await alerts.channels.create(webhook(receiver.url))
  alerts.delivery.post(notice)
  const waiting = await newest(alerts, { state: 'waiting', tries: 1 })
  expect(waiting.error?.message).toMatch(/^127\.0\.0\.1:\d+ answered 429: slow down$/)
  const waitMs = (waiting.nextAt ?? 0) - clock.now()
  expect(waitMs).toBeGreaterThanOrEqual(90_000)
  expect(waitMs).toBeLessThanOrEqual(108_000)
  clock.pass(waitMs - 1)
  alerts.delivery.look()
  expect(alerts.deliveries({ limit: 1 })).toMatchObject([{ tries: 1 }])
  clock.pass(1)
  await newest(alerts, { state: 'delivered', tries: 2, error: null })
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
})

test('after the last try it is given up, in words; by hand it is tried as if it were new', async () => {
  const clock = createHandClock()
  const receiver = await startReceiver(Array.from({ length: 6 }, () => ({ status: 503, text: 'down for repairs' })))
  const { alerts } = await openAlerts({ clock })
  await alerts.channels.create(webhook(receiver.url))
  alerts.delivery.post(notice)
  for (let tries = 1; tries < 6; tries++) {
    const { nextAt } = await newest(alerts, { state: 'waiting', tries })
    clock.pass((nextAt ?? 0) - clock.now())
    alerts.delivery.look()
  }
  const { error, deliveryId } = await newest(alerts, { state: 'failed', tries: 6, nextAt: null })
  expect(error).toMatchObject({ kind: 'external', code: 'channel.refused' })
  expect(error?.message).toContain('answered 503: down for repairs')
  alerts.delivery.retry(deliveryId)
  await newest(alerts, { state: 'delivered', tries: 1 })
  expect(() => alerts.delivery.retry(deliveryId)).toThrow('was delivered already')
  expect(() => alerts.delivery.retry(4711)).toThrow('There is no delivery')
})

test('what trying again cannot help fails at once: a refusal, a redirect, a private address', async () => {
  const receiver = await startReceiver([
    { status: 403, text: 'who are you?' },
    { status: 302, text: '', headers: { location: 'http://127.0.0.1:1/canary-elsewhere' } },
  ])
  const { alerts, logged } = await openAlerts()
  const { channelId } = await alerts.channels.create(webhook(receiver.url))
  alerts.delivery.post(notice)
  expect((await newest(alerts, { state: 'failed' })).error?.message).toContain('answered 403: who are you?')
  alerts.delivery.post(notice)
  await expect.poll(() => alerts.deliveries({ state: 'failed', limit: 9 }).length).toBe(2)
  expect((await newest(alerts, { state: 'failed' })).error).toMatchObject({
    message: expect.stringContaining('a redirect, which is not followed'),
    hint: 'Set the address it leads to.',
  })
  expect(receiver.received).toHaveLength(2)
  const target = { kind: 'webhook' as const, allowPrivate: false }
  await alerts.channels.change({ channelId, target, url: `${receiver.url}/canary-path` })
  await expect(alerts.test(channelId)).rejects.toMatchObject({ info: { kind: 'user', code: 'http.private-address' } })
  expect(receiver.received).toHaveLength(2)
  // The log names the host of an address that is a secret, and no more.
  expect(logged.length).toBeGreaterThan(0)
  expect(JSON.stringify(logged)).not.toContain('canary')
})

test('nothing listens there: it is tried again', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  await new Promise((resolve) => server.close(resolve))
  const { alerts } = await openAlerts()
  await alerts.channels.create(webhook(`http://127.0.0.1:${port}/canary`))
  alerts.delivery.post(notice)
  const { error } = await newest(alerts, { state: 'waiting', tries: 1 })
  expect(error?.message).toBe(`Could not reach 127.0.0.1:${port}: nothing listens at that address.`)
})

test('secrets are nowhere: not in the data folder, nor in answers, errors or the log', async () => {
  const receiver = await startReceiver([{ status: 400, text: `bad secret ${secret} for /hook` }, { status: 500 }])
  const { alerts, dataDir, db, logged } = await openAlerts()
  const url = `${receiver.url}/canary-path?canary=query`
  const { channelId } = await alerts.channels.create({ ...webhook(url), secret })
  alerts.delivery.post(notice)
  const failed = await newest(alerts, { state: 'failed' })
  expect(failed.error?.message).toContain('answered 400: bad secret [hidden]')
  await expect(alerts.test(channelId)).rejects.toMatchObject({ info: { retryable: true } })
  await alerts.channels.change({ channelId, name: 'Renamed' })
  expect(receiver.received).toHaveLength(2)
  db.pragma('wal_checkpoint(PASSIVE)')
  const said = [alerts.channels.list(), alerts.deliveries({ limit: 9 }), logged, failed].map((one) =>
    JSON.stringify(one),
  )
  for (const text of [bytesOf(dataDir), ...said]) {
    for (const canary of ['canary-path', 'canary=query', secret]) expect(text).not.toContain(canary)
  }
  expect(bytesOf(dataDir)).toContain('Renamed')
  // It is sealed, not lost.
  await alerts.test(channelId)
  expect(receiver.received.at(-1)?.path).toBe('/hook/canary-path?canary=query')
})

test('a channel that is switched off gets nothing, and what waited for it is given up', async () => {
  const receiver = await startReceiver([{ status: 503 }])
  const { alerts } = await openAlerts()
  const { channelId } = await alerts.channels.create(webhook(receiver.url))
  alerts.delivery.post(notice)
  const { deliveryId } = await newest(alerts, { state: 'waiting', tries: 1 })
  await alerts.channels.change({ channelId, isOn: false })
  await newest(alerts, { state: 'failed' })
  expect(() => alerts.delivery.retry(deliveryId)).toThrow('is switched off')
  alerts.delivery.post(notice)
  expect(alerts.deliveries({ limit: 9 })).toHaveLength(1)
  // A test goes through all the same.
  expect(await alerts.test(channelId)).toEqual({ said: 'ok' })
  alerts.channels.remove(channelId)
  expect(alerts.deliveries({ limit: 9 })).toEqual([])
  onTestFinished(() => expect(receiver.received).toHaveLength(2))
})
