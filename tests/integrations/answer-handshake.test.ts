import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { answerHandshake } from '../../electron/engine/integrations/answer-handshake.ts'
import type { Handshake } from '../../electron/engine/integrations/define-webhook.ts'

type Asked = { method?: string; body?: unknown; query?: Record<string, string>; headers?: Record<string, string> }
type Known = { secrets?: string[]; isSigned?: boolean }

function ask(handshake: Handshake | Handshake[], asked: Asked, { secrets = ['s'], isSigned = false }: Known = {}) {
  const { method = 'POST', body = null, query = {}, headers = {} } = asked
  const call = { url: 'https://x.example', method, query, headers, body: Buffer.from(JSON.stringify(body)) }
  return answerHandshake({ handshake }, call, { secrets, verifyToken: 'verify-me', isSigned })
}

test('a challenge in the body: Slack’s as text, Monday’s as JSON; anything else is a delivery', () => {
  const slack: Handshake = {
    ...{ kind: 'echo-json', when: { path: 'type', is: 'url_verification' }, challenge: 'challenge', answer: 'text' },
  }
  expect(ask(slack, { body: { type: 'url_verification', challenge: 'abc' } })).toEqual({ status: 200, text: 'abc' })
  expect(ask(slack, { body: { type: 'event_callback', challenge: 'abc' } })).toBeNull()
  expect(ask(slack, { body: { type: 'url_verification' } })).toBeNull()
  expect(ask(slack, { body: { type: 'url_verification', challenge: 'x'.repeat(2_001) } })).toBeNull()
  const monday: Handshake = { kind: 'echo-json', when: { path: 'challenge' }, challenge: 'challenge', answer: 'json' }
  expect(ask(monday, { body: { challenge: 'abc' } })).toEqual({ status: 200, json: { challenge: 'abc' } })
  expect(ask(monday, { body: { event: {} } })).toBeNull()
})

test('a challenge in the query: Graph, Dropbox, Meta with its verify token, Strava as JSON', () => {
  const graph: Handshake = { kind: 'echo-query', method: 'POST', challenge: 'validationToken' }
  expect(ask(graph, { query: { validationToken: 'Validation: a b' } })).toEqual({
    status: 200,
    text: 'Validation: a b',
  })
  expect(ask(graph, { method: 'GET', query: { validationToken: 'a' } })).toBeNull()
  const dropbox: Handshake = { kind: 'echo-query', method: 'GET', challenge: 'challenge' }
  expect(ask(dropbox, { method: 'GET', query: { challenge: 'abc' } })).toEqual({ status: 200, text: 'abc' })
  const meta: Handshake = {
    ...{ kind: 'echo-query', method: 'GET', challenge: 'hub.challenge', verify: 'hub.verify_token' },
  }
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'verify-me' }
  expect(ask(meta, { method: 'GET', query })).toEqual({ status: 200, text: '1158201444' })
  expect(ask(meta, { method: 'GET', query: { ...query, 'hub.verify_token': 'other' } })?.status).toBe(403)
  expect(ask(meta, { method: 'GET', query: { 'hub.challenge': '1' } })?.status).toBe(403)
  const strava = ask({ ...meta, answer: 'json' }, { method: 'GET', query })
  expect(strava).toEqual({ status: 200, json: { 'hub.challenge': '1158201444' } })
})

test('a secret that comes with the handshake is learned once: Asana’s header, Notion’s token', () => {
  const asana: Handshake = { kind: 'echo-header', header: 'X-Hook-Secret' }
  const headers = { 'x-hook-secret': 'of-asana' }
  expect(ask(asana, { headers }, { secrets: [] })).toEqual({
    ...{ status: 200, headers: { 'X-Hook-Secret': 'of-asana' }, learns: { secret: 'of-asana', isShown: false } },
  })
  expect(ask(asana, { headers })).toBeNull()
  expect(ask(asana, {}, { secrets: [] })).toBeNull()
  const notion: Handshake = { kind: 'show-token', path: 'verification_token' }
  const body = { verification_token: 'secret_1' }
  expect(ask(notion, { body }, { secrets: [] })).toEqual({ status: 200, learns: { secret: 'secret_1', isShown: true } })
  expect(ask(notion, { body })).toBeNull()
})

test('a token to be signed: X’s in the query, Zoom’s in the body; never what could be a body of its own', () => {
  const hmac = (text: string) => createHmac('sha256', 's').update(text)
  const x: Handshake = { kind: 'hmac-query', challenge: 'crc_token', answer: 'response_token', prefix: 'sha256=' }
  expect(ask(x, { method: 'GET', query: { crc_token: 'abc' } })).toEqual({
    ...{ status: 200, json: { response_token: `sha256=${hmac('abc').digest('base64')}` } },
  })
  expect(ask(x, { method: 'GET', query: { crc_token: '{"forged":true}' } })).toBeNull()
  expect(ask(x, { method: 'GET', query: { crc_token: 'abc' } }, { secrets: [] })).toBeNull()
  const zoom: Handshake = {
    ...{ kind: 'hmac-json', when: { path: 'event', is: 'endpoint.url_validation' }, challenge: 'payload.plainToken' },
    ...{ token: 'plainToken', answer: 'encryptedToken' },
  }
  const validation = (plainToken: string) => ({ event: 'endpoint.url_validation', payload: { plainToken } })
  expect(ask(zoom, { body: validation('qgg8vlvZRS6UYooatFL8Aw') })).toEqual({
    status: 200,
    json: {
      plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
      encryptedToken: hmac('qgg8vlvZRS6UYooatFL8Aw').digest('hex'),
    },
  })
  expect(ask(zoom, { body: validation('v0:1:{}') })).toBeNull()
  expect(ask(zoom, { body: { event: 'meeting.started' } })).toBeNull()
})

test('a ping of Discord is answered only where it is signed; Trello only asks whether the address is there', () => {
  expect(ask({ kind: 'discord-ping' }, { body: { type: 1 } }, { isSigned: true })).toEqual({
    ...{ status: 200, json: { type: 1 } },
  })
  expect(ask({ kind: 'discord-ping' }, { body: { type: 1 } })).toBeNull()
  expect(ask({ kind: 'discord-ping' }, { body: { type: 2 } }, { isSigned: true })).toBeNull()
  expect(ask({ kind: 'ok', method: 'HEAD' }, { method: 'HEAD' })).toEqual({ status: 200 })
  expect(ask({ kind: 'ok', method: 'HEAD' }, {})).toBeNull()
  const both: Handshake[] = [
    { kind: 'ok', method: 'HEAD' },
    { kind: 'echo-header', header: 'X-Hook-Secret' },
  ]
  expect(ask(both, { method: 'HEAD' })?.status).toBe(200)
  expect(ask([], { method: 'HEAD' })).toBeNull()
})
