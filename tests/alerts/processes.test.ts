import { cpSync } from 'node:fs'
import { expect, test } from 'vitest'
import { newest, notice, openAlerts } from '../support/alert-kit.ts'
import { startReceiver } from '../support/alert-receiver.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { temporaryFolder } from '../support/test-engine.ts'

const webhook = (url: string) => ({ name: 'Ops', target: { kind: 'webhook' as const, allowPrivate: true }, url })
/** No process has this number. */
const killed = 'process 4194999 1'

test('of two programs on a data folder one delivers each alert', async () => {
  const receiver = await startReceiver()
  const one = await openAlerts()
  await one.alerts.channels.create(webhook(receiver.url))
  const two = await openAlerts({ dataDir: one.dataDir })
  for (let count = 0; count < 10; count++) {
    one.alerts.delivery.post(notice)
    two.alerts.delivery.post(notice)
    one.alerts.delivery.look()
    two.alerts.delivery.look()
  }
  await expect.poll(() => one.alerts.deliveries({ state: 'delivered', limit: 50 }).length).toBe(20)
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(20)
  expect(new Set(ids).size).toBe(20)
})

test('an alert that was recorded is sent after the program was killed, also one that was being sent', async () => {
  const receiver = await startReceiver(['silence'])
  const before = await openAlerts({ owner: killed })
  await before.alerts.channels.create(webhook(receiver.url))
  before.alerts.delivery.post(notice)
  before.alerts.delivery.post(notice)
  await expect.poll(() => receiver.received.length).toBe(1)
  // The folder as a kill leaves it: two alerts, taken by a process that is no more, one of them sent already.
  const dataDir = temporaryFolder()
  cpSync(before.dataDir, dataDir, { recursive: true })
  const { alerts } = await openAlerts({ dataDir })
  await expect.poll(() => alerts.deliveries({ state: 'delivered', limit: 9 }).length).toBe(2)
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(3)
  // It arrived twice, and under the same id: the receiver can tell.
  expect(ids[1]).toBe(ids[0])
  expect(ids[2]).not.toBe(ids[0])
})

test('what another program has taken and still sends is left to it', async () => {
  const receiver = await startReceiver(['silence'])
  const one = await openAlerts()
  await one.alerts.channels.create(webhook(receiver.url))
  one.alerts.delivery.post(notice)
  await expect.poll(() => receiver.received.length).toBe(1)
  const two = await openAlerts({ dataDir: one.dataDir })
  two.alerts.delivery.look()
  expect(() => two.alerts.delivery.retry(1)).toThrow('is being sent to Ops right now')
  expect(two.alerts.deliveries({ limit: 9 })).toMatchObject([{ state: 'waiting', tries: 0 }])
  expect(receiver.received).toHaveLength(1)
})

test('closing waits for what is being sent, for a moment; the rest is sent after the next start', async () => {
  const receiver = await startReceiver(['silence'])
  const before = await openAlerts()
  await before.alerts.channels.create(webhook(receiver.url))
  before.alerts.delivery.post(notice)
  await expect.poll(() => receiver.received.length).toBe(1)
  const startedAt = performance.now()
  await before.close()
  expect(performance.now() - startedAt).toBeLessThan(4_000)
  const { alerts } = await openAlerts({ dataDir: before.dataDir })
  await newest(alerts, { state: 'delivered', tries: 1 })
})

test('a program that ends with its command tries what it made once, and nobody else’s', async () => {
  const clock = createHandClock()
  const receiver = await startReceiver([{ status: 503 }, { status: 503 }])
  const stays = await openAlerts({ clock })
  await stays.alerts.channels.create(webhook(receiver.url))
  stays.alerts.delivery.post(notice)
  await newest(stays.alerts, { state: 'waiting', tries: 1 })
  await stays.close()
  clock.pass(3_600_000)

  const ends = await openAlerts({ dataDir: stays.dataDir, clock, stays: false })
  expect(receiver.received).toHaveLength(1)
  ends.alerts.delivery.post({ ...notice, title: 'Made by the command' })
  await ends.close()
  expect(receiver.received).toHaveLength(2)
  expect(JSON.parse(receiver.received[1]?.body ?? '').title).toBe('Made by the command')
  expect(clock.sleepers()).toBe(0)

  const next = await openAlerts({ dataDir: stays.dataDir, clock })
  await expect.poll(() => next.alerts.deliveries({ state: 'delivered', limit: 9 }).length).toBe(1)
  clock.pass(60_000)
  next.alerts.delivery.look()
  await expect.poll(() => next.alerts.deliveries({ state: 'delivered', limit: 9 }).length).toBe(2)
})

test('an alert that is taken back with its transaction is not sent', async () => {
  const receiver = await startReceiver()
  const { alerts, db } = await openAlerts()
  await alerts.channels.create(webhook(receiver.url))
  const work = db.transaction(() => {
    alerts.delivery.post(notice)
    throw new Error('the alert was not to be')
  })
  expect(() => work()).toThrow('the alert was not to be')
  alerts.delivery.post({ ...notice, title: 'The next one' })
  await newest(alerts, { state: 'delivered' })
  expect(receiver.received.map(({ body }) => JSON.parse(body).title)).toEqual(['The next one'])
})

test('a key that only another program can open is left for that one', async () => {
  const receiver = await startReceiver()
  const one = await openAlerts()
  const { channelId } = await one.alerts.channels.create(webhook(receiver.url))
  one.db.prepare("UPDATE channels SET sealed = 'niti1.shell..x' WHERE channel_id = ?").run(channelId)
  const { NitiError } = await import('../../shared/errors.ts')
  const cannotOpen = async () => {
    throw new NitiError({
      kind: 'user',
      code: 'secrets.sealed-elsewhere',
      message: 'A saved key cannot be opened here.',
    })
  }
  const two = await openAlerts({ dataDir: one.dataDir, host: { unseal: cannotOpen } })
  await one.close()
  two.alerts.delivery.post(notice)
  expect((await newest(two.alerts, { state: 'waiting', tries: 1 })).error?.code).toBe('secrets.sealed-elsewhere')
})

test('alerts of long ago are forgotten once they are over', async () => {
  const clock = createHandClock()
  const receiver = await startReceiver()
  const before = await openAlerts({ clock })
  await before.alerts.channels.create(webhook(receiver.url))
  before.alerts.delivery.post(notice)
  await newest(before.alerts, { state: 'delivered' })
  await before.close()
  clock.pass(91 * 24 * 3_600_000)
  const { alerts } = await openAlerts({ dataDir: before.dataDir, clock })
  expect(alerts.deliveries({ limit: 9 })).toEqual([])
})
