import { describe, expect, test } from 'vitest'
import { fillAddress, fillText } from '../../electron/engine/connections/fill-text.ts'
import { missingScopes, toStandardReply } from '../../electron/engine/connections/token-reply.ts'
import { blackOut } from '../../electron/engine/integrations/black-out.ts'
import type { OpenConnection } from '../../electron/engine/integrations/open-connection.ts'
import { createSafeLog } from '../../electron/engine/safe-log.ts'
import { NitiError } from '../../shared/errors.ts'

describe('addresses with a connection’s fields in them', () => {
  test.each([
    ['https://{sub}.zendesk.com/oauth/tokens', { sub: 'acme' }, 'https://acme.zendesk.com/oauth/tokens'],
    ['https://{host}/oauth/token', { host: 'git.example:8443' }, 'https://git.example:8443/oauth/token'],
    ['{server}/oauth/token', { server: 'https://a.example/base/' }, 'https://a.example/base/oauth/token'],
    ['https://login.example/{tenant}/token', { tenant: 'a/../b?c' }, 'https://login.example/a%2F..%2Fb%3Fc/token'],
  ])('%s', (template, values, address) => expect(fillAddress(template, values).href).toBe(address))

  test.each([
    ['https://{sub}.zendesk.com/oauth', { sub: 'evil.example/' }, 'fields.sub'],
    ['https://{sub}.zendesk.com/oauth', { sub: 'evil.example#' }, 'fields.sub'],
    ['https://{sub}.zendesk.com/oauth', { sub: 'user@evil.example' }, 'fields.sub'],
    ['https://{sub}.zendesk.com/oauth', {}, 'fields.sub'],
    ['{server}/token', { server: 'javascript:alert(1)' }, 'fields.server'],
    ['{server}/token', { server: 'file:///etc/passwd' }, 'fields.server'],
  ])('%s is refused with %j', (template, values, field) => {
    let thrown: unknown
    try {
      fillAddress(template, values)
    } catch (caught) {
      thrown = caught
    }
    expect(thrown).toBeInstanceOf(NitiError)
    expect(thrown).toMatchObject({ info: { kind: 'user', field } })
  })

  test('a name of the language is not one of the values', () => {
    expect(fillText('{constructor}|{toString}|{a}', { a: '{b}', b: 'x' })).toBe('||{b}')
  })
})

describe('what a token’s reply is', () => {
  const json = (body: object, status = 200) => ({ status, mediaType: 'application/json', text: JSON.stringify(body) })

  test.each([
    [
      { access_token: 'a', expires_in: '3599' },
      { access_token: 'a', token_type: 'bearer', expires_in: 3599 },
    ],
    [
      { access_token: 'a', expires_in: 0, refresh_token: null },
      { access_token: 'a', token_type: 'bearer' },
    ],
    [
      { access_token: 'a', scope: ['b', 'c'], id_token: 'x' },
      { access_token: 'a', token_type: 'bearer', scope: 'b c' },
    ],
    [
      { access_token: 'a', token_type: 'bot' },
      { access_token: 'a', token_type: 'bearer' },
    ],
    [{ ok: true }, { ok: true, access_token: null, token_type: 'bearer' }],
  ])('%j', (sent, body) => expect(toStandardReply({}, json(sent))).toEqual({ status: 200, body, sent }))

  test('no error is made of a reply that has none', () => {
    expect(toStandardReply({ errorAt: 'error' }, json({ access_token: 'a', error: '' }))).toMatchObject({ status: 200 })
    expect(toStandardReply({ errorAt: 'error' }, json({ error: 'bad' }))).toMatchObject({
      status: 400,
      body: { error: 'bad' },
    })
    expect(toStandardReply({}, json({ error: 'bad' }, 401))).toMatchObject({ status: 401, body: { error: 'bad' } })
    expect(toStandardReply({}, { status: 200, mediaType: 'text/html', text: '<html>a=b' })).toBeNull()
  })

  test('what was not granted is told, in whatever words it was granted', () => {
    const granted = ['https://graph.microsoft.com/Mail.Read', 'repo', 'User.READ']
    expect(missingScopes(['Mail.Read', 'offline_access', 'repo:status', 'user.read'], granted)).toEqual([])
    expect(missingScopes(['Mail.Send', 'repository'], granted)).toEqual(['Mail.Send', 'repository'])
  })
})

describe('what is secret', () => {
  const connection: OpenConnection = {
    ...{ connectionId: 'c', integrationId: 'acme', title: 'Acme', allowPrivate: false },
    signIn: {
      ...{ id: 'basic', kind: 'secret', title: '', setup: [], secrets: [] },
      place: { basic: { user: '{user}', password: '{password}' } },
    },
    fields: { site: 'acme-long-name' },
    secrets: { user: 'ada@example.com', password: 'pass "word" 1', pin: '1234' },
  }
  const reply = (body: Parameters<typeof blackOut>[0]['body']) => ({ status: 200, headers: {}, body })
  const blackedOut = (body: Parameters<typeof reply>[0], open = connection) =>
    blackOut(reply(body), JSON.stringify(body), open).body

  test('is blacked out wherever a reply repeats it, also as a name and in its encodings', () => {
    const basic = Buffer.from('ada@example.com:pass "word" 1').toString('base64')
    expect(
      blackedOut({ a: ['x pass "word" 1 y', { [`Basic ${basic}`]: 1 }], b: encodeURIComponent('pass "word" 1') }),
    ).toEqual({
      a: ['x [hidden] y', { '[hidden]': 1 }],
      b: '[hidden]',
    })
  })

  test('is not the account’s name, a field, a short word, or another’s', () => {
    const body = { user: 'ada@example.com', site: 'acme-long-name', pin: '1234', key: 'sk-another-key-12345678' }
    expect(blackedOut(body)).toBe(body)
  })

  test('stays in what a sign-in itself is told', () => {
    const body = { accessJwt: 'pass "word" 1' }
    expect(blackedOut(body, { ...connection, connectionId: null })).toBe(body)
  })

  test('is not written to the log', () => {
    const lines: unknown[] = []
    const write = (message: string, data?: object) => void lines.push([message, data])
    const log = createSafeLog({ info: write, warn: write, error: write })
    log.hide('c', ['hunter2-hunter2'])
    log.error('failed', { stack: 'Error: hunter2-hunter2', inner: { list: ['Bearer abcdefghijkl', 7, null] } })
    log.info('plain')
    expect(lines).toEqual([
      ['failed', { stack: 'Error: [hidden]', inner: { list: ['[hidden]', 7, null] } }],
      ['plain', undefined],
    ])
  })
})
