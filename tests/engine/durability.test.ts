import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createEngine } from '../../electron/engine/engine.ts'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { cutPower, cutPowerDuring } from '../support/power-cut.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const key = { OPENAI_API_KEY: 'sk-test' }
const prompt = (text: string) => ({ type: 'prompt', params: { prompt: text } })

test('a run goes on where a power cut left it: what finished is not run again, what was paid is not paid again', async () => {
  const server = await startOpenAiServer()
  const env = { ...key, OPENAI_BASE_URL: server.url }
  server.answer({ text: 'First' })
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const engine = await openTestEngine({ env })
  const workflow = drawWorkflow('one -> two -> last', {
    one: prompt('1'),
    two: prompt('2 after {{ one }}'),
    last: { type: 'template', params: { text: '{{ one }}, {{ two }}' } },
  })
  const { runId } = await engine.startFile({ text: writeWorkflowFile(workflow), inputs: {} })
  const left = await cutPowerDuring({ engine, runId, held })

  server.answer({ text: 'Second' })
  const next = await openTestEngine({ dataDir: left, env })
  for await (const _ of next.watch(runId, 0)) void _
  const view = next.viewOf(runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { last: 'First, Second' } })
  expect(view.resumedAt).not.toBeNull()
  expect(view.nodes.one).toMatchObject({ attempt: 1 })
  expect(view.nodes.two).toMatchObject({ attempt: 2 })
  expect(view.nodes.two?.calls.map((call) => call.status)).toEqual(['failed', 'succeeded'])
  expect(view.nodes.two?.calls[0]?.error).toMatchObject({ code: 'run.interrupted' })
  // Once for each node, and the one that was cut off.
  expect(server.requests).toHaveLength(3)
  await server.close()
})

test('rounds of a loop that had ended are not run again, and the order stays', async () => {
  const server = await startOpenAiServer()
  const env = { ...key, OPENAI_BASE_URL: server.url }
  server.answer({ text: 'a' })
  server.answer({ text: 'b' })
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const engine = await openTestEngine({ env })
  const graph = drawGraph('ask -> mark', {
    ask: prompt('{{ item }}'),
    mark: { type: 'template', params: { text: '{{ index }}{{ ask }}' } },
  })
  const loop = { type: 'each', params: { items: '{{ [1, 2, 3] }}', concurrency: 1 }, graph }
  const { runId } = await engine.startFile({ text: writeWorkflowFile(drawWorkflow('loop', { loop })), inputs: {} })
  const left = await cutPowerDuring({ engine, runId, held })

  server.answer({ text: 'c' })
  const next = await openTestEngine({ dataDir: left, env })
  for await (const _ of next.watch(runId, 0)) void _
  const view = next.viewOf(runId)
  expect(view.outputs).toEqual({ loop: ['0a', '1b', '2c'] })
  expect(view.nodes.loop?.iterations).toEqual({ total: 3, succeeded: 3, failed: 0 })
  expect(view.nodes['loop#0/ask']).toMatchObject({ attempt: 1 })
  expect(server.requests).toHaveLength(4)
  await server.close()
})

test('closing the program leaves a run for the next start, and the tokens of a cut call are booked', async () => {
  const server = await startOpenAiServer()
  const env = { ...key, OPENAI_BASE_URL: server.url }
  const chunks = ['Half', ' of it']
  const held = server.answer({ text: chunks.join(''), chunks, stopAfter: { pieces: 1, by: 'hold' } })
  const engine = await openTestEngine({ env })
  const { runId } = await engine.startFile({
    text: writeWorkflowFile(drawWorkflow('ask', { ask: prompt('Hi') })),
    inputs: {},
    defaultModel: 'openai/gpt-4o-mini',
  })
  for await (const { live } of engine.watch(runId, 0)) if (live.length > 0) break
  await engine.close()
  await held.clientLeft

  server.answer({ text: 'All of it', usage: { inputTokens: 1_000, outputTokens: 1_000 } })
  const next = await openTestEngine({ dataDir: engine.dataDir, env })
  for await (const _ of next.watch(runId, 0)) void _
  const view = next.viewOf(runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { ask: 'All of it' } })
  const [cut, whole] = view.nodes.ask?.calls ?? []
  expect(cut).toMatchObject({ status: 'failed', usage: { estimated: true } })
  expect(whole).toMatchObject({ status: 'succeeded', microUsd: 750 })
  expect((await next.client.costs.summary()).today.microUsd).toBe(750 + (cut?.microUsd ?? 0))
  await server.close()
})

