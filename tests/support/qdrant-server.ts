import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type QdrantServer = {
  url: string
  /** What was asked, such as `GET /collections`, oldest first. */
  asked(): string[]
  /** From now on only this key is let in. */
  setKey(key: string): void
  close(): Promise<void>
}

/** A vector database on this machine that speaks as Qdrant does: one collection, a key, its own words where that is wrong. */
export async function startQdrantServer(key: string): Promise<QdrantServer> {
  const asked: string[] = []
  let wanted = key
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.method} ${request.url}`)
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (request.headers['api-key'] !== wanted) {
      return response
        .writeHead(401, { 'content-type': 'text/plain' })
        .end('Must provide an API key or an Authorization bearer token')
    }
    if (request.method === 'GET' && request.url === '/collections') {
      return send(200, { time: 0.0001, status: 'ok', result: { collections: [{ name: 'notes' }, { name: 'mails' }] } })
    }
    send(404, { time: 0, status: { error: `Not found: ${request.url}` } })
  }
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => [...asked],
    setKey(next) {
      wanted = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
}
