import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { databaseFileName } from '../../electron/engine/store/database-file.ts'
import { bytesOf } from '../support/alert-kit.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { visit } from './browser-robot.ts'
import { startOidc } from './oidc-server.ts'
import { hostWithBrowser, refusal, signIn } from './sign-in-kit.ts'

const minuteMs = 60_000

test('code and PKCE: the browser is sent to the service and back to this machine', async () => {
  const oidc = await startOidc()
  const { host, pages } = hostWithBrowser()
  const engine = await openTestEngine({ host, integrations: [oidc.define()] })
  const { connection, steps } = await signIn(engine)
  expect(steps.map(({ step }) => step)).toEqual(['browser', 'checking', 'done'])
  expect(connection).toMatchObject({
    ...{ account: 'ada', title: 'ada', state: 'working', renews: true, missingScopes: [] },
    scopes: ['openid', 'offline_access', 'read'],
  })
  expect(connection.expiresAt).toBeGreaterThan(Date.now() + 50 * minuteMs)
  const asked = new URL(steps[0]?.step === 'browser' ? steps[0].url : '')
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256')
  expect(asked.searchParams.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
  const page = await pages[0]
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('You can close this window.') })
  expect(page?.text).not.toContain('<script')
  // Nobody listens any more.
  await expect(fetch(page?.url ?? '')).rejects.toThrow('fetch failed')
  const token = oidc.lastToken()
  expect(token.length).toBeGreaterThan(20)
  expect(bytesOf(engine.dataDir)).not.toContain(token)
})

test('a client of one’s own is asked for once, its secret kept sealed', async () => {
  const oidc = await startOidc()
  const { host } = hostWithBrowser()
  const service = oidc.define({ secret: 'required' })
  const engine = await openTestEngine({ host, integrations: [service] })
  const { integrations } = engine.client
  const hasClient = async () => (await integrations.get({ integrationId: 'acme' })).methods[0]?.oauth?.hasClient
  expect(await refusal(signIn(engine, { clientId: undefined }))).toMatchObject({ field: 'clientId' })
  expect(await refusal(signIn(engine, { clientId: 'niti-secret' }))).toMatchObject({ field: 'clientSecret' })
  const wrong = await refusal(signIn(engine, { clientId: 'niti-secret', clientSecret: 'wrong-secret-canary' }))
  expect(wrong).toMatchObject({ code: 'sign-in.bad-client', kind: 'user' })
  expect(await hasClient()).toBe(false)
  await signIn(engine, { clientId: 'niti-secret', clientSecret: 'client-secret-of-niti' })
  expect(await hasClient()).toBe(true)
  const { connection } = await signIn(engine, { clientId: undefined })
  expect(connection.title).toBe('ada 2')
  expect(bytesOf(engine.dataDir)).not.toContain('client-secret-of-niti')
  await integrations.disconnect({ connectionId: connection.connectionId })
  expect(await hasClient()).toBe(true)
  const [left] = await integrations.connections({})
  await integrations.disconnect({ connectionId: left?.connectionId ?? '', forgetClient: true })
  expect(await hasClient()).toBe(false)
})

test('a person who does not consent is told so in words', async () => {
  const oidc = await startOidc()
  const { host, pages } = hostWithBrowser({ allow: false })
  const engine = await openTestEngine({ host, integrations: [oidc.define()] })
  expect(await refusal(signIn(engine))).toMatchObject({
    ...{ kind: 'user', code: 'sign-in.denied', message: 'Acme was not allowed to let Niti in.' },
  })
  expect((await pages[0])?.text).toContain('You are not signed in.')
  expect(await engine.client.integrations.connections({})).toEqual([])
})

test('an answer with another state is turned away, and ends nothing', async () => {
  const oidc = await startOidc()
  const answers: { status: number; text: string }[] = []
  const browser = hostWithBrowser()
  const host = {
    ...browser.host,
    async openExternal({ url }: { url: string }) {
      const back = new URL(new URL(url).searchParams.get('redirect_uri') ?? '')
      back.search = '?code=stolen&state=made-up'
      const reply = await fetch(back)
      answers.push({ status: reply.status, text: await reply.text() })
      return browser.host.openExternal({ url })
    },
  }
  const engine = await openTestEngine({ host, integrations: [oidc.define()] })
  expect((await signIn(engine)).connection.state).toBe('working')
  expect(answers).toMatchObject([{ status: 400, text: expect.stringContaining('No sign-in waits for this.') }])
})

