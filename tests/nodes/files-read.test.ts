import { expect, test } from 'vitest'
import readFiles from '../../electron/engine/nodes/read-files.node.ts'
import { userError } from '../../shared/errors.ts'
import { runNode } from '../support/node-harness.ts'

test('reads what matches, with path, name and size', async () => {
  const { outputs, listed } = await runNode(readFiles, {
    params: { folder: 'docs', maxFiles: 10 },
    files: { 'docs/tea.md': '# Tea', 'docs/more/milk.md': '# Milk' },
  })
  expect(outputs.out).toEqual([
    { path: 'docs/tea.md', name: 'tea.md', text: '# Tea', bytes: 5 },
    { path: 'docs/more/milk.md', name: 'milk.md', text: '# Milk', bytes: 6 },
  ])
  expect(listed).toEqual([
    { folder: 'docs', pattern: '**/*.md', ignore: ['**/node_modules/**', '**/.git/**'], limit: 10 },
  ])
})

test('an empty pattern in the list of what to leave out leaves nothing out', async () => {
  const { listed } = await runNode(readFiles, { params: { ignore: ['digest.md', ''] }, files: {} })
  expect(listed[0]?.ignore).toEqual(['digest.md'])
})

test('says when nothing matches', async () => {
  const { outputs, logs } = await runNode(readFiles, { files: {} })
  expect(outputs).toEqual({ out: [] })
  expect(logs).toEqual([{ level: 'warn', text: 'No file in . matches **/*.md.' }])
})

test('fails on a file that cannot be read, or leaves it out with a warning', async () => {
  const error = userError('files.not-text', 'It is not text.')
  const files = { 'a.md': 'A', 'b.md': error, 'c.md': 'C' }
  await expect(runNode(readFiles, { files })).rejects.toBe(error)
  const { outputs, logs } = await runNode(readFiles, { params: { unreadable: 'skip' }, files })
  expect(outputs.out).toMatchObject([{ path: 'a.md' }, { path: 'c.md' }])
  expect(logs).toEqual([{ level: 'warn', text: 'Left out b.md: It is not text.' }])
})

test('never hides a fault of our own', async () => {
  const fault = new Error('broken')
  await expect(runNode(readFiles, { params: { unreadable: 'skip' }, files: { 'a.md': fault } })).rejects.toBe(fault)
})

test('wants a folder and a pattern', async () => {
  await expect(runNode(readFiles, { params: { folder: '' } })).rejects.toThrow('must not be empty')
  await expect(runNode(readFiles, { params: { pattern: '' } })).rejects.toThrow('must not be empty')
})

test('gives references to files of any kind without reading them', async () => {
  const { outputs } = await runNode(readFiles, {
    params: { give: 'references', pattern: '**/*', maxBytesPerFile: 1 },
    files: { 'docs/tea.png': 'PNG!', 'docs/unknown': '' },
  })
  const file = (name: string, mediaType: string, bytes: number) => ({
    $file: { name, mediaType, bytes, path: `/files/docs/${name}`, seal: 'sealed' },
  })
  expect(outputs).toEqual({
    out: [file('tea.png', 'image/png', 4), file('unknown', 'application/octet-stream', 0)],
  })
})
