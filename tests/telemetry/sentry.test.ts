import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { Engine } from '../../electron/engine/engine.ts'
import { defineNode } from '../../electron/engine/nodes/define-node.ts'
import { nodeTypes } from '../../electron/engine/nodes/registry.ts'
import { describeBug } from '../../electron/engine/telemetry/sentry/describe-bug.ts'
import { readDsn } from '../../electron/engine/telemetry/sentry/read-dsn.ts'
import { isJsonObject, type JsonObject } from '../../shared/json.ts'
import { loadEngine } from '../bench/load-engine.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { startSentryEndpoint } from '../support/sentry-endpoint.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const root = resolve(import.meta.dirname, '../..')
const quiet = { info() {}, warn() {}, error() {} }
let enginePath = ''
beforeAll(async () => {
  enginePath = (await loadEngine(root, `${root}/out/sentry-crash`)).path
}, 60_000)

const secret = 'sk-marked0123456789abcdef'
const words = 'the quick brown marked text'

/** Nodes that fail in ways nobody thought of, each quoting what it was given. */
const breaking = new Map(nodeTypes)
const kinds: Record<string, (text: string) => unknown> = {
  'break-plain': (text) => new Error(`could not work on ${text}`),
  'break-type': (text) => new TypeError(`Cannot create property 'x' on string '${text}'`),
  'break-url': (text) => new TypeError(`Failed to parse URL from https://user:pass@example.com/?key=${text}`),
  'break-path': () => new RangeError('Bad thing at /home/ada/private/notes.txt and C:\\Users\\Ada\\x'),
  'break-text': (text) => text,
  'break-stack': (text) => new Error(`oh\n    at ${text.replaceAll(' ', '')} (/home/ada/private/x.js:1:1)\n`),
}
for (const [type, make] of Object.entries(kinds)) {
  breaking.set(
    type,
    defineNode({
      type,
      version: 1,
      title: 'Breaks',
      group: 'data',
      icon: 'box',
      summary: 'Breaks.',
      params: z.object({ text: z.string() }),
      inputs: [],
      outputs: [{ id: 'out', title: 'Nothing', type: 'text' }],
      run(_context, { params }) {
        throw make(params.text)
      },
    }),
  )
}

async function breakIn(engine: Engine, type: string, name = 'myNode'): Promise<void> {
  const text = `${words} ${secret}`
  const view = await runWorkflow(engine, drawWorkflow(name, { [name]: { type, params: { text } } }))
  expect(view.status).toBe('failed')
}

function exceptionOf(event: JsonObject | undefined): JsonObject {
  const values = isJsonObject(event?.exception) ? event.exception.values : null
  const [first] = Array.isArray(values) ? values : []
  if (!isJsonObject(first)) throw new Error('no exception')
  return first
}

test('nothing leaves until a person gives a project and switches it on', async () => {
  const endpoint = await startSentryEndpoint()
  const engine = await openTestEngine({ nodeTypes: breaking, log: quiet })
  await breakIn(engine, 'break-plain')
  await expect(engine.client.telemetry.change({ sentry: { isOn: true } })).rejects.toMatchObject({
    data: { kind: 'user', code: 'telemetry.no-dsn' },
  })
  await engine.client.telemetry.change({ sentry: { dsn: endpoint.dsn } })
  await breakIn(engine, 'break-plain')
  expect(await engine.client.telemetry.status()).toMatchObject({ sentry: { sent: 0, waiting: 0 } })
  expect(existsSync(join(engine.dataDir, 'crash-reports'))).toBe(false)
  expect(endpoint.sent).toEqual([])
})

