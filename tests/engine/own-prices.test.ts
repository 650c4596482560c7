import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { dateAt, formatDate } from '../../shared/calendar.ts'
import type { OwnPrice } from '../../shared/contract/prices.ts'
import type { JsonObject } from '../../shared/json.ts'
import { answerAtLimit, openBudgetCheck } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import type { ModelAnswer } from '../support/model-server.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const cheap: OwnPrice = { inputUsdPerMillion: 1, outputUsdPerMillion: 3 }
const total = { scope: { kind: 'workspace' }, period: 'total', onExceed: 'fail' } as const

const asking = (model: string, maxOutputTokens = 100) =>
  drawWorkflow('ask', { ask: { type: 'prompt', params: { model, prompt: 'Hi', maxOutputTokens } } })

async function open(respond: (body: JsonObject, index: number) => ModelAnswer | Promise<ModelAnswer> = answered) {
  const server = await startOpenAiServer({ respond })
  onTestFinished(() => server.close())
  const dataDir = temporaryFolder()
  const env = {
    ...{ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url },
    ...{ OPENAI_COMPATIBLE_BASE_URL: server.url, OPENAI_COMPATIBLE_API_KEY: 'sk-test' },
  }
  const engine = await openTestEngine({ dataDir, env })
  const check = openBudgetCheck(dataDir)
  onTestFinished(() => check.close())
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  onTestFinished(() => void db.close())
  const ledger = () =>
    db
      .prepare<[], { micro_usd: number | null; price: string | null }>(
        'SELECT micro_usd, price FROM ledger ORDER BY ledger_id',
      )
      .all()
      .map(({ micro_usd, price }) => ({ microUsd: micro_usd, price: price === null ? null : JSON.parse(price) }))
  return { server, dataDir, env, engine, check, ledger, prices: engine.client.prices, budgets: engine.client.budgets }
}

function answered(): ModelAnswer {
  return { text: 'Hello.', usage: { inputTokens: 1_000, outputTokens: 100 } }
}

test('a price of one’s own holds from the next call on, and what was billed stays as it is', async () => {
  const { engine, prices, ledger } = await open()
  await runWorkflow(engine, asking('openai/gpt-4o'))
  const set = await prices.set({ model: 'openai/gpt-4o', ...cheap, cachedInputUsdPerMillion: 0.5 })
  const asOf = formatDate(dateAt(Date.now(), null))
  expect(set).toMatchObject({
    model: 'openai/gpt-4o',
    own: { ...cheap, cachedInputUsdPerMillion: 0.5 },
    price: { source: 'own price', asOf, inputUsdPerMillion: 1, cachedInputUsdPerMillion: 0.5, outputUsdPerMillion: 3 },
    listed: { source: expect.stringContaining('openai/gpt-4o'), inputUsdPerMillion: 2.5, outputUsdPerMillion: 10 },
  })
  await runWorkflow(engine, asking('openai/gpt-4o'))
  await prices.remove({ model: 'openai/gpt-4o' })
  await runWorkflow(engine, asking('openai/gpt-4o'))
  expect(ledger()).toMatchObject([
    { microUsd: 3_500, price: { inputUsdPerMillion: 2.5 } },
    { microUsd: 1_300, price: { source: 'own price', inputUsdPerMillion: 1, cacheWriteUsdPerMillion: null } },
    { microUsd: 3_500, price: { inputUsdPerMillion: 2.5 } },
  ])
  await expect(prices.remove({ model: 'openai/gpt-4o' })).rejects.toThrow('No price of your own is set')
})

test('another program on the data folder bills at it with its next call', async () => {
  const { dataDir, env, engine, prices, ledger } = await open()
  const other = await openTestEngine({ dataDir, env, resumeRuns: false })
  await runWorkflow(other, asking('openai/gpt-4o'))
  await prices.set({ model: 'openai/gpt-4o', ...cheap })
  await runWorkflow(other, asking('openai/gpt-4o'))
  await other.client.prices.remove({ model: 'openai/gpt-4o' })
  await runWorkflow(engine, asking('openai/gpt-4o'))
  expect(ledger().map(({ microUsd }) => microUsd)).toEqual([3_500, 1_300, 3_500])
})

