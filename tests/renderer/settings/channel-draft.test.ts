import { expect, test } from 'vitest'
import { checkDraft, draftOf, makeWebhookSecret, wishOf } from '../../../renderer/settings/alerts/channel-draft.ts'
import { type Channel, channelTarget } from '../../../shared/contract/channels.ts'

const mail: Channel = {
  ...{ channelId: 'channel_1', name: 'Mail', isOn: true, urlHint: null, hasPassword: true, hasSecret: false },
  target: {
    kind: 'email',
    ...{ host: 'smtp.example.com', port: 587, security: 'starttls', user: 'ada' },
    ...{ from: 'niti@example.com', to: ['ada@example.com', 'bob@example.com'] },
  },
  ...{ createdAt: 1, updatedAt: 1 },
}

test('a channel that is not touched is sent back as it is, and its secrets stay', () => {
  const draft = draftOf('email', mail)
  expect(checkDraft('email', draft, mail)).toEqual({})
  expect(wishOf('email', draft)).toEqual({ name: 'Mail', target: mail.target })
})

test('without a user the password goes', () => {
  expect(wishOf('email', { ...draftOf('email', mail), user: ' ' })).toMatchObject({
    target: { user: null },
    password: null,
  })
})

test('receivers stand with commas, semicolons or spaces between, and all are looked at', () => {
  const draft = { ...draftOf('email', mail), to: 'a@example.com; b@example.com\n c@example.com,' }
  expect(wishOf('email', draft).target).toMatchObject({ to: ['a@example.com', 'b@example.com', 'c@example.com'] })
  expect(channelTarget.safeParse(wishOf('email', draft).target).success).toBe(true)
  expect(checkDraft('email', { ...draft, to: 'a@example.com, b@' }, mail)).toEqual({
    to: '“b@” is not a mail address.',
  })
  expect(checkDraft('email', { ...draft, to: '' }, mail)).toHaveProperty('to')
})

test('a new channel needs its address, and Slack’s is https', () => {
  const slack = draftOf('slack', null)
  expect(checkDraft('slack', slack, null)).toEqual({ url: 'The address is missing.' })
  expect(checkDraft('slack', { ...slack, url: 'http://hooks.slack.com/x' }, null)).toEqual({
    url: 'It starts with https://.',
  })
  expect(checkDraft('webhook', { ...draftOf('webhook', null), url: 'http://localhost:1' }, null)).toEqual({})
  expect(checkDraft('slack', { ...slack, name: ' ', url: 'https://hooks.slack.com/x' }, null)).toEqual({
    name: 'Give it a name.',
  })
})

test('a signing secret that is made here is one, and can be taken away again', () => {
  const secret = makeWebhookSecret()
  expect(atob(secret.replace('whsec_', ''))).toHaveLength(32)
  expect(makeWebhookSecret()).not.toBe(secret)
  const draft = { ...draftOf('webhook', null), url: 'https://example.com', secret }
  expect(checkDraft('webhook', draft, null)).toEqual({})
  expect(checkDraft('webhook', { ...draft, secret: 'whsec_short' }, null)).toHaveProperty('secret')
  expect(wishOf('webhook', draft)).toMatchObject({ secret, url: 'https://example.com' })
  expect(wishOf('webhook', { ...draft, forgetsSecret: true })).toMatchObject({ secret: null })
})

test('SendGrid needs a key that looks like one, and people; the key stays when it is left empty', () => {
  const people = { from: 'niti@example.com', to: 'ada@example.com' }
  const draft = { ...draftOf('sendgrid', null), ...people }
  expect(checkDraft('sendgrid', draft, null)).toEqual({ key: 'The key is missing.' })
  expect(checkDraft('sendgrid', { ...draft, key: 'abc', to: 'x' }, null)).toEqual({
    key: 'It begins with SG.',
    to: '“x” is not a mail address.',
  })
  expect(wishOf('sendgrid', { ...draft, key: ' SG.x.y ', region: 'eu' })).toEqual({
    name: 'SendGrid',
    target: { kind: 'sendgrid', region: 'eu', from: 'niti@example.com', to: ['ada@example.com'] },
    key: 'SG.x.y',
  })
  const target = { kind: 'sendgrid' as const, region: 'eu' as const, from: 'niti@example.com', to: ['ada@example.com'] }
  const kept = draftOf('sendgrid', { ...mail, target })
  expect(checkDraft('sendgrid', kept, { ...mail, target })).toEqual({})
  expect(wishOf('sendgrid', kept)).toEqual({ name: 'Mail', target })
})

test('a Slack app needs a connection and a channel', () => {
  const draft = draftOf('slack-app', null)
  expect(Object.keys(checkDraft('slack-app', draft, null))).toEqual(['connectionId', 'channelId'])
  const whole = { ...draft, connectionId: 'connection_1', channelId: 'C024BE91L', channelName: 'ops' }
  expect(checkDraft('slack-app', whole, null)).toEqual({})
  const { target } = wishOf('slack-app', whole)
  expect(channelTarget.safeParse(target).success).toBe(true)
  expect(draftOf('slack-app', { ...mail, target })).toMatchObject({ channelId: 'C024BE91L', channelName: 'ops' })
})
