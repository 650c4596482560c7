import { expect, test } from 'vitest'
import { isNearby, readMcpConfig } from '../../shared/mcp/read-config.ts'

const program = { command: 'npx', args: ['-y', '@acme/files', '/notes'], env: { TOKEN: 'x' } }
const files = {
  transport: { kind: 'stdio', command: 'npx', args: ['-y', '@acme/files', '/notes'], folder: '' },
  secrets: { TOKEN: 'x' },
}

test.each([
  ['with mcpServers', { mcpServers: { files: program } }, 'files'],
  ['with servers', { servers: { files: program } }, 'files'],
  ['by name', { files: program }, 'files'],
  ['alone', program, 'files'],
])('a program %s', (_, config, title) => {
  expect(readMcpConfig(JSON.stringify(config))).toEqual([{ title, ...files }])
})

test('addresses, with headers, and whether they are nearby', () => {
  const config = {
    mcpServers: { a: { type: 'http', url: 'https://a.example/mcp', headers: { Authorization: 'Bearer x' } } },
  }
  expect(readMcpConfig(JSON.stringify(config))).toEqual([
    {
      title: 'a',
      transport: { kind: 'http', url: 'https://a.example/mcp', allowPrivate: false },
      secrets: { Authorization: 'Bearer x' },
    },
  ])
  expect(readMcpConfig(' http://localhost:3000/mcp\n')).toEqual([
    {
      title: 'localhost',
      transport: { kind: 'http', url: 'http://localhost:3000/mcp', allowPrivate: true },
      secrets: {},
    },
  ])
  const near = ['127.0.0.1', '10.0.0.1', '192.168.1.1', '172.20.0.1', 'nas.local', '[::1]', 'a.localhost']
  expect(near.map(isNearby)).toEqual(near.map(() => true))
  expect(
    ['example.com', '172.40.0.1', 'localhost.example.com', '100.1.1.1', '10.example.com', 'xlocalhost'].some(isNearby),
  ).toBe(false)
})

test('a folder, several servers, and numbers as variables', () => {
  const config = { mcpServers: { a: { command: 'a', cwd: '/x', env: { PORT: 8080 } }, b: { command: 'b' } } }
  expect(readMcpConfig(JSON.stringify(config))).toMatchObject([
    { title: 'a', transport: { folder: '/x' }, secrets: { PORT: '8080' } },
    { title: 'b' },
  ])
})

test.each([
  ['', 'not valid JSON'],
  ['npx -y @acme/files', 'not valid JSON'],
  ['[]', 'no object'],
  ['{}', 'names no server'],
  ['{"mcpServers":{}}', 'names no server'],
  ['{"mcpServers":{"a":{}}}', 'neither a `command` nor a `url`'],
  ['{"mcpServers":{"a":{"command":"x","args":"y"}}}', 'no list of texts'],
  ['{"mcpServers":{"a":{"command":"x","env":[]}}}', 'is no object'],
  ['{"mcpServers":{"a":{"url":"javascript:alert(1)"}}}', 'no web address'],
  ['{"mcpServers":{"a":{"url":"https://"}}}', 'no web address'],
  ['{"mcpServers":{"a":{"type":"sse","url":"https://a.example/sse"}}}', 'speaks SSE'],
])('%s is refused: %s', (config, why) => {
  expect(() => readMcpConfig(config)).toThrow(why)
})
