import { expect, onTestFinished, test } from 'vitest'
import { createHttp } from '../../electron/engine/http/http.ts'
import { bytesOf, newest, notice, openAlerts } from '../support/alert-kit.ts'
import { startReceiver } from '../support/alert-receiver.ts'

const key = 'SG.canary-key.canary'
const people = { from: 'niti@example.com', to: ['ada@example.com', 'bob@example.com'] }
const refusal = (status: number, message: string) => ({
  status,
  text: JSON.stringify({ errors: [{ message, field: null, help: null }] }),
  headers: { 'content-type': 'application/json' },
})

/** SendGrid's own addresses, for which a loopback server stands in. */
async function open(replies: Parameters<typeof startReceiver>[0] = [], region: 'global' | 'eu' = 'global') {
  const global = await startReceiver(region === 'global' ? replies : [])
  const eu = await startReceiver(region === 'eu' ? replies : [])
  const origin = (receiver: typeof global) => new URL(receiver.url).origin
  const standIns = { 'https://api.sendgrid.com': origin(global), 'https://api.eu.sendgrid.com': origin(eu) }
  const http = createHttp({ standIns })
  onTestFinished(() => http.close())
  const kit = await openAlerts({ http })
  const target = { kind: 'sendgrid' as const, region, ...people }
  const channel = await kit.alerts.channels.create({ name: 'Mail', target, key })
  return { ...kit, receiver: region === 'eu' ? eu : global, other: region === 'eu' ? global : eu, channel }
}
const taken = { status: 202, text: '' }

test('a mail as SendGrid takes it: each receiver alone, no tracking, an id that stays', async () => {
  const { alerts, receiver, dataDir } = await open([taken])
  alerts.delivery.post(notice)
  await newest(alerts, { state: 'delivered' })
  expect(receiver.received).toHaveLength(1)
  const [request] = receiver.received
  expect(request?.path).toBe('/v3/mail/send')
  expect(request?.headers).toMatchObject({ authorization: `Bearer ${key}`, 'content-type': 'application/json' })
  expect(JSON.parse(request?.body ?? '')).toEqual({
    personalizations: [{ to: [{ email: 'ada@example.com' }] }, { to: [{ email: 'bob@example.com' }] }],
    from: { email: 'niti@example.com', name: 'Niti' },
    subject: notice.title,
    content: [
      { type: 'text/plain', value: expect.stringContaining(notice.body) },
      { type: 'text/html', value: expect.stringContaining('&lt;b&gt;&amp;') },
    ],
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Niti-Alert': 'budget.threshold' },
    custom_args: { niti_message: expect.stringMatching(/^niti-channel_/) },
    tracking_settings: { click_tracking: { enable: false, enable_text: false }, open_tracking: { enable: false } },
  })
  expect(bytesOf(dataDir)).not.toContain(key)
})

test('a key of Europe sends through Europe alone', async () => {
  const { alerts, receiver, other } = await open([taken], 'eu')
  alerts.delivery.post(notice)
  await newest(alerts, { state: 'delivered' })
  expect(receiver.received).toHaveLength(1)
  expect(other.received).toEqual([])
})

test('what SendGrid refuses fails at once, in its words, with what to do and without the key', async () => {
  const { alerts, channel } = await open([
    refusal(401, `The provided authorization grant ${key} is invalid`),
    refusal(403, 'The from address does not match a verified Sender Identity.'),
  ])
  await expect(alerts.test(channel.channelId)).rejects.toMatchObject({
    info: {
      code: 'channel.refused',
      message: 'api.sendgrid.com answered 401: The provided authorization grant [hidden] is invalid',
      hint: expect.stringContaining('Make a key'),
      retryable: false,
    },
  })
  alerts.delivery.post(notice)
  const { error } = await newest(alerts, { state: 'failed' })
  expect(error).toMatchObject({
    message: 'api.sendgrid.com answered 403: The from address does not match a verified Sender Identity.',
    hint: expect.stringContaining('sender has to be verified'),
  })
})

test('too many mails, or a service that is down: it is tried again', async () => {
  const { alerts } = await open([{ ...refusal(429, 'too many requests'), headers: { 'retry-after': '30' } }])
  alerts.delivery.post(notice)
  const { error } = await newest(alerts, { state: 'waiting', tries: 1 })
  expect(error).toMatchObject({ retryable: true, details: { status: 429, retryAfterMs: 30_000 } })
})

test('a channel needs a key that looks like one', async () => {
  const { alerts, channel } = await open()
  const target = { kind: 'sendgrid' as const, region: 'global' as const, ...people }
  const create = (more: object) => alerts.channels.create({ name: 'Mail', target, ...more })
  await expect(create({})).rejects.toMatchObject({ info: { code: 'channel.no-key', field: 'key' } })
  await expect(create({ key: 'canary' })).rejects.toMatchObject({ info: { code: 'channel.bad-key', field: 'key' } })
  await expect(create({ key, password: 'x' })).rejects.toMatchObject({ info: { code: 'channel.no-such-secret' } })
  expect(JSON.stringify(channel)).not.toContain('canary')
})
