import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { embedWords } from '../../electron/engine/models/demo-embedding.ts'

type Options = {
  /** Called for each request before it is answered, counted from 1; a status in its answer refuses it. */
  onRequest?: (count: number) => Promise<{ status: number } | undefined> | { status: number } | undefined
  /** What a text is made into; of its words unless told. */
  embed?: (text: string) => number[]
}

/** A loopback server of vectors that speaks OpenAI's API: texts with the same words lie close. */
export async function startVectorServer({ onRequest, embed = embedWords }: Options = {}) {
  const texts: string[] = []
  let requests = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    requests++
    const refused = await onRequest?.(requests)
    if (refused) {
      response.writeHead(refused.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: 'not now', type: 'invalid_request_error' } }))
      return
    }
    const { input, model }: { input: string[]; model: string } = JSON.parse(body)
    texts.push(...input)
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: embed(text) }))
    const tokens = Math.ceil(input.join('').length / 4)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({ object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } }),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  return {
    url: `http://127.0.0.1:${port}/v1`,
    /** All texts that became vectors, in the order they were asked for. */
    texts,
    requests: () => requests,
    close(): Promise<void> {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}
