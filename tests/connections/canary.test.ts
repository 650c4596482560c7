import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportPKCS8, generateKeyPair } from 'jose'
import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { decrypt, encrypt } from '../../electron/cli/secret-box.ts'
import {
  defineAction,
  defineTrigger,
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
import { startMailServer } from '../support/mail-server.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'
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

function everyByte(folder: string): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, text: readFileSync(file).toString('latin1') }))
}

type Place = { file: string; text: string }

/** Where one of these stands, as it is or as it would travel. */
function findMarks(secrets: string[], places: Place[]): string[] {
  return secrets.flatMap((mark) =>
    [mark, encodeURIComponent(mark), [...mark].reverse().join(''), ...base64Shapes(mark)].flatMap((shape) =>
      places
        .filter(({ text }) => text.includes(shape))
        .map(({ file, text }) => {
          const at = text.indexOf(shape)
          return `${mark.slice(0, 24)} in ${file}: …${text.slice(Math.max(0, at - 120), at + 60)}`
        }),
    ),
  )
}

/** Hears all that the engine answers, complains of, logs and prints. */
function listen() {
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
  return { outputs, keep, tried, log }
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
  const { outputs, keep, tried, log } = listen()
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
  expect(findMarks([...Object.values(marks), ...pemLines], places)).toEqual([])
  // They were on the wire, so there was something to find; and the service did repeat them.
  for (const [name, mark] of Object.entries(marks)) {
    const isSent = [mark, ...base64Shapes(mark)].some((shape) => wire.includes(shape))
    expect([name, isSent]).toEqual([name, name !== 'sessionRefresh'])
  }
  expect(outputs.join('\n')).toContain('[hidden]')
  expect(outputs.join('\n')).toContain('a mistake of ours quotes')
  expect(outputs.length).toBeGreaterThan(150)
}, 60_000)

const proofs = {
  service: 'CANARYserviceCall6Tz1',
  plain: 'CANARYplainCall9Bq4',
  old: 'CANARYoldDocument2Xe8',
  mail: 'CANARYmailPassword7Ow3',
}

