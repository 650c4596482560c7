import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { os, type RouterClient } from '@orpc/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startWebHost, type WebHost } from '../../electron/cli/serve/web-host.ts'
import { contentPolicy } from '../../shared/page-security.ts'

const dir = mkdtempSync(join(tmpdir(), 'niti-serve-'))
const rendererDir = join(dir, 'renderer')
let ended: Promise<void>
const router = {
  bytes: os.handler(({ input }) => ({ bytes: new Blob([new Uint8Array(Number(input)).fill(255)]) })),
  double: os.handler(({ input }) => Number(input) * 2),
  count: os.handler(async function* ({ signal }) {
    ended = new Promise((resolve) => signal?.addEventListener('abort', () => resolve()))
    for (let n = 1; !signal?.aborted; n++) {
      yield n
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }),
}
let web: WebHost

beforeAll(() => {
  mkdirSync(join(rendererDir, 'assets'), { recursive: true })
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(rendererDir, 'assets/index-a1.js'), 'export {}')
  writeFileSync(join(dir, 'outside.js'), 'outside')
})
afterAll(() => rmSync(dir, { recursive: true }))
beforeEach(async () => {
  web = await startWebHost({ router, rendererDir, port: 0 })
})
afterEach(() => web.close())

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; text: string }

/** Node's own client and not fetch: fetch tidies paths and lets nobody choose a Host. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: web.port, path, headers, method }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

async function letIn(): Promise<string> {
  const { headers } = await get(pathOf(web.newUrl()))
  const [setCookie] = headers['set-cookie'] ?? []
  return setCookie?.split(';')[0] ?? ''
}

function pathOf(url: string): string {
  return url.slice(new URL(url).origin.length)
}

/** The HTTP status an upgrade was refused with, or the open socket. */
function openSocket(headers: Record<string, string>, path = '/rpc'): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${web.port}${path}`, { headers })
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', reject)
  })
}

const ownOrigin = () => `http://127.0.0.1:${web.port}`

describe('the token', () => {
  test('opens the app once', async () => {
    const path = pathOf(web.newUrl())
    const first = await get(path)
    expect(first.status).toBe(200)
    expect(first.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/)
    expect(first.headers['cache-control']).toBe('no-store')
    const second = await get(path)
    expect(second.status).toBe(403)
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(second.text).toContain('used already')
  })

  test('is no harm to use again where it was used before', async () => {
    const path = pathOf(web.newUrl())
    const cookie = (await get(path)).headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    expect((await get(path, { cookie })).status).toBe(200)
  })

  test('a wrong one opens nothing and spends nothing', async () => {
    const path = pathOf(web.newUrl())
    expect((await get('/?token=wrong')).status).toBe(403)
    expect((await get('/?token=')).status).toBe(403)
    expect((await get(path)).status).toBe(200)
  })

  test('a new one ends the one before', async () => {
    const before = pathOf(web.newUrl())
    const after = pathOf(web.newUrl())
    expect((await get(before)).status).toBe(403)
    expect((await get(after)).status).toBe(200)
  })
})

describe('files', () => {
  test('come with type, caching and the content policy', async () => {
    const cookie = await letIn()
    const page = await get('/', { cookie })
    expect(page).toMatchObject({ status: 200, text: '<!doctype html><title>page</title>' })
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    })
    const script = await get('/assets/index-a1.js', { cookie })
    expect(script.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8' })
    expect(script.headers['cache-control']).toContain('immutable')
  })

  test('need the cookie, every one', async () => {
    for (const path of ['/', '/index.html', '/assets/index-a1.js', '/missing.js']) {
      expect((await get(path)).status).toBe(401)
      expect((await get(path, { cookie: `niti_${web.port}=guess` })).status).toBe(401)
      expect((await get(path, { cookie: 'niti_1=' })).status).toBe(401)
    }
  })

  test.each([
    '/../outside.js',
    '/%2e%2e/outside.js',
    '/..%2foutside.js',
    '/assets/..%2f..%2f..%2foutside.js',
    '/..%5coutside.js',
    '//outside.js',
    '/assets/../../outside.js',
    '/assets/',
    '/rpc',
  ])('outside the page are not there: %s', async (path) => {
    const { status, text } = await get(path, { cookie: await letIn() })
    expect(status).toBe(404)
    expect(text).not.toContain('outside')
  })

  test('are read, never written', async () => {
    const cookie = await letIn()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await get('/', { cookie }, method)
      expect(answer.status).toBe(405)
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
  })
})

