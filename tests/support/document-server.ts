import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ActionRequest } from '../../electron/engine/integrations/define-integration.ts'
import { isJsonObject, type Json, stableStringify } from '../../shared/json.ts'
import type { SentBody, SentCall, VendorDocument } from '../conformance/document.ts'

/** A call with what the service answers. */
export type ServedExample = {
  sent: SentCall
  reply: { status?: number; headers?: Record<string, string>; body: Json }
  /** The reply is no JSON: `text` as it is, `file` some bytes. */
  reads?: ActionRequest['reads']
}

type Options = {
  examples: ServedExample[]
  /** Query parameters that hold the credential: no affair of the document's. */
  credentials?: string[]
  /** What paging adds to the first call; ignored where an example is compared with what came. */
  paging?: string[]
}

/**
 * A vendor, made from its document: each request is held against the document on arrival, and answered 400 with all that
 * does not fit. What fits is answered as in the example, else with a reply made from the document's schema. Without a
 * document a request has to be what an example sends. Close it when done.
 */
export async function startDocumentServer(document: VendorDocument | null, options: Options) {
  const received: SentCall[] = []
  const refusals: string[] = []
  const server = createServer(async (request, response) => {
    const sent = await readCall(request, options.credentials ?? [])
    received.push(sent)
    const answer = answerTo(document, sent, options)
    if (answer.findings) refusals.push(`${sent.method} ${sent.path}: ${answer.findings.join('; ')}`)
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    /** What did not fit, of each request that was refused. */
    refusals,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Answer = { status: number; headers?: Record<string, string>; text: string; findings?: string[] }

function answerTo(document: VendorDocument | null, sent: SentCall, options: Options): Answer {
  const example = closest(sent, options)
  if (!document) {
    const differences = example ? differencesOf(sent, example.sent, options) : ['no example asks for this']
    return example && differences.length === 0 ? given(example) : refused(differences)
  }
  const operation = document.findOperation(sent)
  if (!operation) return refused(['the document has no such call'])
  const findings = operation.checkRequest(sent)
  if (findings.length > 0) return refused(findings)
  if (example) return given(example)
  const made = operation.makeReply()
  return made ? given({ sent, reply: made }) : refused(['the document does not say what it answers'])
}

function given({ reply: { status = 200, headers, body }, reads = 'json' }: ServedExample): Answer {
  if (reads === 'file')
    return { status, headers: { 'content-type': 'application/octet-stream', ...headers }, text: 'bytes' }
  if (reads === 'text') return { status, headers: { 'content-type': 'text/plain', ...headers }, text: String(body) }
  const text = body === null || status === 204 ? '' : JSON.stringify(body)
  return { status, ...(headers && { headers }), text }
}

function refused(findings: string[]): Answer {
  return { status: 400, text: JSON.stringify({ error: { message: findings.join('; ') } }), findings }
}

/** The example of this method and path that differs least. */
function closest(sent: SentCall, options: Options): ServedExample | null {
  const [best] = options.examples
    .filter((example) => example.sent.method === sent.method && sameText(example.sent.path, sent.path))
    .map((example) => ({ example, differences: differencesOf(sent, example.sent, options).length }))
    .sort((a, b) => a.differences - b.differences)
  return best?.example ?? null
}

function differencesOf(sent: SentCall, wanted: SentCall, { paging = [] }: Options): string[] {
  const names = new Set([...Object.keys(sent.query), ...Object.keys(wanted.query)])
  const query = [...names].filter((name) => {
    const isAdded = !(name in wanted.query) && paging.includes(name)
    return !isAdded && !same(oneOrMany(sent.query[name]), oneOrMany(wanted.query[name]))
  })
  const headers = Object.keys(wanted.headers).filter((name) => sent.headers[name] !== wanted.headers[name])
  return [
    ...query.map(
      (name) => `query.${name} is ${JSON.stringify(sent.query[name])}, not ${JSON.stringify(wanted.query[name])}`,
    ),
    ...headers.map(
      (name) => `the header ${name} is ${JSON.stringify(sent.headers[name])}, not ${wanted.headers[name]}`,
    ),
    ...bodyDifferences(sent.body, wanted.body, paging),
  ]
}

function bodyDifferences(sent: SentBody | undefined, wanted: SentBody | undefined, paging: string[]): string[] {
  if (!sent || !wanted) return sent === wanted ? [] : [sent ? 'there is a body' : 'the body is missing']
  if (wanted.kind !== 'file' && sent.kind !== wanted.kind) return [`the body is ${sent.kind}, not ${wanted.kind}`]
  // Bytes of a file are other than what stands for them in an example.
  if (wanted.kind === 'file') return []
  if (!isJsonObject(sent.value) || !isJsonObject(wanted.value)) {
    return same(sent.value, wanted.value) ? [] : [`the body is ${JSON.stringify(sent.value)}`]
  }
  const [got, asked] = [sent.value, wanted.value]
  const names = new Set([...Object.keys(got), ...Object.keys(asked)])
  return [...names]
    .filter((name) => !(paging.includes(name) && !(name in asked)) && !same(got[name] ?? null, asked[name] ?? null))
    .map((name) => `body.${name} is ${JSON.stringify(got[name])}, not ${JSON.stringify(asked[name])}`)
}

/** A list of one cannot be told from its entry in a query. */
function oneOrMany(value: string | string[] | undefined): Json {
  return Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : (value ?? null)
}

function same(a: Json, b: Json): boolean {
  return stableStringify(a) === stableStringify(b)
}

/** Escaped or not, as long as it is the same path. */
function sameText(a: string, b: string): boolean {
  return a === b || decodeURIComponent(a) === decodeURIComponent(b)
}

async function readCall(request: IncomingMessage, credentials: string[]): Promise<SentCall> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const type = request.headers['content-type'] ?? ''
  const bytes = Buffer.concat(chunks)
  for (const name of credentials) searchParams.delete(name)
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return {
    method: request.method ?? '',
    path: pathname,
    query: fieldsOf(searchParams),
    headers: Object.fromEntries(headers),
    ...(bytes.length > 0 && { body: readBody(bytes, type) }),
  }
}

function readBody(bytes: Buffer, type: string): SentBody {
  const mediaType = type.split(';')[0]?.trim() ?? ''
  if (/[/+](x-amz-)?json(-\d\.\d)?$/.test(mediaType)) {
    try {
      return { kind: 'json', value: JSON.parse(bytes.toString()) }
    } catch {
      return { kind: 'file', value: 'file', mediaType }
    }
  }
  if (mediaType === 'application/x-www-form-urlencoded') {
    return { kind: 'form', value: fieldsOf(new URLSearchParams(bytes.toString())) }
  }
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1]
  if (mediaType.startsWith('multipart/') && boundary) {
    return { kind: 'multipart', value: partsOf(bytes.toString('latin1'), boundary), mediaType }
  }
  if (/^text\/|xml|json/.test(mediaType)) return { kind: 'text', value: bytes.toString(), mediaType }
  return { kind: 'file', value: 'file', mediaType }
}

function fieldsOf(params: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(params.keys())].map((name) => {
      const values = params.getAll(name)
      return [name, values.length > 1 ? values : (values[0] ?? '')]
    }),
  )
}

/** Parts by name, a file as its name; those of `multipart/related` have none and are counted. */
function partsOf(text: string, boundary: string): Record<string, Json> {
  const parts = text.split(`--${boundary}`).slice(1, -1)
  return Object.fromEntries(
    parts.map((part, index) => {
      const [head = '', ...rest] = part.replace(/^\r\n/, '').split('\r\n\r\n')
      const content = Buffer.from(rest.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1').toString()
      const name = /[; ]name="([^"]*)"/.exec(head)?.[1] ?? `part ${index + 1}`
      const fileName = /filename="([^"]*)"/.exec(head)?.[1]
      if (fileName !== undefined) return [name, fileName]
      return [name, /content-type: application\/json/i.test(head) ? JSON.parse(content) : content]
    }),
  )
}
