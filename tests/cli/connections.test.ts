import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { connect } from '../../electron/cli/connection-commands.ts'
import { enteredSecrets, secretVariable } from '../../electron/cli/entered-secrets.ts'
import type { SecretSignIn } from '../../electron/engine/integrations/define-integration.ts'
import { visit } from '../connections/browser-robot.ts'
import { defineTestService, startServer } from '../connections/echo-service.ts'
import { startOidc } from '../connections/oidc-server.ts'
import { bytesOf } from '../support/alert-kit.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { runNiti } from './in-process.ts'
import { openScreen } from './screen.ts'

const signal = AbortSignal.timeout(20_000)

function openTerminal(env: Record<string, string> = {}, canAsk = false) {
  const { terminal } = openScreen({ columns: 400, rows: 50, isTty: false })
  const said = { error: '' }
  const listeners: ((text: string) => void)[] = []
  const error = (text: string) => {
    said.error += text
    for (const listener of listeners) listener(text)
  }
  return {
    terminal: { ...terminal, env, canAsk, error },
    said,
    onError: (listener: (text: string) => void) => listeners.push(listener),
  }
}

const usual = { integrationId: 'acme', field: [], scope: [], allowPrivate: true, signal }

test('what is secret comes from the environment, else is typed unseen, else from stdin', async () => {
  expect(secretVariable('accessKeyId')).toBe('NITI_SECRET_ACCESS_KEY_ID')
  const id = { name: 'accessKeyId', title: 'Key id', required: true }
  const key = { name: 'secretKey', title: 'Key', required: true }
  const { terminal } = openTerminal({ NITI_SECRET_ACCESS_KEY_ID: 'from-env' })
  const piped = (text: string) => new PassThrough().end(text)
  expect(await enteredSecrets([id], { terminal, stdin: piped('not read'), signal })).toEqual({
    accessKeyId: 'from-env',
  })
  expect(await enteredSecrets([id, key], { terminal, stdin: piped('{\n "a": 1\n}\n'), signal })).toEqual({
    accessKeyId: 'from-env',
    secretKey: '{\n "a": 1\n}',
  })
  const bare = openTerminal().terminal
  const both = await enteredSecrets([id, key], { terminal: bare, stdin: piped('one\r\ntwo\n'), signal })
  expect(both).toEqual({ accessKeyId: 'one', secretKey: 'two' })
  expect(await enteredSecrets([id], { terminal: bare, stdin: piped(''), signal })).toEqual({})
})

test('what is typed is not shown', async () => {
  const { terminal, said, onError } = openTerminal({}, true)
  const stdin = new PassThrough()
  onError((text) => {
    if (text.startsWith('Key')) setImmediate(() => stdin.write('hunter2\n'))
  })
  const wanted = [{ name: 'key', title: 'Key', required: true }]
  expect(await enteredSecrets(wanted, { terminal, stdin, signal })).toEqual({ key: 'hunter2' })
  expect(said.error).toBe('Key: \n')
})

test('a key is tried and kept; the sign-in of a service is the first unless told', async () => {
  const server = await startServer(() => ({ body: { name: 'Ada' } }))
  const way: SecretSignIn = {
    ...{ id: 'key', kind: 'secret', title: 'API key', setup: [], secrets: [{ name: 'token', title: 'Key' }] },
    place: { headers: { authorization: 'Bearer {token}' } },
  }
  const fields = [{ name: 'region', title: 'Region' }]
  const engine = await openTestEngine({ integrations: [defineTestService(server.url, [way], { fields })] })
  const { terminal } = openTerminal({ NITI_SECRET_TOKEN: 'canary-key' })
  const made = await connect(engine, terminal, { ...usual, field: ['region=eu'] })
  expect(made).toMatchObject({ title: 'Ada', method: 'key', fields: { region: 'eu' } })
  expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer canary-key')
  expect(bytesOf(engine.dataDir)).not.toContain('canary-key')
  await expect(connect(engine, terminal, { ...usual, field: ['region'] })).rejects.toThrow(
    '`region` is not name=value.',
  )
  await expect(connect(engine, terminal, { ...usual, method: 'other' })).rejects.toThrow('no sign-in called `other`')
})

test('a sign-in in the browser prints its address, and waits', async () => {
  const oidc = await startOidc()
  const host = createStrictHost({ openExternal: async () => ({ opened: false }) })
  const engine = await openTestEngine({ host, integrations: [oidc.define({ secret: 'required' })] })
  const { terminal, said, onError } = openTerminal({ NITI_SECRET_CLIENT_SECRET: 'client-secret-of-niti' })
  const pages: ReturnType<typeof visit>[] = []
  onError((text) => {
    const [url] = /http\S+/.exec(text) ?? []
    if (url) pages.push(visit(url))
  })
  const made = await connect(engine, terminal, { ...usual, clientId: 'niti-secret', scope: ['openid', 'read'] })
  expect(made).toMatchObject({ account: 'ada', scopes: ['openid', 'read'] })
  expect(said.error).toMatch(/^Open http:\/\/127\.0\.0\.1:\d+\/auth\?\S+\nSigned in there; trying it\.\n$/)
  expect(await pages[0]).toMatchObject({ status: 200 })
  expect(said.error).not.toContain('client-secret-of-niti')
})

test('services, accounts and what is wrong with a wish are told, also as JSON', async () => {
  const dataDir = temporaryFolder()
  const listed = await runNiti(dataDir, 'integrations')
  expect(listed).toMatchObject({
    code: 0,
    out: expect.stringMatching(/slack +chat +\d+ +\d+ +no +Post and read messages/),
  })
  const asJson = JSON.parse((await runNiti(dataDir, 'integrations', '--json')).out) as { id: string }[]
  expect(asJson.map(({ id }) => id)).toContain('slack')
  const shown = await runNiti(dataDir, 'integrations', 'show', 'slack')
  expect(shown.out).toContain('niti connect slack --method ')
  expect(shown.out).toContain('slack.send-message: Posts a message')
  expect(JSON.parse((await runNiti(dataDir, 'integrations', 'show', 'slack', '--json')).out)).toMatchObject({
    id: 'slack',
  })
  expect(await runNiti(dataDir, 'integrations', 'show', 'slakc')).toMatchObject({
    code: 2,
    error: expect.stringContaining('There is no integration `slakc`.'),
  })
  expect((await runNiti(dataDir, 'connections')).out).toContain('Nothing is connected yet.')
  expect(await runNiti(dataDir, 'connections', '--json')).toMatchObject({ code: 0, out: '[]\n' })
  expect((await runNiti(dataDir, 'connections', 'test', 'none')).error).toContain('There is no connection `none`.')
  expect(await runNiti(dataDir, 'connections', 'remove', 'none', '--json')).toMatchObject({
    code: 2,
    out: expect.stringContaining('"code":"connection.not-found"'),
  })
})