test('a bug is sent with its place in the program and nothing that anybody wrote', async () => {
  const endpoint = await startSentryEndpoint()
  const engine = await openTestEngine({ nodeTypes: breaking, log: quiet })
  await engine.client.telemetry.change({ sentry: { isOn: true, dsn: endpoint.dsn } })
  for (const type of Object.keys(kinds)) await breakIn(engine, type, 'secretlyNamedNode')
  // What differs in words alone counts as the same.
  await endpoint.until(4)
  expect(endpoint.complaints).toEqual([])
  for (const { raw, event } of endpoint.sent) {
    for (const marked of [
      'marked',
      'quick',
      'secretlyNamed',
      'ada',
      'private',
      'Ada',
      root,
      'example.com',
      'publickey',
    ]) {
      expect(raw, marked).not.toContain(marked)
    }
    expect(event.tags).toMatchObject({
      process: 'engine',
      where: 'a node failed with a bug',
      bug_id: expect.stringMatching(/^bug_/),
    })
    for (const name of ['server_name', 'user', 'request', 'breadcrumbs', 'extra', 'modules']) {
      expect(event).not.toHaveProperty(name)
    }
  }
  const type = endpoint.sent.map(({ event }) => exceptionOf(event)).find((one) => one.type === 'TypeError')
  expect(type?.value).toBe('Cannot create property')
  const frames = isJsonObject(type?.stacktrace) ? type.stacktrace.frames : []
  expect(frames).toContainEqual(
    expect.objectContaining({
      filename: 'electron/engine/run/execute-node.ts',
      in_app: true,
      lineno: expect.any(Number),
    }),
  )
  await expect
    .poll(async () => (await engine.client.telemetry.status()).sentry)
    .toMatchObject({ waiting: 0, error: null })
})

test('errors of people and of services are no bugs', async () => {
  const endpoint = await startSentryEndpoint()
  const engine = await openTestEngine({ nodeTypes: breaking, log: quiet })
  await engine.client.telemetry.change({ sentry: { isOn: true, dsn: endpoint.dsn } })
  const ask = { type: 'prompt', params: { prompt: 'Hi', model: 'openai/gpt-4o-mini' } }
  expect((await runWorkflow(engine, drawWorkflow('ask', { ask }))).status).toBe('failed')
  const get = { type: 'http-request', params: { url: 'http://127.0.0.1:9/' } }
  expect((await runWorkflow(engine, drawWorkflow('get', { get }))).status).toBe('failed')
  await expect(engine.client.connections.test({ providerId: 'nobody' })).rejects.toThrow()
  await breakIn(engine, 'break-plain')
  await endpoint.until(1)
  expect(endpoint.sent).toHaveLength(1)
})

test('the same bug is sent once in an hour, and no more than twenty different ones', async () => {
  const clock = createHandClock()
  const endpoint = await startSentryEndpoint()
  const engine = await openTestEngine({ nodeTypes: breaking, log: quiet, clock })
  await engine.client.telemetry.change({ sentry: { isOn: true, dsn: endpoint.dsn } })
  for (let round = 0; round < 3; round++) await breakIn(engine, 'break-plain')
  await endpoint.until(1)
  expect((await engine.client.telemetry.status()).sentry).toMatchObject({ dropped: 2 })
  clock.set(clock.now() + 3_700_000)
  await breakIn(engine, 'break-plain')
  await endpoint.until(2)
  for (let index = 0; index < 40; index++) {
    const stack = `TypeError: x is not a function\n    at draw${index} (app://niti/assets/index-1.js:1:${index})`
    await engine.client.telemetry.reportPageError({ where: 'screen', stack })
    clock.set(clock.now() + 10_000)
  }
  await expect.poll(async () => (await engine.client.telemetry.status()).sentry.waiting).toBe(0)
  expect(endpoint.sent.length).toBeLessThanOrEqual(21)
  expect(endpoint.complaints).toEqual([])
})

test('what breaks in the page is noted like a bug of the engine and sent the same way', async () => {
  const endpoint = await startSentryEndpoint()
  const notes: string[] = []
  const engine = await openTestEngine({ log: { ...quiet, error: (...note) => notes.push(JSON.stringify(note)) } })
  await engine.client.telemetry.change({ sentry: { isOn: true, dsn: endpoint.dsn } })
  const stack = `TypeError: Cannot read properties of undefined (reading '${words}')
    at Inspector (http://127.0.0.1:4711/assets/editor-screen-Ab1_-x.js:12:345)
    at fill (https://attacker.example/assets/evil.js:1:1)
    at renderRoot (http://127.0.0.1:4711/assets/index-Cd2.js:1:2)`
  await engine.client.telemetry.reportPageError({ where: 'screen', stack })
  await endpoint.until(1)
  const [sent] = endpoint.sent
  expect(sent?.event).toMatchObject({
    platform: 'javascript',
    tags: { process: 'page', where: 'a screen of the page stopped' },
  })
  expect(exceptionOf(sent?.event).stacktrace).toEqual({
    frames: [
      { filename: 'renderer/assets/index-Cd2.js', function: 'renderRoot', lineno: 1, colno: 2, in_app: true },
      {
        filename: 'renderer/assets/editor-screen-Ab1_-x.js',
        function: 'Inspector',
        lineno: 12,
        colno: 345,
        in_app: true,
      },
    ],
  })
  expect(sent?.raw).not.toContain('marked')
  expect(notes).toHaveLength(1)
  expect(notes[0]).toContain('a screen of the page stopped')
})