test('what proves calls from outside, and the password of a mail server, are nowhere but on their way', async () => {
  const { outputs, keep, tried, log } = listen()
  const service = defineTestService('http://127.0.0.1:9', [], {
    webhook: {
      secret: { title: 'Passcode', description: 'Theirs.', from: 'niti' },
      ...{ signature: { kind: 'token', body: 'passcode' }, deliveryId: { body: 'id' }, setup: [] },
    },
    triggers: {
      'new-item': defineTrigger({
        ...{ title: 'New item', summary: 'Begins a run for each new item.', group: 'Items', input: z.object({}) },
        ...{ webhook: { matches: () => true, payload: ({ body }) => body, events: [] }, sample: {} },
      }),
    },
  })
  const { host } = sealingHost()
  let isHostBroken = true
  const broken = ({ text }: { text: string }) => Promise.reject(new Error(`the keychain does not take ${text}`))
  const seal: typeof host.seal = (input) => (isHostBroken ? broken(input) : host.seal(input))
  const engine = await openTestEngine({ log, host: { ...host, seal }, integrations: [service] })
  const { client, dataDir } = engine
  await client.settings.change({ webhookPort: 0 })
  const say = { say: { type: 'template', params: { text: '{{ call }}' } } }
  const drawn = (call: Parameters<typeof drawWorkflow>[1]) => drawWorkflow('call -> say', { ...call, ...say })
  const ours = drawn({ call: { type: 'webhook', version: 2, params: { secretHeader: 'X-Secret' } } })
  const old = drawn({ call: { type: 'webhook', params: { secretHeader: 'X-Secret', secret: proofs.old } } })
  const theirs = drawn({ call: { type: 'acme.new-item', params: { way: 'webhook' } } })
  await tried(client.workflows.import({ text: writeWorkflowFile(old) }))
  expect(await client.workflows.list()).toEqual([])
  isHostBroken = false

  const [plainId, serviceId, oldId] = [
    await publish(engine, ours),
    await publish(engine, theirs),
    await publish(engine, old),
  ]
  const at = (workflowId: string) => ({ workflowId, node: 'call' })
  const mail = await startMailServer({ password: proofs.mail })
  const target = {
    ...{ kind: 'email' as const, host: '127.0.0.1', port: mail.port, security: 'none' as const, user: 'ada' },
    ...{ from: 'niti@example.com', to: ['ada@example.com'] },
  }
  isHostBroken = true
  await tried(client.triggers.setSecret({ ...at(plainId), secret: proofs.plain }))
  await tried(client.channels.create({ name: 'Mail', target, password: proofs.mail }))
  isHostBroken = false
  await keep(client.triggers.setSecret({ ...at(plainId), secret: proofs.plain }))
  await keep(client.triggers.setSecret({ ...at(serviceId), secret: proofs.service }))
  const { made } = await client.triggers.setSecret({ ...at(serviceId) })
  await keep(client.triggers.setSecret({ ...at(serviceId), secret: proofs.service }))

  const call = async (workflowId: string, headers: Record<string, string>, body: Json, query = '') => {
    const url = await until('it has an address', async () => (await triggerOf(engine, workflowId)).url ?? undefined)
    const type = { 'content-type': 'application/json' }
    const reply = await fetch(`${url}${query}`, {
      ...{ method: 'POST', headers: { ...type, ...headers }, body: JSON.stringify(body) },
    })
    outputs.push(JSON.stringify([...reply.headers]), await reply.text())
    return reply.status
  }
  const { plain, service: passcode } = proofs
  expect(await call(plainId, { 'x-secret': plain, 'x-also': `is ${plain}` }, { said: plain }, `?again=${plain}`)).toBe(
    202,
  )
  expect(await call(plainId, { 'x-secret': `${plain}x` }, { said: plain })).toBe(401)
  expect(await call(oldId, { 'x-secret': proofs.old }, {})).toBe(202)
  expect(await call(serviceId, { 'x-passcode': passcode }, { passcode, id: 'a', text: `It is ${passcode}` })).toBe(202)
  expect(await call(serviceId, {}, { passcode: `${passcode}x`, id: 'b' })).toBe(401)
  for (const workflowId of [plainId, serviceId, oldId]) {
    for (const { runId } of await runsOf(engine, workflowId, 1)) outputs.push(JSON.stringify(engine.viewOf(runId)))
    await tried(client.triggers.webhookSetup(at(workflowId)))
    await tried(client.workflows.get({ workflowId }))
    await tried(client.workflows.export({ workflowId }))
    await tried(client.versions.list({ workflowId, limit: 50 }))
  }
  const { deliveries } = await keep(client.integrations.deliveries(at(serviceId)))
  for (const { deliveryId } of deliveries) await tried(client.integrations.replay({ deliveryId }))
  await tried(client.triggers.list({}))

  const { channelId } = await keep(client.channels.create({ name: 'Mail', target, password: proofs.mail }))
  await keep(client.channels.test({ channelId }))
  expect(mail.mails).toMatchObject([{ user: 'ada' }])
  await keep(client.channels.change({ channelId, target: { ...target, user: 'bob' } }))
  await expect(keep(client.channels.test({ channelId }))).rejects.toThrow()
  await tried(client.channels.list())
  await tried(client.channels.deliveries({}))
  for (const words of [
    ['triggers', '--json'],
    ['triggers', 'setup', plainId, 'call'],
    ['export', oldId, '-'],
  ]) {
    const { out, error } = await runNiti(dataDir, ...words)
    outputs.push(out, error)
  }
  const whileOpen = everyByte(dataDir)
  await engine.close()
  const said = { file: 'what the engine answered, logged and printed', text: outputs.join('\n') }
  const secrets = [...Object.values(proofs), made ?? '']
  expect(made).toHaveLength(43)
  expect(findMarks(secrets, [...whileOpen, ...everyByte(dataDir), said])).toEqual([])
  expect(said.text).toContain('[hidden]')
}, 60_000)
