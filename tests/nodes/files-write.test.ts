import { expect, test } from 'vitest'
import writeFile from '../../electron/engine/nodes/write-file.node.ts'
import { runNode } from '../support/node-harness.ts'

test('writes its input and says where', async () => {
  const { outputs, written } = await runNode(writeFile, { params: { path: 'tea.md' }, inputs: { in: '# Teé' } })
  expect(written).toEqual([{ path: 'tea.md', text: '# Teé', mode: 'overwrite' }])
  expect(outputs).toEqual({ out: { path: '/files/tea.md', bytes: 6 } })
})

test('writes an object as JSON, and can append', async () => {
  const { written } = await runNode(writeFile, { params: { path: 'log', mode: 'append', text: { a: 1 } } })
  expect(written).toEqual([{ path: 'log', text: '{\n  "a": 1\n}', mode: 'append' }])
})

test('wants a path and a mode it knows', async () => {
  await expect(runNode(writeFile, { inputs: { in: 'x' } })).rejects.toThrow()
  await expect(runNode(writeFile, { params: { path: '' } })).rejects.toThrow('must not be empty')
  await expect(runNode(writeFile, { params: { path: 'a', mode: 'erase' } })).rejects.toThrow('Invalid option')
})

test('writes a file byte for byte', async () => {
  const blobId = 'b'.repeat(64)
  const file = { $file: { name: 'tea.png', mediaType: 'image/png', bytes: 3, blobId } }
  const bytes = new Uint8Array([255, 0, 13])
  const { outputs, written, writtenBytes } = await runNode(writeFile, {
    params: { path: 'tea.png', mode: 'keep-existing' },
    inputs: { in: file },
    blobs: { [blobId]: bytes },
  })
  expect(written).toEqual([])
  expect(writtenBytes).toEqual([{ path: 'tea.png', bytes, mode: 'keep-existing' }])
  expect(outputs).toEqual({ out: { path: '/files/tea.png', bytes: 3 } })
})
