import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../../shared/clock.ts'
import { externalError, userError } from '../../../shared/errors.ts'
import { redirectUrlOf } from '../integrations/as-catalog.ts'
import type { OAuthSignIn } from '../integrations/define-integration.ts'

type Listener = { opening: Promise<Server>; users: number }
type Wish = { redirect: OAuthSignIn['redirect']; state: string; signal: AbortSignal }

const waitMs = 10 * 60_000

/**
 * Where browsers come back to after a sign-in (RFC 8252): an address on this machine that is open only while one is under
 * way, or `niti://oauth`. Whose answer it is says its `state`, which nobody else can know; any other is turned away, and
 * ends nothing.
 */
export function createRedirects({ clock }: { clock: Clock }) {
  const waiting = new Map<string, (url: URL) => void>()
  const registered = new Map<number, Listener>()

  /** Answers whether a sign-in waited for it. */
  function take(url: URL): boolean {
    const state = url.searchParams.get('state') ?? ''
    const answer = waiting.get(state)
    waiting.delete(state)
    answer?.(url)
    return answer !== undefined
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const [status, text] = answer(request)
    reply(response, status, text)
  }

  function answer({ url: address = '', method }: IncomingMessage): [status: number, text: string] {
    const url = URL.parse(address, 'http://127.0.0.1')
    if (url?.pathname !== '/callback') return [404, 'There is nothing here.']
    if (method !== 'GET') return [405, 'There is nothing to do here.']
    if (!take(url)) return [400, 'No sign-in waits for this. Go back to Niti and start again.']
    const isDenied = url.searchParams.has('error')
    return [200, isDenied ? 'You are not signed in. You can close this window.' : 'You can close this window.']
  }

  async function listen(port: number | undefined): Promise<Server> {
    // Loaded with the first sign-in: it brings a good deal along that a run does not wait for.
    const { createServer } = await import('node:http')
    const server = createServer(handle)
    server.unref()
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? inUse(port) : error))
      server.listen(port ?? 0, '127.0.0.1', resolve)
    })
    return server
  }

  /** A port a vendor has to know beforehand is shared by all sign-ins that are under way on it. */
  function open(port: number | undefined): Listener {
    const listener = (port !== undefined && registered.get(port)) || { opening: listen(port), users: 0 }
    if (port !== undefined) registered.set(port, listener)
    listener.users += 1
    return listener
  }

  async function leave(listener: Listener, port: number | undefined): Promise<void> {
    listener.users -= 1
    if (listener.users > 0) return
    if (port !== undefined) registered.delete(port)
    const server = await listener.opening.catch(() => null)
    server?.close()
    // The page that was just answered is on its way; whoever keeps a connection open for more is not waited for.
    server?.closeIdleConnections()
  }

  return {
    /** An address that a browser opened by way of the desktop: `niti://oauth?…`. False where nobody waits for it. */
    take,

    /**
     * Begins to wait for the browser. `answer` rejects after ten minutes and with the signal; `close` in any case.
     */
    async expect({ redirect, state, signal }: Wish) {
      const listener = redirect.to === 'app' ? null : open(redirect.port)
      const server = await listener?.opening.catch((thrown) => {
        void leave(listener, redirect.port)
        throw thrown
      })
      // A TCP server that listens has an address of this kind.
      const address = server?.address() as AddressInfo | undefined
      const over = new AbortController()
      const arrived = new Promise<URL>((resolve) => waiting.set(state, resolve))
      const answer = Promise.race([arrived, timeOut(clock, AbortSignal.any([signal, over.signal]))])
      // Whoever gives up before it waits for the answer is not told twice.
      answer.catch(() => {})
      return {
        redirectUrl: redirectUrlOf(redirect, address?.port),
        answer,
        close(): void {
          waiting.delete(state)
          over.abort()
          if (listener) void leave(listener, redirect.port)
        },
      }
    },
  }
}

export type Redirects = ReturnType<typeof createRedirects>

async function timeOut(clock: Clock, signal: AbortSignal): Promise<never> {
  await clock.sleep(waitMs, signal)
  throw externalError('sign-in.timeout', 'Nobody finished the sign-in in the browser within ten minutes.', {
    retryable: true,
  })
}

function inUse(port: number | undefined) {
  return userError('sign-in.port-in-use', `Another program uses port ${port}, where the browser has to come back to.`, {
    hint: 'Close that program and sign in again.',
  })
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  })
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>Niti</title><style>body{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:90vh}</style>
<p>${text}</p></html>`)
}
