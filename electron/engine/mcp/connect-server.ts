import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { version } from '../../../package.json'
import type { McpTransport } from '../../../shared/contract/mcp.ts'
import { externalError, NitiError, userError } from '../../../shared/errors.ts'
import type { Http } from '../http/http.ts'
import { createProcessTransport } from './process-transport.ts'

type Options = {
  transport: McpTransport
  secrets: Record<string, string>
  http: Http
  /** What it says beside its answers. */
  onLine(line: string): void
  onToolsChanged(): void
  startTimeoutMs: number
  patienceMs: number
  signal: AbortSignal
}

/** A server that is connected. */
export type Session = {
  client: Client
  name: string
  version: string
  /** Resolves when it is no more, with how that came about. */
  ended: Promise<string>
  /** Ends it, and the process it runs in with all that this started. */
  close(): Promise<void>
}

/** Longest reply of a server on the net, in bytes. */
const maxBodyBytes = 64 * 1024 * 1024

/** Starts or reaches a server and shakes hands. Rejects with a user or external error; then nothing of it is left. */
export async function connectServer(options: Options): Promise<Session> {
  // Loaded by the first server: most runs know none.
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js')
  const types = await import('@modelcontextprotocol/sdk/types.js')
  const client = new Client({ name: 'niti', title: 'Niti', version }, { capabilities: {} })
  client.setNotificationHandler(types.ToolListChangedNotificationSchema, options.onToolsChanged)
  client.setNotificationHandler(types.LoggingMessageNotificationSchema, ({ params: { level, data } }) =>
    options.onLine(`${level}: ${typeof data === 'string' ? data : JSON.stringify(data)}`),
  )
  client.onerror = (error) => options.onLine(error.message)
  const way = options.transport.kind === 'stdio' ? await throughProcess(options) : await throughHttp(options)
  try {
    await client.connect(way.transport, { timeout: options.startTimeoutMs, signal: options.signal })
  } catch (thrown) {
    await way.close()
    if (options.signal.aborted) throw options.signal.reason
    throw await explainStart(thrown, way.endedSoon, options)
  }
  const server = client.getServerVersion()
  return {
    ...{ client, ended: way.ended, close: way.close },
    ...{ name: clip(server?.title ?? server?.name ?? ''), version: clip(server?.version ?? '') },
  }
}

function clip(text: string): string {
  return text.slice(0, 100)
}

/** `endedSoon`: how its process ended, where it has one and that ended. */
type Way = { transport: Transport; ended: Promise<string>; endedSoon(): Promise<string | null>; close(): Promise<void> }

async function throughProcess({ transport, secrets, onLine, patienceMs }: Options): Promise<Way> {
  if (transport.kind !== 'stdio') throw new TypeError('not a program')
  const { getDefaultEnvironment } = await import('@modelcontextprotocol/sdk/client/stdio.js')
  const { JSONRPCMessageSchema } = await import('@modelcontextprotocol/sdk/types.js')
  const process = createProcessTransport({
    ...transport,
    ...{ onLine, patienceMs, parse: (text) => JSONRPCMessageSchema.parse(JSON.parse(text)) },
    // The rest of what stands in Niti's own environment is none of a server's business.
    env: { ...getDefaultEnvironment(), ...secrets },
  })
  let how: string | null = null
  void process.ended.then((words) => {
    how = words
  })
  return {
    transport: process,
    ended: process.ended,
    // It was closed before this is asked, so it has ended if it was ever there.
    endedSoon: async () => how,
    close: () => process.close(),
  }
}

async function throughHttp({ transport, secrets, http, patienceMs }: Options): Promise<Way> {
  if (transport.kind !== 'http') throw new TypeError('not an address')
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js')
  const url = new URL(transport.url)
  const guarded = http.guarded({ allowPrivate: transport.allowPrivate, maxBodyBytes })
  const reach = new StreamableHTTPClientTransport(url, {
    // Its headers go to its own origin alone, whatever else the protocol has fetched.
    fetch: (input, init) => {
      const headers = new Headers(init?.headers)
      if (new URL(input).origin === url.origin) {
        for (const [name, value] of Object.entries(secrets)) headers.set(name, value)
      }
      return guarded(input, { ...init, headers })
    },
  })
  const ended = Promise.withResolvers<string>()
  return {
    transport: reach,
    ended: ended.promise,
    endedSoon: async () => null,
    async close() {
      // So that it need not keep what nobody will ask for; one that does not answer is left alone.
      const patience = new Promise((resolve) => setTimeout(resolve, patienceMs).unref())
      await Promise.race([reach.terminateSession().catch(() => null), patience])
      await reach.close()
      ended.resolve('as it was told to')
    },
  }
}

async function explainStart(thrown: unknown, endedSoon: Way['endedSoon'], { transport, startTimeoutMs }: Options) {
  if (thrown instanceof NitiError) return thrown
  const how = await endedSoon()
  const signIn = signInWords(thrown)
  if (signIn) return signIn
  const what = transport.kind === 'stdio' ? `\`${transport.command}\`` : new URL(transport.url).host
  if (isTimeout(thrown)) {
    return externalError('mcp.silent', `${what} did not answer within ${startTimeoutMs / 1000} seconds.`, {
      hint: 'Look at its log: it may not be an MCP server, or still be loading what it needs.',
      retryable: true,
    })
  }
  if (transport.kind === 'stdio' && isClosed(thrown)) {
    return externalError('mcp.ended', `${what} ended ${how ?? 'at once'} before it had answered.`, {
      hint: 'Look at its log: there it says why.',
      cause: thrown,
    })
  }
  const words = thrown instanceof Error ? thrown.message.slice(0, 300) : ''
  return externalError('mcp.not-reached', `${what} does not answer as an MCP server does: ${words}`, { cause: thrown })
}

/** What a server says that wants to know who asks. */
export function signInWords(thrown: unknown): NitiError | null {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
  const isUnauthorized = thrown instanceof Error && thrown.constructor.name === 'UnauthorizedError'
  if (!isUnauthorized && code !== 401 && code !== 403) return null
  return userError('mcp.sign-in', 'The server asks for a sign-in.', {
    hint: 'Put a token into its headers, such as Authorization with `Bearer` and the token.',
  })
}

// Codes of the SDK's McpError, which is loaded with it.
const timedOut = -32001
const connectionClosed = -32000

export function isTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === timedOut
}

export function isClosed(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === connectionClosed
}
