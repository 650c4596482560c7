import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportPKCS8, generateKeyPair } from 'jose'
import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { decrypt, encrypt } from '../../electron/cli/secret-box.ts'
import {
  defineAction,
  type OAuthSignIn,
  type SecretSignIn,
  type ServiceAccountSignIn,
  type SessionSignIn,
} from '../../electron/engine/integrations/define-integration.ts'
import type { Json } from '../../shared/json.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { runNiti } from '../cli/in-process.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { type Answer, defineTestService, type Seen, startServer } from './echo-service.ts'
import { hostWithBrowser, signIn } from './sign-in-kit.ts'

/** Marked secrets: found anywhere but on their way to their own service, the test fails. */
const marks = {
  apiKey: 'CANARYapiKey7Q2x9',
  queryKey: 'CANARYqueryKey4Zt8',
  password: 'CANARYpassword3Lm5',
  clientSecret: 'CANARYclientSecret6Vb1',
  access: 'CANARYaccess8Rk2',
  refresh: 'CANARYrefresh5Hd9',
  account: 'CANARYaccount1Wp7',
  sessionPassword: 'CANARYsession2Jc4',
  session: 'CANARYjwtAccess9Ng3',
  sessionRefresh: 'CANARYjwtRefresh7Fy6',
}

/** Real encryption, with a key that no file holds. */
function sealingHost() {
  const key = randomBytes(32)
  return hostWithBrowser(
    {},
    {
      seal: async ({ text }) => ({ sealed: `niti1.test.${encrypt(key, text, 'test')}` }),
      unseal: async ({ sealed }) => ({ text: decrypt(key, sealed.slice('niti1.test.'.length), 'test') }),
    },
  )
}

/** How a text looks inside base64, whatever it stands behind. */
function base64Shapes(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from(' '.repeat(before) + text).toString('base64')
    return encoded.slice(before === 0 ? 0 : 4, -4)
  })
}

function everyByte(folder: string): { file: string; text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, text: readFileSync(file).toString('latin1') }))
}

const status = (path: string) => Number(/\/(\d{3})(\?|$)/.exec(path)?.[1] ?? 200)

/** A service that repeats everything it is sent, in its replies and its errors, and sends some callers elsewhere. */
async function startParrot(elsewhere: string) {
  let tokens = 0
  return startServer((seen: Seen): Answer => {
    const { path, body, headers } = seen
    if (path.startsWith('/authorize')) {
      const asked = new URL(path, 'http://127.0.0.1').searchParams
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.search = new URLSearchParams({ code: 'code-1', state: asked.get('state') ?? '' }).toString()
      return { status: 302, headers: { location: back.href } }
    }
    if (path === '/token' && body.includes('refuse'))
      return { status: 400, body: { error: 'invalid_grant', error_description: body } }
    if (path === '/token' && body.includes('jwt-bearer'))
      return { body: { access_token: marks.account, token_type: 'Bearer', expires_in: 3600 } }
    if (path === '/token') {
      tokens += 1
      if (tokens > 2) return { status: 400, body: { error: 'invalid_grant', error_description: `unknown: ${body}` } }
      const refresh_token = `${marks.refresh}${tokens}`
      return {
        body: { access_token: `${marks.access}${tokens}`, token_type: 'Bearer', refresh_token, expires_in: 3600 },
      }
    }
    if (path === '/revoke') return { status: 400, body: { error: 'unsupported_token_type', error_description: body } }
    if (path === '/session') return { body: { accessJwt: marks.session, refreshJwt: marks.sessionRefresh } }
    if (path === '/elsewhere')
      return { status: 302, headers: { location: `${elsewhere}/stolen?${headers.authorization}` } }
    if (path === '/not-json') return { body: `you sent ${headers.authorization}` }
    if (path.startsWith('/me')) return { body: { name: 'Ada' } }
    const echo: Json = { path, body, headers: JSON.stringify(headers), credential: headers.authorization ?? path }
    return {
      status: status(path),
      headers: { 'x-echo': headers.authorization ?? path },
      body: { error: JSON.stringify(echo), ...echo },
    }
  })
}

