import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { externalError, userError } from '../../../shared/errors.ts'
import { bareMediaType, isTextType, mediaTypeOf } from '../../../shared/run/file-ref.ts'
import { defineNode, type NodeContext, type PageSource } from './define-node.ts'

export default defineNode({
  type: 'read-page',
  version: 1,
  title: 'Read a page',
  group: 'data',
  icon: 'book-open-text',
  summary: 'Reads a web page, a PDF or a file of a folder as text, without menus and advertisements.',
  keywords: ['web', 'article', 'scrape', 'html', 'pdf', 'readability', 'url', 'text', 'research'],
  params: z.object({
    url: textParam({ required: true })
      .default('{{ input }}')
      .meta(hint({ title: 'Address', placeholder: 'https://example.com/article' })),
    folder: textParam()
      .default('')
      .meta(
        hint({
          title: 'Folder',
          description: 'Where files may be read as well, by the path that a search in it gave.',
          control: 'path',
          advanced: true,
        }),
      ),
    maxCharacters: z
      .number()
      .int()
      .min(100)
      .max(500_000)
      .default(20_000)
      .meta(hint({ title: 'Longest text', description: 'In characters; the rest is cut off.' })),
    timeoutSeconds: z
      .number()
      .min(1)
      .max(300)
      .default(30)
      .meta(hint({ title: 'Longest time', description: 'In seconds.', advanced: true })),
    allowPrivate: z
      .boolean()
      .default(false)
      .meta(
        hint({
          title: 'Allow private addresses',
          description: 'Lets it read pages of this machine and the local network.',
          advanced: true,
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Page', type: 'object' }],
  cardParam: 'url',
  example: { url: 'https://example.com/' },
  readsOutside: true,
  isRepeatable: () => true,
  // It asks by GET alone.
  changesOutside: () => false,
  async run(context, { params }) {
    const url = params.url.trim()
    const source = /^[a-z][a-z0-9+.-]+:/i.test(url)
      ? await fetchPage(context, { ...params, url })
      : await readFile(context, { ...params, url })
    const { title, byline, publishedAt, text, isCut } = await context.readable(source)
    return { out: { url, title, byline, publishedAt, text, isCut } }
  },
})

type Asked = { url: string; folder: string; maxCharacters: number; timeoutSeconds: number; allowPrivate: boolean }

/** Of a page, in bytes; PDFs with pictures may be larger. */
const mostPageBytes = 10 * 1024 * 1024
const mostPdfBytes = 50 * 1024 * 1024

async function fetchPage(context: NodeContext, asked: Asked): Promise<PageSource> {
  const { url, timeoutSeconds, allowPrivate, maxCharacters } = asked
  const address = URL.parse(url)
  if (!address || !['http:', 'https:'].includes(address.protocol)) {
    throw userError('read-page.bad-address', `“${url.slice(0, 200)}” is no web page.`, {
      field: 'params.url',
      hint: 'It starts with https:// or http://. Files are read by their path, from a folder.',
    })
  }
  address.hash = ''
  const headers = { accept: 'text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.1' }
  const timeoutMs = Math.round(timeoutSeconds * 1000)
  const asBytes = 'always' as const
  const reply = await context.http({ method: 'GET', url: address.href, headers, asBytes, timeoutMs, allowPrivate })
  const bytes = reply.bytes ?? new Uint8Array()
  if (reply.status >= 400) {
    throw externalError('read-page.error-status', `${address.host} answered with status ${reply.status}.`, {
      retryable: [408, 425, 429].includes(reply.status) || reply.status >= 500,
      details: { status: reply.status, retryAfter: reply.headers['retry-after'] ?? null },
    })
  }
  const contentType = reply.headers['content-type'] ?? ''
  refuseKind(address.host, contentType, bytes)
  return { url: address.href, bytes, contentType, maxCharacters }
}

/** A file of the folder, and of nowhere else: only what a look into it lists is read. */
async function readFile({ files }: NodeContext, { url, folder, maxCharacters }: Asked): Promise<PageSource> {
  if (folder.trim() === '') {
    throw userError('read-page.bad-address', `“${url.slice(0, 200)}” is no web address, and no folder was chosen.`, {
      field: 'params.url',
      hint: 'An address starts with https:// or http://.',
    })
  }
  const name = url.split('/').at(-1) ?? ''
  // Signs that mean something in a pattern stand for any one; the path then has to be the very one.
  const pattern = `**/${name.replace(/[^\p{L}\p{N} ._-]/gu, '?')}`
  const found = await files.list({ folder, pattern, limit: 10_000 })
  const file = found.find(({ path }) => path === url)
  if (!file) {
    throw userError('read-page.not-in-folder', `There is no file “${url.slice(0, 200)}” in ${folder}.`, {
      field: 'params.url',
    })
  }
  const contentType = mediaTypeOf(file.name)
  const bytes = await files.readBytes(file.path)
  refuseKind(file.name, contentType, bytes)
  return { url: file.path, bytes, contentType, maxCharacters }
}

function refuseKind(place: string, contentType: string, bytes: Uint8Array): void {
  const type = bareMediaType(contentType)
  const isPdf = type === 'application/pdf' || (bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44)
  if (!isPdf && type !== '' && !isTextType(contentType)) {
    throw externalError('read-page.not-text', `${place} gave ${type}, which has no text to read.`)
  }
  if (bytes.length > (isPdf ? mostPdfBytes : mostPageBytes)) {
    const megabytes = Math.ceil(bytes.length / 1024 / 1024)
    throw externalError('read-page.too-large', `${place} gave ${megabytes} MB, more than is read of a page.`)
  }
}
