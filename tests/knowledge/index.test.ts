import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { baseOf, indexNow, writeFiles } from '../support/knowledge-kit.ts'
import { makeDocx, makePdf } from '../support/make-documents.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

const handbook = `---
title: The handbook
---

# Holidays

Everyone has thirty days of holiday each year.

## Carrying over

Days that are left may be taken until the end of March.

\`\`\`
# this is no heading
\`\`\`
`

test('a folder of all kinds of documents is read, and each passage says where it stands', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, {
    'handbook.md': handbook,
    'notes.txt': 'First paragraph about cats.\n\nSecond paragraph about\notters.',
    'contract.pdf': makePdf([['The lease begins in May.'], ['Notice is three months, in writing.']], 'Lease'),
    'letter.docx': makeDocx([
      { heading: 1, text: 'Invitation' },
      'We meet on Tuesday at noon.',
      { heading: 2, text: 'Food' },
      'There will be soup.',
    ]),
    'prices.csv': 'article,price\nlamp,12.50\n"chair, blue",80\n',
    'page.html':
      '<html><head><title>Our bees</title><style>p{}</style></head><body><nav>Home</nav><h1>Bees</h1><p>They make honey in June.</p><table><tr><td>Hive</td><td>3</td></tr></table></body></html>',
    'src/code.ts': 'export const answer = 42 // the answer\n',
    'node_modules/left/out.md': 'never read this',
    '.hidden/secret.md': 'never read this',
  })
  const engine = await openTestEngine()
  const { knowledgeId, state, automatic } = await engine.client.knowledge.create({ name: 'All', paths: [folder] })
  expect({ state, automatic }).toEqual({ state: 'empty', automatic: true })
  const { base, run } = await indexNow(engine, knowledgeId)
  expect(run.status).toBe('succeeded')
  expect(base).toMatchObject({ state: 'ready', files: 7, waiting: 0, microUsd: 0, notice: null })
  expect(base.sources[0]?.problems).toEqual([])
  const find = async (query: string) =>
    (await engine.client.knowledge.search({ knowledgeId, query, limit: 3 })).passages[0]
  expect(await find('carrying over days')).toMatchObject({
    ...{ title: 'The handbook', heading: 'Holidays › Carrying over', line: 11, page: null, by: ['words'] },
    text: expect.stringContaining('until the end of March'),
    path: join(folder, 'handbook.md'),
  })
  expect(await find('otters')).toMatchObject({
    title: 'notes.txt',
    line: 1,
    text: expect.stringContaining('about\notters'),
  })
  expect(await find('notice in writing')).toMatchObject({ title: 'Lease', page: 2, line: null })
  expect(await find('soup')).toMatchObject({ title: 'Invitation', heading: 'Invitation › Food' })
  expect(await find('blue chair')).toMatchObject({
    line: 2,
    text: 'article: lamp; price: 12.50\narticle: chair, blue; price: 80',
  })
  expect(await find('honey')).toMatchObject({
    title: 'Our bees',
    heading: 'Bees',
    text: expect.stringContaining('Hive | 3'),
  })
  expect(await find('answer 42')).toMatchObject({ title: 'code.ts', line: 1 })
  expect(await find('never')).toBeUndefined()
})

test('only what changed is read again; what is gone is found no more', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'a.md': 'alpha stays', 'b.md': 'beta changes', 'c.md': 'gamma goes', 'd.md': 'delta moves' })
  const engine = await openTestEngine()
  const { knowledgeId } = await engine.client.knowledge.create({ name: 'All', paths: [folder] })
  await indexNow(engine, knowledgeId)
  writeFileSync(join(folder, 'b.md'), 'beta became bravo')
  rmSync(join(folder, 'c.md'))
  renameSync(join(folder, 'd.md'), join(folder, 'e.md'))
  // Written anew with the same words.
  utimesSync(join(folder, 'a.md'), new Date(), new Date(Date.now() + 60_000))
  const { base, run } = await indexNow(engine, knowledgeId)
  expect(run.outputs).toEqual({ work: { files: 3, chunks: 3, removed: 2 } })
  expect(run.nodes.work?.logs.map(({ text }) => text)).toEqual([
    '1 new files, 2 changed, 2 gone.',
    'a.md: the same as before.',
    'b.md: 1 passages.',
    'e.md: 1 passages.',
  ])
  expect(base.files).toBe(3)
  const titles = async (query: string) =>
    (await engine.client.knowledge.search({ knowledgeId, query })).passages.map(({ title }) => title)
  expect(await titles('bravo')).toEqual(['b.md'])
  expect(await titles('gamma')).toEqual([])
  expect(await titles('delta')).toEqual(['e.md'])
  const again = await indexNow(engine, knowledgeId)
  expect(again.run.outputs).toEqual({ work: { files: 0, chunks: 3, removed: 0 } })
})

