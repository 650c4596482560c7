// A model server in a process of its own, so that it takes no time from what is measured: OpenAI's streamed wire format,
// each answer after the milliseconds given as argument. Prints its address as its first line.
import { createServer } from 'node:http'

const delayMs = Number(process.argv[2])
const base = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_760_000_000, model: 'bench-model' }
const line = (data: object) => `data: ${JSON.stringify(data)}\n\n`
const answer = [
  line({ ...base, choices: [{ index: 0, delta: { role: 'assistant', content: 'Hello' }, finish_reason: null }] }),
  line({ ...base, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  line({ ...base, choices: [], usage: { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 } }),
  'data: [DONE]\n\n',
].join('')

const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ object: 'list', data: [{ id: 'bench-model', object: 'model' }] }))
      return
    }
    setTimeout(() => {
      response.setHeader('content-type', 'text/event-stream')
      response.end(answer)
    }, delayMs)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address) process.stdout.write(`http://127.0.0.1:${address.port}/v1\n`)
})
process.stdin.on('end', () => process.exit()).resume()
