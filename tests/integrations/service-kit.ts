import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { createHttp, type HttpOptions } from '../../electron/engine/http/http.ts'
import type {
  Action,
  ActionRequest,
  Integration,
  SecretSignIn,
} from '../../electron/engine/integrations/define-integration.ts'
import { defineAction } from '../../electron/engine/integrations/define-integration.ts'
import type { CallContext, RequestTrace } from '../../electron/engine/integrations/integration-client.ts'
import type { ConnectionAccess, OpenConnection } from '../../electron/engine/integrations/open-connection.ts'
import { createIntegrationClient } from '../../electron/engine/integrations/run-action.ts'
import { systemClock } from '../../electron/engine/system-clock.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import { fileValue } from '../../shared/run/file-ref.ts'

/** The address of the services that tests define; a loopback server stands in for it. */
export const serviceUrl = 'https://api.service.example'
/** Marked, so that it is found wherever it must not be. */
export const token = 'canary-token-7c1d'

export type Got = { method: string; url: URL; headers: IncomingHttpHeaders; body: Buffer }
export type Answer = {
  status?: number
  headers?: Record<string, string>
  /** As JSON, unless it is text or bytes. */
  body?: Json | Buffer
}
type Answering = (got: Got, number: number) => Answer | 'hold' | 'break' | Promise<Answer | 'hold' | 'break'>

/** A server on this machine that notes what it gets and answers as told; `raw` takes the request as it comes. */
export async function startService(
  answering: Answering | { raw(request: IncomingMessage, response: ServerResponse): void },
) {
  const got: Got[] = []
  const watchers = new Set<() => void>()
  const server = createServer((request, response) => {
    if ('raw' in answering) return answering.raw(request, response)
    void (async () => {
      const body = await buffer(request)
      const one = {
        ...{ method: request.method ?? '', url: new URL(request.url ?? '/', serviceUrl) },
        ...{ headers: request.headers, body },
      }
      got.push(one)
      for (const watcher of watchers) watcher()
      const answer = await answering(one, got.length)
      if (answer === 'hold') return
      if (answer === 'break') return void request.socket.destroy()
      const { status = 200, headers, body: said } = answer
      const type = Buffer.isBuffer(said) || typeof said === 'string' ? {} : { 'content-type': 'application/json' }
      response.writeHead(status, { ...type, ...headers })
      response.end(
        said === undefined || Buffer.isBuffer(said) || typeof said === 'string' ? said : JSON.stringify(said),
      )
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  return {
    got,
    origin: `http://127.0.0.1:${port}`,
    /** Waits until so many requests have come. */
    async arrived(count: number): Promise<void> {
      while (got.length < count) {
        await new Promise<void>((resolve) => {
          const watcher = () => {
            watchers.delete(watcher)
            resolve()
          }
          watchers.add(watcher)
        })
      }
    },
  }
}

export const bearer: SecretSignIn = {
  ...{ id: 'token', kind: 'secret', title: 'Token', setup: [] },
  secrets: [{ name: 'token', title: 'Token' }],
  place: { headers: { authorization: 'Bearer {token}' } },
}

/** One action `do`, as the test says; everything else as plain as can be. */
export function serviceWith(
  action: Partial<Action> & Pick<Action, 'request'>,
  more: Partial<Integration> = {},
): Integration {
  return {
    ...{ id: 'service', title: 'Service', category: 'developer', brand: null, summary: 'Is there for a test.' },
    ...{ docsUrl: 'https://service.example', baseUrl: serviceUrl, signIn: [bearer] },
    ...more,
    actions: {
      do: defineAction({
        ...{ title: 'Do it', summary: 'Does it.', group: 'Things', kind: 'read', examples: [] },
        input: z.object({}),
        ...action,
      } as Action), // a partial of the very type, filled in
    },
  }
}

export const get = (path: string, more: Partial<ActionRequest> = {}): (() => ActionRequest) => {
  return () => ({ method: 'GET', path, ...more })
}

type Options = {
  integration: Integration
  /** Origins and the servers that stand in for them. */
  standIns?: Record<string, string>
  lookup?: HttpOptions['lookup']
  clock?: Clock
  connection?: Partial<OpenConnection>
  /** What a refused connection is renewed to. */
  renew?: (refused: OpenConnection) => OpenConnection | null
  random?: () => number
  context?: Partial<CallContext>
}

/** The client over the real HTTP, with connections in memory and everything it tells collected. */
export function openClient({ integration, standIns, lookup, clock = systemClock, renew, random, ...options }: Options) {
  const http = createHttp({ standIns, lookup })
  onTestFinished(() => http.close())
  const connection: OpenConnection = {
    ...{ connectionId: 'con_1', integrationId: integration.id, title: 'Mine', signIn: integration.signIn[0] ?? null },
    ...{ fields: {}, secrets: { token }, allowPrivate: false },
    ...options.connection,
  }
  const notes: (string | null)[] = []
  const renewals: OpenConnection[] = []
  const connections: ConnectionAccess = {
    open: async (_id, connectionId) => (connectionId === '' ? connection : { ...connection, connectionId }),
    async renew(refused) {
      renewals.push(refused)
      return renew?.(refused) ?? null
    },
    note: (_connection, refusal) => void notes.push(refusal),
  }
  const client = createIntegrationClient({
    ...{ integrations: new Map([[integration.id, integration]]), connections, http, clock },
    protocols: { call: () => Promise.reject(new Error('it has an HTTP API')) },
    random: random ?? (() => 1),
  })
  const traces: RequestTrace[] = []
  const waits: { waitMs: number | null; reason: string }[] = []
  const kept: { name: string; mediaType: string; bytes: Buffer }[] = []
  const context: CallContext = {
    signal: new AbortController().signal,
    beforeSend: async () => {},
    onRequest: (trace) => void traces.push(trace),
    onWaiting: (waitMs, reason) => void waits.push({ waitMs, reason }),
    files: {
      read: async ({ name }) => Promise.reject(new Error(`there is no file ${name}`)),
      async keep({ name, mediaType, stream }) {
        const chunks: Uint8Array[] = []
        for await (const chunk of stream) chunks.push(chunk)
        const bytes = Buffer.concat(chunks)
        kept.push({ name, mediaType, bytes })
        return fileValue({ name, mediaType, bytes: bytes.length, blobId: 'b'.repeat(64) })
      },
    },
    idempotencyKey: null,
    timeoutMs: 10_000,
    ...options.context,
  }
  return {
    ...{ client, context, connection, traces, waits, kept, notes, renewals },
    call: (
      input: JsonObject = {},
      more: { limit?: number; connectionId?: string; context?: Partial<CallContext> } = {},
    ) =>
      client.call(
        {
          ...{ integrationId: integration.id, action: 'do', input },
          ...{ connectionId: more.connectionId ?? '', limit: more.limit ?? 100 },
        },
        { ...context, ...more.context },
      ),
  }
}

/** What a rejected call was told; fails where it was not rejected. */
export async function errorOf(promise: Promise<unknown>) {
  const thrown: unknown = await promise.then(
    () => {
      throw new Error('it was not refused')
    },
    (error) => error,
  )
  if (!(thrown instanceof Error) || !('info' in thrown)) throw thrown
  return thrown.info as {
    kind: string
    code: string
    message: string
    hint?: string
    field?: string
    retryable?: boolean
  }
}
