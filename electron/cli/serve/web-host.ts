import { readFile } from 'node:fs/promises'
import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import { Hono } from 'hono'
import { type WebSocket, WebSocketServer } from 'ws'
import { userError } from '../../../shared/errors.ts'
import { cacheControl, findPageFile } from '../../../shared/page-files.ts'
import { pageHeaders } from '../../../shared/page-security.ts'
import { createSession, findRefusal, type Session } from './request-guard.ts'

/** Where the page finds the engine: `ws://<same host>/rpc`, spoken with oRPC's websocket adapter. */
export const rpcPath = '/rpc'
/** The largest message a page may send: a workflow file is far below it. */
const maxMessageBytes = 64 * 1024 * 1024
const pingEveryMs = 30_000

type Handler = RPCHandler<Record<never, never>>

export type WebHost = {
  port: number
  /** An address that opens the app once; each call makes a new one and ends the one before. */
  newUrl(): string
  /** Sends the pages away. Those that come again are let in once there is an engine. */
  disconnect(): void
  /** Answers with this engine from now on. */
  serve(router: AnyRouter): void
  close(): Promise<void>
}

/**
 * Serves the built page and the engine's router on 127.0.0.1 and on nothing else. `port` 0 takes a free one. Throws
 * `serve.port-taken` when the port is in use.
 */
export async function startWebHost(options: {
  router: AnyRouter
  rendererDir: string
  port: number
}): Promise<WebHost> {
  const server = createServer()
  const port = await listen(server, options.port)
  const session = createSession(port)
  const page = buildPage({ session, port, rendererDir: options.rendererDir })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes })
  const waiting = new Set<Duplex>()
  let engine = Promise.withResolvers<Handler>()
  engine.resolve(new RPCHandler(options.router))

  server.on('request', getRequestListener(page.fetch))
  server.on('upgrade', (request, socket, head) => {
    const refusal = refuseUpgrade(request, port, session)
    if (refusal) return refuse(socket, refusal)
    // One that leaves while it waits.
    socket.on('error', () => socket.destroy())
    waiting.add(socket)
    void engine.promise.then((handler) => {
      waiting.delete(socket)
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on('error', () => webSocket.terminate())
        keepAlive(webSocket)
        void handler.upgrade(webSocket)
      })
    })
  })

  return {
    port,
    newUrl: () => `http://127.0.0.1:${port}/?token=${session.newToken()}`,
    disconnect() {
      engine = Promise.withResolvers()
      // In order, so that what was answered before still arrives: 1012 is "service restart" (RFC 6455, IANA's registry).
      for (const webSocket of sockets.clients) webSocket.close(1012)
    },
    serve(router) {
      engine.resolve(new RPCHandler(router))
    },
    async close() {
      for (const webSocket of sockets.clients) webSocket.terminate()
      for (const socket of waiting) socket.destroy()
      sockets.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE' && cause.code !== 'EACCES') return reject(cause)
      const why = cause.code === 'EACCES' ? 'may not be used' : 'is in use'
      reject(userError('serve.port-taken', `Port ${port} ${why}.`, { hint: 'Leave out --port for a free one.', cause }))
    })
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      resolve((server.address() as AddressInfo).port) // A listening TCP server has an AddressInfo.
    })
  })
}

function buildPage({ session, port, rendererDir }: { session: Session; port: number; rendererDir: string }): Hono {
  const page = new Hono()

  page.use(async (context, next) => {
    const refusal = findRefusal({
      host: context.req.header('host'),
      origin: context.req.header('origin'),
      port,
      upgrade: false,
    })
    if (refusal) context.res = context.text(refusal, 403)
    else if (context.req.method !== 'GET' && context.req.method !== 'HEAD') context.res = context.text('Only GET.', 405)
    else await next()
    for (const [name, value] of Object.entries(pageHeaders)) context.res.headers.set(name, value)
  })

  page.get('/', async (context, next) => {
    const token = context.req.query('token')
    if (token === undefined) return next()
    const isKnown = session.isKnown(context.req.header('cookie'))
    if (!isKnown && !session.spend(token)) return context.html(notice(spentText), 403, { 'cache-control': 'no-store' })
    // A page that moves on, and not a redirect: a strict cookie is not sent along a redirect that another page began.
    const headers: Record<string, string> = { 'cache-control': 'no-store' }
    if (!isKnown) headers['set-cookie'] = session.cookie
    return context.html(`${head}<meta http-equiv="refresh" content="0;url=/">`, 200, headers)
  })

  page.get('*', async (context) => {
    if (!session.isKnown(context.req.header('cookie'))) {
      return context.html(notice(lockedText), 401, { 'cache-control': 'no-store' })
    }
    const found = findPageFile(new URL(context.req.url).pathname)
    const body = found && (await readFile(join(rendererDir, found.path)).catch(() => null))
    if (!found || !body) return context.text('There is no such file.', 404)
    return context.body(body, 200, { 'content-type': found.type, 'cache-control': cacheControl(found.path) })
  })

  return page
}

const spentText = 'This address was used already. Each one opens the app once; start niti serve again for a new one.'
const lockedText = 'This browser has not been let in. Open the address that niti serve printed, with its token.'

/** With an icon of nothing, or the browser would ask for one. */
const head = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Niti</title>'

function notice(text: string): string {
  return `${head}<p>${text}</p>`
}

function refuseUpgrade(request: IncomingMessage, port: number, session: Session): string | null {
  const { host, origin, cookie } = request.headers
  const refusal = findRefusal({ host, origin, port, upgrade: true })
  if (refusal) return refusal
  if (new URL(request.url ?? '/', 'http://127.0.0.1').pathname !== rpcPath) return 'There is no such address.'
  return session.isKnown(cookie) ? null : lockedText
}

function refuse(socket: Duplex, text: string): void {
  socket.on('error', () => socket.destroy())
  const head = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n'
  socket.end(`${head}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
}

/** Finds connections that died without a word (a laptop that slept), so that what was pushed to them ends. */
function keepAlive(webSocket: WebSocket): void {
  let isAlive = true
  webSocket.on('pong', () => {
    isAlive = true
  })
  const timer = setInterval(() => {
    if (!isAlive) return webSocket.terminate()
    isAlive = false
    webSocket.ping()
  }, pingEveryMs)
  timer.unref()
  webSocket.on('close', () => clearInterval(timer))
}
