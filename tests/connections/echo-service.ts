import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import {
  defineAction,
  defineIntegration,
  type Integration,
  type LooseJson,
  type SignIn,
} from '../../electron/engine/integrations/define-integration.ts'
import { isJsonObject } from '../../shared/json.ts'

export type Seen = { method: string; path: string; headers: Record<string, string>; body: string }
export type Answer = { status?: number; headers?: Record<string, string>; body?: LooseJson }

/** A server on loopback that answers as it is told, and remembers what it was asked. */
export async function startServer(answer: (seen: Seen) => Answer | Promise<Answer>) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const one = { method: request.method ?? '', path: request.url ?? '', ...(await readAll(request)) }
    seen.push(one)
    const { status = 200, headers = {}, body = null } = await answer(one)
    const isText = typeof body === 'string'
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers })
    response.end(isText ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(close)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close }
}

async function readAll(request: IncomingMessage) {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return { headers: Object.fromEntries(headers) as Record<string, string>, body: await text(request) }
}

/** A service whose address and ways to sign in a test says; it can tell whose account it is, and echo. */
export function defineTestService(baseUrl: string, signIn: SignIn[], more: Partial<Integration> = {}): Integration {
  return defineIntegration({
    id: 'acme',
    title: 'Acme',
    category: 'chat',
    brand: null,
    summary: 'For tests.',
    docsUrl: 'https://example.com',
    baseUrl,
    signIn,
    complaint({ status, body }) {
      if (status < 400) return null
      const message = isJsonObject(body) && typeof body.error === 'string' ? body.error : `status ${status}`
      return { message, isSignIn: status === 401 }
    },
    test: {
      request: () => ({ method: 'GET', path: '/me' }),
      account: (body) => (isJsonObject(body) ? String(body.name ?? '') : ''),
      example: { sends: { method: 'GET', path: '/me' }, reply: { body: { name: 'Ada' } }, account: 'Ada' },
    },
    actions: {
      echo: defineAction({
        title: 'Echo',
        summary: 'Says it again.',
        group: 'Tests',
        kind: 'read',
        input: z.object({ text: z.string().default('') }),
        request: ({ text }) => ({ method: 'POST', path: '/echo', body: { json: { text } } }),
        examples: [
          {
            input: { text: 'a' },
            sends: { method: 'POST', path: '/echo', body: { text: 'a' } },
            reply: { body: { text: 'a' } },
            gives: { text: 'a' },
          },
        ],
      }),
    },
    ...more,
  })
}
