import { exportPKCS8, generateKeyPair, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import type {
  Integration,
  OAuthSignIn,
  ServiceAccountSignIn,
  SessionSignIn,
} from '../../electron/engine/integrations/define-integration.ts'
import { isJsonObject, type Json } from '../../shared/json.ts'
import { bytesOf } from '../support/alert-kit.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { type Answer, defineTestService, type Seen, startServer } from './echo-service.ts'
import { hostWithBrowser, refusal, signIn } from './sign-in-kit.ts'

type Vendor = {
  token(seen: Seen): Answer
  way?: Partial<OAuthSignIn>
  api?(seen: Seen): Answer
  more?: Partial<Integration>
  answer?(asked: URL): Record<string, string>
}

/** A vendor whose token address answers in its own shape; who signs in there is sent back at once. */
async function startVendor({ token, way, api, more, answer }: Vendor) {
  const asked: URL[] = []
  const server = await startServer((seen) => {
    if (seen.path.startsWith('/authorize')) {
      const url = new URL(seen.path, server.url)
      asked.push(url)
      const back = new URL(url.searchParams.get('redirect_uri') ?? '')
      const given = answer?.(url) ?? { code: 'the-code' }
      for (const [name, value] of Object.entries(given)) back.searchParams.set(name, value)
      back.searchParams.set('state', url.searchParams.get('state') ?? '')
      return { status: 302, headers: { location: back.href } }
    }
    if (seen.path === '/token') return token(seen)
    return api?.(seen) ?? { body: { name: 'Ada' } }
  })
  const signInWay: OAuthSignIn = {
    ...{
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in',
      setup: [],
      pkce: 'S256',
      secret: 'required',
      refresh: 'rotates',
    },
    authorizeUrl: `${server.url}/authorize`,
    tokenUrl: `${server.url}/token`,
    scopes: [
      { scope: 'channels:read', title: 'Channels', isDefault: true },
      { scope: 'chat:write', title: 'Write', isDefault: true },
    ],
    redirect: { to: 'loopback' },
    ...way,
  }
  const clock = createHandClock(Date.now())
  const service = defineTestService(server.url, [signInWay], more)
  const engine = await openTestEngine({ clock, host: hostWithBrowser().host, integrations: [service] })
  const client = { clientId: 'client-1', clientSecret: 'client-secret-1' }
  const begin = (wish: Parameters<typeof signIn>[1] = {}) => signIn(engine, { ...client, ...wish })
  const tokens = () => server.seen.filter(({ path }) => path === '/token')
  return { server, engine, clock, asked, tokens, begin }
}

const form = (seen: Seen | undefined) => Object.fromEntries(new URLSearchParams(seen?.body))

test('Slack: user scopes by comma, the token inside, errors under status 200, a token that rotates', async () => {
  let count = 0
  const answers: Json[] = []
  const { begin, server, asked, tokens, clock, engine } = await startVendor({
    way: {
      ...{ scopeSeparator: ',', scopeParam: 'user_scope', errorAt: 'error' },
      tokenAt: {
        accessToken: 'authed_user.access_token',
        refreshToken: 'authed_user.refresh_token',
        expiresIn: 'authed_user.expires_in',
        scope: 'authed_user.scope',
      },
    },
    token(seen) {
      const refused = answers.shift()
      if (refused !== undefined) return { body: refused }
      count += 1
      const user = { scope: 'channels:read,chat:write', token_type: 'user', expires_in: 43_200 }
      const tokens = { access_token: `xoxe.xoxp-1-${count}`, refresh_token: `xoxe-1-${count}` }
      if (form(seen).grant_type === 'refresh_token') return { body: { ok: true, ...tokens, expires_in: 43_200 } }
      return {
        body: {
          ok: true,
          app_id: 'A0KRD7HC3',
          team: { id: 'T9TK3CUKW' },
          authed_user: { id: 'U1234', ...user, ...tokens },
        },
      }
    },
  })
  const { connection } = await begin()
  expect(connection).toMatchObject({ scopes: ['channels:read', 'chat:write'], missingScopes: [], renews: true })
  expect(asked[0]?.searchParams.get('user_scope')).toBe('channels:read,chat:write')
  expect(asked[0]?.searchParams.has('scope')).toBe(false)
  expect(form(tokens()[0])).toMatchObject({ client_id: 'client-1', client_secret: 'client-secret-1', code: 'the-code' })
  clock.pass(43_200_000)
  const { connectionId } = connection
  expect(await engine.client.integrations.test({ connectionId })).toMatchObject({ state: 'working' })
  expect(form(tokens()[1])).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'xoxe-1-1' })
  expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer xoxe.xoxp-1-2')
  clock.pass(43_200_000)
  answers.push({ ok: false, error: 'invalid_refresh_token' })
  expect(await engine.client.integrations.test({ connectionId })).toMatchObject({
    state: 'expired',
    error: { code: 'connection.expired', message: expect.stringContaining('invalid_refresh_token') },
  })
})

