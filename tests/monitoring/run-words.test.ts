import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { askedWords, wordsOf } from '../../shared/run/search-words.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { addWorkflow, ask, echoWorkflow, foundIds, runOnce } from '../support/run-list-kit.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

const find = (engine: Engine, words: string) => foundIds(engine, { words })
const code = (text: string) => ({ type: 'code', params: { code: text } })

test('runs are found by words of their name, inputs, outputs, nodes and errors; in any order, the last as a beginning', async () => {
  const engine = await openTestEngine()
  const workflowId = await addWorkflow(engine, echoWorkflow('Weekly Überblick'))
  const calm = await runOnce(engine, workflowId, { say: 'The invoice of Globex, 漢字テスト' })
  const broken = await runOnce(engine, workflowId, { say: 'break the invoice of Initech' })
  expect(await find(engine, 'überblick')).toEqual([broken, calm])
  expect(await find(engine, 'globex invoice')).toEqual([calm])
  expect(await find(engine, 'INVOICE glob')).toEqual([calm])
  expect(await find(engine, 'glob invoice')).toEqual([])
  expect(await find(engine, 'invoice')).toEqual([broken, calm])
  expect(await find(engine, 'said globex')).toEqual([calm])
  expect(await find(engine, 'cup fell')).toEqual([broken])
  expect(await find(engine, '字')).toEqual([calm])
  expect(await find(engine, 'nowhere')).toEqual([])
  expect(await foundIds(engine, { words: 'invoice', status: 'succeeded', workflowId })).toEqual([calm])
  expect(await foundIds(engine, { words: 'invoice', failedNode: 'echo' })).toEqual([broken])
  // Signs alone name no run; blanks ask for nothing.
  expect(await find(engine, '"!?*')).toEqual([])
  expect(await find(engine, '   ')).toEqual([broken, calm])
})

test('places in a run are told with the text around them', async () => {
  const engine = await openTestEngine()
  const workflowId = await addWorkflow(engine, echoWorkflow('One'))
  const runId = await runOnce(engine, workflowId, {
    say: `${'long ago '.repeat(50)}break of Globex${' and on'.repeat(50)}`,
  })
  const places = await engine.client.runs.findings({ runId, words: 'globex' })
  expect(places.map(({ where, node }) => [where, node])).toEqual(
    expect.arrayContaining([
      ['error', ''],
      ['input', ''],
    ]),
  )
  for (const { text } of places) {
    expect(text).toContain('Globex')
    expect(text.length).toBeLessThan(160)
    expect(text).toMatch(/^….*…$/)
  }
  expect(await engine.client.runs.findings({ runId, words: 'nowhere' })).toEqual([])
  expect(await engine.client.runs.findings({ runId, words: '"*"' })).toEqual([])
  await expect(engine.client.runs.findings({ runId: 'run_no', words: 'a' })).rejects.toThrow('There is no run')
})

test('no question is an error, and what a run said is found by any of its words', async () => {
  const engine = await openTestEngine()
  const workflowId = await addWorkflow(engine, echoWorkflow('One'))
  const random = seededRandom(20261123)
  const below = (most: number) => Math.floor(random() * most)
  const signs = [
    'a',
    'Z',
    '7',
    ' ',
    '"',
    "'",
    '*',
    '(',
    ')',
    ':',
    '^',
    '-',
    '+',
    '\\',
    '\u0000',
    'é',
    'e\u0301',
    'ß',
    'İ',
  ]
  const more = [
    '漢',
    'ไ',
    'हि',
    '👩‍👩‍👧',
    '\ud800',
    '\u{1e900}',
    '\u{16ac0}',
    '٣',
    '\n',
    'NEAR',
    ' AND ',
    ' OR ',
    'NOT',
    '{words}',
    '½',
  ]
  const all = [...signs, ...more]
  const made = () => Array.from({ length: 1 + below(14) }, () => all[below(all.length)]).join('')
  for (let round = 0; round < 12; round++) {
    const say = made()
    const runId = await runOnce(engine, workflowId, { say })
    const stored = JSON.parse(JSON.stringify(say)) as string
    for (const { word } of wordsOf(stored.normalize('NFC'))) expect(await find(engine, word), word).toContain(runId)
    expect(askedWords(stored).length === 0 || (await find(engine, stored)).includes(runId)).toBe(true)
  }
  for (let round = 0; round < 300; round++) {
    const words = made().slice(0, 200)
    expect(Array.isArray(await find(engine, words)), JSON.stringify(words)).toBe(true)
  }
})