test('an answer that another service signed is refused', async () => {
  const oidc = await startOidc()
  const engine = await openTestEngine({
    host: hostWithBrowser().host,
    integrations: [oidc.define({ issuer: 'https://other.example' })],
  })
  expect(await refusal(signIn(engine))).toMatchObject({ code: 'sign-in.bad-reply', kind: 'external' })
  expect(oidc.grants).toEqual([])
})

test.each([
  ['a free port each', {}],
  ['the one port that was registered', { port: 48_713 }],
])('two sign-ins at once each get their own answer, on %s', async (_, more) => {
  const oidc = await startOidc()
  const { host } = hostWithBrowser()
  const engine = await openTestEngine({ host, integrations: [oidc.define({ redirect: { to: 'loopback', ...more } })] })
  const both = await Promise.all([signIn(engine, { title: 'One' }), signIn(engine, { title: 'Two' })])
  expect(both.map(({ connection }) => connection.title)).toEqual(['One', 'Two'])
  expect(new Set(oidc.service.seen.map(({ headers }) => headers.authorization)).size).toBe(2)
})

test('whoever stops listening gives the sign-in up, and the port with it', async () => {
  const oidc = await startOidc()
  const urls: string[] = []
  const { host } = hostWithBrowser({}, { openExternal: async ({ url }) => ({ opened: urls.push(url) < 0 }) })
  const engine = await openTestEngine({ host, integrations: [oidc.define()] })
  const asked = { integrationId: 'acme', method: 'oauth', allowPrivate: true, clientId: 'niti-native' }
  for await (const step of await engine.client.integrations.signIn(asked)) {
    expect(step).toMatchObject({ step: 'browser', opened: false })
    break
  }
  const back = new URL(urls[0] ?? '').searchParams.get('redirect_uri') ?? ''
  await expect
    .poll(() =>
      fetch(back).then(
        () => 'open',
        () => 'closed',
      ),
    )
    .toBe('closed')
})

test('a sign-in that is called off, or whose engine closes, waits no longer', async () => {
  const oidc = await startOidc()
  const { host } = hostWithBrowser({}, { openExternal: async () => ({ opened: true }) })
  const engine = await openTestEngine({ host, integrations: [oidc.define()] })
  const asked = { integrationId: 'acme', method: 'oauth', allowPrivate: true, clientId: 'niti-native' }
  const calledOff = new AbortController()
  const begin = async (signal?: AbortSignal) => {
    const steps = await engine.client.integrations.signIn(asked, { signal })
    await steps.next()
    return { answer: steps.next() }
  }
  const first = await begin(calledOff.signal)
  const second = await begin()
  calledOff.abort()
  await expect(first.answer).rejects.toThrow()
  await engine.close()
  await expect(second.answer).rejects.toThrow()
})

test('a window is told each step, and what a sign-in ended with; one that closes gives it up', async () => {
  const oidc = await startOidc()
  const urls: string[] = []
  const { host } = hostWithBrowser({}, { openExternal: async ({ url }) => ({ opened: urls.push(url) > 0 }) })
  const engine = await openTestEngine({ host, integrations: [oidc.define()] })
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(engine.router).upgrade(port1)
  port1.start()
  const page: Engine['client'] = createORPCClient(new RPCLink({ port: port2 }))
  port2.start()
  onTestFinished(() => port2.close())
  const asked = { integrationId: 'acme', method: 'oauth', allowPrivate: true, clientId: 'niti-native' }
  const steps = await page.integrations.signIn(asked)
  expect((await steps.next()).value).toMatchObject({ step: 'browser', opened: true })
  const ended = refusal(steps.next())
  await visit(urls[0] ?? '', { allow: false })
  expect(await ended).toMatchObject({ kind: 'user', code: 'sign-in.denied' })
  const others = await page.integrations.signIn(asked)
  await others.next()
  const back = new URL(urls[1] ?? '').searchParams.get('redirect_uri') ?? ''
  await others.return()
  const isOpen = () =>
    fetch(back).then(
      () => true,
      () => false,
    )
  await expect.poll(isOpen).toBe(false)
  const last = await page.integrations.signIn(asked)
  await last.next()
  const waiting = last.next()
  waiting.catch(() => {})
  const there = new URL(urls[2] ?? '').searchParams.get('redirect_uri') ?? ''
  port2.close()
  await expect
    .poll(() =>
      fetch(there).then(
        () => 'open',
        () => 'closed',
      ),
    )
    .toBe('closed')
})