test('what cannot be sent waits on the disk, for its own eyes only, and is sent after the next start', async () => {
  const endpoint = await startSentryEndpoint()
  const { port } = endpoint
  await endpoint.close()
  const dataDir = temporaryFolder()
  const engine = await openTestEngine({ nodeTypes: breaking, log: quiet, dataDir })
  await engine.client.telemetry.change({ sentry: { isOn: true, dsn: endpoint.dsn } })
  await breakIn(engine, 'break-plain')
  await expect
    .poll(async () => (await engine.client.telemetry.status()).sentry)
    .toMatchObject({
      waiting: 1,
      error: { kind: 'external', retryable: true },
    })
  await engine.close()
  const folder = join(dataDir, 'crash-reports')
  const [name = ''] = readdirSync(folder)
  expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
  expect(readFileSync(join(folder, name), 'utf8')).not.toContain('marked')
  const there = await startSentryEndpoint({ port })
  const again = await openTestEngine({ log: quiet, dataDir })
  await there.until(1)
  await expect.poll(async () => (await again.client.telemetry.status()).sentry).toMatchObject({ sent: 1, waiting: 0 })
  expect(readdirSync(folder)).toEqual([])
})

test('a project that refuses is said, one that is busy is asked again later', async () => {
  const refused = { status: 403, text: '{"detail":"bad sentry DSN public key"}' }
  const endpoint = await startSentryEndpoint({
    replies: [refused, refused, { status: 429, headers: { 'retry-after': '60' } }],
  })
  const engine = await openTestEngine({ nodeTypes: breaking, log: quiet })
  await engine.client.telemetry.change({ sentry: { isOn: true, dsn: endpoint.dsn } })
  await expect(engine.client.telemetry.test({ what: 'sentry' })).rejects.toMatchObject({
    data: { code: 'telemetry.refused', message: expect.stringContaining('bad sentry DSN public key') },
  })
  await breakIn(engine, 'break-plain')
  const status = async () => (await engine.client.telemetry.status()).sentry
  await expect.poll(status).toMatchObject({ waiting: 0, dropped: 1, error: { code: 'telemetry.refused' } })
  await breakIn(engine, 'break-type')
  await expect.poll(status).toMatchObject({ waiting: 1, sent: 0, error: { retryable: true } })
  await engine.client.telemetry.change({ sentry: { isOn: false } })
  expect(await status()).toMatchObject({ waiting: 0 })
  expect(existsSync(join(engine.dataDir, 'crash-reports'))).toBe(false)
})

test('a test says what the project answered, and the key is never shown', async () => {
  const endpoint = await startSentryEndpoint()
  const engine = await openTestEngine()
  const shown = await engine.client.telemetry.change({ sentry: { dsn: endpoint.dsn } })
  expect(shown.sentry).toEqual({ isOn: false, hasDsn: true, dsnHint: `127.0.0.1:${endpoint.port}/42` })
  expect(await engine.client.telemetry.test({ what: 'sentry' })).toEqual({
    said: expect.stringMatching(/took the test report [0-9a-f]{32}/),
  })
  expect(endpoint.sent).toHaveLength(1)
  const all = JSON.stringify([await engine.client.telemetry.settings(), await engine.client.telemetry.status()])
  expect(all).not.toContain('publickey0123')
})

test.each(['throw', 'reject'] as const)(
  'what ends the process (%s) is written down first and sent at the next start',
  async (what) => {
    const endpoint = await startSentryEndpoint()
    const dataDir = temporaryFolder()
    const first = await openTestEngine({ dataDir })
    await first.client.telemetry.change({ sentry: { isOn: true, dsn: endpoint.dsn } })
    await first.close()
    const child = join(import.meta.dirname, 'crash-child.ts')
    const args = [child, enginePath, dataDir, what, `${words} ${secret}`]
    const program = spawn(process.execPath, args, { stdio: 'ignore' })
    onTestFinished(() => void program.kill('SIGKILL'))
    const code = await new Promise((done) => program.once('exit', done))
    expect(code).not.toBe(0)
    const again = await openTestEngine({ dataDir, log: quiet })
    await endpoint.until(1)
    const [sent] = endpoint.sent
    expect(sent?.event).toMatchObject({ level: 'fatal', tags: { where: 'the process ended unexpectedly' } })
    expect(sent?.raw).not.toContain('marked')
    await expect.poll(async () => (await again.client.telemetry.status()).sentry.waiting).toBe(0)
  },
  40_000,
)

