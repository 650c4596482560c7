import { expect, onTestFinished, test } from 'vitest'
import { createHttp } from '../../electron/engine/http/http.ts'
import { startReceiver } from '../support/alert-receiver.ts'
import { openTestEngine } from '../support/test-engine.ts'

const token = 'xoxb-canary-token'
const json = { 'content-type': 'application/json' }
const said = (body: object, more: { status?: number; headers?: Record<string, string> } = {}) => ({
  ...more,
  text: JSON.stringify(body),
  headers: { ...json, ...more.headers },
})
const account = said({ ok: true, url: 'https://acme.slack.com/', team: 'Acme', user: 'niti' })
const posted = said({ ok: true, channel: 'C024BE91L', ts: '1503435956.000247', message: { text: 'x' } })

/** The real engine with a connection to Slack, for which a loopback server stands in, and a channel that uses it. */
async function open(replies: Parameters<typeof startReceiver>[0] = []) {
  const slack = await startReceiver([account, ...(replies ?? [])])
  const http = createHttp({ standIns: { 'https://slack.com': new URL(slack.url).origin } })
  onTestFinished(() => http.close())
  const engine = await openTestEngine({ http })
  const { integrations, channels } = engine.client
  await channels.change({ channelId: 'channel_desktop', isOn: false })
  const { connectionId } = await integrations.connect({
    integrationId: 'slack',
    method: 'bot-token',
    secrets: { token },
  })
  const target = { kind: 'slack-app' as const, connectionId, channelId: 'C024BE91L', channelName: 'ops' }
  const channel = await channels.create({ name: 'Team', target })
  return { engine, channels, slack, channel, target, connectionId }
}

test('a message by the app in the channel that was chosen', async () => {
  const { channels, slack, channel } = await open([posted])
  expect(await channels.test({ channelId: channel.channelId })).toEqual({ said: 'Posted in ops.' })
  expect(slack.received).toHaveLength(2)
  const request = slack.received[1]
  expect(request?.path).toBe('/api/chat.postMessage')
  expect(request?.headers.authorization).toBe(`Bearer ${token}`)
  expect(JSON.parse(request?.body ?? '')).toMatchObject({
    channel: 'C024BE91L',
    text: expect.stringContaining('A test from Niti'),
    blocks: [{ type: 'header' }, { type: 'section' }, { type: 'context' }],
    unfurl_links: false,
  })
  expect(JSON.stringify(channel)).not.toContain('canary')
})

test('what Slack refuses is said in words, with what to do', async () => {
  const { channels, channel } = await open([
    said({ ok: false, error: 'not_in_channel' }),
    said({ ok: false, error: 'channel_not_found' }),
    said({ ok: false, error: 'some_new_error' }),
  ])
  const test = () => channels.test({ channelId: channel.channelId })
  await expect(test()).rejects.toMatchObject({
    data: {
      message: 'Slack says: The app is not in that channel. (not_in_channel)',
      hint: expect.stringContaining('/invite'),
    },
  })
  await expect(test()).rejects.toMatchObject({ data: { hint: expect.stringContaining('invite the app first') } })
  await expect(test()).rejects.toMatchObject({ data: { message: expect.stringContaining('some_new_error') } })
})

test('an alert goes through it, and fails for good where trying again does not help', async () => {
  const { engine, channels } = await open([said({ ok: false, error: 'is_archived' })])
  const { ruleId } = await engine.client.alerts.create({ name: 'Failures', condition: { kind: 'run-failed' } })
  await engine.client.alerts.test({ ruleId })
  await expect
    .poll(() => channels.deliveries({}))
    .toMatchObject([{ state: 'failed', error: { message: 'Slack says: The channel is archived. (is_archived)' } }])
})

test('a connection that was removed is said, and a channel that is none is refused', async () => {
  const { engine, channels, channel, target, connectionId } = await open()
  await expect(channels.create({ name: 'Odd', target: { ...target, channelId: '#general' } })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  await engine.client.integrations.disconnect({ connectionId })
  await expect(channels.test({ channelId: channel.channelId })).rejects.toMatchObject({
    data: { code: expect.stringContaining('connection.') },
  })
})
