import type { McpTransport } from '../contract/mcp.ts'
import { userError } from '../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { jsonProblem } from '../json-problem.ts'

/** A server as it is added. `secrets`: variables of a program, headers of an address. */
export type McpSettings = { title: string; transport: McpTransport; secrets: Record<string, string> }

/**
 * The servers in the JSON that other programs keep them in: `{ "mcpServers": { name: { command, args, env } | { url,
 * headers } } }`, also with `servers`, without either, or one server alone; an address alone is one, too. Throws a user
 * error that says what is wrong where.
 */
export function readMcpConfig(text: string): McpSettings[] {
  const trimmed = text.trim()
  const address = webAddress(trimmed)
  if (address) return [{ title: address.hostname, transport: httpTransport(trimmed, address), secrets: {} }]
  const config = parse(trimmed)
  if (isServer(config)) return [readServer(nameOf(config), config)]
  const named = config.mcpServers ?? config.servers ?? config
  const servers = isJsonObject(named) ? Object.entries(named) : []
  if (servers.length === 0) throw broken('It names no server.', 'It looks like { "mcpServers": { "name": { … } } }.')
  return servers.map(([name, server]) => {
    if (!isJsonObject(server) || !isServer(server)) throw broken(`“${name}” has neither a \`command\` nor a \`url\`.`)
    return readServer(name, server)
  })
}

function parse(text: string): JsonObject {
  let value: Json
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw broken(`It is not valid JSON: ${jsonProblem(cause)}.`)
  }
  if (!isJsonObject(value)) throw broken('It is JSON, but no object.')
  return value
}

function broken(message: string, hint = 'Paste what the documentation of the server gives.') {
  return userError('mcp.bad-config', message, { hint })
}

function isServer(value: JsonObject): boolean {
  return [value.command, value.url, value.serverUrl].some((one) => typeof one === 'string')
}

function readServer(name: string, server: JsonObject): McpSettings {
  const title = name.trim().slice(0, 100) || 'MCP server'
  const { command, url = server.serverUrl ?? null, args = [], env = {}, headers = {}, cwd = '' } = server
  if (typeof command === 'string') {
    if (!Array.isArray(args) || !args.every((word) => typeof word === 'string')) {
      throw broken(`The \`args\` of “${title}” are no list of texts.`)
    }
    const folder = typeof cwd === 'string' ? cwd : ''
    return { title, transport: { kind: 'stdio', command, args, folder }, secrets: texts(title, 'env', env) }
  }
  const address = webAddress(url)
  if (!address || typeof url !== 'string') throw broken(`The \`url\` of “${title}” is no web address.`)
  if (server.type === 'sse') {
    throw broken(`“${title}” speaks SSE, the way MCP had before streamable HTTP.`, 'Use its address for that.')
  }
  return { title, transport: httpTransport(url, address), secrets: texts(title, 'headers', headers) }
}

function texts(title: string, what: string, value: Json): Record<string, string> {
  if (!isJsonObject(value)) throw broken(`\`${what}\` of “${title}” is no object.`)
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text ?? '')]))
}

/** Whoever names an address on this machine means it. */
function httpTransport(url: string, { hostname }: URL): McpTransport {
  return { kind: 'http', url, allowPrivate: isNearby(hostname) }
}

function webAddress(text: Json): URL | null {
  if (typeof text !== 'string' || !/^https?:\/\/\S+$/.test(text)) return null
  try {
    return new URL(text)
  } catch {
    return null
  }
}

/** Whether a name plainly stands for this machine or the network it is in. */
export function isNearby(hostname: string): boolean {
  return /^(localhost|.*\.localhost|.*\.local|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]$)/.test(hostname)
}

/** What one server alone may be called: its package, its program, its host. */
function nameOf({ command, url, args }: JsonObject): string {
  const address = webAddress(url ?? null)
  if (address) return address.hostname
  const words = (Array.isArray(args) ? args : []).filter((word) => typeof word === 'string' && !word.startsWith('-'))
  const first = words[0] ?? command
  return typeof first === 'string' ? (first.split(/[/\\]/).at(-1) ?? '') : ''
}