describe('who may ask', () => {
  test('a foreign name that points here is refused, token and cookie or not', async () => {
    const cookie = await letIn()
    const path = pathOf(web.newUrl())
    for (const host of [
      'evil.example',
      `evil.example:${web.port}`,
      '127.0.0.1',
      `127.0.0.1:${web.port + 1}`,
      '0.0.0.0',
    ]) {
      expect((await get('/', { host, cookie })).status).toBe(403)
      expect((await get(path, { host })).headers['set-cookie']).toBeUndefined()
    }
  })

  test('a foreign page is refused', async () => {
    const cookie = await letIn()
    for (const origin of [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${web.port + 1}`,
      `http://localhost:${web.port}`,
    ]) {
      expect((await get('/', { origin, cookie })).status).toBe(403)
    }
    expect((await get('/', { origin: ownOrigin(), cookie })).status).toBe(200)
  })

  test('a WebSocket needs the cookie, our Origin, our Host and our address', async () => {
    const cookie = await letIn()
    const origin = ownOrigin()
    expect(await openSocket({ origin })).toBe(403)
    expect(await openSocket({ origin, cookie: `niti_${web.port}=guess` })).toBe(403)
    expect(await openSocket({ cookie })).toBe(403)
    expect(await openSocket({ cookie, origin: 'https://evil.example' })).toBe(403)
    expect(await openSocket({ cookie, origin: 'http://evil.example', host: 'evil.example' })).toBe(403)
    expect(await openSocket({ cookie, origin }, '/')).toBe(403)
    const socket = await openSocket({ cookie, origin })
    expect(socket).toBeInstanceOf(WebSocket)
  })

  test('nothing listens on other addresses of this machine', async () => {
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
    const addresses = others
      .filter(({ address, internal }) => !internal && !address.startsWith('fe80'))
      .map((o) => o.address)
    for (const address of [...addresses, '::1', '127.0.0.2']) {
      const isOpen = await new Promise((resolve) => {
        const socket = connect({ host: address, port: web.port, timeout: 2000 })
        for (const event of ['error', 'timeout']) socket.on(event, () => resolve(false))
        socket.on('connect', () => resolve(true)).on('close', () => socket.destroy())
      })
      expect(`${address} ${isOpen}`).toBe(`${address} false`)
    }
  })
})

describe('the engine behind it', () => {
  async function openClient() {
    const socket = await openSocket({ cookie: await letIn(), origin: ownOrigin() })
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
    // ws and the DOM differ in the types of their events only.
    const websocket = socket as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket']
    const client: RouterClient<typeof router> = createORPCClient(new RPCLink({ websocket }))
    return { socket, client }
  }

  test('hands over bytes as they are, more than a message to it may hold', async () => {
    const { client } = await openClient()
    const { bytes } = await client.bytes(70 * 1024 * 1024)
    expect(bytes.size).toBe(70 * 1024 * 1024)
    const ends = [await bytes.slice(0, 3).arrayBuffer(), await bytes.slice(-3).arrayBuffer()]
    expect(ends.map((part) => [...new Uint8Array(part)])).toEqual([
      [255, 255, 255],
      [255, 255, 255],
    ])
  })

  test('answers calls and pushes', async () => {
    const { client } = await openClient()
    expect(await client.double(21)).toBe(42)
    const seen: number[] = []
    for await (const n of await client.count()) {
      seen.push(n)
      if (n === 3) break
    }
    expect(seen).toEqual([1, 2, 3])
    await ended
  })

  test('stops pushing when the page goes', async () => {
    const { socket, client } = await openClient()
    await (await client.count()).next()
    socket.terminate()
    await ended
  })

  test('closing ends open pages too', async () => {
    const { socket } = await openClient()
    const closed = new Promise((resolve) => socket.on('close', resolve))
    await web.close()
    await closed
    await expect(get('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

test('a taken port is said in words', async () => {
  await expect(startWebHost({ router, rendererDir, port: web.port })).rejects.toMatchObject({
    info: { kind: 'user', code: 'serve.port-taken', message: `Port ${web.port} is in use.` },
  })
})
