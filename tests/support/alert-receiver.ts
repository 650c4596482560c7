import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createHttp, type GuardOptions, type Http } from '../../electron/engine/http/http.ts'
import type { Log } from '../../shared/log.ts'

type Reply = { status?: number; text?: string; headers?: Record<string, string> }
type Received = { path: string; headers: IncomingHttpHeaders; body: string }

/** A loopback server that takes alerts, and answers as the test says: `replies` in order, `ok` after them. */
export async function startReceiver(replies: (Reply | 'silence')[] = []) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ path: request.url ?? '', headers: request.headers, body })
    const reply = replies.shift() ?? {}
    if (reply === 'silence') return
    response.writeHead(reply.status ?? 200, reply.headers ?? {})
    response.end(reply.text ?? 'ok')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { received, url: `http://127.0.0.1:${port}/hook` }
}

/** The real http, which takes Slack's own address to the receiver; `asked` says what was allowed for each request. */
export function httpToReceiver(
  receiverUrl: string,
  log?: Log,
): Http & { asked: { url: string; options: GuardOptions }[] } {
  const http = createHttp({ log })
  onTestFinished(() => http.close())
  const asked: { url: string; options: GuardOptions }[] = []
  return {
    ...http,
    asked,
    guarded:
      (options = {}) =>
      (input, init) => {
        const url = String(input)
        asked.push({ url, options })
        const isSlack = url.startsWith('https://hooks.slack.com/')
        return isSlack
          ? http.guarded({ ...options, allowPrivate: true })(receiverUrl, init)
          : http.guarded(options)(input, init)
      },
  }
}
