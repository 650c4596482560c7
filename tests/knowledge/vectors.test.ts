import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { baseOf, indexNow, untilOver, writeFiles } from '../support/knowledge-kit.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { startVectorServer } from '../support/vector-server.ts'

const model = 'openai/text-embedding-3-small'

async function open(options: Parameters<typeof startVectorServer>[0] = {}) {
  const server = await startVectorServer(options)
  onTestFinished(() => server.close())
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const engine = await openTestEngine({ env })
  const folder = temporaryFolder()
  const create = async (embeddingModel: string | null = model) => {
    const { knowledgeId } = await engine.client.knowledge.create({ name: 'All', paths: [folder], embeddingModel })
    return knowledgeId
  }
  return { server, engine, folder, create, env }
}

/** Paragraphs that each are a passage of their own. */
const sections = (count: number, word: string) =>
  Array.from({ length: count }, (_, n) => `# ${word} ${n}\n\nThis is about ${word} number ${n}.`).join('\n\n')

test('vectors are made within a run, stand in the ledger, and find what words miss', async () => {
  const { engine, folder, create, server } = await open({
    // One place for each meaning: whatever word says it.
    embed: (text) => [/cat|feline/i.test(text) ? 1 : 0, /dog|canine/i.test(text) ? 1 : 0, 0.1],
  })
  writeFiles(folder, { 'cats.md': 'The cat sleeps all day.', 'dogs.md': 'The dog waits at the door.' })
  const knowledgeId = await create()
  const forecast = await engine.client.knowledge.forecast({ knowledgeId })
  expect(forecast).toMatchObject({ files: 2, isEstimate: false })
  expect(forecast.tokens).toBeGreaterThan(8)
  expect(forecast.microUsd).toBeLessThanOrEqual(1)
  const { base, run } = await indexNow(engine, knowledgeId)
  expect(base).toMatchObject({ state: 'ready', chunks: 2, waiting: 0, notice: null, automatic: false })
  expect(server.texts).toEqual(['cats.md\nThe cat sleeps all day.', 'dogs.md\nThe dog waits at the door.'])
  expect(run.cost.calls).toBe(1)
  expect(run.cost.inputTokens).toBeGreaterThan(0)
  const [entry] = await engine.client.runs.list({ limit: 1 })
  expect(entry).toMatchObject({ runId: run.runId, workflowName: 'Index “All”', trigger: 'manual' })
  const { passages, runId, notice } = await engine.client.knowledge.search({ knowledgeId, query: 'feline', limit: 1 })
  expect(passages).toMatchObject([{ title: 'cats.md', by: ['meaning'] }])
  expect(notice).toBeNull()
  // What the question cost is a run's, too.
  const asked = engine.viewOf(runId ?? '')
  expect(asked).toMatchObject({ status: 'succeeded', cost: { calls: 1 } })
  const both = await engine.client.knowledge.search({ knowledgeId, query: 'cat', limit: 1 })
  expect(both.passages).toMatchObject([{ title: 'cats.md', by: ['words', 'meaning'], score: 1 }])
})

test('only passages that are new get new vectors, and those of what is gone go', async () => {
  const { engine, folder, create, server } = await open()
  writeFiles(folder, { 'a.md': sections(3, 'alpha'), 'b.md': sections(2, 'beta') })
  const knowledgeId = await create()
  await indexNow(engine, knowledgeId)
  expect(server.texts).toHaveLength(5)
  writeFileSync(join(folder, 'a.md'), `${sections(3, 'alpha')}\n\n# More\n\nSomething new.`)
  rmSync(join(folder, 'b.md'))
  const { base } = await indexNow(engine, knowledgeId)
  expect(base).toMatchObject({ files: 1, chunks: 4, state: 'ready' })
  expect(server.texts.slice(5)).toEqual(['alpha 0\nMore\nSomething new.'])
  const db = new Database(join(engine.dataDir, 'niti.db'), { readonly: true })
  onTestFinished(() => void db.close())
  const rows = db.prepare('SELECT COUNT(*) AS n FROM knowledge_vectors_1_rowids').get()
  expect(rows).toEqual({ n: 4 })
})

test('another model makes all anew; none takes the vectors away, and the base is searched by words', async () => {
  const { engine, folder, create, server } = await open()
  writeFiles(folder, { 'a.md': sections(3, 'alpha') })
  const knowledgeId = await create()
  await indexNow(engine, knowledgeId)
  const name = 'All'
  const changed = await engine.client.knowledge.update({ knowledgeId, name, embeddingModel: 'demo/words' })
  expect(changed.state).toBe('stale')
  expect(await engine.client.knowledge.forecast({ knowledgeId })).toMatchObject({ files: 0, microUsd: 0 })
  const early = await engine.client.knowledge.search({ knowledgeId, query: 'alpha', limit: 1 })
  expect(early.notice).toContain('no vectors of demo/words yet')
  const { base } = await indexNow(engine, knowledgeId)
  expect(base).toMatchObject({ state: 'ready', embeddingModel: 'demo/words' })
  expect(server.texts).toHaveLength(3)
  const found = await engine.client.knowledge.search({ knowledgeId, query: 'alpha number', limit: 1 })
  expect(found.passages[0]?.by).toEqual(['words', 'meaning'])
  await engine.client.knowledge.update({ knowledgeId, name, embeddingModel: null })
  await indexNow(engine, knowledgeId)
  const words = await engine.client.knowledge.search({ knowledgeId, query: 'alpha number', limit: 1 })
  expect(words).toMatchObject({ runId: null, passages: [{ by: ['words'] }] })
  // And back again.
  await engine.client.knowledge.update({ knowledgeId, name, embeddingModel: model })
  expect((await indexNow(engine, knowledgeId)).base.state).toBe('ready')
  expect(server.texts).toHaveLength(6)
})

