import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'

export type SentEvent = { event: JsonObject; raw: string; path: string; auth: string }
type Reply = { status: number; headers?: Record<string, string>; text?: string } | 'silence'

/**
 * Takes what a Sentry project takes, and refuses everything that is not an envelope with one event in it:
 * https://develop.sentry.dev/sdk/data-model/envelopes/. `replies` are given in order; after them all is taken.
 */
export async function startSentryEndpoint({ replies = [] as Reply[], port = 0 } = {}) {
  const sent: SentEvent[] = []
  const complaints: string[] = []
  const watchers = new Set<() => void>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const raw = Buffer.concat(chunks)
    const reply = replies.shift()
    if (reply === 'silence') return
    if (reply) {
      response.writeHead(reply.status, reply.headers ?? {}).end(reply.text ?? '')
      return
    }
    try {
      const auth = String(request.headers['x-sentry-auth'] ?? '')
      const path = request.url ?? ''
      if (request.method !== 'POST' || path !== '/api/42/envelope/') throw new Error(`${request.method} ${path}`)
      if (request.headers['content-type'] !== 'application/x-sentry-envelope') throw new Error('another content type')
      if (!/^Sentry sentry_version=7, sentry_client=niti\/[\d.]+\S*, sentry_key=publickey0123$/.test(auth))
        throw new Error(auth)
      const event = readEnvelope(raw)
      sent.push({ event, raw: raw.toString('utf8'), path, auth })
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: event.event_id }))
    } catch (thrown) {
      complaints.push(String(thrown))
      response.writeHead(400).end(JSON.stringify({ detail: String(thrown) }))
    }
    for (const watcher of watchers) watcher()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo // a listening TCP server has one
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((done) => server.close(() => done()))
  }
  onTestFinished(close)
  return {
    sent,
    complaints,
    port: address.port,
    dsn: `http://publickey0123@127.0.0.1:${address.port}/42`,
    close,
    /** Resolves when so many were taken; a test's own time limit ends it otherwise. */
    async until(count: number): Promise<void> {
      while (sent.length < count) {
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

/** One line of JSON, then for each item a line of JSON and its payload, which is as long as that says. */
function readEnvelope(raw: Buffer): JsonObject {
  let at = 0
  const line = (): JsonObject => {
    const end = raw.indexOf(0x0a, at)
    const text = raw.subarray(at, end < 0 ? raw.length : end).toString('utf8')
    at = end < 0 ? raw.length : end + 1
    return objectOf(text)
  }
  const header = line()
  if (!/^[0-9a-f]{32}$/.test(String(header.event_id))) throw new Error('the envelope names no event')
  if (Number.isNaN(Date.parse(String(header.sent_at)))) throw new Error('the envelope does not say when it was sent')
  for (const name of Object.keys(header)) {
    if (!['event_id', 'sent_at'].includes(name)) throw new Error(`the envelope says ${name}`)
  }
  const item = line()
  if (item.type !== 'event') throw new Error(`an item of the type ${String(item.type)}`)
  const length = typeof item.length === 'number' ? item.length : raw.length - at
  const event = objectOf(
    raw
      .subarray(at, at + length)
      .toString('utf8')
      .replace(/\n$/, ''),
  )
  if (
    raw
      .subarray(at + length)
      .toString('utf8')
      .trim() !== ''
  )
    throw new Error('more than one item')
  checkEvent(event, header)
  return event
}

function objectOf(text: string): JsonObject {
  const value: Json = JSON.parse(text)
  if (!isJsonObject(value)) throw new Error('no object')
  return value
}

const known = ['event_id', 'timestamp', 'platform', 'level', 'release', 'tags', 'contexts', 'exception']

/** https://develop.sentry.dev/sdk/data-model/event-payloads/, and of it only what is meant to leave. */
function checkEvent(event: JsonObject, header: JsonObject): void {
  for (const name of Object.keys(event)) if (!known.includes(name)) throw new Error(`the event says ${name}`)
  if (event.event_id !== header.event_id) throw new Error('the event has another id than the envelope')
  if (typeof event.timestamp !== 'number') throw new Error('the event has no time')
  if (!['node', 'javascript'].includes(String(event.platform))) throw new Error('an unknown platform')
  if (!['error', 'fatal'].includes(String(event.level))) throw new Error('an unknown level')
  if (!/^niti@\d/.test(String(event.release))) throw new Error('no release')
  const values = isJsonObject(event.exception) ? event.exception.values : null
  if (!Array.isArray(values) || values.length !== 1) throw new Error('not one exception')
}