test('what the desktop shell wrote down before it ended is sent as the engine’s own, or thrown away', async () => {
  const endpoint = await startSentryEndpoint()
  const dataDir = temporaryFolder()
  const crash = () => {
    mkdirSync(join(dataDir, 'crash-reports'), { recursive: true })
    writeFileSync(join(dataDir, 'crash-reports', `shell-${Date.now()}.txt`), `Error: ${words}\n    at node:net:1:1`)
  }
  crash()
  const engine = await openTestEngine({ dataDir })
  await expect.poll(() => existsSync(join(dataDir, 'crash-reports'))).toBe(false)
  await engine.client.telemetry.change({ sentry: { isOn: true, dsn: endpoint.dsn } })
  await engine.close()
  crash()
  await openTestEngine({ dataDir })
  await endpoint.until(1)
  expect(endpoint.sent[0]?.event).toMatchObject({ level: 'fatal', tags: { process: 'shell' } })
  expect(endpoint.sent[0]?.raw).not.toContain('marked')
})

test('a stack tells its lines inside the program and nothing else', () => {
  const world = { eventId: 'e', at: 0, version: '1', root: '/home/ada/niti', platform: 'linux', nodeVersion: 'v24' }
  const bug = { where: 'a call failed with a bug', bugId: null, process: 'engine' as const, isFatal: false }
  const stack = `Error: x
    at async Object.run (file:///home/ada/niti/out/main/engine.js:10:20)
    at new Thing (/home/ada/niti/node_modules/@orpc/server/dist/a.mjs:1:2)
    at /home/ada/niti/electron/engine/run/a.ts:3:4
    at /home/ada/other/secret.js:3:4
    at C:\\\\Users\\\\ada\\\\secret.js:3:4
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`
  const [exception] = describeBug({ ...bug, stack }, world).exception.values
  expect(exception?.stacktrace?.frames.map((frame) => `${frame.function} ${frame.filename}`)).toEqual([
    'process.processTicksAndRejections node:internal/process/task_queues',
    '(anonymous) electron/engine/run/a.ts',
    'new Thing node_modules/@orpc/server/dist/a.mjs',
    'Object.run out/main/engine.js',
  ])
  const quoting = [
    "TypeError: Cannot assign to read only property of string `MARK it's`",
    'TypeError: Failed to parse URL from https://user:MARK@example.com/?key=MARK',
    'RangeError: Bad thing at /home/MARK/notes.txt and C:\\Users\\MARK\\x and ada@MARK.org',
    'SyntaxError: Invalid regular expression: /MARK/: nothing',
    'Error: MARK',
    'TypeError: x “MARK” y ‘MARK’ z',
    'ReferenceError: no\n    at MARK (/home/MARK/x.js:1:1)\nMARK',
    'mark: MARK',
  ]
  for (const head of quoting) {
    const event = describeBug({ ...bug, stack: `${head}\n    at run (/home/ada/niti/out/main/engine.js:1:2)` }, world)
    expect(JSON.stringify(event), head).not.toContain('MARK')
    expect(event.exception.values[0]?.stacktrace?.frames).toHaveLength(1)
  }
  const odd = describeBug({ ...bug, where: 'about "Ada"', stack: 'nonsense' }, world)
  expect(odd.tags.where).toBe('unknown')
  expect(odd.exception.values[0]).toMatchObject({ type: 'Error', value: expect.stringContaining('left out') })
})

test('the address of a project is read, and anything else is refused in words', () => {
  expect(readDsn('https://abc@o1.ingest.sentry.io/42')).toEqual({
    publicKey: 'abc',
    endpoint: 'https://o1.ingest.sentry.io/api/42/envelope/',
    hint: 'o1.ingest.sentry.io/42',
  })
  expect(readDsn('http://abc:old@10.0.0.1:9000/sentry/7').endpoint).toBe('http://10.0.0.1:9000/sentry/api/7/envelope/')
  for (const wrong of [
    '',
    'abc',
    'https://o1.ingest.sentry.io/42',
    'https://abc@o1.ingest.sentry.io/',
    'ftp://a@b/1',
    'https://a@b/1?x=1',
  ]) {
    expect(() => readDsn(wrong), wrong).toThrow(/not the address of a Sentry project/)
  }
})
