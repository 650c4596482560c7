// A server for tests, over its standard input and output. What it does beside answering, its first argument says.
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { answer } from './mcp-tools.mjs'

const mode = process.argv[2] ?? ''
/** Where it notes what happens to it. */
const diary = process.argv[3] ?? ''
const note = (line) => diary && appendFileSync(diary, `${line}\n`)

note(`started ${process.pid}`)
process.stderr.write(`hello from ${process.pid}\n`)
if (process.env.MCP_TOKEN) process.stderr.write(`my token is ${process.env.MCP_TOKEN}\n`)
if (mode === 'noisy') process.stdout.write('Welcome to the noisy server!\n')
if (mode === 'ends') {
  process.stderr.write('no licence\n')
  process.exit(3)
}
if (mode === 'silent') await new Promise((resolve) => setTimeout(resolve, 600_000))
if (mode === 'family') {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  note(`child ${child.pid}`)
}
if (mode === 'stubborn') {
  process.on('SIGTERM', () => note('refused to end'))
  setInterval(() => {}, 1000)
}

const server = new Server({ name: 'test-server', version: '1.2.3' }, { capabilities: { tools: { listChanged: true } } })
answer(server, { note, mode })
const transport = new StdioServerTransport()
await server.connect(transport)
if (mode === 'stubborn') process.stdin.on('end', () => note('input ended'))
else process.stdin.on('end', () => process.exit(0))
