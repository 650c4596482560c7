import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkZip } from '../../electron/engine/knowledge/parsers/check-zip.ts'
import { decodeText } from '../../electron/engine/knowledge/parsers/decode.ts'
import { createReader } from '../../electron/engine/knowledge/read-process.ts'
import { indexNow, writeFiles } from '../support/knowledge-kit.ts'
import { makeDocx, makePdf, makeZip } from '../support/make-documents.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))))

test('broken and hostile files are told one by one, and the others are read', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, {
    'a-good.md': 'alpha is here',
    'bomb.docx': makeZip({ 'word/document.xml': Buffer.alloc(260 * 1024 * 1024, 'a') }, { claimBytes: 100 }),
    'broken.docx': 'PK no archive',
    'broken.pdf': '%PDF-1.7 and then nothing of the kind',
    'picture.jpg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]),
    'program.unknown': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 0, 0]),
    'scan.pdf': makePdf([[], []]),
    'deep.html': `${'<div>'.repeat(3_000)}deep down`,
    'empty.txt': '',
    'locked.txt': 'nobody may read this',
    'z-good.txt': 'omega is here',
  })
  execFileSync('mkfifo', [join(folder, 'pipe.txt')])
  const isRoot = process.getuid?.() === 0
  chmodSync(join(folder, 'locked.txt'), 0)
  const engine = await openTestEngine()
  const { knowledgeId } = await engine.client.knowledge.create({ name: 'All', paths: [folder] })
  const { base, run } = await indexNow(engine, knowledgeId)
  expect(run.status).toBe('succeeded')
  expect(base.state).toBe('ready')
  const problems = Object.fromEntries(
    (base.sources[0]?.problems ?? []).map(({ path, error }) => [path.slice(folder.length + 1), error.code]),
  )
  // Deep pages may be read or refused; what they must not do is end anything.
  delete problems['deep.html']
  expect(problems).toEqual({
    'bomb.docx': 'knowledge.too-large',
    'broken.docx': 'knowledge.broken-file',
    'broken.pdf': 'knowledge.broken-file',
    'picture.jpg': 'knowledge.not-text',
    'program.unknown': 'knowledge.not-text',
    'scan.pdf': 'knowledge.scan',
    // Nothing is locked for who may read everything.
    ...(!isRoot && { 'locked.txt': 'files.failed' }),
  })
  for (const query of ['alpha', 'omega']) {
    expect((await engine.client.knowledge.search({ knowledgeId, query })).passages).toHaveLength(1)
  }
})

test('a file that takes too long or too much ends its reading and nothing else', async () => {
  const folder = temporaryFolder()
  // Unbalanced emphasis in nested lists is what Markdown parsers are slowest at.
  writeFiles(folder, { 'slow.md': `${'* a **a '.repeat(60_000)}`, 'next.md': 'beta' })
  const reader = createReader({ timeoutMs: 300 })
  const { signal } = new AbortController()
  const slow = await reader.read({ path: join(folder, 'slow.md'), kind: 'markdown', knownHash: null }, signal)
  expect(slow).toMatchObject({ error: { code: 'knowledge.too-slow', message: expect.stringContaining('slow.md') } })
  // A process of its own has to start for the next one.
  const patient = createReader()
  const next = await patient.read({ path: join(folder, 'next.md'), kind: 'markdown', knownHash: null }, signal)
  expect(next).toMatchObject({ chunks: [{ text: 'beta' }] })
  reader.close()
  patient.close()
})

test('a stop does not wait for the file under way', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'slow.md': `${'* a **a '.repeat(60_000)}` })
  const stop = new AbortController()
  const reader = createReader()
  const reading = reader.read({ path: join(folder, 'slow.md'), kind: 'markdown', knownHash: null }, stop.signal)
  stop.abort(new Error('stopped'))
  await expect(reading).rejects.toThrow('stopped')
})

test('text is understood however it is written', () => {
  const text = 'Grüße — ça va? 你好'
  const wide = (value: string) => [...Buffer.from(value, 'utf16le')]
  const swapped = (value: string) => {
    const buffer = Buffer.from(value, 'utf16le')
    return [...buffer.swap16()]
  }
  expect(decodeText(bytes(text), 'a')).toBe(text)
  expect(decodeText(bytes([0xef, 0xbb, 0xbf], text), 'a')).toBe(text)
  expect(decodeText(bytes([0xff, 0xfe], wide(text)), 'a')).toBe(text)
  expect(decodeText(bytes([0xfe, 0xff], swapped(text)), 'a')).toBe(text)
  expect(decodeText(bytes(wide('plain words without a mark')), 'a')).toBe('plain words without a mark')
  expect(decodeText(bytes(swapped('plain words without a mark')), 'a')).toBe('plain words without a mark')
  expect(decodeText(bytes([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0x80]), 'a')).toBe('Grüße €')
  for (const binary of [bytes([0, 1, 2, 3]), bytes([0x80, 1, 2, 3, 4, 5, 6, 7])]) {
    expect(() => decodeText(binary, 'a.bin')).toThrow('a.bin is not text')
  }
})

test('an archive is measured by what it really unpacks to', () => {
  const honest = makeDocx(['hello'])
  expect(() => checkZip(new Uint8Array(honest), 'a.docx')).not.toThrow()
  expect(() => checkZip(new Uint8Array(honest.subarray(0, honest.length - 30)), 'a.docx')).toThrow('damaged')
})

test('a table whose quotation mark is never closed, and a source that is no file, are told in words', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'broken.csv'), 'a,b\n"never closed,1\n2,3\n')
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const engine = await openTestEngine()
  await expect(engine.client.knowledge.create({ name: 'A', paths: [join(folder, 'pipe')] })).rejects.toMatchObject({
    data: { message: expect.stringContaining('neither a file nor a folder') },
  })
  expect(await engine.client.knowledge.list()).toEqual([])
  const { knowledgeId } = await engine.client.knowledge.create({ name: 'A', paths: [join(folder, 'broken.csv')] })
  const { base } = await indexNow(engine, knowledgeId)
  expect(base.sources[0]?.problems[0]?.error.message).toContain('a quotation mark in it is never closed')
})
