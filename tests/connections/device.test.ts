import { expect, test } from 'vitest'
import type { Integration, OAuthSignIn } from '../../electron/engine/integrations/define-integration.ts'
import type { SignInStep } from '../../shared/contract/integrations.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { visit } from './browser-robot.ts'
import { defineTestService, startServer } from './echo-service.ts'
import { startOidc } from './oidc-server.ts'
import { refusal } from './sign-in-kit.ts'

/** A sign-in by code under way: its first step, and the rest of it. */
async function begin(service: Integration) {
  const clock = createHandClock(Date.now())
  const engine = await openTestEngine({ clock, integrations: [service] })
  const asked = { integrationId: 'acme', method: 'oauth', allowPrivate: true, clientId: 'niti-native' }
  const steps = await engine.client.integrations.signIn(asked, { signal: AbortSignal.timeout(20_000) })
  const first: IteratorResult<SignInStep, unknown> = await steps.next()
  const value = first.done ? undefined : first.value
  if (value?.step !== 'code') throw new Error(`not a code but ${JSON.stringify(value)}`)
  const rest = (async () => {
    const all: SignInStep[] = []
    for await (const step of steps) all.push(step)
    return all
  })()
  rest.catch(() => {})
  /** Lets so many milliseconds pass once the program waits for that long. */
  const pass = async (ms: number) => {
    await clock.sleeping(clock.now() + ms)
    clock.pass(ms)
  }
  return { engine, clock, code: value, rest, pass }
}

test('a code is typed in at the service, and asked after until it was', async () => {
  const oidc = await startOidc()
  const { code, rest, pass } = await begin(oidc.define({ flow: 'device' }))
  expect(code.userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/)
  expect(code.url).toContain(code.userCode)
  await pass(5_000)
  const page = await visit(code.url)
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Sign-in Success') })
  await pass(5_000)
  expect(await rest).toMatchObject([
    { step: 'checking' },
    { step: 'done', connection: { account: 'ada', renews: true } },
  ])
})

test('who turns it down at the service is told so', async () => {
  const oidc = await startOidc()
  const { code, rest, pass } = await begin(oidc.define({ flow: 'device' }))
  await visit(code.url, { allow: false })
  await pass(5_000)
  expect(await refusal(rest)).toMatchObject({ kind: 'user', code: 'sign-in.denied' })
})

test('a code nobody typed in runs out', async () => {
  const oidc = await startOidc({ deviceSeconds: 8 })
  const { rest, pass } = await begin(oidc.define({ flow: 'device' }))
  await pass(5_000)
  await pass(5_000)
  expect(await refusal(rest)).toMatchObject({
    kind: 'external',
    code: 'sign-in.timeout',
    message: expect.stringContaining('in time'),
  })
})

/** As GitHub does it: forms, and errors under status 200. */
async function startGitHub(answers: string[]) {
  const server = await startServer(({ path }) => {
    if (path === '/me') return { body: { name: 'octocat' } }
    const body =
      path === '/login/device/code'
        ? 'device_code=3584d83530557fdd1f46af8289938c8ef79f9dc5&expires_in=899&interval=5&user_code=WDJB-MJHT&verification_uri=https%3A%2F%2Fgithub.com%2Flogin%2Fdevice'
        : (answers.shift() ?? 'error=incorrect_device_code')
    return { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body }
  })
  const way: OAuthSignIn = {
    ...{
      id: 'oauth',
      kind: 'oauth',
      title: 'GitHub',
      setup: [],
      flow: 'device',
      pkce: 'none',
      secret: 'none',
      refresh: 'none',
    },
    authorizeUrl: `${server.url}/login/oauth/authorize`,
    tokenUrl: `${server.url}/login/oauth/access_token`,
    deviceUrl: `${server.url}/login/device/code`,
    scopes: [{ scope: 'repo', title: 'Repositories', isDefault: true }],
    redirect: { to: 'loopback' },
    errorAt: 'error',
  }
  return { server, service: defineTestService(server.url, [way]) }
}

test('a service that wants to be asked less often is', async () => {
  const { server, service } = await startGitHub([
    'error=authorization_pending&error_description=The+authorization+request+is+still+pending.',
    'error=slow_down&error_description=Too+many+requests&interval=10',
    'error=authorization_pending',
    'access_token=gho_16C7e42F292c6912E7710c838347Ae178B4a&scope=repo%2Cgist&token_type=bearer',
  ])
  const { code, rest, pass } = await begin(service)
  expect(code).toMatchObject({ userCode: 'WDJB-MJHT', url: 'https://github.com/login/device' })
  for (const wait of [5_000, 5_000, 10_000, 10_000]) await pass(wait)
  expect(await rest).toMatchObject([
    { step: 'checking' },
    { step: 'done', connection: { scopes: ['repo', 'gist'], missingScopes: [], renews: false, expiresAt: null } },
  ])
  expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer gho_16C7e42F292c6912E7710c838347Ae178B4a')
})

test.each([
  ['error=expired_token', { code: 'sign-in.timeout' }],
  ['error=access_denied', { code: 'sign-in.denied' }],
  [
    'error=device_flow_disabled&error_description=Device+Flow+must+be+explicitly+enabled',
    {
      code: 'sign-in.refused',
      message: 'Acme refused the sign-in: Device Flow must be explicitly enabled.',
    },
  ],
])('what the service says under status 200 is understood: %s', async (answer, told) => {
  const { service } = await startGitHub([answer])
  const { rest, pass } = await begin(service)
  await pass(5_000)
  expect(await refusal(rest)).toMatchObject(told)
})