test('Slack: an access is given back by its token, and what is refused under status 200 is not called done', async () => {
  const answers: Json[] = [
    { ok: false, error: 'invalid_auth' },
    { ok: true, revoked: true },
  ]
  const { begin, server, engine } = await startVendor({
    way: { errorAt: 'error', revokeUrl: '{server}/revoke' },
    more: { fields: [{ name: 'server', title: 'Server' }] },
    token: () => ({ body: { ok: true, access_token: 'xoxp-1', refresh_token: 'xoxe-1', token_type: 'user' } }),
    api: ({ path }) => ({
      body: path === '/revoke' ? (answers.shift() ?? { ok: false, error: 'not_authed' }) : { name: 'Ada' },
    }),
  })
  const { integrations } = engine.client
  const one = (await begin({ fields: { server: server.url } })).connection
  expect(await integrations.disconnect({ connectionId: one.connectionId })).toEqual({ revoked: true })
  const asked = server.seen.filter(({ path }) => path === '/revoke').map(form)
  expect(asked).toMatchObject([{ token: 'xoxe-1' }, { token: 'xoxp-1', client_id: 'client-1' }])
  const two = (await begin({ fields: { server: server.url } })).connection
  expect(await integrations.disconnect({ connectionId: two.connectionId })).toEqual({ revoked: false })
})

test('Slack: what went wrong under status 200 is told', async () => {
  const { begin } = await startVendor({
    way: { errorAt: 'error' },
    token: () => ({ body: { ok: false, error: 'bad_redirect_uri' } }),
  })
  expect(await refusal(begin())).toMatchObject({
    code: 'sign-in.refused',
    message: 'Acme refused the sign-in: bad_redirect_uri.',
  })
})

test('GitHub: a form for a reply, scopes by comma, a token that does not end', async () => {
  const { begin, tokens } = await startVendor({
    way: { refresh: 'none', errorAt: 'error', scopes: [{ scope: 'repo', title: 'Repositories', isDefault: true }] },
    token: () => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: 'access_token=gho_16C7e42F292c6912E7710c838347Ae178B4a&scope=repo%2Cgist&token_type=bearer',
    }),
  })
  expect((await begin()).connection).toMatchObject({ scopes: ['repo', 'gist'], expiresAt: null, renews: false })
  expect(tokens()[0]?.headers.accept).toBe('application/json')
})

test('GitHub: a wrong code under status 200', async () => {
  const { begin } = await startVendor({
    way: { errorAt: 'error' },
    token: () => ({
      body: {
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
        error_uri: 'https://x.example',
      },
    }),
  })
  expect(await refusal(begin())).toMatchObject({
    message: 'Acme refused the sign-in: The code passed is incorrect or expired.',
  })
})

test('Notion: JSON and a Basic header at the token address', async () => {
  const { begin, tokens } = await startVendor({
    way: { clientAuth: 'basic', tokenBody: 'json', pkce: 'none', authorizeParams: { owner: 'user' }, scopes: [] },
    token: () => ({
      body: { access_token: 'ntn_1', token_type: 'bearer', refresh_token: 'nrt_1', bot_id: 'b', workspace_id: 'w' },
    }),
  })
  await begin()
  const [sent] = tokens()
  expect(sent?.headers).toMatchObject({
    'content-type': 'application/json',
    authorization: `Basic ${btoa('client-1:client-secret-1')}`,
  })
  expect(JSON.parse(sent?.body ?? '')).toMatchObject({ grant_type: 'authorization_code', code: 'the-code' })
  expect(sent?.body).not.toContain('code_verifier')
})

test('Reddit: a client without a secret names itself by a Basic header with an empty one', async () => {
  const { begin, tokens } = await startVendor({
    way: { clientAuth: 'basic', secret: 'none', pkce: 'none' },
    token: () => ({ body: { access_token: 'a', token_type: 'bearer', expires_in: 86_400, scope: '*' } }),
  })
  await begin()
  expect(tokens()[0]?.headers.authorization).toBe(`Basic ${btoa('client-1:')}`)
})