test('a folder that is not there now keeps what was read in it, and says so', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'docs/a.md': 'alpha' })
  const engine = await openTestEngine()
  const { knowledgeId } = await engine.client.knowledge.create({ name: 'All', paths: [join(folder, 'docs')] })
  await indexNow(engine, knowledgeId)
  renameSync(join(folder, 'docs'), join(folder, 'away'))
  const { base, run } = await indexNow(engine, knowledgeId)
  expect(run.status).toBe('succeeded')
  expect(base.sources[0]?.problems).toEqual([
    {
      path: join(folder, 'docs'),
      error: expect.objectContaining({ message: expect.stringContaining('no such file or folder') }),
    },
  ])
  expect((await engine.client.knowledge.search({ knowledgeId, query: 'alpha' })).passages).toHaveLength(1)
  renameSync(join(folder, 'away'), join(folder, 'docs'))
  expect((await indexNow(engine, knowledgeId)).base.sources[0]?.problems).toEqual([])
})

test('links are not followed, neither outside nor in circles', async () => {
  const folder = temporaryFolder()
  const outside = temporaryFolder()
  writeFiles(outside, { 'secret.md': 'classified words' })
  writeFiles(folder, { 'a.md': 'alpha' })
  mkdirSync(join(folder, 'sub'))
  symlinkSync(outside, join(folder, 'sub', 'out'))
  symlinkSync(join(outside, 'secret.md'), join(folder, 'link.md'))
  symlinkSync(folder, join(folder, 'sub', 'circle'))
  symlinkSync(join(folder, 'gone'), join(folder, 'broken.md'))
  const engine = await openTestEngine()
  const { knowledgeId } = await engine.client.knowledge.create({ name: 'All', paths: [folder] })
  const { base } = await indexNow(engine, knowledgeId)
  expect(base.files).toBe(1)
  expect((await engine.client.knowledge.search({ knowledgeId, query: 'classified' })).passages).toEqual([])
})

test('sources come and go; a base that is deleted takes all along', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'one/a.md': 'alpha', 'two/b.md': 'beta' })
  const engine = await openTestEngine()
  const { client } = engine
  const made = await client.knowledge.create({ name: 'All', paths: [join(folder, 'one')] })
  const { knowledgeId } = made
  await indexNow(engine, knowledgeId)
  const more = await client.knowledge.addSource({ knowledgeId, path: join(folder, 'two/b.md') })
  expect(more).toMatchObject({ state: 'stale', sources: [{ kind: 'folder' }, { kind: 'file' }] })
  await expect(client.knowledge.addSource({ knowledgeId, path: join(folder, 'two/b.md') })).rejects.toMatchObject({
    data: { code: 'knowledge.source-known' },
  })
  await expect(client.knowledge.addSource({ knowledgeId, path: join(folder, 'none') })).rejects.toMatchObject({
    data: { message: expect.stringContaining('there is no such file or folder') },
  })
  expect((await indexNow(engine, knowledgeId)).base).toMatchObject({ state: 'ready', files: 2, chunks: 2 })
  const [first] = more.sources
  await client.knowledge.removeSource({ knowledgeId, sourceId: first?.sourceId ?? '' })
  expect(await baseOf(engine, knowledgeId)).toMatchObject({ files: 1, chunks: 1 })
  expect((await client.knowledge.search({ knowledgeId, query: 'alpha' })).passages).toEqual([])
  await client.knowledge.remove({ knowledgeId })
  expect(await client.knowledge.list()).toEqual([])
  await expect(client.knowledge.index({ knowledgeId })).rejects.toMatchObject({ data: { code: 'knowledge.not-found' } })
})
