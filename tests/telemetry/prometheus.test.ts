import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { createBoundedNames } from '../../electron/engine/telemetry/prometheus/bounded-names.ts'
import type { Health } from '../../shared/contract/health.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { parsePrometheusText, seriesValue } from '../support/prometheus-text.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const quiet = { info() {}, warn() {}, error() {} }

async function addressOf(engine: Engine): Promise<string> {
  const { metricsUrl, healthUrl, listenError } = await engine.client.telemetry.status()
  const url = metricsUrl ?? healthUrl
  if (url === null) throw new Error(`nothing listens: ${JSON.stringify(listenError)}`)
  return url
}

async function scrape(engine: Engine) {
  const response = await fetch(await addressOf(engine))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4; charset=utf-8$/)
  return parsePrometheusText(await response.text())
}

/** What a raw request is answered, whatever headers it has: fetch sets some itself. */
function ask(url: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const sent = request(url, options, async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode ?? 0, body, headers: response.headers })
    })
    sent.once('error', reject)
    sent.end()
  })
}

async function takenPort(): Promise<{ port: number; free(): Promise<void> }> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const free = () => new Promise<void>((done) => server.close(() => done()))
  onTestFinished(() => free())
  return { port: (server.address() as AddressInfo).port, free } // a listening TCP server has one
}

test('nothing listens until a person switches it on, and after they switch it off', async () => {
  const engine = await openTestEngine()
  expect(await engine.client.telemetry.status()).toMatchObject({ metricsUrl: null, healthUrl: null, listenError: null })
  await engine.client.telemetry.change({ prometheus: { isOn: true, port: 0 } })
  const url = await addressOf(engine)
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
  expect((await fetch(url)).status).toBe(200)
  expect((await fetch(new URL('/health', url))).status).toBe(404)
  await engine.client.telemetry.change({ prometheus: { isOn: false } })
  await expect(fetch(url)).rejects.toThrow()
  expect((await engine.client.telemetry.status()).metricsUrl).toBeNull()
})

test('figures are right after runs, by workflow and status, with tokens, cost, errors and durations', async () => {
  const server = await startOpenAiServer({ models: ['gpt-4o-mini'] })
  onTestFinished(() => server.close())
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const engine = await openTestEngine({ env, log: quiet })
  await engine.client.telemetry.change({ prometheus: { isOn: true, port: 0 } })
  const node = { type: 'prompt', params: { prompt: 'Hi', model: 'openai/gpt-4o-mini' } }
  const named = { ...drawWorkflow('ask', { ask: node }), name: 'Say "hello"\nback\\slash' }
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(named) })
  const run = async () => {
    const { runId } = await engine.client.runs.start({ workflowId, inputs: {} })
    for await (const _ of engine.watch(runId, 0)) void _
  }
  server.answer({ text: 'Hello.', usage: { inputTokens: 1_000, outputTokens: 200, cachedInputTokens: 400 } })
  await run()
  server.answer({ status: 401, body: { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } } })
  await run()
  await runWorkflow(engine, drawWorkflow('say', { say: { type: 'template', params: { text: 'Hello' } } }))
  const figures = await scrape(engine)
  const workflow = 'Say "hello"\nback\\slash'
  expect(seriesValue(figures, 'niti_runs_total', { workflow, status: 'succeeded' })).toBe(1)
  expect(seriesValue(figures, 'niti_runs_total', { workflow, status: 'failed' })).toBe(1)
  expect(seriesValue(figures, 'niti_runs_total', { workflow: '(file)', status: 'succeeded' })).toBe(1)
  expect(seriesValue(figures, 'niti_run_duration_seconds_count', { workflow })).toBe(2)
  expect(seriesValue(figures, 'niti_run_duration_seconds_sum', { workflow })).toBeGreaterThan(0)
  const model = { provider: 'openai', model: 'gpt-4o-mini' }
  expect(seriesValue(figures, 'niti_model_calls_total', { ...model, outcome: 'finished' })).toBe(1)
  expect(seriesValue(figures, 'niti_model_calls_total', { ...model, outcome: 'failed' })).toBe(1)
  expect(seriesValue(figures, 'niti_model_tokens_total', { ...model, kind: 'input' })).toBe(1_000)
  expect(seriesValue(figures, 'niti_model_tokens_total', { ...model, kind: 'cached_input' })).toBe(400)
  expect(seriesValue(figures, 'niti_model_tokens_total', { ...model, kind: 'output' })).toBe(200)
  const { today } = await engine.client.costs.summary()
  expect(seriesValue(figures, 'niti_model_cost_usd_total', model)).toBeCloseTo(today.microUsd / 1e6, 9)
  expect(seriesValue(figures, 'niti_provider_errors_total', { provider: 'openai', code: 'model.wrong-key' })).toBe(1)
  expect(seriesValue(figures, 'niti_queue_depth')).toBe(0)
  expect(seriesValue(figures, 'niti_runs_under_way')).toBe(0)
  expect(seriesValue(figures, 'niti_database_bytes', { file: 'database' })).toBeGreaterThan(0)
  expect(seriesValue(figures, 'niti_database_bytes', { file: 'log' })).toBeGreaterThan(10_000)
  expect(seriesValue(figures, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  expect(seriesValue(figures, 'niti_event_loop_lag_seconds', { quantile: '0.99' })).toBeGreaterThanOrEqual(0)
  expect(seriesValue(figures, 'niti_health', { check: 'database', state: 'ok' })).toBe(1)
  expect(seriesValue(figures, 'niti_build_info', { version: (await engine.client.health.get({})).version })).toBe(1)
})

