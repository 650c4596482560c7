import { expect, test } from 'vitest'
import readPage from '../../electron/engine/nodes/read-page.node.ts'
import { runNode } from '../support/node-harness.ts'

const page = { title: 'Storks', byline: null, publishedAt: '2026-01-31', text: 'Large birds.', isCut: false }
const bytes = new TextEncoder().encode('<p>Large birds.</p>')
const reply = (more = {}) => ({ status: 200, headers: { 'content-type': 'text/html' }, text: '', bytes, ...more })

test('fetches a page and gives its words', async () => {
  const { outputs, http } = await runNode(readPage, {
    params: { url: ' https://a.example/storks#nests ', maxCharacters: 500 },
    http: [reply()],
    readable(source) {
      expect(source).toEqual({ url: 'https://a.example/storks', bytes, contentType: 'text/html', maxCharacters: 500 })
      return page
    },
  })
  expect(outputs).toEqual({ out: { url: 'https://a.example/storks#nests', ...page } })
  expect(http[0]).toMatchObject({
    method: 'GET',
    url: 'https://a.example/storks',
    asBytes: 'always',
    allowPrivate: false,
  })
})

test.each(['file:///etc/passwd', 'ftp://a.example/x', 'javascript:alert(1)', 'data:text/html,hi'])(
  'refuses %s',
  async (url) => {
    await expect(runNode(readPage, { params: { url, folder: '/' } })).rejects.toMatchObject({
      info: { code: 'read-page.bad-address', field: 'params.url' },
    })
  },
)

test('says which status a page answered with, and whether trying again may help', async () => {
  const asked = (status: number) =>
    runNode(readPage, { params: { url: 'https://a.example/' }, http: [reply({ status })] })
  await expect(asked(404)).rejects.toMatchObject({
    info: { message: 'a.example answered with status 404.', retryable: false },
  })
  await expect(asked(503)).rejects.toMatchObject({ info: { kind: 'external', retryable: true } })
})

test('refuses pictures and what is too large', async () => {
  const asked = (more: object) => runNode(readPage, { params: { url: 'https://a.example/' }, http: [reply(more)] })
  await expect(asked({ headers: { 'content-type': 'image/png' } })).rejects.toThrow('image/png, which has no text')
  await expect(asked({ bytes: new Uint8Array(11 * 1024 * 1024) })).rejects.toThrow('11 MB')
})

test.each(['../secret.md', '/etc/passwd', 'notes/other.md'])(
  'reads no file but those of the folder: %s',
  async (url) => {
    await expect(
      runNode(readPage, { params: { url, folder: 'notes' }, files: { 'notes/storks.md': 'Large birds.' } }),
    ).rejects.toMatchObject({ info: { code: 'read-page.not-in-folder' } })
  },
)

test('without a folder a path is no address', async () => {
  await expect(runNode(readPage, { params: { url: 'notes/storks.md' } })).rejects.toMatchObject({
    info: { code: 'read-page.bad-address', message: expect.stringContaining('no folder was chosen') },
  })
})
