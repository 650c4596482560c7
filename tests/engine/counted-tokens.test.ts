import { join } from 'node:path'
import Database from 'better-sqlite3'
import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base'
import { expect, onTestFinished, test } from 'vitest'
import { countTokens } from '../../electron/engine/models/count-tokens.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const prompt = 'Die Würde des Menschen ist unantastbar. '.repeat(20).trim()
const schema = { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] }
const asking = (model: string, output = false) =>
  drawWorkflow('ask', {
    ask: output
      ? { type: 'extract', params: { model, text: prompt, schema } }
      : { type: 'prompt', params: { model, prompt } },
  })

/** What the provider says it counted, for each request: so many times what OpenAI's vocabulary says. */
async function open({ times = 1, ...options }: { times?: number; resumeRuns?: boolean } = {}) {
  const server = await startOpenAiServer({
    respond: ({ messages }) => {
      const text = (messages as { content: string }[]).map(({ content }) => content).join('\n') // as Niti sends them
      return {
        text: '{"answer":"Yes"}',
        usage: { inputTokens: Math.round((o200k(text) + 7) * times), outputTokens: 5 },
      }
    },
  })
  onTestFinished(() => server.close())
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url, OPENAI_COMPATIBLE_BASE_URL: server.url }
  const engine = await openTestEngine({ env, ...options })
  const rows = () => {
    const db = new Database(join(engine.dataDir, 'niti.db'), { readonly: true })
    const read = db.prepare<[], { billed: number; counted: number | null; factor: number | null }>(
      'SELECT input_tokens AS billed, counted_input_tokens AS counted, count_factor AS factor FROM ledger ORDER BY ledger_id',
    )
    const all = read.all()
    db.close()
    return all
  }
  return { engine, server, rows }
}

const loadVocabularies = () => Promise.all([countTokens('a', 'o200k'), countTokens('a', 'cl100k')])

// First in this file: no vocabulary is loaded in its process yet.
test('a program that ends with its one command loads no vocabulary to count, and says nothing was counted', async () => {
  const { engine, rows } = await open({ resumeRuns: false })
  expect((await runWorkflow(engine, asking('openai/gpt-4o'))).status).toBe('succeeded')
  expect(rows()).toEqual([{ billed: expect.any(Number), counted: null, factor: null }])
  expect((await engine.client.prices.list()).find(({ model }) => model === 'openai/gpt-4o')?.counting).toBeNull()
})

test('each call says in its event and in the ledger what was counted here, by its model’s own vocabulary', async () => {
  await loadVocabularies()
  const { engine, rows } = await open()
  const view = await runWorkflow(engine, asking('openai/gpt-4o'))
  await runWorkflow(engine, asking('openai/gpt-4-turbo'))
  const framing = 7
  expect(rows()).toEqual([
    { billed: o200k(prompt) + framing, counted: o200k(prompt) + framing, factor: 1 },
    { billed: o200k(prompt) + framing, counted: cl100k(prompt) + framing, factor: 1 },
  ])
  expect(cl100k(prompt)).toBeGreaterThan(o200k(prompt))
  const events = []
  for await (const push of engine.watch(view.runId, 0)) events.push(...push.events)
  expect(events.find(({ type }) => type === 'model-call-finished')).toMatchObject({
    countedInputTokens: o200k(prompt) + framing,
  })
  const list = await engine.client.prices.list()
  const counting = (model: string) => list.find((one) => one.model === model)?.counting
  expect(counting('openai/gpt-4o')).toEqual({ calls: 1, differencePercent: 0, errorPercent: 0 })
  const off = ((cl100k(prompt) - o200k(prompt)) / (o200k(prompt) + framing)) * 100
  expect(counting('openai/gpt-4-turbo')?.differencePercent).toBeCloseTo(off, 1)
})

test('for a vocabulary nobody has here the difference is learnt from what was billed', async () => {
  await loadVocabularies()
  const { engine, rows } = await open({ times: 1.3 })
  for (let call = 0; call < 4; call++) await runWorkflow(engine, asking('compatible/mistral-large'))
  const [first, second, third, fourth] = rows()
  expect(first).toMatchObject({ counted: o200k(prompt) + 7, factor: 1 })
  for (const row of [second, third, fourth]) {
    expect(row?.factor).toBeCloseTo(1.3, 2)
    expect(Math.abs((row?.counted ?? 0) - (row?.billed ?? 0))).toBeLessThanOrEqual(1)
  }
  const [mistral] = (await engine.client.prices.list()).filter(({ model }) => model === 'compatible/mistral-large')
  expect(mistral?.counting).toMatchObject({ calls: 4 })
  expect(mistral?.counting?.differencePercent).toBeCloseTo((1 / 1.3 - 1) * 25, 0)
})

test('a schema counts as part of what was sent; the offline model’s tokens are not counted', async () => {
  await loadVocabularies()
  const { engine, rows, server } = await open()
  await runWorkflow(engine, asking('openai/gpt-4o'))
  await runWorkflow(engine, asking('openai/gpt-4o', true))
  const [plain, structured] = rows()
  expect(server.requests).toHaveLength(2)
  expect(structured?.counted ?? 0).toBeGreaterThan((plain?.counted ?? 0) + 15)
  await runWorkflow(engine, asking('demo/demo'))
  expect(rows()[2]).toMatchObject({ counted: null })
})