test('counters only grow, and a paused queue shows in the depth', async () => {
  const engine = await openTestEngine()
  await engine.client.telemetry.change({ prometheus: { isOn: true, port: 0 } })
  const document = drawWorkflow('say', { say: { type: 'template', params: { text: 'Hello' } } })
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(document) })
  let before = new Map<string, number>()
  for (let round = 0; round < 3; round++) {
    await runWorkflow(engine, document)
    const figures = await scrape(engine)
    const now = new Map<string, number>()
    for (const { type, samples } of figures.values()) {
      if (type === 'gauge') continue
      for (const { name, labels, value } of samples) now.set(`${name} ${JSON.stringify(labels)}`, value)
    }
    for (const [series, value] of before) expect(now.get(series), series).toBeGreaterThanOrEqual(value)
    before = now
  }
  await engine.client.queue.pause()
  await engine.client.runs.start({ workflowId, inputs: {} })
  await engine.client.runs.start({ workflowId, inputs: {} })
  expect(seriesValue(await scrape(engine), 'niti_queue_depth')).toBe(2)
})

test('dry runs count nothing', async () => {
  const engine = await openTestEngine()
  await engine.client.telemetry.change({ prometheus: { isOn: true, port: 0 } })
  const ask = drawWorkflow('ask', { ask: { type: 'prompt', params: { prompt: 'Hi', model: 'openai/gpt-4o-mini' } } })
  const { finished } = await engine.startFile({ text: writeWorkflowFile(ask), inputs: {}, dryRun: true })
  expect((await finished).status).toBe('succeeded')
  const figures = await scrape(engine)
  expect(figures.get('niti_runs_total')?.samples).toEqual([])
  expect(figures.get('niti_model_calls_total')?.samples).toEqual([])
})

test('names have a bound, and what comes after it is one series', () => {
  const label = createBoundedNames(2)
  expect(['a', 'b', 'c', 'a', 'd'].map(label)).toEqual(['a', 'b', '(other)', 'a', '(other)'])
  expect(createBoundedNames(1)('x'.repeat(500))).toHaveLength(100)
})