test('a large value is found by its beginning, and one run is not read without end', async () => {
  const engine = await openTestEngine()
  const rows = "return Array.from({ length: 60000 }, (_, i) => ({ row: 'entry' + i, at: Math.sin(i) }))"
  const workflowId = await addWorkflow(engine, { ...drawWorkflow('rows', { rows: code(rows) }), name: 'Large' })
  const runId = await runOnce(engine, workflowId)
  expect(Number(ask(engine.dataDir, 'SELECT MAX(bytes) FROM blobs'))).toBeGreaterThan(1_000_000)
  expect(await find(engine, 'entry17')).toEqual([runId])
  expect(await find(engine, 'entry59999')).toEqual([])
})

test('a run that has not ended is found by what is known of it so far', async () => {
  const engine = await openTestEngine()
  const wait = { type: 'wait', params: { mode: 'call' } }
  const document = drawWorkflow('say -> hold', { say: code("return 'halfway there'"), hold: wait })
  const workflowId = await addWorkflow(engine, { ...document, name: 'Slow' })
  const { runId } = await engine.client.runs.start({ workflowId })
  await expect.poll(() => find(engine, 'halfway')).toEqual([runId])
  await engine.client.runs.cancel({ runId })
  for await (const _ of await engine.client.runs.watch({ runId })) void _
  expect(await find(engine, 'halfway there')).toEqual([runId])
  expect(ask(engine.dataDir, 'SELECT COUNT(*) FROM runs WHERE words_at IS NULL')).toBe(0)
})

test('what a program that ended left to do is done by the next search', async () => {
  const dataDir = temporaryFolder()
  const first = await openTestEngine({ dataDir })
  const workflowId = await addWorkflow(first, echoWorkflow('One'))
  const runs: string[] = []
  for (let index = 0; index < 60; index++) runs.unshift(await runOnce(first, workflowId, { say: `tulip ${index}` }))
  await first.close()
  expect(ask(dataDir, 'SELECT COUNT(*) FROM runs WHERE words_at IS NULL')).toBe(60)
  const second = await openTestEngine({ dataDir, resumeRuns: false })
  const found = await second.client.runs.find({ filter: { words: 'tulip' }, limit: 200 })
  expect(found.runs.map(({ runId }) => runId)).toEqual(runs)
  expect(found.unread).toBe(0)
  expect(await find(second, 'tulip 17')).toEqual([runs[42]])
})

test('words go when what they stood for is cleared; the name and the error stay', async () => {
  const engine = await openTestEngine()
  const workflowId = await addWorkflow(engine, echoWorkflow('One'))
  const runId = await runOnce(engine, workflowId, { say: 'break a secret vase' })
  const kept = await runOnce(engine, workflowId, { say: 'another secret' })
  expect(await find(engine, 'secret')).toEqual([kept, runId])
  const row = ask(engine.dataDir, `SELECT error ->> '$.message' FROM runs WHERE run_id = '${runId}'`)
  await engine.client.storage.clean({ runs: 1 })
  expect(await find(engine, 'started')).toEqual([])
  expect(await find(engine, 'input')).toEqual(expect.not.arrayContaining([runId]))
  expect(await find(engine, 'one')).toEqual([kept, runId])
  expect(String(row)).toContain('the cup fell')
  expect(await find(engine, 'cup fell')).toEqual([runId])
  expect(await engine.client.runs.findings({ runId, words: 'cup' })).toHaveLength(1)
})
