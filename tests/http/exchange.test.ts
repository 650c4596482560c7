import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { createHttp, type HttpOptions } from '../../electron/engine/http/http.ts'
import { userError } from '../../shared/errors.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // a server on a port, not on a pipe
  return `http://127.0.0.1:${port}`
}

function startHttp(options?: HttpOptions) {
  const http = createHttp(options)
  onTestFinished(() => http.close())
  return http
}

const plain = { method: 'GET', headers: {}, silenceMs: 5_000, signal: new AbortController().signal }

test('a stream is sent with the length that is said, and the reply is unpacked as it comes', async () => {
  const got: IncomingMessage['headers'][] = []
  const url = await serve(async (request, response) => {
    got.push(request.headers)
    response.setHeader('content-encoding', 'gzip').end(gzipSync(await text(request)))
  })
  async function* body() {
    yield Buffer.from('one ')
    yield Buffer.from('two')
  }
  const send = startHttp().exchange({ allowPrivate: true })
  const reply = await send(url, { ...plain, method: 'POST', headers: { 'content-length': '7' }, body: body() })
  expect(await text(reply.body)).toBe('one two')
  expect(got[0]).toMatchObject({ 'content-length': '7', 'user-agent': 'Niti' })
  expect(got[0]).not.toHaveProperty('transfer-encoding')
})

test('is read no faster than it leaves', async () => {
  const chunk = Buffer.alloc(256 * 1024)
  let made = 0
  const arrived = Promise.withResolvers<IncomingMessage>()
  const url = await serve((request, response) => {
    // Not read: what the sockets hold is all that may be on its way.
    arrived.resolve(request)
    request.once('end', () => response.end('done'))
  })
  async function* endless() {
    for (; made < 400; made++) yield chunk
  }
  const reply = startHttp().exchange({ allowPrivate: true })(url, { ...plain, method: 'PUT', body: endless() })
  const request = await arrived.promise
  // The sender goes on until nothing more fits, then no more is made.
  for (let before = -1; before !== made; ) {
    before = made
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(made).toBeGreaterThan(0)
  expect(made).toBeLessThan(100)
  request.resume()
  expect(await text((await reply).body)).toBe('done')
  expect(made).toBe(400)
})

test('forbidden addresses are refused, an error of our own in the body comes through, and a redirect is an answer', async () => {
  const url = await serve((_request, response) => response.writeHead(302, { location: '/other' }).end())
  const http = startHttp()
  await expect(http.exchange()(url, plain)).rejects.toMatchObject({ info: { code: 'http.private-address' } })
  await expect(
    http.exchange({ allowPrivate: true })('http://169.254.169.254/latest/meta-data', plain),
  ).rejects.toMatchObject({ info: { code: 'http.forbidden-address' } })
  expect((await http.exchange({ allowPrivate: true })(url, plain)).status).toBe(302)
  async function* broken() {
    yield Buffer.from('a')
    throw userError('files.gone', 'The file is gone.')
  }
  await expect(
    http.exchange({ allowPrivate: true })(url, { ...plain, method: 'POST', body: broken() }),
  ).rejects.toMatchObject({ info: { code: 'files.gone' } })
})

test('a stand-in gets the bytes of another address, which all else still sees', async () => {
  const url = await serve((request, response) => response.end(`${request.method} ${request.url}`))
  const http = startHttp({ standIns: { 'https://service.example': url } })
  const reply = await http.exchange()('https://service.example/items?a=1', plain)
  expect(await text(reply.body)).toBe('GET /items?a=1')
  const fetched = await http.fetch('https://service.example/other')
  expect([fetched.url, await fetched.text()]).toEqual(['https://service.example/other', 'GET /other'])
})
