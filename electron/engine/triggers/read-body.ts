import type { Json } from '../../../shared/json.ts'

/** Why a call is refused: what it is answered with. */
export type Refusal = { status: 400 | 413 | 415; error: string }

/** A request's body: JSON and forms as what they say, other text as text, nothing as null. */
export async function readBody(request: Request, maxBytes: number): Promise<{ body: Json } | Refusal> {
  const read = await readBytes(request, maxBytes)
  return 'error' in read ? read : parseBody(read.bytes, request.headers.get('content-type') ?? '')
}

/** The body as it came. */
export async function readBytes(request: Request, maxBytes: number): Promise<{ bytes: Buffer } | Refusal> {
  const tooLarge: Refusal = { status: 413, error: `The body is too large: at most ${maxBytes} bytes are taken.` }
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return tooLarge
  const bytes = await readCapped(request, maxBytes)
  return bytes ? { bytes } : tooLarge
}

/** What the bytes of a body say, by their content type. */
export async function parseBody(bytes: Buffer, contentType: string): Promise<{ body: Json } | Refusal> {
  if (bytes.length === 0) return { body: null }
  const type = contentType.toLowerCase()
  if (type.startsWith('multipart/form-data')) return readForm(bytes, contentType)
  const text = decode(bytes)
  if (text === null) return { status: 415, error: 'The body is neither JSON nor a form nor UTF-8 text.' }
  if (type.startsWith('application/x-www-form-urlencoded')) return { body: toObject(new URLSearchParams(text)) }
  return /^[\w.+-]+\/([\w.-]+\+)?json\b/.test(type) ? parseJson(text) : { body: text }
}

/** Null where there is more than that. */
async function readCapped(request: Request, maxBytes: number): Promise<Buffer | null> {
  if (!request.body) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    // the DOM's type of it hides what it holds
    length += chunk.length
    if (length > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function parseJson(text: string): { body: Json } | Refusal {
  try {
    return { body: JSON.parse(text) }
  } catch {
    return { status: 400, error: 'The body says it is JSON, but it is not.' }
  }
}

async function readForm(bytes: Buffer, type: string): Promise<{ body: Json } | Refusal> {
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
    const fields: [string, string][] = []
    for (const [name, value] of form) {
      if (typeof value !== 'string') return { status: 415, error: `\`${name}\` is a file; files are not taken.` }
      fields.push([name, value])
    }
    return { body: toObject(fields) }
  } catch {
    return { status: 400, error: 'The body says it is a form, but it is not.' }
  }
}

/** A name that comes several times has a list of its values. */
export function toObject(fields: Iterable<[string, string]>): Record<string, Json> {
  const named = new Map<string, string[]>()
  for (const [name, value] of fields) named.set(name, [...(named.get(name) ?? []), value])
  return Object.fromEntries(
    [...named].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}
