import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { baseOf, indexNow, untilBase, writeFiles } from '../support/knowledge-kit.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

test('files that change are read by themselves, as a run of their own', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'a.md': 'alpha' })
  const engine = await openTestEngine()
  const { knowledgeId } = await engine.client.knowledge.create({ name: 'All', paths: [folder] })
  const { run } = await indexNow(engine, knowledgeId)
  writeFiles(folder, { 'sub/b.md': 'beta' })
  await untilBase(engine, knowledgeId, ({ state }) => state === 'stale')
  const base = await untilBase(engine, knowledgeId, ({ state, files }) => state === 'ready' && files === 2)
  expect(base.runId).not.toBe(run.runId)
  const [newest] = await engine.client.runs.list({ limit: 1 })
  expect(newest).toMatchObject({ runId: base.runId, trigger: 'file', status: 'succeeded' })
  rmSync(join(folder, 'a.md'))
  await untilBase(engine, knowledgeId, ({ state, files }) => state === 'ready' && files === 1)
})

test('with vectors, files that change wait for a person, unless a person said otherwise', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'a.md': 'alpha' })
  const engine = await openTestEngine()
  const wish = { name: 'All', embeddingModel: 'demo/words' }
  const { knowledgeId } = await engine.client.knowledge.create({ ...wish, paths: [folder] })
  await indexNow(engine, knowledgeId)
  writeFileSync(join(folder, 'a.md'), 'alpha became another')
  const stale = await untilBase(engine, knowledgeId, ({ state }) => state === 'stale')
  expect(stale.automatic).toBe(false)
  const { runId } = stale
  // Saying so begins it.
  await engine.client.knowledge.update({ ...wish, knowledgeId, automatic: true })
  const base = await untilBase(engine, knowledgeId, ({ state }) => state === 'ready')
  expect(base.runId).not.toBe(runId)
})

test('what changed while the program was closed is seen at its start', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'a.md': 'alpha' })
  const first = await openTestEngine()
  const { knowledgeId } = await first.client.knowledge.create({ name: 'All', paths: [folder] })
  await indexNow(first, knowledgeId)
  await first.close()
  writeFiles(folder, { 'b.md': 'beta' })
  const next = await openTestEngine({ dataDir: first.dataDir })
  await untilBase(next, knowledgeId, ({ state, files }) => state === 'ready' && files === 2)
})

test('a base that was never indexed waits for the first time by hand', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'a.md': 'alpha' })
  const engine = await openTestEngine()
  const { knowledgeId } = await engine.client.knowledge.create({ name: 'All', paths: [folder] })
  const other = await engine.client.knowledge.create({ name: 'Other', paths: [folder] })
  await indexNow(engine, other.knowledgeId)
  writeFiles(folder, { 'b.md': 'beta' })
  // The other base, of the same folder, is read by itself: by then this one would have been, too.
  await untilBase(engine, other.knowledgeId, ({ state, files }) => state === 'ready' && files === 2)
  expect(await baseOf(engine, knowledgeId)).toMatchObject({ state: 'empty', files: 0 })
})