test('after a power cut in the middle of indexing, nothing stored is embedded again', async () => {
  const reached = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const { engine, folder, create, server, env } = await open({
    async onRequest(count) {
      if (count !== 2) return undefined
      reached.resolve()
      await goOn.promise
      return { status: 400 }
    },
  })
  writeFiles(folder, { 'a.md': sections(100, 'alpha') })
  const knowledgeId = await create()
  const { runId } = await engine.client.knowledge.index({ knowledgeId })
  await reached.promise
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  goOn.resolve()
  await untilOver(engine, runId)
  expect(server.texts).toHaveLength(64)
  const next = await openTestEngine({ dataDir: left, env })
  const run = await untilOver(next, runId)
  expect(run.status).toBe('succeeded')
  expect(await baseOf(next, knowledgeId)).toMatchObject({ state: 'ready', chunks: 100 })
  expect(server.texts).toHaveLength(100)
  expect(new Set(server.texts).size).toBe(100)
})

test('a run that is stopped keeps what it has; the next goes on from there', async () => {
  const reached = Promise.withResolvers<void>()
  const { engine, folder, create, server } = await open({
    onRequest(count) {
      if (count === 2) reached.resolve()
      // It never answers the second: the stop has to reach the socket.
      return count === 2 ? new Promise(() => {}) : undefined
    },
  })
  writeFiles(folder, { 'a.md': sections(70, 'alpha') })
  const knowledgeId = await create()
  const { runId } = await engine.client.knowledge.index({ knowledgeId })
  await reached.promise
  expect(await engine.client.knowledge.index({ knowledgeId })).toEqual({ runId })
  await engine.client.runs.cancel({ runId })
  expect((await untilOver(engine, runId)).status).toBe('cancelled')
  expect(await baseOf(engine, knowledgeId)).toMatchObject({ state: 'stale', error: null, waiting: 1 })
  const { base } = await indexNow(engine, knowledgeId)
  expect(base.state).toBe('ready')
  expect(server.texts).toHaveLength(70)
})

test('a budget stops an indexing run before it spends, and words are found all the same', async () => {
  const { engine, folder, create, server } = await open()
  const limits = { scope: { kind: 'workspace' }, period: 'total', limitMicroUsd: 1, onExceed: 'fail' } as const
  await engine.client.budgets.create(limits)
  writeFiles(folder, { 'a.md': sections(60, 'alpha') })
  const knowledgeId = await create()
  const { base, run } = await indexNow(engine, knowledgeId)
  expect(run.error).toMatchObject({ code: 'budget.exceeded' })
  expect(base).toMatchObject({ state: 'failing', error: { code: 'budget.exceeded' }, microUsd: 0, chunks: 60 })
  expect(server.requests()).toBe(0)
  const { passages } = await engine.client.knowledge.search({ knowledgeId, query: 'alpha number 7', limit: 1 })
  expect(passages[0]?.by).toEqual(['words'])
})

test('what indexing costs is the base’s cost', async () => {
  const { engine, folder, create } = await open()
  writeFiles(folder, { 'a.md': sections(400, 'alphabetical') })
  const knowledgeId = await create()
  const { microUsd: expected } = await engine.client.knowledge.forecast({ knowledgeId })
  const { base, run } = await indexNow(engine, knowledgeId)
  expect(base.microUsd).toBe(run.cost.microUsd)
  expect(base.microUsd).toBeGreaterThan(0)
  // The forecast is of the texts alone; each goes along with its title and headings.
  expect(expected).toBeGreaterThan(base.microUsd / 3)
  expect(expected).toBeLessThan(base.microUsd * 1.5)
})

test('where the model cannot be asked, words are searched for, and that is said', async () => {
  let isAway = false
  const { engine, folder, create } = await open({ onRequest: () => (isAway ? { status: 400 } : undefined) })
  writeFiles(folder, { 'a.md': 'alpha' })
  const knowledgeId = await create()
  await indexNow(engine, knowledgeId)
  isAway = true
  const { passages, notice } = await engine.client.knowledge.search({ knowledgeId, query: 'alpha' })
  expect(passages).toMatchObject([{ by: ['words'] }])
  expect(notice).toMatch(/^Only words were searched for: /)
  writeFileSync(join(folder, 'b.md'), 'beta')
  const { base, run } = await indexNow(engine, knowledgeId)
  expect(run.status).toBe('failed')
  expect(base).toMatchObject({ state: 'failing', waiting: 1 })
  isAway = false
  expect((await indexNow(engine, knowledgeId)).base).toMatchObject({ state: 'ready', error: null })
})

test('what vectors can be made with is listed with its price', async () => {
  const { engine } = await open()
  const models = await engine.client.knowledge.models()
  expect(models).toContainEqual({ ref: model, title: expect.stringContaining('OpenAI'), usdPerMillion: 0.02 })
  expect(models).toContainEqual({ ref: 'demo/words', title: expect.stringContaining('no AI'), usdPerMillion: 0 })
})
