import { randomBytes } from 'node:crypto'
import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import type { ActionBody } from '../../electron/engine/integrations/define-integration.ts'
import type { CallFiles } from '../../electron/engine/integrations/integration-client.ts'
import type { FileRef } from '../../shared/run/file-ref.ts'
import { errorOf, get, openClient, serviceUrl, serviceWith, startService } from './service-kit.ts'

const megabyte = 1024 * 1024
const refOf = (name: string, mediaType: string, bytes: number): FileRef => ({ name, mediaType, bytes, blobId: name })

/** Files in memory, by name; how often each was read. */
function filesOf(contents: Record<string, Buffer>) {
  const reads: string[] = []
  const files: CallFiles = {
    async read({ name, mediaType }) {
      reads.push(name)
      const bytes = contents[name] ?? Buffer.alloc(0)
      async function* stream() {
        for (let from = 0; from < bytes.length; from += 1000) yield bytes.subarray(from, from + 1000)
      }
      return { stream: stream(), bytes: bytes.length, name, mediaType }
    },
    keep: async () => Promise.reject(new Error('nothing is kept here')),
  }
  return { files, reads }
}

async function send(body: ActionBody, contents: Record<string, Buffer> = {}, method: 'POST' | 'PUT' = 'POST') {
  const service = await startService((_, number) =>
    method === 'PUT' && number === 1 ? { status: 503, headers: { 'retry-after': '0' } } : { body: {} },
  )
  const { files, reads } = filesOf(contents)
  const { call, traces } = openClient({
    integration: serviceWith({ request: () => ({ method, path: '/x', body }) }),
    standIns: { [serviceUrl]: service.origin },
    context: { files },
  })
  await call()
  return { service, got: service.got.at(-1), traces, reads }
}

describe('bodies', () => {
  test('JSON without what is undefined, forms, and text of any type', async () => {
    const json = await send({ json: { a: 1, none: undefined, list: [null] } })
    expect(String(json.got?.body)).toBe('{"a":1,"list":[null]}')
    expect(json.got?.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '21' })
    const form = await send({ form: { 'a b': 'c&d', list: [1, 2], none: null } })
    expect(String(form.got?.body)).toBe('a+b=c%26d&list=1&list=2')
    expect(form.got?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    const xml = await send({ text: '<ä/>', mediaType: 'application/xml' })
    expect([String(xml.got?.body), xml.got?.headers['content-length']]).toEqual(['<ä/>', '5'])
  })

  test('a file with its own type and length, read again for each try', async () => {
    const bytes = randomBytes(5_000)
    const { got, reads, service, traces } = await send(
      { file: refOf('a.png', 'image/png', 5_000) },
      { 'a.png': bytes },
      'PUT',
    )
    expect(got?.body.equals(bytes)).toBe(true)
    expect(got?.headers).toMatchObject({ 'content-type': 'image/png', 'content-length': '5000' })
    expect(reads).toEqual(['a.png', 'a.png'])
    expect(service.got).toHaveLength(2)
    expect(traces[1]?.sent).toBeNull()
  })

  test('a form of parts is read as one by a parser that is not ours', async () => {
    const bytes = randomBytes(3_000)
    const { got, traces } = await send(
      {
        parts: [
          { name: 'title', text: 'Zürich “quoted”\r\n--not-the-boundary' },
          { name: 'meta', json: { a: [1] } },
          { name: 'fi"le', file: refOf('b.bin', 'application/x-b', 3_000), fileName: 'na"me\r\n.bin' },
        ],
      },
      { 'b.bin': bytes },
    )
    const request = new Request(serviceUrl, {
      method: 'POST',
      headers: { 'content-type': got?.headers['content-type'] ?? '' },
      body: new Uint8Array(got?.body ?? []),
    })
    const form = await request.formData()
    expect(form.get('title')).toBe('Zürich “quoted”\r\n--not-the-boundary')
    const meta = form.get('meta')
    expect(meta instanceof File ? await meta.text() : meta).toBe('{"a":[1]}')
    const file = form.get('fi"le')
    if (!(file instanceof File)) throw new Error('the file is none')
    expect([file.type, file.size]).toEqual(['application/x-b', 3_000])
    expect(file.name).toBe('na"me\r\n.bin')
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true)
    expect(Number(got?.headers['content-length'])).toBe(got?.body.length)
    expect(traces[0]?.sent).toContain('fi"le: file “na"me')
  })

  test('related parts have types and no names (RFC 2387)', async () => {
    const { got } = await send(
      {
        parts: [
          { name: 'meta', json: { name: 'x' } },
          { name: 'media', file: refOf('c.txt', 'text/plain', 2) },
        ],
        subtype: 'related',
      },
      { 'c.txt': Buffer.from('hi') },
    )
    const boundary = /^multipart\/related; boundary=(.+)$/.exec(got?.headers['content-type'] ?? '')?.[1]
    expect(String(got?.body).replaceAll(String(boundary), 'B')).toBe(
      '--B\r\nContent-Type: application/json\r\n\r\n{"name":"x"}\r\n--B\r\nContent-Type: text/plain\r\n\r\nhi\r\n--B--\r\n',
    )
  })

  test('a mail is read as one by a parser that is not ours, hidden copies and files included', async () => {
    const { got } = await send(
      {
        mail: {
          ...{ from: 'Ada <ada@example.com>', to: ['Bob <bob@example.com>', 'eve@example.com'], cc: ['c@example.com'] },
          ...{
            bcc: ['hidden@example.com'],
            replyTo: 'r@example.com',
            subject: 'Grüße — 你好',
            text: 'Hallo',
            html: '<b>Hallo</b>',
          },
          attachments: [refOf('plan ä.pdf', 'application/pdf', 4)],
          headers: { 'In-Reply-To': '<1@example.com>' },
        },
        field: 'message.raw',
        json: { message: { threadId: 't1' } },
      },
      { 'plan ä.pdf': Buffer.from('%PDF') },
    )
    const body = JSON.parse(String(got?.body))
    expect(body.message.threadId).toBe('t1')
    const mail = await simpleParser(Buffer.from(body.message.raw, 'base64url'))
    expect(mail).toMatchObject({
      subject: 'Grüße — 你好',
      text: 'Hallo',
      html: '<b>Hallo</b>',
      inReplyTo: '<1@example.com>',
    })
    expect(mail.from?.value).toMatchObject([{ address: 'ada@example.com', name: 'Ada' }])
    expect([mail.to].flat()[0]?.value.map(({ address }) => address)).toEqual(['bob@example.com', 'eve@example.com'])
    expect([mail.bcc].flat()[0]?.text).toBe('hidden@example.com')
    expect(mail.attachments).toMatchObject([{ filename: 'plan ä.pdf', contentType: 'application/pdf' }])
    expect(String(mail.attachments[0]?.content)).toBe('%PDF')
  })

  test('a mail cannot take in files of this machine or pages by address, nor further headers by its fields', async () => {
    const { got } = await send({
      mail: {
        ...{ to: ['a@example.com'], subject: 'x\r\nBcc: evil@example.com', text: 'path: /etc/passwd' },
        headers: { 'X-Note': 'a\r\nX-Evil: yes' },
      },
      field: 'raw',
    })
    const mail = await simpleParser(Buffer.from(JSON.parse(String(got?.body)).raw, 'base64url'))
    expect(mail.bcc).toBeUndefined()
    expect([...mail.headers.keys()]).not.toContain('x-evil')
  })
})