test('nobody who comes back within ten minutes ends it', async () => {
  const oidc = await startOidc()
  const clock = createHandClock(Date.now())
  const { host } = hostWithBrowser({}, { openExternal: async () => ({ opened: true }) })
  const engine = await openTestEngine({ clock, host, integrations: [oidc.define()] })
  const waiting = refusal(signIn(engine))
  await clock.sleeping(clock.now() + 10 * minuteMs)
  clock.pass(10 * minuteMs)
  expect(await waiting).toMatchObject({ kind: 'external', code: 'sign-in.timeout' })
})

test('an answer by way of the desktop is taken by the sign-in that waits for it', async () => {
  const oidc = await startOidc()
  const { host, pages } = hostWithBrowser(
    {},
    { describe: async () => ({ kind: 'electron', secrets: 'none', secretsNote: '' }) },
  )
  const engine = await openTestEngine({ host, integrations: [oidc.define({ redirect: { to: 'app' } })] })
  const { integrations } = engine.client
  expect(await integrations.oauthAnswer({ url: 'niti://oauth?code=a&state=b' })).toEqual({ isKnown: false })
  const signedIn = signIn(engine)
  await expect.poll(() => pages.length).toBe(1)
  const { url = '' } = (await pages[0]) ?? {}
  expect(url).toMatch(/^niti:\/\/oauth\?/)
  expect(await integrations.oauthAnswer({ url })).toEqual({ isKnown: true })
  expect((await signedIn).connection).toMatchObject({ account: 'ada', state: 'working' })
  expect(await integrations.oauthAnswer({ url })).toEqual({ isKnown: false })
})

test('nobody can sign in by way of the desktop where there is none', async () => {
  const oidc = await startOidc()
  const engine = await openTestEngine({ integrations: [oidc.define({ redirect: { to: 'app' } })] })
  expect(await refusal(signIn(engine))).toMatchObject({ code: 'sign-in.needs-app' })
})

test.each([
  ['rotates', true],
  ['keeps', false],
] as const)('a token is renewed before it ends, by a refresh token that %s', async (_, rotates) => {
  const oidc = await startOidc({ rotates })
  const clock = createHandClock(Date.now())
  const engine = await openTestEngine({ clock, host: hostWithBrowser().host, integrations: [oidc.define()] })
  const { connectionId } = (await signIn(engine)).connection
  const { integrations } = engine.client
  const first = oidc.lastToken()
  clock.pass(58 * minuteMs)
  await integrations.test({ connectionId })
  expect(oidc.lastToken()).toBe(first)
  clock.pass(1.5 * minuteMs)
  for (let time = 0; time < 3; time++) {
    expect(await integrations.test({ connectionId })).toMatchObject({ state: 'working', error: null })
    clock.pass(59.5 * minuteMs)
  }
  expect(oidc.refreshes()).toHaveLength(3)
  expect(new Set(oidc.refreshes().map(({ refreshToken }) => refreshToken)).size).toBe(rotates ? 3 : 1)
  expect(oidc.lastToken()).not.toBe(first)
  expect(bytesOf(engine.dataDir)).not.toContain(oidc.lastToken())
})

test('twenty calls at once on two programs renew once', async () => {
  const oidc = await startOidc()
  const dataDir = temporaryFolder()
  const first = await openTestEngine({ dataDir, host: hostWithBrowser().host, integrations: [oidc.define()] })
  const { connectionId } = (await signIn(first)).connection
  const before = oidc.lastToken()
  // A minute before its end the token is renewed.
  const ahead = {
    now: () => Date.now() + 59.5 * minuteMs,
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  }
  const engines = await Promise.all(
    [1, 2].map(() =>
      openTestEngine({ dataDir, clock: ahead, host: hostWithBrowser().host, integrations: [oidc.define()] }),
    ),
  )
  const calls = Array.from({ length: 20 }, (_, index) => engines[index % 2]?.client.integrations.test({ connectionId }))
  const states = (await Promise.all(calls)).map((connection) => connection?.state)
  expect(states).toEqual(Array(20).fill('working'))
  expect(oidc.refreshes()).toHaveLength(1)
  const used = new Set(oidc.service.seen.slice(-20).map(({ headers }) => headers.authorization))
  expect(used).toEqual(new Set([`Bearer ${oidc.lastToken()}`]))
  expect(oidc.lastToken()).not.toBe(before)
})

test('what a program was renewing when it ended is renewed by another', async () => {
  const oidc = await startOidc()
  const clock = createHandClock(Date.now())
  const engine = await openTestEngine({ clock, host: hostWithBrowser().host, integrations: [oidc.define()] })
  const { connectionId } = (await signIn(engine)).connection
  clock.pass(60 * minuteMs)
  const db = new Database(join(engine.dataDir, databaseFileName))
  db.prepare('UPDATE integration_connections SET refresh_owner = ?, refresh_began_at = ?').run(
    'process 999999999 1#engine_gone',
    clock.now(),
  )
  db.close()
  expect(await engine.client.integrations.test({ connectionId })).toMatchObject({ state: 'working' })
  expect(oidc.refreshes()).toHaveLength(1)
})

