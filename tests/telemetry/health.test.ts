import { closeSync, copyFileSync, openSync, renameSync, statSync, truncateSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createHttp } from '../../electron/engine/http/http.ts'
import type { Health, HealthCheck, HealthCheckName } from '../../shared/contract/health.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const quiet = { info() {}, warn() {}, error() {} }

function checkOf(health: Health, name: HealthCheckName): HealthCheck {
  const found = health.checks.find((check) => check.name === name)
  if (!found) throw new Error(`there is no check ${name}`)
  return found
}

/** The first news in which the check stands as said; fails with the test's time limit. */
async function until(watched: AsyncIterable<Health>, name: HealthCheckName, state: string): Promise<HealthCheck> {
  for await (const health of watched) {
    const check = checkOf(health, name)
    if (check.state === state) return check
  }
  throw new Error('the watch ended')
}

test('a fresh engine is well: it took a write, answers, and nothing waits', async () => {
  const engine = await openTestEngine()
  const health = await engine.client.health.get({})
  expect(health).toMatchObject({ state: 'ok', version: expect.stringMatching(/^\d+\.\d+/) })
  expect(health.checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'database ok',
    'disk ok',
    'engine ok',
    'queue ok',
    'providers off',
    'connections off',
    'clock off',
    'backup ok',
  ])
  expect(checkOf(health, 'database').facts).toMatchObject({ writable: true, intact: null })
  const beats = new Database(join(engine.dataDir, 'niti.db'), { readonly: true })
  expect(beats.prepare('SELECT COUNT(*) AS n FROM program_beats').get()).toEqual({ n: 1 })
  beats.close()
})

test('asked to look closely, it reads the database from end to end, and remembers that after a restart', async () => {
  const engine = await openTestEngine()
  const health = await engine.client.health.get({ now: true })
  expect(checkOf(health, 'database')).toMatchObject({ state: 'ok', facts: { intact: true } })
  await engine.close()
  const again = await openTestEngine({ dataDir: engine.dataDir })
  expect(checkOf(await again.client.health.get({}), 'database').facts).toMatchObject({ intact: true })
})

test.each<[string, (file: string) => void, RegExp]>([
  ['taken away', (file) => renameSync(file, `${file}.away`), /is gone/],
  [
    'replaced by another',
    (file) => {
      copyFileSync(file, `${file}.copy`)
      renameSync(`${file}.copy`, file)
    },
    /Another file lies in the place/,
  ],
  ['emptied', (file) => truncateSync(file, 0), /damaged from its first bytes/],
  ['cut short', (file) => truncateSync(file, 8192), /shorter than it should be/],
  ['left without its newest writes', (file) => unlinkSync(`${file}-wal`), /newest writes were taken away/],
])('a database that is %s under the running app is bad within seconds', async (_, destroy, says) => {
  const engine = await openTestEngine({ log: quiet })
  await runWorkflow(engine, drawWorkflow('say', { say: { type: 'template', params: { text: 'Hello' } } }))
  const file = join(engine.dataDir, 'niti.db')
  const checkpoint = new Database(file)
  checkpoint.pragma('wal_checkpoint(PASSIVE)')
  checkpoint.close()
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const watched = await engine.client.health.watch(undefined, { signal: leave.signal })
  await until(watched, 'database', 'ok')
  const found = until(await engine.client.health.watch(undefined, { signal: leave.signal }), 'database', 'bad')
  destroy(file)
  expect((await found).message).toMatch(says)
  expect((await engine.client.health.get({})).state).toBe('bad')
})

test('bytes that somebody else wrote into the middle of the file are found without asking', async () => {
  const engine = await openTestEngine({ log: quiet })
  for (let index = 0; index < 20; index++) {
    const text = `${index} ${'many words '.repeat(2_000)}`
    await runWorkflow(engine, drawWorkflow('say', { say: { type: 'template', params: { text } } }))
  }
  const file = join(engine.dataDir, 'niti.db')
  const other = new Database(file)
  other.pragma('wal_checkpoint(TRUNCATE)')
  other.close()
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const watched = await engine.client.health.watch(undefined, { signal: leave.signal })
  const found = until(watched, 'database', 'bad')
  // Two looks at a file that rests, so that what comes is seen to come from outside.
  await new Promise((resolve) => setTimeout(resolve, 4_500))
  const { size } = statSync(file)
  const bytes = openSync(file, 'r+')
  writeSync(bytes, Buffer.alloc(Math.floor(size / 2), 0xaa), 0, Math.floor(size / 2), Math.floor(size / 4))
  closeSync(bytes)
  expect((await found).message).toMatch(/^The database is damaged: /)
}, 40_000)

