import { expect, test } from 'vitest'
import { bytesOf, openAlerts } from '../support/alert-kit.ts'
import { openTestEngine } from '../support/test-engine.ts'

const email = {
  kind: 'email' as const,
  ...{ host: 'mail.example.com', port: 587, security: 'starttls' as const },
  ...{ user: 'ada', from: 'niti@example.com', to: ['ada@example.com'] },
}
const slackUrl = 'https://hooks.slack.com/services/T000/B000/canaryCanary'

test('the desktop is there from the start, first, to be switched and not removed', async () => {
  const engine = await openTestEngine()
  const { channels } = engine.client
  expect(await channels.list()).toMatchObject([
    { channelId: 'channel_desktop', name: 'This computer', target: { kind: 'desktop' }, isOn: true, urlHint: null },
  ])
  const webhook = { kind: 'webhook' as const }
  await channels.create({ name: 'Ops', target: { ...webhook, allowPrivate: false }, url: 'https://example.com/canary' })
  expect((await channels.list()).map(({ target }) => target.kind)).toEqual(['desktop', 'webhook'])
  await expect(channels.remove({ channelId: 'channel_desktop' })).rejects.toMatchObject({
    data: { code: 'channel.stays' },
  })
  expect(await channels.change({ channelId: 'channel_desktop', isOn: false })).toMatchObject({ isOn: false })
  const another = channels.create({ name: 'Another', target: { kind: 'desktop' } })
  await expect(another).rejects.toMatchObject({ data: { code: 'channel.exists' } })
})

test('whoever shows channels hears that they changed', async () => {
  const engine = await openTestEngine()
  const stop = new AbortController()
  const news = await engine.client.channels.changes(undefined, { signal: stop.signal })
  const first = news.next()
  await engine.client.channels.change({ channelId: 'channel_desktop', name: 'My laptop' })
  expect(await first).toEqual({ done: false, value: {} })
  const second = news.next()
  stop.abort()
  await second.catch(() => {})
  expect(await engine.client.channels.list()).toMatchObject([{ name: 'My laptop' }])
})

test('what is left out stays, null takes it away, and a channel keeps its kind', async () => {
  const { alerts, dataDir } = await openAlerts()
  const { channels } = alerts
  const { channelId } = await channels.create({ name: 'Mail', target: email, password: 'canary-password' })
  expect(await channels.change({ channelId, target: { ...email, port: 2525 } })).toMatchObject({
    hasPassword: true,
    target: { port: 2525 },
  })
  expect(await channels.secretsOf(channelId)).toEqual({ password: 'canary-password' })
  expect(await channels.change({ channelId, target: { ...email, user: null }, password: null })).toMatchObject({
    hasPassword: false,
  })
  expect(await channels.secretsOf(channelId)).toEqual({})
  const other = channels.change({ channelId, target: { kind: 'slack' }, url: slackUrl })
  await expect(other).rejects.toMatchObject({ info: { code: 'channel.other-kind' } })
  expect(bytesOf(dataDir)).not.toContain('canary')
  await expect(channels.change({ channelId: 'channel_gone', isOn: true })).rejects.toMatchObject({
    info: { code: 'channel.not-found' },
  })
})

test('what cannot work is refused at its field, and not quoted', async () => {
  const { alerts } = await openAlerts()
  const refusal = async (wish: Parameters<typeof alerts.channels.create>[0]) => {
    const thrown = await alerts.channels.create(wish).catch((error: unknown) => error)
    expect(JSON.stringify(thrown)).not.toContain('canary')
    return thrown
  }
  const slack = { name: 'Team', target: { kind: 'slack' as const } }
  const webhook = { name: 'Ops', target: { kind: 'webhook' as const, allowPrivate: false } }
  const url = 'https://example.com/canary'
  const refused = (code: string, field: string) => ({ info: { kind: 'user', code, field } })
  expect(await refusal(slack)).toMatchObject(refused('channel.no-url', 'url'))
  expect(await refusal({ ...slack, url: 'http://hooks.slack.com/canary' })).toMatchObject(
    refused('channel.bad-url', 'url'),
  )
  expect(await refusal({ ...webhook, url: 'ftp://example.com/canary' })).toMatchObject(
    refused('channel.bad-url', 'url'),
  )
  expect(await refusal({ ...webhook, url: 'https://canary:pw@example.com' })).toMatchObject(
    refused('channel.bad-url', 'url'),
  )
  expect(await refusal({ ...webhook, url, secret: 'canary' })).toMatchObject(refused('channel.bad-secret', 'secret'))
  expect(await refusal({ ...webhook, url, password: 'canary' })).toMatchObject(
    refused('channel.no-such-secret', 'password'),
  )
  expect(await refusal({ name: 'Mail', target: email })).toMatchObject(refused('channel.no-password', 'password'))
  expect(await refusal({ name: 'Mail', target: { ...email, user: null }, password: 'canary' })).toMatchObject(
    refused('channel.no-user', 'user'),
  )
  expect(alerts.channels.list()).toHaveLength(1)
})
