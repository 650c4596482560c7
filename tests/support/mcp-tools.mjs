import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'

const text = (value) => ({ content: [{ type: 'text', text: value }] })
const schema = { type: 'object', properties: { text: { type: 'string' } } }
const names = ['echo', 'structured', 'fail', 'picture', 'large', 'slow', 'exit', 'hang', 'grow', 'environment', 'bulky']
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAMBAQDJ/pLvAAAAAElFTkSuQmCC'

/** The tools of the servers that tests start, three to a page. */
export function answer(server, { note = () => {}, mode = '' } = {}) {
  const all = names.map((name) => ({ name, description: `Does ${name}.`, inputSchema: schema }))
  all[0].annotations = { readOnlyHint: true, title: 'Echo' }
  if (mode === 'odd') {
    all.push({ name: 'bad name', inputSchema: schema }, { name: 'echo', inputSchema: schema })
    all.push({ name: 'hidden', description: 'a\u202eb\u0007c\u200bd', inputSchema: schema })
    all.push({
      name: 'huge',
      description: 'x'.repeat(10_000),
      inputSchema: { ...schema, description: 'x'.repeat(100_000) },
    })
  }
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const from = Number(params?.cursor ?? 0)
    const tools = all.slice(from, from + 3)
    return { tools, ...(from + 3 < all.length && { nextCursor: String(from + 3) }) }
  })
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: input = {}, _meta } }, extra) => {
    note(`called ${name}`)
    switch (name) {
      case 'echo':
        return text(String(input.text ?? ''))
      case 'structured':
        return { ...text('as text'), structuredContent: { said: input.text ?? '', list: [1, 2] } }
      case 'fail':
        return { ...text('There is no such page.'), isError: true }
      case 'picture':
        return {
          content: [
            { type: 'text', text: 'A pixel.' },
            { type: 'image', data: pixel, mimeType: 'image/png' },
            { type: 'resource', resource: { uri: 'file:///a/../b/notes.bin', blob: 'AAEC' } },
            { type: 'resource', resource: { uri: 'file:///tea.md', text: 'tea' } },
            { type: 'resource_link', uri: 'https://example.com/x', name: 'x' },
          ],
        }
      case 'large':
        return text('ä'.repeat(1_000_000))
      case 'bulky':
        return { content: [], structuredContent: { text: 'x'.repeat(5_000_000) } }
      case 'slow': {
        for (let step = 1; step <= 3; step++) {
          if (_meta?.progressToken !== undefined) {
            const params = { progressToken: _meta.progressToken, progress: step, total: 3, message: `step ${step}` }
            await extra.sendNotification({ method: 'notifications/progress', params })
          }
        }
        return new Promise((resolve) => {
          extra.signal.addEventListener('abort', () => {
            note('was cancelled')
            resolve(text('too late'))
          })
        })
      }
      case 'exit':
        process.exit(7)
        break
      case 'hang':
        // Nothing of it moves any more, not even its answers to a ping.
        setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50)
        return text('hanging')
      case 'grow':
        all.push({ name: `more-${all.length}`, inputSchema: schema })
        await server.sendToolListChanged()
        return text('grown')
      case 'environment':
        return text(JSON.stringify(process.env))
      default:
        throw new Error(`Tool ${name} not found`)
    }
  })
}