test('how a provider did is known from its calls and from tests, and outlives the program', async () => {
  const server = await startOpenAiServer({ models: ['gpt-6-luna'] })
  onTestFinished(() => server.close())
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const engine = await openTestEngine({ env, log: quiet })
  const ask = drawWorkflow('ask', { ask: { type: 'prompt', params: { prompt: 'Hi', model: 'openai/gpt-6-luna' } } })
  server.answer({ text: 'Hello.' })
  await runWorkflow(engine, ask)
  expect(checkOf(await engine.client.health.get({ now: true }), 'providers')).toMatchObject({
    state: 'ok',
    parts: [{ title: 'OpenAI', state: 'ok' }],
  })
  server.answer({ status: 401, body: { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } } })
  await runWorkflow(engine, ask)
  const failing = checkOf(await engine.client.health.get({ now: true }), 'providers')
  expect(failing).toMatchObject({
    state: 'warn',
    facts: { 'provider.openai': 'model.wrong-key' },
    link: 'niti://settings/models',
  })
  await engine.close()
  const again = await openTestEngine({ dataDir: engine.dataDir, env, log: quiet })
  expect(checkOf(await again.client.health.get({}), 'providers').state).toBe('warn')
  await again.client.connections.test({ providerId: 'openai' })
  expect(checkOf(await again.client.health.get({}), 'providers').state).toBe('ok')
})

test('the clock is compared with what the servers say that are asked anyway', async () => {
  const clock = createHandClock(Date.now() + 3_600_000)
  const server = await startOpenAiServer({ models: ['gpt-6-luna'] })
  onTestFinished(() => server.close())
  const http = createHttp({ now: clock.now, standIns: { 'https://models.example': new URL(server.url).origin } })
  onTestFinished(() => http.close())
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: 'https://models.example/v1' }
  const engine = await openTestEngine({ env, http, clock, log: quiet })
  await engine.client.connections.test({ providerId: 'openai' })
  expect(checkOf(await engine.client.health.get({ now: true }), 'clock')).toMatchObject({
    state: 'bad',
    message: expect.stringContaining('ahead of those of the services'),
    facts: { skewMs: expect.closeTo(3_600_000, -4) },
  })
})

test('runs that wait while nobody is there to begin them are said', async () => {
  const dataDir = temporaryFolder()
  const app = await openTestEngine({ dataDir })
  const text = writeWorkflowFile(drawWorkflow('say', { say: { type: 'template', params: { text: 'Hello' } } }))
  const { workflowId } = await app.client.workflows.import({ text })
  await app.client.queue.pause()
  await app.client.runs.start({ workflowId, inputs: {} })
  expect(checkOf(await app.client.health.get({ now: true }), 'queue')).toMatchObject({
    state: 'ok',
    message: expect.stringMatching(/^The queue is paused; 1 run waits/),
  })
  await app.close()
  const command = await openTestEngine({ dataDir, resumeRuns: false })
  const health = await command.client.health.get({})
  expect(checkOf(health, 'queue').facts).toMatchObject({ waiting: 1, attended: false, paused: true })
  await command.client.queue.resume()
  expect(checkOf(await command.client.health.get({ now: true }), 'queue')).toMatchObject({ state: 'warn' })
  expect(checkOf(health, 'engine')).toMatchObject({ state: 'off', message: 'No program that stays is open.' })
  const left = new Database(join(dataDir, 'niti.db'), { readonly: true })
  expect(left.prepare('SELECT COUNT(*) AS n FROM program_beats').get()).toEqual({ n: 0 })
  left.close()
})
