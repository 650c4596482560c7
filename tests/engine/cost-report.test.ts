import { expect, test } from 'vitest'
import { createHandClock } from '../support/hand-clock.ts'
import { readLedger, sumRows, writeLedger } from '../support/ledger-rows.ts'
import { openTestEngine } from '../support/test-engine.ts'

const dayMs = 86_400_000
const at = (text: string) => Date.parse(text)
const now = at('2026-11-21T00:00:00Z')

async function open() {
  const clock = createHandClock(now)
  const engine = await openTestEngine({ clock, resumeRuns: false })
  await engine.client.settings.change({ timeZone: 'UTC' })
  return engine
}

test('a ledger of many pages, calls of the same moment on both sides of a page: none is lost, none counted twice', async () => {
  const engine = await open()
  const calls = Array.from({ length: 9_000 }, (_, index) => ({
    run_id: `run_${index % 70}`,
    at: now - 20 * dayMs + Math.floor(index / 3_500) * dayMs,
    micro_usd: index,
  }))
  writeLedger(engine.dataDir, calls)
  const { costs } = engine.client
  const report = await costs.report({ range: 'all', topRuns: 100 })
  expect(report.total).toEqual(sumRows(readLedger(engine.dataDir)))
  expect(report.topRuns).toHaveLength(70)
  const first = await costs.rows({ range: 'all', limit: 5_000 })
  const second = await costs.rows({ range: 'all', limit: 5_000, after: first.rows.at(-1)?.ledgerId })
  expect([first.hasMore, second.hasMore]).toEqual([true, false])
  expect([...first.rows, ...second.rows].map(({ microUsd }) => microUsd)).toEqual(calls.map((call) => call.micro_usd))
})

test('a call at midnight belongs to the day that begins, and to the range that does', async () => {
  const engine = await open()
  const edges = ['2026-11-01T00:00:00.000Z', '2026-11-09T23:59:59.999Z', '2026-11-10T00:00:00.000Z']
  writeLedger(
    engine.dataDir,
    [...edges, '2026-10-31T23:59:59.999Z', '2026-12-01T00:00:00Z'].map((text) => ({ at: at(text) })),
  )
  const { buckets, total, before } = await engine.client.costs.report({ range: '2026-11-01..2026-11-30' })
  expect(total.calls).toBe(3)
  expect(before?.calls).toBe(1)
  const filled = buckets.filter(({ microUsd }) => microUsd[0] !== 0).map(({ label }) => label)
  expect(filled).toEqual(['2026-11-01', '2026-11-09', '2026-11-10'])
})

test('groups have names: of models, providers, agents, and of workflows as they are called now', async () => {
  const engine = await open()
  const { workflows, costs } = engine.client
  const { workflowId } = await workflows.create({ name: 'Digest' })
  const { workflowId: removed } = await workflows.create({ name: 'Removed' })
  await workflows.remove({ workflowId: removed })
  writeLedger(engine.dataDir, [
    { at: now, run_id: 'run_1', workflow_id: workflowId, micro_usd: 500 },
    { at: now, run_id: 'run_2', workflow_id: removed, micro_usd: 400 },
    { at: now, run_id: 'run_3', workflow_id: 'wf_gone', micro_usd: 300 },
    { at: now, run_id: 'run_4', agent_id: 'agent_7', provider: 'gemini', model: 'gemini-2.5-flash', micro_usd: 200 },
    { at: now, run_id: 'run_4', provider: 'elsewhere', model: 'hf.co/some/model', micro_usd: null },
  ])
  const titles = async (by: 'model' | 'workflow' | 'provider' | 'agent') =>
    (await costs.report({ range: 'today', by })).groups.map(({ key, title }) => [key, title])
  expect(await titles('workflow')).toEqual([
    [workflowId, 'Digest'],
    [removed, 'Removed'],
    ['wf_gone', 'Name in run_3'],
    [null, 'Workflow files'],
  ])
  expect(await titles('model')).toEqual([
    ['openai/gpt-4o', 'openai/gpt-4o'],
    ['gemini/gemini-2.5-flash', 'gemini/gemini-2.5-flash'],
    ['elsewhere/hf.co/some/model', 'elsewhere/hf.co/some/model'],
  ])
  expect(await titles('provider')).toEqual([
    ['openai', 'OpenAI'],
    ['gemini', 'Google Gemini'],
    ['elsewhere', 'elsewhere'],
  ])
  expect(await titles('agent')).toEqual([
    [null, 'No agent'],
    ['agent_7', 'agent_7'],
  ])
  const ofAgent = await costs.report({ range: 'today', agentId: 'agent_7' })
  expect(ofAgent.total).toMatchObject({ calls: 1, runs: 1, microUsd: 200 })
  const slashed = await costs.rows({ range: 'today', model: 'elsewhere/hf.co/some/model' })
  expect(slashed.rows.map((row) => row.model)).toEqual(['hf.co/some/model'])
})

test('what caches saved is told at the prices of then', async () => {
  const engine = await open()
  const price = (input: number, cached: number | null) =>
    JSON.stringify({
      ...{ source: 'list', asOf: '2026-01-01', inputUsdPerMillion: input },
      ...{ cachedInputUsdPerMillion: cached, outputUsdPerMillion: 10 },
    })
  writeLedger(engine.dataDir, [
    { at: now, input_tokens: 1_500, cached_input_tokens: 1_001, price: price(2.5, 1.25) },
    { at: now, input_tokens: 1_500, cached_input_tokens: 1_000, price: price(5, 0.5) },
    { at: now, input_tokens: 1_500, cached_input_tokens: 200, price: price(5, null) },
    { at: now, input_tokens: 1_500, cached_input_tokens: 100, micro_usd: null },
  ])
  const { cache } = await engine.client.costs.report({ range: 'today' })
  expect(cache).toEqual({ cachedInputTokens: 2_301, savedMicroUsd: 5_751 })
})