test('Salesforce and Jira: what the token’s reply and one more call tell of the account', async () => {
  const { begin, server } = await startVendor({
    way: {
      fieldsAt: { instance: 'instance_url' },
      learn: {
        request: { method: 'GET', path: '/accessible-resources' },
        fields: (body, known): Record<string, string> => {
          const sites = Array.isArray(body) ? body.filter(isJsonObject) : []
          return { cloudId: String(sites.find(({ url }) => url === known.site)?.id) }
        },
      },
    },
    token: () => ({
      body: { access_token: 'a', token_type: 'Bearer', instance_url: 'https://acme.my.example', expires_in: 0 },
    }),
    more: { fields: [{ name: 'site', title: 'Site' }] },
    api: ({ path }) =>
      path === '/accessible-resources'
        ? {
            body: [
              { id: 'cloud-6', url: 'other' },
              { id: 'cloud-7', url: 'acme' },
            ],
          }
        : { body: { name: 'Ada' } },
  })
  const { connection } = await begin({ fields: { site: 'acme' } })
  expect(connection.fields).toEqual({ site: 'acme', instance: 'https://acme.my.example', cloudId: 'cloud-7' })
  expect(connection.expiresAt).toBeNull()
  expect(server.seen.find(({ path }) => path === '/accessible-resources')?.headers.authorization).toBe('Bearer a')
})

test('a vendor that says less than it should is told of, and nothing is kept', async () => {
  const { begin, engine } = await startVendor({
    way: { fieldsAt: { instance: 'instance_url' } },
    token: () => ({ body: { access_token: 'a', token_type: 'Bearer' } }),
  })
  expect(await refusal(begin())).toMatchObject({
    code: 'sign-in.bad-reply',
    message: expect.stringContaining('instance'),
  })
  expect(await engine.client.integrations.connections({})).toEqual([])
})

test('a page in place of a token is no reply, and nothing of it is quoted', async () => {
  const { begin } = await startVendor({ token: () => ({ status: 502, body: '<html>canary</html>' }) })
  const told = await refusal(begin())
  expect(told).toMatchObject({ kind: 'external', code: 'sign-in.bad-reply' })
  expect(JSON.stringify(told)).not.toContain('canary')
})

test('a service somewhere else is reached by what the connection says, and only by that', async () => {
  const { begin, server } = await startVendor({
    way: { authorizeUrl: '{server}/authorize', tokenUrl: '{server}/token' },
    more: { fields: [{ name: 'server', title: 'Server' }], baseUrl: '{server}' },
    token: () => ({ body: { access_token: 'a', token_type: 'bearer' } }),
  })
  expect((await begin({ fields: { server: `${server.url}/` } })).connection.fields).toEqual({
    server: `${server.url}/`,
  })
  expect(await refusal(begin({ fields: { server: 'not an address' } }))).toMatchObject({ field: 'fields.server' })
  expect(await refusal(begin({ fields: { server: server.url }, allowPrivate: false }))).toMatchObject({ kind: 'user' })
})

test('Google service account: a signed JWT is exchanged for a token, again before it ends', async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const asked: Record<string, string>[] = []
  const server = await startServer((seen) => {
    if (seen.path !== '/token') return { body: { name: 'robot' } }
    asked.push(form(seen))
    return { body: { access_token: `ya29.${asked.length}`, token_type: 'Bearer', expires_in: 3599 } }
  })
  const way: ServiceAccountSignIn = {
    ...{ id: 'account', kind: 'service-account', title: 'Service account', setup: [] },
    tokenUrl: `${server.url}/token`,
    scopes: ['https://www.googleapis.com/auth/drive'],
  }
  const clock = createHandClock(Date.now())
  const fields = [{ name: 'subject', title: 'Person', optional: true }]
  const engine = await openTestEngine({ clock, integrations: [defineTestService(server.url, [way], { fields })] })
  const { integrations } = engine.client
  const connect = (key: string) =>
    integrations.connect({
      ...{ integrationId: 'acme', method: 'account', allowPrivate: true },
      ...{ fields: { subject: 'ada@example.com' }, secrets: { key } },
    })
  const pem = await exportPKCS8(privateKey)
  const file = { type: 'service_account', client_email: 'robot@acme.iam', private_key: pem, private_key_id: 'k1' }
  expect(await refusal(connect('{"type":"user","private_key":"canary'))).toMatchObject({ field: 'secrets.key' })
  expect(await refusal(connect(JSON.stringify({ ...file, private_key: 'canary' })))).toMatchObject({
    field: 'secrets.key',
  })
  const { connectionId } = await connect(JSON.stringify(file, null, 2))
  expect(asked[0]?.grant_type).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
  const options = {
    audience: `${server.url}/token`,
    issuer: 'robot@acme.iam',
    subject: 'ada@example.com',
    currentDate: new Date(clock.now()),
  }
  const { payload, protectedHeader } = await jwtVerify(asked[0]?.assertion ?? '', publicKey, options)
  expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' })
  expect(payload).toMatchObject({ scope: 'https://www.googleapis.com/auth/drive' })
  expect(Number(payload.exp) - Number(payload.iat)).toBe(3600)
  expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer ya29.1')
  clock.pass(3_540_000)
  expect(await integrations.test({ connectionId })).toMatchObject({ state: 'working', renews: true })
  expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer ya29.2')
  expect(bytesOf(engine.dataDir)).not.toContain('PRIVATE KEY')
})

