import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { McpServer, McpTool } from '../../shared/contract/mcp.ts'
import { userError } from '../../shared/errors.ts'
import { type McpSettings, readMcpConfig } from '../../shared/mcp/read-config.ts'
import type { Engine } from '../engine/engine.ts'
import { enteredSecrets } from './entered-secrets.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'
import { printable } from './text-width.ts'

type Json = { json?: boolean }

/** `niti mcp list`. Nothing is started for it: tools are those a server said last. */
export function mcpServersCommand(terminal: Terminal, { json }: Json): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const servers = await engine.client.mcp.list()
    if (json) return `${JSON.stringify(servers)}\n`
    if (servers.length === 0) return 'There is no MCP server yet. `niti mcp add` adds one.\n'
    return formatTextTable(servers, serverColumns, terminal.paint)
  })
}

const serverColumns: TextColumn<McpServer>[] = [
  { title: 'server', text: ({ serverId }) => serverId },
  { title: 'name', text: ({ title }) => title, most: 30 },
  { title: 'on', text: ({ isOn }) => (isOn ? 'yes' : 'no') },
  { title: 'tools', align: 'right', text: ({ tools }) => (tools.length === 0 ? '' : String(tools.length)) },
  { title: 'where', text: whereIs },
]

function whereIs({ transport }: McpServer): string {
  return transport.kind === 'stdio' ? [transport.command, ...transport.args].join(' ') : transport.url
}

type AddOptions = Json & {
  title?: string
  words: string[]
  url?: string
  allowPrivate?: boolean
  secret: string[]
  folder?: string
  config?: string
}

/** `niti mcp add`. */
export function addMcpCommand(terminal: Terminal, options: AddOptions): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const added: McpServer[] = []
    for (const settings of await settingsOf(terminal, options)) added.push(await engine.client.mcp.add(settings))
    if (options.json) return `${JSON.stringify(added)}\n`
    return added.map(({ title, serverId }) => `Added ${printable(`“${title}”`)} (${serverId}).\n`).join('')
  })
}

async function settingsOf(terminal: Terminal, options: AddOptions): Promise<McpSettings[]> {
  const { config, title, words, url, folder, secret, allowPrivate = false } = options
  if (config !== undefined) return readMcpConfig(await readConfig(terminal, config))
  const [command, ...args] = words
  if (title === undefined || (command === undefined) === (url === undefined)) {
    throw userError(
      'cli.bad-mcp-server',
      'Name the server, and either its program after -- or its address with --url.',
      {
        hint: '`niti mcp add --help` shows both.',
      },
    )
  }
  const wanted = secret.map((name) => ({ name, title: name, required: true }))
  const secrets = await enteredSecrets(wanted, { terminal, signal: new AbortController().signal })
  if (command !== undefined) {
    const where = folder === undefined ? '' : resolve(terminal.cwd, folder)
    return [{ title, transport: { kind: 'stdio', command, args, folder: where }, secrets }]
  }
  return [{ title, transport: { kind: 'http', url: url ?? '', allowPrivate }, secrets }]
}

async function readConfig(terminal: Terminal, path: string): Promise<string> {
  if (path === '-') return text(process.stdin)
  try {
    return await readFile(resolve(terminal.cwd, path), 'utf8')
  } catch (cause) {
    throw userError('cli.unreadable-file', `${path} cannot be read.`, { cause })
  }
}

/** `niti mcp tools`. */
export function mcpToolsCommand(terminal: Terminal, { json, server }: Json & { server: string }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { serverId, title } = await findServer(engine, server)
    const tools = await engine.client.mcp.tools({ serverId })
    if (json) return `${JSON.stringify(tools)}\n`
    if (tools.length === 0) return `${printable(`“${title}”`)} has no tools.\n`
    return formatTextTable(tools, toolColumns, terminal.paint)
  })
}

const toolColumns: TextColumn<McpTool>[] = [
  { title: 'tool', text: ({ name }) => name },
  {
    title: 'what it does',
    text: ({ description, title }) => (description || title).replace(/\s+/g, ' ').slice(0, 200),
  },
]

/** `niti mcp remove`. */
export function removeMcpCommand(terminal: Terminal, { json, server }: Json & { server: string }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { serverId, title } = await findServer(engine, server)
    await engine.client.mcp.remove({ serverId })
    return json ? `${JSON.stringify({ serverId })}\n` : `Removed ${printable(`“${title}”`)}.\n`
  })
}

async function findServer(engine: Engine, wanted: string): Promise<McpServer> {
  const servers = await engine.client.mcp.list()
  const byId = servers.find(({ serverId }) => serverId === wanted)
  const named = servers.filter(({ title }) => title === wanted)
  const [only] = named
  if (byId) return byId
  if (only && named.length === 1) return only
  const why = named.length > 1 ? `${named.length} MCP servers are called` : 'There is no MCP server'
  throw userError('mcp.no-server', `${why} \`${wanted}\`.`, { hint: '`niti mcp list` shows them with their ids.' })
}
