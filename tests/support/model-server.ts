import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'

/** Tokens as the test writes them; each vendor's file turns them into its own names. */
export type AnswerUsage = {
  inputTokens: number
  outputTokens: number
  cachedInputTokens?: number
  reasoningTokens?: number
  cacheWriteInputTokens?: number
}

/** A tool the model asks for. */
export type AnsweredCall = {
  name: string
  /** Text is sent as it stands, so that it may be malformed. */
  arguments: JsonObject | string
  /** The vendor's own name of the call; null where the server gives none. Unless told, one in the vendor's manner. */
  id?: string | null
}

export type StreamedAnswer = {
  text?: string
  toolCalls?: AnsweredCall[]
  reasoning?: string
  /** Null leaves the usage out, as a careless server does. Unless told, a quarter of the characters. */
  usage?: AnswerUsage | null
  /** In our words; turned into the vendor's. */
  finish?: 'stop' | 'length' | 'content-filter' | 'refusal'
  /** The dated name the vendor answers with. */
  model?: string
  /** Into how many pieces the text, and the arguments of each call, are cut, or the pieces of the text; 3 unless told. */
  chunks?: number | string[]
  delayMs?: number
  /** Ends the stream after so many pieces of text: `break` cuts the connection, `hold` waits for the client to leave. */
  stopAfter?: { pieces: number; by: 'break' | 'hold' | 'end' | { error: JsonObject } }
  /** After so many pieces of text the stream waits until it is told to go on. */
  pause?: { after: number; until: Promise<void> }
}

export type PlainAnswer = { status: number; headers?: Record<string, string>; body?: unknown }
/** Cuts the connection without a word. */
export type HangUp = { hangUp: true }
export type ModelAnswer = StreamedAnswer | PlainAnswer | HangUp

/** What a request asks, whichever vendor's words it is in. */
export type Asked = {
  model: string
  instructions: string
  /** One after the other; results of tools that came together are one turn. */
  turns: AskedTurn[]
  tools: { name: string; description: string; schema: Json }[]
  toolChoice: 'auto' | 'required' | 'none' | null
  /** Where an answer by schema is asked for. */
  schema: Json
}
export type AskedTurn = {
  role: 'user' | 'assistant' | 'tool'
  text: string
  /** Media types of what goes along. */
  files: string[]
  calls: { id: string; name: string; input: Json }[]
  results: { id: string; text: string; isError: boolean }[]
  /** Whether sealed reasoning came back with it. */
  hasReasoning: boolean
}

export type RecordedRequest = {
  method: string
  path: string
  headers: Record<string, string>
  body: JsonObject
}

/** How one vendor writes things. */
export type Wire = {
  basePath: string
  isCall(method: string, path: string): boolean
  isModelList(method: string, path: string): boolean
  modelList(ids: string[]): unknown
  read(request: RecordedRequest): Asked
  /** The vendor's own check of a request: an error reply, or null. */
  refuse(request: RecordedRequest): PlainAnswer | null
  /** The whole stream as server-sent events: before, each piece of text, after. */
  events(
    answer: StreamedAnswer,
    pieces: string[],
    request: RecordedRequest,
  ): { before: string[]; pieces: string[]; after: string[] }
  error(error: JsonObject): string
}

export type ModelServer = {
  /** The base URL a provider is given. */
  url: string
  /** What was asked, request for request. */
  asked: Asked[]
  /** Requests the vendor would have refused, each with why. */
  refused: string[]
  origin: string
  requests: RecordedRequest[]
  /** What the vendor would charge for: whole answers as their usage says, cut ones by what was sent. */
  bill: { calls: number; inputTokens: number; cachedInputTokens: number; outputTokens: number; reasoningTokens: number }
  /** Puts the next answer into the script; tells when its request came and when its client left before the end. */
  /** `fits`: it is for the first request that this holds for, whichever others come before; unless told, for the next. */
  answer(
    answer: ModelAnswer,
    fits?: (asked: Asked) => boolean,
  ): { arrived: Promise<RecordedRequest>; clientLeft: Promise<void> }
  /** Stops the server. Throws if an answer was never asked for, or a call came that no answer was there for. */
  close(): Promise<void>
}

export type ModelServerOptions = {
  /** Instead of a script: answers whatever comes, also many calls at once. */
  respond?(body: JsonObject, index: number): ModelAnswer | Promise<ModelAnswer>
  /** The models it lists; without them, asking for the list takes the next answer like any call. */
  models?: string[]
  host?: string
}

type Scripted = {
  fits?: (asked: Asked) => boolean
  answer: ModelAnswer
  onArrival(request: RecordedRequest): void
  onLeave(): void
}