const bluesky: SessionSignIn = {
  ...{ id: 'app-password', kind: 'session', title: 'App password', setup: [] },
  secrets: [
    { name: 'identifier', title: 'Handle' },
    { name: 'password', title: 'App password' },
  ],
  open: {
    method: 'POST',
    path: '/xrpc/com.atproto.server.createSession',
    body: { json: { identifier: '{identifier}', password: '{password}' } },
  },
  tokenAt: { accessToken: 'accessJwt', refreshToken: 'refreshJwt' },
  fieldsAt: { did: 'did' },
  renew: { method: 'POST', path: '/xrpc/com.atproto.server.refreshSession' },
}

test('Bluesky: a password opens a session, whose token is sent', async () => {
  const server = await startServer(({ path, body }) => {
    if (!path.endsWith('createSession')) return { body: { name: 'ada.bsky.social' } }
    const { password } = JSON.parse(body)
    if (password !== 'pass-good') return { status: 401, body: { error: 'Invalid identifier or password' } }
    return { body: { accessJwt: 'jwt-access-1', refreshJwt: 'jwt-refresh-1', did: 'did:plc:1' } }
  })
  const engine = await openTestEngine({ integrations: [defineTestService(server.url, [bluesky])] })
  const connect = (password: string) =>
    engine.client.integrations.connect({
      ...{ integrationId: 'acme', method: 'app-password', allowPrivate: true, fields: {} },
      secrets: { identifier: 'ada.bsky.social', password },
    })
  expect(await refusal(connect('pass-bad'))).toMatchObject({
    message: expect.stringContaining('Invalid identifier or password'),
  })
  expect(await connect('pass-good')).toMatchObject({
    account: 'ada.bsky.social',
    fields: { did: 'did:plc:1' },
    renews: true,
  })
  expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer jwt-access-1')
  const [opening] = server.seen
  expect(opening?.headers.authorization).toBeUndefined()
  expect(JSON.parse(opening?.body ?? '')).toMatchObject({ identifier: 'ada.bsky.social' })
})

test('Bluesky: a session that ended is renewed, and where that is refused another is opened', async () => {
  let good = 'jwt-access-1'
  let isRefreshGood = true
  let opened = 0
  const server = await startServer(({ path, headers, body }) => {
    if (path.endsWith('createSession')) {
      opened += 1
      good = `jwt-access-opened-${opened}`
      expect(JSON.parse(body)).toEqual({ identifier: 'ada.bsky.social', password: 'pass-good' })
      return { body: { accessJwt: good, refreshJwt: `jwt-refresh-${opened}`, did: 'did:plc:1' } }
    }
    if (path.endsWith('refreshSession')) {
      if (!isRefreshGood) return { status: 400, body: { error: 'ExpiredToken' } }
      expect(headers.authorization).toBe(`Bearer jwt-refresh-${opened}`)
      good = 'jwt-access-renewed'
      return { body: { accessJwt: good, refreshJwt: `jwt-refresh-${opened}`, did: 'did:plc:1' } }
    }
    return headers.authorization === `Bearer ${good}`
      ? { body: { name: 'ada' } }
      : { status: 401, body: { error: 'ExpiredToken' } }
  })
  const engine = await openTestEngine({ integrations: [defineTestService(server.url, [bluesky])] })
  const { integrations } = engine.client
  await integrations.connect({
    ...{ integrationId: 'acme', method: 'app-password', allowPrivate: true, fields: {} },
    secrets: { identifier: 'ada.bsky.social', password: 'pass-good' },
  })
  const call = () => integrations.call({ integrationId: 'acme', action: 'echo', input: {} })
  good = 'ended'
  expect(await call()).toEqual({ name: 'ada' })
  expect([good, opened]).toEqual(['jwt-access-renewed', 1])
  good = 'ended'
  isRefreshGood = false
  expect(await call()).toEqual({ name: 'ada' })
  expect([good, opened]).toEqual(['jwt-access-opened-2', 2])
})