describe('files that come', () => {
  async function download(answer: Parameters<typeof startService>[0], reads: 'file' | 'any' = 'file') {
    const service = await startService(answer)
    return openClient({
      integration: serviceWith({ request: get('/files/report%20a.pdf?x=1', { reads }) }),
      standIns: { [serviceUrl]: service.origin },
    })
  }

  test('are kept as they come, under the name the service gives', async () => {
    const bytes = randomBytes(100_000)
    const { call, kept, traces } = await download(() => ({
      headers: {
        'content-type': 'application/pdf; a=b',
        'content-disposition': `attachment; filename*=UTF-8''b%C3%A4r.pdf`,
      },
      body: bytes,
    }))
    expect(await call()).toEqual({
      $file: { name: 'bär.pdf', mediaType: 'application/pdf', bytes: 100_000, blobId: 'b'.repeat(64) },
    })
    expect(kept[0]?.bytes.equals(bytes)).toBe(true)
    expect(traces[0]).toMatchObject({ bytes: 100_000, status: 200 })
    const plain = await download(() => ({ headers: { 'content-type': 'application/pdf' }, body: bytes }))
    expect(await plain.call()).toMatchObject({ $file: { name: 'report a.pdf' } })
  })

  test('that are a complaint are read as one', async () => {
    const { call, kept } = await download(() => ({ status: 404, body: { message: 'No such file' } }))
    expect(await errorOf(call())).toMatchObject({
      code: 'service.not-found',
      message: 'Service says: No such file (404).',
    })
    expect(kept).toEqual([])
  })

  test('by their type, where anything may come', async () => {
    const json = await download(() => ({ body: { a: 1 } }), 'any')
    expect(await json.call()).toEqual({ a: 1 })
    const page = await download(() => ({ headers: { 'content-type': 'text/html' }, body: '<p>' }), 'any')
    expect(await page.call()).toBe('<p>')
    const picture = await download(
      () => ({ headers: { 'content-type': 'image/png' }, body: Buffer.from('PNG') }),
      'any',
    )
    expect(await picture.call()).toMatchObject({ $file: { mediaType: 'image/png' } })
  })

  test('a reply of text that never ends is cut off as too large', async () => {
    const service = await startService({
      raw(_request, response) {
        response.writeHead(200, { 'content-type': 'application/json' })
        const chunk = Buffer.alloc(megabyte, ' ')
        const more = () => {
          while (!response.destroyed && response.write(chunk));
        }
        response.on('drain', more)
        more()
      },
    })
    const { call } = openClient({
      integration: serviceWith({ request: get('/x') }),
      standIns: { [serviceUrl]: service.origin },
    })
    expect(await errorOf(call())).toMatchObject({ kind: 'external', code: 'service.too-large' })
  })
})