/** A model vendor on a loopback port. Strict: what was not scripted fails, and so does what was scripted in vain. */
export async function startModelServer(wire: Wire, options: ModelServerOptions = {}): Promise<ModelServer> {
  const script: Scripted[] = []
  const unexpected: string[] = []
  const requests: RecordedRequest[] = []
  const allAsked: Asked[] = []
  const refused: string[] = []
  const bill = { calls: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://server')
    const method = request.method ?? 'GET'
    if (options.models && wire.isModelList(method, pathname))
      return sendJson(response, { status: 200, body: wire.modelList(options.models) })
    const recorded = { method, path: request.url ?? '/', headers: flatHeaders(request), body: await readJson(request) }
    const isCall = wire.isCall(method, pathname)
    const asked = isCall ? wire.read(recorded) : null
    const index = script.findIndex(({ fits }) => !fits || (asked !== null && fits(asked)))
    const next =
      script.splice(index, index < 0 ? 0 : 1)[0] ??
      (options.respond && (await respondWith(options.respond, recorded.body, requests.length)))
    if (!next || !(isCall || wire.isModelList(method, pathname))) {
      unexpected.push(`${method} ${pathname}`)
      // Not a status that is worth trying again: the test is to fail now.
      return sendJson(response, { status: 400, body: { error: { message: `Unexpected call: ${method} ${pathname}` } } })
    }
    requests.push(recorded)
    if (asked) allAsked.push(asked)
    response.once('close', () => {
      if (!response.writableFinished) next.onLeave()
    })
    next.onArrival(recorded)
    const refusal = isCall ? wire.refuse(recorded) : null
    if (refusal) {
      refused.push(JSON.stringify(refusal.body))
      return sendJson(response, refusal)
    }
    if ('hangUp' in next.answer) return void response.destroy()
    if ('status' in next.answer) return sendJson(response, next.answer)
    await stream(next.answer, recorded, response)
  }

  async function stream(answer: StreamedAnswer, request: RecordedRequest, response: ServerResponse): Promise<void> {
    const { usage, pieces } = complete(answer, request)
    const events = wire.events({ ...answer, usage: answer.usage === null ? null : usage }, pieces, request)
    const isOpen = async () => {
      if (answer.delayMs) await sleep(answer.delayMs)
      return !response.destroyed
    }
    bill.calls += 1
    bill.inputTokens += usage.inputTokens
    bill.cachedInputTokens += usage.cachedInputTokens ?? 0
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.flushHeaders()
    for (const event of events.before) await write(response, event)
    const limit = answer.stopAfter?.pieces ?? events.pieces.length
    for (const [index, event] of events.pieces.slice(0, limit).entries()) {
      if (answer.pause?.after === index) await answer.pause.until
      if (!(await isOpen())) return
      await write(response, event)
      bill.outputTokens += share(usage.outputTokens, index, events.pieces.length)
    }
    const by = answer.stopAfter?.by
    if (by === 'hold') return
    if (by === 'break') return void response.destroy()
    if (by === 'end') return void response.end()
    if (by) return void response.end(wire.error(by.error))
    bill.reasoningTokens += usage.reasoningTokens ?? 0
    if (await isOpen()) response.end(events.after.join(''))
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      unexpected.push(String(error))
      response.destroy()
    })
  })
  server.listen(0, options.host ?? '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an address with one, not a pipe's name.
  const { port } = server.address() as AddressInfo
  const host = options.host === '::1' ? '[::1]' : '127.0.0.1'
  const origin = `http://${host}:${port}`

  return {
    origin,
    url: `${origin}${wire.basePath}`,
    requests,
    asked: allAsked,
    refused,
    bill,
    answer(answer, fits) {
      const arrived = Promise.withResolvers<RecordedRequest>()
      const left = Promise.withResolvers<void>()
      script.push({ ...(fits && { fits }), answer, onArrival: arrived.resolve, onLeave: left.resolve })
      return { arrived: arrived.promise, clientLeft: left.promise }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      if (unexpected.length > 0) throw new Error(`The model server was not expecting: ${unexpected.join(', ')}`)
      if (script.length > 0) throw new Error(`${script.length} scripted answers were never asked for.`)
    },
  }
}

/** Resolves when the piece has left, so that a break right after it cuts the connection and not the piece. */
function write(response: ServerResponse, event: string): Promise<void> {
  return new Promise((resolve) => response.write(event, () => resolve()))
}

async function respondWith(
  respond: NonNullable<ModelServerOptions['respond']>,
  body: JsonObject,
  index: number,
): Promise<Scripted> {
  return { answer: await respond(body, index), onArrival() {}, onLeave() {} }
}

function complete(answer: StreamedAnswer, request: RecordedRequest): { usage: AnswerUsage; pieces: string[] } {
  const roughly = (length: number) => Math.ceil(length / 4)
  const text = answer.text ?? ''
  const calls = (answer.toolCalls ?? []).map((call) => call.name + argumentsText(call)).join('')
  const counted = {
    inputTokens: roughly(JSON.stringify(request.body).length),
    outputTokens: roughly(text.length + calls.length),
  }
  return { usage: answer.usage ?? counted, pieces: cut(text, answer.chunks ?? 3) }
}

/** A call's arguments as they go over the wire. */
export function argumentsText({ arguments: sent }: AnsweredCall): string {
  return typeof sent === 'string' ? sent : JSON.stringify(sent)
}

/** The same in pieces, as many as the answer is cut into. */
export function argumentPieces(call: AnsweredCall, { chunks = 3 }: StreamedAnswer): string[] {
  return cut(argumentsText(call), Array.isArray(chunks) ? 3 : chunks)
}

/** JSON as a value; what is none stays the text it is. */
export function readArguments(text: Json | undefined): Json {
  if (typeof text !== 'string') return text ?? null
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

function cut(text: string, chunks: number | string[]): string[] {
  if (Array.isArray(chunks)) return chunks
  const size = Math.max(1, Math.ceil(text.length / chunks))
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  )
}

/** The piece's part of a whole, so that all parts add up to it exactly. */
function share(whole: number, index: number, parts: number): number {
  return Math.floor((whole * (index + 1)) / parts) - Math.floor((whole * index) / parts)
}

function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
}

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  const body: unknown = text ? JSON.parse(text) : {}
  if (!isJsonObject(body)) throw new Error(`Not a JSON object: ${text}`)
  return body
}

function sendJson(response: ServerResponse, { status, headers, body }: PlainAnswer): void {
  const isText = typeof body === 'string'
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers })
  response.end(isText ? body : JSON.stringify(body ?? {}))
}