test('a refresh that is refused makes it expired; one that does not get through does not', async () => {
  const oidc = await startOidc()
  const clock = createHandClock(Date.now())
  const engine = await openTestEngine({ clock, host: hostWithBrowser().host, integrations: [oidc.define()] })
  const { integrations } = engine.client
  const { connectionId } = (await signIn(engine)).connection
  const token = await oidc.provider.AccessToken.find(oidc.lastToken())
  clock.pass(2 * 60 * minuteMs)
  await oidc.provider.RefreshToken.revokeByGrantId(token?.grantId ?? '')
  const expired = await integrations.test({ connectionId })
  expect(expired).toMatchObject({ state: 'expired', error: { kind: 'user', code: 'connection.expired' } })
  expect(await integrations.list()).toMatchObject([{ connections: { working: 0, broken: 1 } }])
  const again = await signIn(engine, { connectionId })
  expect(again.connection).toMatchObject({ connectionId, state: 'working', error: null })
  clock.pass(2 * 60 * minuteMs)
  oidc.stop()
  expect(await integrations.test({ connectionId })).toMatchObject({
    state: 'failing',
    error: { code: 'http.unreachable' },
  })
})

test('what is disconnected is given back', async () => {
  const oidc = await startOidc()
  const engine = await openTestEngine({ host: hostWithBrowser().host, integrations: [oidc.define()] })
  const { connectionId } = (await signIn(engine)).connection
  expect(await oidc.provider.AccessToken.find(oidc.lastToken())).toBeDefined()
  expect(await engine.client.integrations.disconnect({ connectionId })).toEqual({ revoked: true })
  expect(await oidc.provider.AccessToken.find(oidc.lastToken())).toBeUndefined()
  const { connectionId: other } = (await signIn(engine)).connection
  oidc.stop()
  expect(await engine.client.integrations.disconnect({ connectionId: other })).toEqual({ revoked: false })
  expect(await engine.client.integrations.connections({})).toEqual([])
})

test('scopes that were not granted are told', async () => {
  const oidc = await startOidc()
  const engine = await openTestEngine({ host: hostWithBrowser().host, integrations: [oidc.define()] })
  const { connection } = await signIn(engine, { scopes: ['openid', 'read', 'admin'] })
  expect(connection).toMatchObject({ scopes: ['openid', 'read'], missingScopes: ['admin'] })
})

test('a token the service refuses is renewed once for all calls that were refused, and they go on', async () => {
  const oidc = await startOidc()
  const engine = await openTestEngine({ host: hostWithBrowser().host, integrations: [oidc.define()] })
  const { connection } = await signIn(engine)
  const { integrations } = engine.client
  const call = () => integrations.call({ integrationId: 'acme', action: 'echo', input: { text: 'a' } })
  await (await oidc.provider.AccessToken.find(oidc.lastToken()))?.destroy()
  const replies = await Promise.all(Array.from({ length: 20 }, call))
  expect(replies).toEqual(Array(20).fill({ name: 'ada', path: '/echo' }))
  expect(oidc.refreshes()).toHaveLength(1)
  const token = await oidc.provider.AccessToken.find(oidc.lastToken())
  await oidc.provider.RefreshToken.revokeByGrantId(token?.grantId ?? '')
  await token?.destroy()
  expect(await refusal(call())).toMatchObject({ kind: 'user', code: 'connection.refused' })
  const { connectionId } = connection
  expect(await integrations.connections({})).toMatchObject([{ connectionId, state: 'expired' }])
  const asked = oidc.service.seen.length
  expect(await refusal(call())).toMatchObject({ code: 'connection.expired' })
  expect(oidc.service.seen).toHaveLength(asked)
})

test('a service that cannot be reached for a new token does not end the one there is', async () => {
  const oidc = await startOidc()
  const clock = createHandClock(Date.now())
  const engine = await openTestEngine({ clock, host: hostWithBrowser().host, integrations: [oidc.define()] })
  const { connectionId } = (await signIn(engine)).connection
  oidc.server.close()
  oidc.server.closeAllConnections()
  clock.pass(59.5 * minuteMs)
  // The provider is gone, so its tokens are only looked up, not asked for.
  expect(await engine.client.integrations.test({ connectionId })).toMatchObject({ state: 'working', error: null })
})
