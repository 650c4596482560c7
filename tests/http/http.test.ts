import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { createHttp } from '../../electron/engine/http/http.ts'

async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<string> {
  const server = createServer(listener)
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // a server on a port, not on a pipe
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function startHttp(lookup?: LookupFunction) {
  const http = createHttp({ lookup })
  onTestFinished(() => http.close())
  return http
}

const hello: RequestListener = (_request, response) => void response.end('hello')

test('fetches, and an abort reaches the server’s socket', async () => {
  const left = Promise.withResolvers<void>()
  const url = await serve((request, response) => {
    if (request.url === '/') return void response.end('hello')
    response.write('a')
    response.once('close', left.resolve)
  })
  const { fetch } = startHttp()
  expect(await (await fetch(url)).text()).toBe('hello')
  const abort = new AbortController()
  const response = await fetch(`${url}/slow`, { signal: abort.signal })
  abort.abort(new Error('enough'))
  await expect(response.text()).rejects.toThrow('enough')
  await left.promise
})

test('a POST streams its reply, unpacks one that nobody asked to be packed, and leaves when its reader does', async () => {
  const left = Promise.withResolvers<void>()
  const url = await serve(async (request, response) => {
    if (request.url === '/packed') {
      response.setHeader('content-encoding', 'gzip')
      return void response.end(gzipSync(`${request.method} ${request.headers['user-agent']} ${await text(request)}`))
    }
    response.write('first ')
    response.once('close', left.resolve)
  })
  const { post } = startHttp()
  const request = { headers: {}, body: 'bytes', signal: new AbortController().signal }
  const packed = await post(`${url}/packed`, request)
  expect(packed.status).toBe(200)
  expect(await text(packed.body)).toBe('POST Niti bytes')
  for await (const bytes of (await post(url, request)).body) {
    expect(Buffer.from(bytes).toString()).toBe('first ')
    break
  }
  await left.promise
})

test('close ends what is under way', async () => {
  const asked = Promise.withResolvers<void>()
  const url = await serve(() => asked.resolve())
  const http = createHttp()
  const hanging = http.fetch(url)
  hanging.catch(() => {})
  await asked.promise
  await http.close()
  await expect(hanging).rejects.toThrow('fetch failed')
})

test('a typed address on this machine is refused unless private addresses are allowed', async () => {
  const url = await serve(hello)
  const { port } = new URL(url)
  const http = startHttp()
  const guarded = http.guarded()
  const spellings = [
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
  ]
  for (const host of spellings) {
    await expect(guarded(`http://${host}:${port}/`), host).rejects.toMatchObject({
      info: { kind: 'user', code: 'http.private-address', hint: expect.stringContaining('Allow private') },
    })
  }
  const allowed = http.guarded({ allowPrivate: true })
  for (const host of ['127.0.0.1', '2130706433', 'localhost', '[::ffff:127.0.0.1]']) {
    expect(await (await allowed(`http://${host}:${port}/`)).text(), host).toBe('hello')
  }
})

test('metadata and link-local addresses are refused whatever is allowed, however they are spelled', async () => {
  const guarded = startHttp().guarded({ allowPrivate: true })
  const spellings = [
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[::ffff:169.254.169.254]',
    '[64:ff9b::a9fe:a9fe]',
  ]
  for (const host of spellings) {
    await expect(guarded(`http://${host}/latest/meta-data`), host).rejects.toMatchObject({
      info: { code: 'http.forbidden-address' },
    })
  }
})

test('what counts is the address a name really leads to', async () => {
  const url = await serve(hello)
  const { port } = new URL(url)
  const names: Record<string, string[]> = {
    'metadata.test': ['169.254.169.254'],
    'inside.test': ['127.0.0.1'],
    'mixed.test': ['93.184.216.34', '10.0.0.1'],
  }
  const lookup: LookupFunction = (host, options, callback) => {
    const addresses = (names[host] ?? []).map((address) => ({ address, family: 4 }))
    if (options.all) callback(null, addresses)
    else callback(null, addresses[0]?.address ?? '', 4)
  }
  const http = startHttp(lookup)
  const code = (host: string, allowPrivate: boolean) =>
    http
      .guarded({ allowPrivate })(`http://${host}:${port}/`)
      .then(
        (response) => response.text(),
        (error) => error.info.code,
      )
  expect(await code('metadata.test', true)).toBe('http.forbidden-address')
  expect(await code('inside.test', false)).toBe('http.private-address')
  expect(await code('mixed.test', false)).toBe('http.private-address')
  expect(await code('inside.test', true)).toBe('hello')
})

test('redirects are checked like first addresses, and secrets stay with their origin', async () => {
  const seen: Record<string, string | string[] | undefined>[] = []
  const other = await serve((request, response) => {
    seen.push({ ...request.headers, method: request.method })
    response.end('there')
  }, '::1')
  const url = await serve((request, response) => {
    const targets: Record<string, string> = {
      '/meta': 'http://169.254.169.254/',
      '/other': other,
      '/same': '/end',
      '/file': 'file:///etc/passwd',
      '/loop': '/loop',
    }
    const location = targets[request.url ?? '']
    if (!location) return void response.end(`${request.method} ${request.headers.authorization}`)
    response.writeHead(request.url === '/same' ? 307 : 302, { location }).end()
  })
  const guarded = startHttp().guarded({ allowPrivate: true })
  const headers = {
    authorization: 'Bearer t',
    cookie: 'a=b',
    'x-api-key': 'k',
    'x-trace': '1',
    'content-type': 'text/plain',
  }
  const post = { method: 'POST', headers, body: 'data' }

  await expect(guarded(`${url}/meta`)).rejects.toMatchObject({ info: { code: 'http.forbidden-address' } })
  await expect(guarded(`${url}/file`)).rejects.toMatchObject({ info: { code: 'http.bad-url' } })
  await expect(guarded(`${url}/loop`)).rejects.toMatchObject({ info: { code: 'http.too-many-redirects' } })
  const same = await guarded(`${url}/same`, post)
  expect(await same.text()).toBe('POST Bearer t')
  expect(same.url).toBe(`${url}/end`)
  await (await guarded(`${url}/other`, post)).text()
  expect(seen[0]).toMatchObject({ method: 'GET', 'x-trace': '1' })
  for (const name of ['authorization', 'cookie', 'x-api-key', 'content-type']) expect(seen[0]).not.toHaveProperty(name)
})

test('a reply that is too large fails and names the cap', async () => {
  const url = await serve((_request, response) => void response.end('x'.repeat(5000)))
  const http = startHttp()
  const response = await http.guarded({ allowPrivate: true, maxBodyBytes: 4096 })(url)
  await expect(response.text()).rejects.toMatchObject({
    info: { code: 'http.too-large', message: expect.stringContaining('larger than the allowed 4 KB') },
  })
  expect(await (await http.guarded({ allowPrivate: true, maxBodyBytes: 5000 })(url)).text()).toHaveLength(5000)
})

test('an address nobody answers at is told in words', async () => {
  const http = startHttp()
  const guarded = http.guarded({ allowPrivate: true })
  const server = createServer(hello).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a server on a port, not on a pipe
  await new Promise((resolve) => server.close(resolve))
  await expect(guarded(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
    info: {
      kind: 'external',
      code: 'http.unreachable',
      message: `Could not reach 127.0.0.1:${port}: nothing listens at that address.`,
    },
  })
  await expect(guarded('not an address')).rejects.toMatchObject({ info: { code: 'http.bad-url' } })
  await expect(guarded('ftp://example.com')).rejects.toMatchObject({ info: { code: 'http.bad-url' } })
  await expect(guarded('http://me:secret@example.com')).rejects.toMatchObject({ info: { code: 'http.bad-url' } })
})
