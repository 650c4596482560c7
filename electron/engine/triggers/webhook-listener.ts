import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { userError } from '../../../shared/errors.ts'
import { listenOnLoopback, safeHeaders } from '../listen-on-loopback.ts'

/** The body is JSON, or text as it stands; null for none. */
export type Reply = { status: number; body: Record<string, unknown> | string | null; headers?: Record<string, string> }
export type Call = { token: string; path: string; url: URL; request: Request }

export type WebhookListener = { port: number; close(): Promise<void> }

type Options = {
  /** 0: the system chooses. */
  port: number
  onHook(call: Call): Promise<Reply>
  onWait(call: Call): Promise<Reply>
  onFailure(thrown: unknown): void
  /** The host this listener is reached at from elsewhere, where there is one. */
  publicHost(): string | null
}

const addressPattern = /^\/(hooks|waits)\/([\w-]{16,128})(\/.*)?$/

/**
 * Listens for calls from programs on this machine, on 127.0.0.1 and nowhere else. Whoever calls proves to be meant by
 * the token in the address. Pages of other sites are refused: no answer allows them in, and a call that a browser says
 * comes from one is not heard. Throws `trigger.port-taken` where the port is in use.
 */
export async function listenForCalls(options: Options): Promise<WebhookListener> {
  const server = createServer()
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  server.maxConnections = 256
  const port = await listen(server, options.port)
  const app = new Hono()
  app.all('*', async (context) => {
    const { status, body, headers } = await answer(context.req.raw, options)
    return new Response(bodyOf(body), { status, headers: { ...safeHeaders, ...typeOf(body), ...headers } })
  })
  server.on('request', getRequestListener(app.fetch))
  return {
    port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(request: Request, options: Options): Promise<Reply> {
  const { onHook, onWait, onFailure } = options
  if (isFromAnotherSite(request)) return { status: 403, body: { error: 'Other pages may not call this address.' } }
  const url = new URL(request.url)
  if (!isOurHost(url.hostname, options.publicHost()))
    return { status: 403, body: { error: 'This address is not known under that name.' } }
  const [, kind, token, path] = addressPattern.exec(url.pathname) ?? []
  if (!token) return { status: 404, body: { error: 'There is no such address.' } }
  try {
    const call = { token, path: path ?? '/', url, request }
    return await (kind === 'hooks' ? onHook(call) : onWait(call))
  } catch (thrown) {
    onFailure(thrown)
    return { status: 500, body: { error: 'Something went wrong inside Niti.' } }
  }
}

/** Browsers say where a call comes from, and pages cannot forge it; programs say nothing. */
function isFromAnotherSite(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  return request.headers.has('origin') || (site !== null && site !== 'none')
}

/**
 * A tunnel on this machine calls from 127.0.0.1 as well, so who calls says nothing; under which name does. Names that
 * lead here by a trick of somebody else's name server are refused.
 */
function isOurHost(hostname: string, publicHost: string | null): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) || hostname === publicHost
}

function bodyOf(body: Reply['body']): string | null {
  return body === null || typeof body === 'string' ? body : JSON.stringify(body)
}

function typeOf(body: Reply['body']): Record<string, string> {
  if (body === null) return {}
  return { 'content-type': `${typeof body === 'string' ? 'text/plain' : 'application/json'}; charset=utf-8` }
}

function listen(server: Server, port: number): Promise<number> {
  return listenOnLoopback(server, port, (why, cause) =>
    userError('trigger.port-taken', `Port ${port} ${why}, so no call arrives.`, {
      hint: 'End that program, or choose another port for webhooks in the settings.',
      cause,
    }),
  )
}