test('a browser that was led here by a name, another page, and whoever wants to write are refused', async () => {
  const engine = await openTestEngine()
  await engine.client.telemetry.change({ prometheus: { isOn: true, port: 0 }, health: { isOn: true } })
  const url = await addressOf(engine)
  const { port } = new URL(url)
  expect((await ask(url, { headers: { host: `attacker.example:${port}` } })).status).toBe(403)
  expect((await ask(url, { headers: { host: `127.0.0.1:${Number(port) + 1}` } })).status).toBe(403)
  expect((await ask(url, { headers: { origin: 'https://attacker.example' } })).status).toBe(403)
  expect((await ask(url, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const refused = await ask(url, { method })
    expect(refused).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    expect(refused.headers['access-control-allow-origin']).toBeUndefined()
  }
  const head = await ask(url, { method: 'HEAD' })
  expect(head).toMatchObject({ status: 200, body: '' })
  expect((await ask(`http://localhost:${port}/metrics?x=1`)).status).toBe(200)
  expect((await ask(`http://127.0.0.1:${port}/__proto__`)).status).toBe(404)
  expect((await ask(`http://127.0.0.1:${port}/`)).status).toBe(404)
})

test('/health answers with the checks, without names of accounts, and 503 where something is bad', async () => {
  const engine = await openTestEngine({ log: quiet })
  await engine.client.telemetry.change({ health: { isOn: true }, prometheus: { port: 0 } })
  const url = await addressOf(engine)
  expect(url).toMatch(/\/health$/)
  const well = await ask(url)
  expect(well).toMatchObject({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } })
  const health: Health = JSON.parse(well.body)
  expect(health.state).toBe('ok')
  expect(health.checks.every(({ parts }) => parts.length === 0)).toBe(true)
  const fs = await import('node:fs')
  fs.renameSync(`${engine.dataDir}/niti.db`, `${engine.dataDir}/away.db`)
  await expect.poll(async () => (await ask(url)).status).toBe(503)
  fs.renameSync(`${engine.dataDir}/away.db`, `${engine.dataDir}/niti.db`)
  await expect.poll(async () => (await ask(url)).status).toBe(200)
})

test('a port that is taken is said in plain words, and taken up when it is free', async () => {
  const other = await takenPort()
  const engine = await openTestEngine()
  await engine.client.telemetry.change({ prometheus: { isOn: true, port: other.port } })
  expect(await engine.client.telemetry.status()).toMatchObject({
    metricsUrl: null,
    listenError: { code: 'telemetry.port-taken', message: expect.stringContaining(`Port ${other.port} is in use`) },
  })
  await other.free()
  // Asked for once more by a change; by itself it would be tried again after some seconds.
  await engine.client.telemetry.change({ prometheus: { isOn: true } })
  expect((await engine.client.telemetry.status()).metricsUrl).toBe(`http://127.0.0.1:${other.port}/metrics`)
})

test('it is open again after a restart, and what is switched off in one program is off in the other', async () => {
  const dataDir = temporaryFolder()
  const first = await openTestEngine({ dataDir })
  const { port, free } = await takenPort()
  await free()
  await first.client.telemetry.change({ prometheus: { isOn: true, port } })
  await first.close()
  const again = await openTestEngine({ dataDir })
  await expect
    .poll(async () => (await again.client.telemetry.status()).metricsUrl)
    .toBe(`http://127.0.0.1:${port}/metrics`)
  const other = await openTestEngine({ dataDir })
  await other.client.telemetry.change({ prometheus: { isOn: false } })
  const isOpen = () =>
    fetch(`http://127.0.0.1:${port}/metrics`).then(
      () => true,
      () => false,
    )
  await expect.poll(isOpen).toBe(false)
  expect((await again.client.telemetry.status()).metricsUrl).toBeNull()
})

test('the parser of these tests is strict', () => {
  const head = '# HELP a_total A.\n# TYPE a_total counter\n'
  expect(seriesValue(parsePrometheusText(`${head}a_total{x="q\\"\\\\\\n"} 1\n`), 'a_total', { x: 'q"\\\n' })).toBe(1)
  for (const wrong of [
    `${head}a_total 1`,
    `${head}a_total one\n`,
    `${head}a_total 1\na_total 1\n`,
    `${head}a_total{x="1",x="2"} 1\n`,
    `${head}a_total -1\n`,
    `${head}b_total 1\n`,
    'a_total 1\n',
    `${head}# HELP b B.\n# TYPE b gauge\nb 1\n# HELP a_total A.\n`,
    '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
  ]) {
    expect(() => parsePrometheusText(wrong), wrong).toThrow()
  }
})