test('the month under way, and it alone, is told where it is going', async () => {
  const engine = await open()
  writeLedger(engine.dataDir, [
    { at: at('2026-10-01T00:00:00Z'), micro_usd: 9_000 },
    { at: at('2026-10-30T00:00:00Z'), micro_usd: 28_000 },
    { at: at('2026-11-20T12:00:00Z'), micro_usd: 28_000, model: 'gpt-4o-mini' },
  ])
  const { costs } = engine.client
  // Ten days are left, each like one of the last 28, in which 56,000 were spent.
  expect((await costs.report({})).forecast).toEqual({ monthMicroUsd: 48_000, perDayMicroUsd: 2_000, fromDays: 28 })
  expect((await costs.report({ model: 'openai/gpt-4o-mini' })).forecast).toEqual({
    ...{ monthMicroUsd: 28_000 + 280_000, perDayMicroUsd: 28_000, fromDays: 1 },
  })
  expect((await costs.report({ provider: 'gemini' })).forecast).toBeNull()
  expect((await costs.report({ range: 'last-30-days' })).forecast).toBeNull()
})

test('a dry run cost nothing and is in no sum; asked for itself, it is there', async () => {
  const engine = await open()
  const dry = { run_id: 'run_dry', provider: 'demo', model: 'demo', micro_usd: 0, at: now }
  writeLedger(engine.dataDir, [
    { at: now, run_id: 'run_real' },
    { ...dry, instead_of: 'openai/gpt-4o', input_tokens: 1_000, output_tokens: 1_000 },
    { ...dry, instead_of: 'openai/gpt-4o-mini', input_tokens: 1_000, output_tokens: 1_000 },
  ])
  const { costs } = engine.client
  expect((await costs.summary()).today).toEqual({
    ...{ microUsd: 350, unknownCalls: 0, inputTokens: 100, outputTokens: 10 },
  })
  expect((await costs.report({})).total).toMatchObject({ calls: 1, runs: 1, inputTokens: 100 })
  expect((await costs.rows({})).rows).toHaveLength(1)
  expect((await costs.report({ runId: 'run_dry' })).total).toMatchObject({ calls: 2, runs: 1, microUsd: 0 })
  expect((await costs.rows({ runId: 'run_dry' })).rows.map((row) => row.insteadOf)).toEqual([
    ...['openai/gpt-4o', 'openai/gpt-4o-mini'],
  ])
  // 2.50 in and 10 out, 0.15 in and 0.60 out for a million tokens.
  expect(await costs.compare({ runId: 'run_dry', models: ['openai/gpt-4o-mini', 'openai/gpt-4o'] })).toMatchObject({
    actual: { calls: 2, microUsd: 0 },
    models: [
      { model: 'openai/gpt-4o, openai/gpt-4o-mini', microUsd: 12_500 + 750, isAsPlanned: true },
      { model: 'openai/gpt-4o-mini', microUsd: 1_500, isAsPlanned: false },
      { model: 'openai/gpt-4o', microUsd: 25_000, isAsPlanned: false },
    ],
  })
})

test('the same calls with other models: each priced for itself, at today’s prices', async () => {
  const engine = await open()
  const usage = { input_tokens: 1_000, cached_input_tokens: 400, output_tokens: 1_000 }
  writeLedger(engine.dataDir, [
    ...Array.from({ length: 3 }, () => ({ at: now, ...usage, micro_usd: 1 })),
    { at: now, input_tokens: 3, output_tokens: 0, micro_usd: null },
  ])
  const models = ['openai/gpt-4o-mini', 'openai/gpt-4', 'ollama/llama3', 'openai/nobody-knows']
  expect(await engine.client.costs.compare({ models: [...models, models[0] ?? ''] })).toMatchObject({
    actual: { calls: 4, microUsd: 3, unknownCalls: 1 },
    models: [
      // 600 plain, 400 cached at half of it, 1,000 out; three tokens are 0.45 micro-dollars.
      { model: models[0], microUsd: 3 * (90 + 30 + 600), isAsPlanned: false },
      // It has no price for cached tokens, which then cost what others do.
      { model: models[1], microUsd: 3 * (30_000 + 60_000) + 90, isAsPlanned: false },
      { model: models[2], microUsd: 0, isAsPlanned: false },
      { model: models[3], microUsd: null, isAsPlanned: false },
    ],
  })
  await expect(engine.client.costs.compare({ models: ['nobody/x'] })).rejects.toThrow('There is no model provider')
})

test('a fresh data folder has an empty report', async () => {
  const engine = await open()
  const { costs } = engine.client
  const empty = { calls: 0, runs: 0, microUsd: 0 }
  const report = await costs.report({ range: 'all', by: 'workflow' })
  expect(report).toMatchObject({ total: empty, before: null, groups: [], topRuns: [], bucket: 'hour' })
  expect(report.buckets).toHaveLength(24)
  expect((await costs.report({})).before).toMatchObject(empty)
  expect(await costs.rows({})).toEqual({ rows: [], hasMore: false })
  await expect(costs.report({ range: '1960-01-01..1960-01-02' })).rejects.toThrow('too long ago')
  await expect(costs.report({ range: '2026-11-31..2026-12-01' })).rejects.toThrow()
})
