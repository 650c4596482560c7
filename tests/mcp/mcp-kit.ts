import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { onTestFinished } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { McpServer, McpTransport } from '../../shared/contract/mcp.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { RunView } from '../../shared/run/view.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { answer } from '../support/mcp-tools.mjs'
import { runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const script = fileURLToPath(new URL('../support/mcp-server.mjs', import.meta.url))

/** A real server in a process of its own, and the diary it keeps. */
export function childServer(mode = '') {
  const path = join(temporaryFolder(), 'diary')
  const diary = () => (existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [])
  const transport: McpTransport = { kind: 'stdio', command: process.execPath, args: [script, mode, path], folder: '' }
  return {
    transport,
    diary,
    /** Processes it noted. */
    pids: () => diary().flatMap((line) => /^(?:started|child) (\d+)$/.exec(line)?.slice(1).map(Number) ?? []),
  }
}

export function isAlive(pid: number): boolean {
  try {
    // A zombie that nobody has waited for yet is no process any more.
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Looks until it is so; fails the test after ten seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('it never came to that')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export function add(engine: Engine, transport: McpTransport, secrets: Record<string, string> = {}): Promise<McpServer> {
  return engine.client.mcp.add({ title: 'Test', transport, secrets })
}

/** A run of one node that asks one tool. */
export function ask(engine: Engine, serverId: string, tool: string, input: JsonObject = {}): Promise<RunView> {
  return runWorkflow(engine, askOf(serverId, tool, input))
}

export function askOf(serverId: string, tool: string, input: JsonObject = {}) {
  return drawWorkflow('ask', { ask: { type: 'mcp-tool', params: { serverId, tool, input } } })
}

type HttpOptions = { json?: boolean; token?: string }

/** A server on the net, with sessions; answers are streams, or JSON where that is asked for. */
export async function startHttpServer({ json = false, token }: HttpOptions = {}) {
  const notes: string[] = []
  const headers: IncomingMessage['headers'][] = []
  /** What came along beside the params of requests. */
  const metas: object[] = []
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const server = createServer(async (request, response) => {
    headers.push(request.headers)
    notes.push(`${request.method}`)
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      return void response.writeHead(401, { 'www-authenticate': 'Bearer' }).end('who are you?')
    }
    const known = sessions.get(String(request.headers['mcp-session-id']))
    if (known) return known.handleRequest(request, response)
    const body: unknown = JSON.parse((await text(request)) || 'null')
    const isFirst = typeof body === 'object' && body !== null && 'method' in body && body.method === 'initialize'
    if (!isFirst) return void response.writeHead(404).end('no such session')
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: json,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void notes.push(`closed ${sessions.delete(id)}`),
    })
    const spoken = new Server({ name: 'net-server', version: '9' }, { capabilities: { tools: { listChanged: true } } })
    answer(spoken, { note: (line: string) => void notes.push(line) })
    await spoken.connect(transport)
    const { onmessage } = transport
    transport.onmessage = (message, extra) => {
      if ('params' in message && message.params?._meta) metas.push(message.params._meta)
      onmessage?.(message, extra)
    }
    await transport.handleRequest(request, response, body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(close)
  const { port } = server.address() as AddressInfo // a server on a port, not on a pipe
  const url = `http://127.0.0.1:${port}/mcp`
  const transport: McpTransport = { kind: 'http', url, allowPrivate: true }
  return {
    ...{ transport, url, notes, headers, metas, close },
    /** As after a restart: it knows no session any more. */
    forget: () => sessions.clear(),
  }
}
