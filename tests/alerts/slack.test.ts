import { expect, test } from 'vitest'
import { newest, notice, openAlerts } from '../support/alert-kit.ts'
import { httpToReceiver, startReceiver } from '../support/alert-receiver.ts'

/** Slack answers in plain words: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
async function open(replies: Parameters<typeof startReceiver>[0] = []) {
  const receiver = await startReceiver(replies)
  const http = httpToReceiver(receiver.url)
  const kit = await openAlerts({ http })
  const url = 'https://hooks.slack.com/services/T000/B000/canaryCanary'
  const channel = await kit.alerts.channels.create({ name: 'Team', target: { kind: 'slack' }, url })
  return { ...kit, receiver, http, channel }
}

test('a message of Slack’s blocks, in which nothing of ours is a link or a mention', async () => {
  const { alerts, receiver, http, channel } = await open()
  expect(channel).toMatchObject({ urlHint: 'hooks.slack.com/…', target: { kind: 'slack' } })
  alerts.delivery.post({ ...notice, body: 'Hello <!channel> & others' })
  await newest(alerts, { state: 'delivered' })
  const body = JSON.parse(receiver.received[0]?.body ?? '')
  expect(body.text).toBe('Budget at 80 %: Everything, per month\nHello &lt;!channel&gt; &amp; others')
  expect(body.blocks).toMatchObject([
    { type: 'header', text: { type: 'plain_text', text: notice.title } },
    { type: 'section', text: { type: 'mrkdwn', text: 'Hello &lt;!channel&gt; &amp; others' } },
    { type: 'context' },
  ])
  expect(http.asked).toMatchObject([{ options: { allowPrivate: false, isAddressSecret: true } }])
})

test('what Slack refuses fails at once, in its words and with what to do', async () => {
  const { alerts } = await open([
    { status: 404, text: 'no_service' },
    { status: 400, text: 'invalid_payload' },
  ])
  alerts.delivery.post(notice)
  const { error } = await newest(alerts, { state: 'failed' })
  expect(error?.message).toBe('hooks.slack.com answered 404: no_service')
  expect(error?.hint).toContain('Make a new one in Slack')
  alerts.delivery.post(notice)
  await expect.poll(() => alerts.deliveries({ state: 'failed', limit: 9 }).length).toBe(2)
  expect(alerts.deliveries({ limit: 1 })[0]?.error).toMatchObject({
    message: 'hooks.slack.com answered 400: invalid_payload',
    details: { status: 400 },
  })
})

test('too many messages: it waits as long as Slack says', async () => {
  const { alerts } = await open([{ status: 429, text: 'rate_limited', headers: { 'retry-after': '30' } }])
  alerts.delivery.post(notice)
  const { error } = await newest(alerts, { state: 'waiting', tries: 1 })
  expect(error).toMatchObject({ retryable: true, details: { status: 429, retryAfterMs: 30_000 } })
})

test('a test says what Slack answered', async () => {
  const { alerts, channel } = await open([{}, { status: 410, text: 'channel_is_archived' }])
  expect(await alerts.test(channel.channelId)).toEqual({ said: 'ok' })
  await expect(alerts.test(channel.channelId)).rejects.toMatchObject({
    info: { message: 'hooks.slack.com answered 410: channel_is_archived', hint: expect.stringContaining('archive') },
  })
  expect(alerts.deliveries({ limit: 9 })).toEqual([])
})