test('what must not be done twice is not: the run fails and says what to look for', async () => {
  let posts = 0
  const service = createServer((_request, response) => {
    posts++
    response.flushHeaders()
  })
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  const { port } = service.address() as AddressInfo // a listening TCP server has one
  const engine = await openTestEngine()
  const params = { method: 'POST', url: `http://127.0.0.1:${port}/order`, allowPrivate: true }
  const { runId } = await engine.startFile({
    text: writeWorkflowFile(drawWorkflow('order', { order: { type: 'http-request', params } })),
    inputs: {},
  })
  await once(service, 'request')
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  const next = await openTestEngine({ dataDir: left })
  for await (const _ of next.watch(runId, 0)) void _
  expect(next.viewOf(runId)).toMatchObject({
    status: 'failed',
    error: { code: 'run.interrupted-once-only', nodeId: 'order' },
  })
  expect(posts).toBe(1)
  service.closeAllConnections()
  service.close()
})

test('a run cut off after its cancel was asked for ends as cancelled', async () => {
  const engine = await openTestEngine()
  const view = await runWorkflow(engine, drawWorkflow('a -> b'))
  const left = cutPower(engine.dataDir)
  const db = new Database(join(left, 'niti.db'))
  db.prepare("DELETE FROM events WHERE body ->> '$.type' = 'run-finished'").run()
  db.prepare("DELETE FROM events WHERE body ->> '$.node' = 'b'").run()
  const cancel = JSON.stringify({ type: 'run-cancel-requested' })
  db.prepare('INSERT INTO events SELECT MAX(event_key) + 1, at, ? FROM events').run(cancel)
  db.prepare("UPDATE runs SET status = 'running', finished_at = NULL, owner = NULL").run()
  db.close()
  const next = await openTestEngine({ dataDir: left })
  for await (const _ of next.watch(view.runId, 0)) void _
  expect(next.viewOf(view.runId).status).toBe('cancelled')
})

test('a database of a newer program is refused untouched', async () => {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  db.pragma(`user_version = ${migrations.length + 1}`)
  db.close()
  const start = createEngine({ dataDir, host: createStrictHost() })
  await expect(start).rejects.toMatchObject({ info: { code: 'store.newer-database' } })
})

test('a file that is no database is refused and left as it was', async () => {
  const dataDir = temporaryFolder()
  writeFileSync(
    join(dataDir, 'niti.db'),
    'this is a text file, and a rather long one, of more than a hundred bytes in all, surely',
  )
  await expect(createEngine({ dataDir, host: createStrictHost() })).rejects.toMatchObject({
    info: { code: 'store.not-a-database' },
  })
  expect(existsSync(join(dataDir, 'niti.db'))).toBe(true)
})

test('a folder that cannot be used is named', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  const start = createEngine({ dataDir: join(folder, 'file', 'inside'), host: createStrictHost() })
  await expect(start).rejects.toMatchObject({ info: { code: 'store.cannot-open', hint: /NITI_HOME/ } })
})

test('two engines on one folder see each other’s runs', async () => {
  const first = await openTestEngine()
  const second = await openTestEngine({ dataDir: first.dataDir })
  const view = await runWorkflow(second, drawWorkflow('a'))
  expect((await first.client.runs.list({}))[0]).toMatchObject({ runId: view.runId, status: 'succeeded' })
})
