import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import slack from '../../electron/engine/integrations/slack.integration.ts'
import type { Json } from '../../shared/json.ts'
import { type Answer, errorOf, get, openClient, serviceUrl, serviceWith, startService, token } from './service-kit.ts'

describe('what comes back', () => {
  async function answer(said: Parameters<typeof startService>[0], action = {}, more = {}) {
    const service = await startService(said)
    const integration = serviceWith({ request: get('/x'), ...action }, more)
    return { service, ...openClient({ integration, standIns: { [serviceUrl]: service.origin } }) }
  }

  test('is checked against what the action expects; what does not fit is named', async () => {
    const reply = z.looseObject({ items: z.array(z.object({ id: z.string() })) })
    const { call } = await answer(() => ({ body: { items: [{ id: 'a' }, { id: 7 }] } }), { reply })
    const error = await errorOf(call())
    expect(error).toMatchObject({ kind: 'external', code: 'service.unexpected-reply' })
    expect(error.message).toContain('`items.1.id`')
  })

  test('that is no JSON is said to be none; nothing is null; text is text', async () => {
    const page = await answer(() => ({ headers: { 'content-type': 'text/html' }, body: '<html>' }))
    expect(await errorOf(page.call())).toMatchObject({ kind: 'external', code: 'service.not-json' })
    const nothing = await answer(() => ({ status: 204 }))
    expect(await nothing.call()).toBeNull()
    const text = await answer(() => ({ body: '1' }), { request: get('/x', { reads: 'text' }) })
    expect(await text.call()).toBe('1')
    const head = await answer(() => ({ headers: { 'x-count': '4', 'content-encoding': 'gzip' } }), {
      request: () => ({ method: 'HEAD', path: '/x' }),
      answer: (_body: unknown, { headers }: { headers: Record<string, string> }) => headers['x-count'] ?? null,
    })
    expect(await head.call()).toBe('4')
  })

  test('a complaint is told in the service’s own words, with its code, also where the status says all is well', async () => {
    const service = await startService(() => ({ body: { ok: false, error: 'channel_not_found' } }))
    const { client, context } = openClient({
      integration: slack,
      standIns: { 'https://slack.com': service.origin },
      connection: { integrationId: 'slack', secrets: { token: 'xoxb-1-canary' } },
    })
    const error = await errorOf(
      client.call(
        {
          ...{ integrationId: 'slack', action: 'send-message', connectionId: '', limit: 1 },
          input: { channel: '#none', text: 'Hello' },
        },
        context,
      ),
    )
    expect(error).toMatchObject({
      ...{ kind: 'external', code: 'service.refused', retryable: false },
      message: 'Slack says: channel not found (channel_not_found).',
    })
    expect(service.got[0]).toMatchObject({ method: 'POST', url: { pathname: '/api/chat.postMessage' } })
    expect(JSON.parse(String(service.got[0]?.body))).toEqual({ channel: '#none', text: 'Hello' })
  })

  test('a status is put into words where the service says nothing, and a page of HTML is nothing', async () => {
    const said = async (status: number, body: Json) => {
      const { call } = await answer(() => ({ status, body }))
      return errorOf(call())
    }
    expect(await said(404, '<html>not here</html>')).toMatchObject({
      ...{ code: 'service.not-found', message: 'Service says: there is no such thing (404).' },
    })
    expect(await said(422, { message: 'Title is too long.' })).toMatchObject({
      ...{ code: 'service.bad-request', message: 'Service says: Title is too long (422).' },
    })
    expect(await said(403, { error: { message: 'No scope!' } })).toMatchObject({ code: 'service.forbidden' })
  })

  test('a secret that the service repeats is not shown', async () => {
    const { call, traces } = await answer(() => ({
      status: 400,
      body: { message: `Invalid token ${token}`, access_token: 'a-new-one' },
    }))
    const error = await errorOf(call())
    expect(error.message).toBe('Service says: Invalid token [hidden] (400).')
    expect(JSON.stringify(traces)).not.toMatch(new RegExp(`${token}|a-new-one`))
  })
})

describe('a refused credential', () => {
  test('is renewed once, and the call goes on with the new one', async () => {
    const service = await startService(
      ({ headers }): Answer =>
        headers.authorization === 'Bearer fresh-1' ? { body: { fine: true } } : { status: 401, body: {} },
    )
    const { call, notes, renewals } = openClient({
      integration: serviceWith({ request: get('/x') }),
      standIns: { [serviceUrl]: service.origin },
      renew: (refused) => ({ ...refused, secrets: { token: 'fresh-1' } }),
    })
    expect(await call()).toEqual({ fine: true })
    expect([service.got.length, renewals.length]).toEqual([2, 1])
    expect(notes).toEqual([null])
  })

  test('that stays refused is the person’s to mend, and is noted with the connection', async () => {
    const service = await startService(() => ({ status: 401, body: { message: `token ${token} was revoked` } }))
    const renewing = openClient({
      integration: serviceWith({ request: get('/x') }),
      standIns: { [serviceUrl]: service.origin },
      renew: (refused) => ({ ...refused }),
    })
    expect(await errorOf(renewing.call())).toMatchObject({
      ...{ kind: 'user', code: 'connection.refused', field: 'params.connection' },
      message: 'Service refuses the sign-in of “Mine”: token [hidden] was revoked (401).',
      hint: expect.stringContaining('Sign in again'),
    })
    expect(service.got).toHaveLength(2)
    expect(renewing.notes).toEqual(['token [hidden] was revoked (401).'])
  })

  test('is what a complaint says, whatever the status', async () => {
    const service = await startService(() => ({ body: { ok: false, error: 'token_revoked' } }))
    const { client, context } = openClient({
      integration: slack,
      standIns: { 'https://slack.com': service.origin },
    })
    const call = { integrationId: 'slack', action: 'list-channels', connectionId: '', limit: 1, input: {} }
    expect(await errorOf(client.call(call, context))).toMatchObject({ code: 'connection.refused' })
  })
})
