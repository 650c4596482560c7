import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished } from 'vitest'

export type EmbeddingReply = { status?: number; body: unknown } | 'hang-up'

/** A server that gives these replies, one after the other, and keeps what it was sent. */
export async function startEmbeddingServer(...replies: EmbeddingReply[]) {
  const sent: { path: string; body: Record<string, unknown> }[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    sent.push({ path: request.url ?? '', body: JSON.parse(text) })
    const reply = replies.shift() ?? { status: 400, body: { error: { message: 'nothing is scripted' } } }
    if (reply === 'hang-up') return void response.destroy()
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect(replies).toEqual([])
  })
  const { port } = server.address() as AddressInfo
  return { sent, url: `http://127.0.0.1:${port}` }
}

/** Vectors in OpenAI's own form, in no order. */
export const openAiVectors = (vectors: number[][], tokens: number) => ({
  body: {
    data: vectors.map((embedding, index) => ({ index, embedding })).toReversed(),
    usage: { prompt_tokens: tokens },
  },
})