test('a model nobody knows the price of becomes known, and budgets hold money for it', async () => {
  const { engine, server, prices, budgets, ledger, check } = await open()
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 1_000 })
  await runWorkflow(engine, asking('compatible/my-model'))
  expect(ledger()).toEqual([{ microUsd: null, price: null }])
  await prices.set({ model: 'compatible/my-model', inputUsdPerMillion: 1, outputUsdPerMillion: 100 })
  const view = await runWorkflow(engine, asking('compatible/my-model'))
  expect(view.error).toMatchObject({ code: 'budget.exceeded' })
  expect(server.requests).toHaveLength(1)
  await budgets.change({ budgetId, limitMicroUsd: 100_000 })
  expect((await runWorkflow(engine, asking('compatible/my-model'))).status).toBe('succeeded')
  expect(ledger()[1]?.microUsd).toBe(11_000)
  expect(check.problems()).toEqual([])
})

test('a model on this machine can be given a price; the stand-in for one cannot', async () => {
  const { engine, server, prices, budgets, ledger } = await open()
  await engine.client.connections.save({ providerId: 'ollama', baseUrl: server.url })
  await runWorkflow(engine, asking('ollama/qwen3:8b'))
  await prices.set({ model: 'ollama/qwen3:8b', ...cheap })
  await runWorkflow(engine, asking('ollama/qwen3:8b'))
  expect(ledger().map(({ microUsd }) => microUsd)).toEqual([0, 1_300])
  await budgets.create({ ...total, limitMicroUsd: 1_301 })
  expect((await runWorkflow(engine, asking('ollama/qwen3:8b'))).error?.code).toBe('budget.exceeded')
  await expect(prices.set({ model: 'demo/demo', ...cheap })).rejects.toThrow('costs nothing')
  await expect(prices.set({ model: 'nobody/model', ...cheap })).rejects.toThrow('no model provider "nobody"')
})

test('a price of nothing takes nothing from a budget that is used up', async () => {
  const { engine, prices, budgets } = await open()
  await budgets.create({ ...total, limitMicroUsd: 0 })
  await expect(runWorkflow(engine, asking('openai/gpt-4o'))).rejects.toThrow('is used up')
  await prices.set({ model: 'openai/gpt-4o', inputUsdPerMillion: 0, outputUsdPerMillion: 0 })
  expect((await runWorkflow(engine, asking('openai/gpt-4o'))).status).toBe('succeeded')
})

test('a call is billed at the price it was let through at, whatever is set while it is under way', async () => {
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const { engine, prices, budgets, check, ledger, server } = await open(async (body) => {
    arrive()
    await held
    return answerAtLimit(body)
  })
  const { budgetId } = await budgets.create({ ...total, limitMicroUsd: 2_000 })
  const running = runWorkflow(engine, asking('openai/gpt-4o'))
  await arrived
  await prices.set({ model: 'openai/gpt-4o', inputUsdPerMillion: 9_000, outputUsdPerMillion: 90_000 })
  goOn()
  expect((await running).status).toBe('succeeded')
  expect(ledger()).toMatchObject([{ price: { inputUsdPerMillion: 2.5 } }])
  expect(check.problems()).toEqual([])
  expect(check.settled(budgetId)).toBeGreaterThan(1_000)
  expect((await runWorkflow(engine, asking('openai/gpt-4o'))).error?.code).toBe('budget.exceeded')
  expect(server.requests).toHaveLength(1)
})

const rate = fc.integer({ min: 0, max: 40 })
const anyPrice = fc.record({ inputUsdPerMillion: rate, outputUsdPerMillion: rate, cachedInputUsdPerMillion: rate })

