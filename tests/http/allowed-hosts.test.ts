import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { allowsHost } from '../../electron/engine/http/allowed-hosts.ts'
import { createHttp } from '../../electron/engine/http/http.ts'

test.each([
  ['https://example.com/a', 'example.com', true],
  ['https://EXAMPLE.com./a', 'Example.COM', true],
  ['https://example.com.', 'example.com.', true],
  ['https://sub.example.com', 'example.com', false],
  ['https://sub.deep.example.com', '*.example.com', true],
  ['https://example.com', '*.example.com', false],
  ['https://badexample.com', '*.example.com', false],
  ['https://example.com.evil.net', 'example.com', false],
  ['https://evil.net/?u=example.com', 'example.com', false],
  ['https://evil.net/#@example.com', 'example.com', false],
  ['https://evil.net\\@example.com', 'example.com', false],
  ['https://example.com:8443', 'example.com', false],
  ['https://example.com:8443', 'example.com:8443', true],
  ['https://example.com', 'example.com:8443', false],
  ['https://bücher.example', 'xn--bcher-kva.example', true],
  ['https://xn--bcher-kva.example', 'bücher.example', true],
  ['http://0x7f.1/', '127.0.0.1', true],
  ['http://[::1]/', '[::1]', true],
  ['http://[0:0::1]/', '[::1]', true],
  ['https://example.com', '*', false],
  ['https://example.com', '*.', false],
  ['https://example.com', '', false],
  ['https://example.com', 'https://example.com', false],
  ['https://example.com/x', 'example.com/x', false],
  ['https://evil.net', 'example.com@evil.net', false],
])('%s with %s in the list: %s', (url, entry, allowed) => {
  expect(allowsHost(new URL(url), [entry])).toBe(allowed)
})

test('a redirect does not leave the list, whichever hop it is, and never reaches a private address', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`)
    const to = new URL(request.url ?? '/', 'http://x').searchParams.get('to')
    if (to === null) return void response.end('hello')
    response.writeHead(302, { location: to }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a server on a port
  const http = createHttp({ standIns: { 'https://one.example': origin, 'https://two.example': origin } })
  onTestFinished(() => http.close())
  const fetch = http.guarded({ onlyHosts: ['one.example'] })
  expect(await (await fetch('https://one.example/?to=/second')).text()).toBe('hello')
  const off = encodeURIComponent('https://two.example/secret')
  for (const url of [
    'https://two.example/secret',
    `https://one.example/?to=${off}`,
    `https://one.example/?to=${encodeURIComponent(`/?to=${off}`)}`,
    `https://one.example/?to=${encodeURIComponent('//two.example/secret')}`,
    `https://one.example/?to=${encodeURIComponent('https://one.example@two.example/secret')}`,
    `https://one.example/?to=${encodeURIComponent('https://one.example.two.example/secret')}`,
  ]) {
    await expect(fetch(url)).rejects.toMatchObject({ info: { kind: 'user' } })
  }
  expect(asked.filter((url) => url.includes('secret') && !url.includes('to='))).toEqual([])
  // A host that is in the list and lies on this machine is refused all the same.
  const near = http.guarded({ onlyHosts: [new URL(origin).host] })
  await expect(near(origin)).rejects.toMatchObject({ info: { code: 'http.private-address' } })
})