test('what is secret of a connection is nowhere but on its way to its own service', async () => {
  const outputs: string[] = []
  const keep = async <T>(call: Promise<T>): Promise<T> => {
    try {
      const output = await call
      outputs.push(JSON.stringify(output ?? null))
      return output
    } catch (thrown) {
      const data = thrown instanceof Error && 'data' in thrown ? JSON.stringify(thrown.data) : ''
      outputs.push(String(thrown), data)
      throw thrown
    }
  }
  const tried = (call: Promise<unknown>) =>
    keep(call).then(
      () => {},
      () => {},
    )
  const spies = [vi.spyOn(process.stderr, 'write'), vi.spyOn(process.stdout, 'write')]
  for (const spy of spies) {
    spy.mockImplementation((text) => outputs.push(String(text)) > 0)
    onTestFinished(() => void spy.mockRestore())
  }
  const note = (level: string) => (message: string, data?: Record<string, unknown>) => {
    outputs.push(JSON.stringify({ level, message, ...data }))
  }
  const log = { info: note('info'), warn: note('warn'), error: note('error') }

  const thief = await startServer(() => ({ body: 'thanks' }))
  const parrot = await startParrot(thief.url)
  const pem = await generateKeyPair('RS256', { extractable: true }).then(({ privateKey }) => exportPKCS8(privateKey))
  const base = { setup: [], title: 'Way' }
  const key = (id: string, place: SecretSignIn['place'], names: string[]): SecretSignIn => ({
    ...{ ...base, id, kind: 'secret', place },
    secrets: names.map((name) => ({ name, title: name })),
  })
  const oauth: OAuthSignIn = {
    ...{ ...base, id: 'oauth', kind: 'oauth', pkce: 'S256', secret: 'required', refresh: 'rotates' },
    ...{ authorizeUrl: `${parrot.url}/authorize`, tokenUrl: `${parrot.url}/token`, revokeUrl: `${parrot.url}/revoke` },
    ...{ scopes: [], redirect: { to: 'loopback' } },
  }
  const account: ServiceAccountSignIn = {
    ...base,
    id: 'account',
    kind: 'service-account',
    tokenUrl: `${parrot.url}/token`,
    scopes: [],
  }
  const session: SessionSignIn = {
    ...{ ...base, id: 'session', kind: 'session', secrets: [{ name: 'password', title: 'Password' }] },
    open: { method: 'POST', path: '/session', body: { json: { password: '{password}' } } },
    tokenAt: { accessToken: 'accessJwt', refreshToken: 'refreshJwt' },
  }
  const bug = defineAction({
    ...{ title: 'Break', summary: 'Has a mistake in it.', group: 'Tests', kind: 'read', input: z.object({}) },
    request: () => ({ method: 'POST', path: '/echo' }),
    answer: (body) => {
      throw new Error(`a mistake of ours quotes ${JSON.stringify(body)}`)
    },
    examples: [],
  })
  const service = defineTestService(parrot.url, [
    key('bearer', { headers: { authorization: 'Bearer {token}' } }, ['token']),
    key('query', { query: { key: '{token}' } }, ['token']),
    key('basic', { basic: { user: '{user}', password: '{password}' } }, ['user', 'password']),
    ...[oauth, account, session],
  ])
  const integrations = [{ ...service, actions: { ...service.actions, bug } }]
  const clock = createHandClock(Date.now())
  const { host } = sealingHost()
  const hostError = vi.fn(async ({ text }: { text: string }) =>
    Promise.reject(new Error(`the keychain does not take ${text}`)),
  )
  let isHostBroken = false
  const seal: typeof host.seal = (input) => (isHostBroken ? hostError(input) : host.seal(input))
  const engine = await openTestEngine({ clock, log, host: { ...host, seal }, integrations })
  const { client } = engine
  const entered: [method: string, secrets: Record<string, string>][] = [
    ['bearer', { token: marks.apiKey }],
    ['query', { token: marks.queryKey }],
    ['basic', { user: 'ada', password: marks.password }],
    ['account', { key: JSON.stringify({ type: 'service_account', client_email: 'r@x', private_key: pem }) }],
    ['session', { password: marks.sessionPassword }],
  ]
  const wish = { integrationId: 'acme', allowPrivate: true }
  const connect = ([method, secrets]: (typeof entered)[number]) =>
    client.integrations.connect({ ...wish, method, secrets })
  isHostBroken = true
  for (const one of entered) await tried(connect(one))
  expect(hostError).toHaveBeenCalledTimes(entered.length)
  isHostBroken = false
  const connections: string[] = []
  for (const one of entered) connections.push((await keep(connect(one))).connectionId)
  const own = { clientId: 'client-1', clientSecret: marks.clientSecret }
  const { connection, steps } = await signIn(engine, own)
  outputs.push(JSON.stringify(steps))
  connections.push(connection.connectionId)
  await tried(signIn(engine, { ...own, clientId: 'refuse' }))

  const hours = 3_600_000
  for (const connectionId of connections) {
    const ask = (path: string, more: { method?: 'POST'; retry?: number } = {}) => ({
      type: 'acme.request',
      params: { connection: connectionId, path, method: more.method ?? 'GET' },
      policy: { onError: 'value' as const },
    })
    const document = drawWorkflow('echo -> text, bad, refused, missing, gone, plain', {
      ...{ echo: ask('/echo'), bad: ask('/400'), refused: ask('/401'), missing: ask('/404'), gone: ask('/elsewhere') },
      ...{ plain: ask('/not-json'), text: { type: 'template', params: { text: '{{ echo }}' } } },
      broken: { type: 'acme.bug', params: { connection: connectionId }, policy: { onError: 'value' } },
    })
    const { workflowId } = await keep(client.workflows.import({ text: writeWorkflowFile(document) }))
    const { runId } = await keep(client.runs.start({ workflowId }))
    for await (const push of await client.runs.watch({ runId, afterSeq: 0 })) outputs.push(JSON.stringify(push))
    outputs.push(JSON.stringify(engine.viewOf(runId)))
    await tried(client.runs.get({ runId }))
    await tried(client.workflows.export({ workflowId }))
    for (const path of ['/echo', '/400', '/401', '/404', '/500', '/elsewhere', '/not-json']) {
      await tried(client.integrations.request({ integrationId: 'acme', connectionId, method: 'POST', path }))
    }
    await tried(client.integrations.call({ integrationId: 'acme', connectionId, action: 'echo', input: { text: 'a' } }))
    await tried(client.integrations.call({ integrationId: 'acme', connectionId, action: 'bug', input: {} }))
    clock.pass(2 * hours)
    await tried(client.integrations.test({ connectionId }))
  }
  await tried(client.integrations.list())
  await tried(client.integrations.get({ integrationId: 'acme' }))
  await tried(client.integrations.connections({}))
  for (const words of [
    ['connections', '--json'],
    ['runs', '--json'],
    ['integrations', '--json'],
  ]) {
    const { out, error } = await runNiti(engine.dataDir, ...words)
    outputs.push(out, error)
  }
  const whileOpen = everyByte(engine.dataDir)
  for (const connectionId of connections) await tried(client.integrations.disconnect({ connectionId }))
  await engine.close()

  const wire = parrot.seen.map((seen) => JSON.stringify(seen)).join('\n')
  const pemLines = pem.split('\n').filter((line) => line.length > 40)
  const places = [
    ...whileOpen,
    ...everyByte(engine.dataDir),
    { file: 'what the engine answered, logged and printed', text: outputs.join('\n') },
    { file: 'what another host was sent', text: JSON.stringify(thief.seen) },
  ]
  expect(thief.seen).toEqual([])
  const found = [...Object.values(marks), ...pemLines].flatMap((mark) =>
    [mark, encodeURIComponent(mark), [...mark].reverse().join(''), ...base64Shapes(mark)].flatMap((shape) =>
      places
        .filter(({ text }) => text.includes(shape))
        .map(({ file, text }) => {
          const at = text.indexOf(shape)
          return `${mark.slice(0, 24)} in ${file}: …${text.slice(Math.max(0, at - 120), at + 60)}`
        }),
    ),
  )
  expect(found).toEqual([])
  // They were on the wire, so there was something to find; and the service did repeat them.
  for (const [name, mark] of Object.entries(marks)) {
    const isSent = [mark, ...base64Shapes(mark)].some((shape) => wire.includes(shape))
    expect([name, isSent]).toEqual([name, name !== 'sessionRefresh'])
  }
  expect(outputs.join('\n')).toContain('[hidden]')
  expect(outputs.join('\n')).toContain('a mistake of ours quotes')
  expect(outputs.length).toBeGreaterThan(150)
}, 60_000)