test('whatever prices are set while calls go, by two programs: no budget is exceeded', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyPrice, { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 500, max: 30_000 }),
      async (given, limitMicroUsd) => {
        const problems: string[] = []
        let look = (): string[] => []
        const change: { set(index: number): Promise<unknown> } = { set: async () => {} }
        const { dataDir, env, engine, budgets, check, ledger } = await open(async (body, index) => {
          problems.push(...look())
          await change.set(index)
          const cachedInputTokens = index % 3
          const { usage, ...answer } = answerAtLimit(body)
          return { ...answer, usage: { inputTokens: 3, outputTokens: 1, ...usage, cachedInputTokens } }
        })
        look = check.problems
        const other = await openTestEngine({ dataDir, env })
        const engines = [engine, other]
        change.set = async (index) => {
          const price = given[index % given.length]
          if (price) await engines[index % 2]?.client.prices.set({ model: 'openai/gpt-4o', ...price })
        }
        const { budgetId } = await budgets.create({ ...total, limitMicroUsd })
        const views = await Promise.all(
          engines.flatMap((one) => [0, 1, 2].map(() => runWorkflow(one, asking('openai/gpt-4o', 200)))),
        )
        for (const { error } of views) expect([undefined, null, 'budget.exceeded']).toContain(error?.code)
        expect([...problems, ...check.problems()]).toEqual([])
        expect(check.settled(budgetId)).toBe(ledger().reduce((sum, { microUsd }) => sum + (microUsd ?? 0), 0))
        await Promise.all(engines.map((one) => one.close()))
      },
    ),
    { numRuns: 12, endOnFailure: true },
  )
})

test('the list has what providers offer, what was asked and what was priced, each once', async () => {
  const { engine, prices } = await open()
  await runWorkflow(engine, asking('openai/my-finetune'))
  await runWorkflow(engine, asking('compatible/my-model'))
  await prices.set({ model: 'gemini/new-model', ...cheap, longInput: { overTokens: 200_000, ...cheap } })
  const list = await prices.list()
  const find = (model: string) => list.find((one) => one.model === model)
  expect(new Set(list.map(({ model }) => model)).size).toBe(list.length)
  expect(find('openai/gpt-4o')).toMatchObject({ title: 'GPT-4o', own: null, listed: null, counting: null })
  expect(find('openai/gpt-4o')?.price).toMatchObject({ inputUsdPerMillion: 2.5, cachedInputUsdPerMillion: 1.25 })
  expect(find('openai/my-finetune')).toMatchObject({ title: 'my-finetune', price: null, own: null })
  expect(find('compatible/my-model')).toMatchObject({ price: null })
  expect(find('gemini/new-model')).toMatchObject({ price: { source: 'own price' }, listed: null })
  expect(find('gemini/new-model')?.own?.longInput?.overTokens).toBe(200_000)
  // Gemini has no key here: what it offers is not listed.
  expect(find('gemini/gemini-2.5-pro')).toBeUndefined()
  const { providers } = await engine.client.connections.providers()
  const shown = providers.flatMap(({ models }) => models).find(({ ref }) => ref === 'openai/gpt-4o')
  expect(shown?.price).toMatchObject({ inputUsdPerMillion: 2.5 })
  await prices.set({ model: 'openai/gpt-4o', ...cheap })
  const after = (await engine.client.connections.providers()).providers.flatMap(({ models }) => models)
  expect(after.find(({ ref }) => ref === 'openai/gpt-4o')?.price).toMatchObject({ inputUsdPerMillion: 1 })
})

test('what cannot be a price is refused', async () => {
  const { prices } = await open()
  const bad = (price: Partial<OwnPrice> & { model?: string }) =>
    prices.set({ model: 'openai/gpt-4o', ...cheap, ...price })
  await expect(bad({ inputUsdPerMillion: -1 })).rejects.toThrow()
  await expect(bad({ outputUsdPerMillion: Number.NaN })).rejects.toThrow()
  await expect(bad({ longInput: { overTokens: 0, ...cheap } })).rejects.toThrow()
  await expect(bad({ model: 'gpt-4o' })).rejects.toThrow()
})
