import { z } from 'zod'
import { describeKind, hint, notText, textParam, valueParam, valueToText } from '../../../shared/catalog/param.ts'
import { externalError, userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { jsonProblem } from '../../../shared/json-problem.ts'
import { nameOfReply } from '../../../shared/run/file-name.ts'
import { bareMediaType, fileRefOf, isTextType } from '../../../shared/run/file-ref.ts'
import { isSecretHeader } from '../../../shared/secret-header.ts'
import { defineNode, type HttpReply, type HttpRequest, type NodeContext } from './define-node.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

const params = z.object({
  method: z
    .enum(methods)
    .default('GET')
    .meta(hint({ title: 'Method' })),
  url: textParam({ required: true }).meta(hint({ title: 'Address', placeholder: 'https://api.example.com/items' })),
  query: z
    .record(z.string(), valueParam())
    .default({})
    .meta(
      hint({
        title: 'Query',
        description: 'Added to the address. Nothing leaves an entry out; a list repeats it.',
        control: 'key-values',
      }),
    ),
  headers: z
    .record(z.string(), textParam())
    .default({})
    .meta(hint({ title: 'Headers', control: 'key-values' })),
  bodyType: z
    .enum(['none', 'json', 'text', 'file'])
    .default('none')
    .meta(hint({ title: 'Body', choices: { none: 'None', json: 'JSON', text: 'Text', file: 'File' } })),
  body: valueParam()
    .default('')
    .meta(
      hint({
        title: 'Content',
        description: 'For JSON: a value such as {{ input }}, or JSON text. For a file: what a node before gave.',
        control: 'long-text',
        showWhen: { param: 'bodyType', is: ['json', 'text', 'file'] },
      }),
    ),
  answerAs: z
    .enum(['automatic', 'text', 'json', 'file'])
    .default('automatic')
    .meta(
      hint({
        title: 'Answer as',
        description: 'By its content type: JSON as a value, pictures, PDFs and the like as a file, all other as text.',
        choices: { automatic: 'Automatic', text: 'Text', json: 'JSON', file: 'File' },
      }),
    ),
  failOnError: z
    .boolean()
    .default(true)
    .meta(hint({ title: 'Fail on an error status', description: '400 and above. Otherwise the reply is passed on.' })),
  idempotency: z
    .enum(['off', 'header'])
    .default('off')
    .meta(
      hint({
        title: 'Idempotency key',
        description:
          'The same with every try, also after Niti was stopped, so that a service can tell it did this before.',
        choices: { off: 'None', header: 'Send one in a header' },
        advanced: true,
      }),
    ),
  idempotencyHeader: textParam()
    .default('Idempotency-Key')
    .meta(
      hint({
        title: 'Header of the key',
        description: 'As the service calls it.',
        placeholder: 'Idempotency-Key',
        showWhen: { param: 'idempotency', is: ['header'] },
        advanced: true,
      }),
    ),
  timeoutSeconds: z
    .number()
    .min(0.1)
    .max(3600)
    .default(30)
    .meta(hint({ title: 'Longest time', description: 'In seconds.', advanced: true })),
  allowPrivate: z
    .boolean()
    .default(false)
    .meta(
      hint({
        title: 'Allow private addresses',
        description: 'Lets this request reach this machine and the local network.',
        advanced: true,
      }),
    ),
})
type Params = z.output<typeof params>

export default defineNode({
  type: 'http-request',
  version: 1,
  title: 'HTTP request',
  group: 'app',
  icon: 'globe',
  summary: 'Calls a web address and passes on its status, headers and body.',
  keywords: ['http', 'api', 'rest', 'fetch', 'url', 'web', 'get', 'post', 'webhook', 'curl'],
  params,
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Reply', type: 'object' }],
  cardParam: 'url',
  example: { url: 'https://example.com/' },
  readsOutside: true,
  changesOutside: ({ method }) => !['GET', 'HEAD'].includes(String(method ?? 'GET')),
  // RFC 9110: what these methods do, they do once however often they are sent; a service does so by the key as well.
  isRepeatable: ({ method, idempotency }) =>
    idempotency === 'header' || ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'].includes(String(method ?? 'GET')),
  warn: ({ headers }) =>
    Object.entries(isJsonObject(headers) ? headers : {})
      .filter(([name, value]) => isSecretHeader(name) && holdsText(value))
      .map(([name]) => ({
        field: `headers.${name}`,
        message: `The header ${name} holds a secret that stands readable in the workflow. Connect the service and use its “Send any request” in place of this node; there it is sealed.`,
      })),
  async run(context, { params }) {
    const { body, mediaType } = await bodyOf(params, context)
    const reply = await context.http({
      method: params.method,
      url: addressOf(params),
      headers: { ...headersOf(params, mediaType), ...keyHeader(params, context) },
      ...(body !== undefined && { body }),
      ...askedAs[params.answerAs],
      timeoutMs: Math.round(params.timeoutSeconds * 1000),
      allowPrivate: params.allowPrivate,
      joinsTrace: true,
    })
    if (reply.status >= 400 && params.failOnError) throw complaint(params, asText(reply))
    return { out: { status: reply.status, headers: reply.headers, body: await answerOf(params, reply, context) } }
  },
})

/** What is put in by an expression is not written in the workflow; the word before it, such as Bearer, is no secret. */
function holdsText(value: Json | undefined): boolean {
  if (typeof value !== 'string') return false
  const words = value.replace(/\{\{[\s\S]*?\}\}/g, '').trim()
  return words !== '' && !(value.includes('{{') && /^[A-Za-z]+:?$/.test(words))
}

const askedAs: Record<Params['answerAs'], Pick<HttpRequest, 'asBytes'>> = {
  automatic: { asBytes: 'unless-text' },
  text: {},
  json: {},
  file: { asBytes: 'always' },
}

async function answerOf({ answerAs, url }: Params, reply: HttpReply, { files }: NodeContext): Promise<Json> {
  const { bytes, headers } = reply
  // Nothing came, as for HEAD or 204: that is no file, unless one was asked for.
  if (bytes && (bytes.length > 0 || answerAs === 'file')) {
    const mediaType = bareMediaType(headers['content-type'] ?? '') || 'application/octet-stream'
    return files.keep({ name: nameOfReply(headers, url, mediaType), mediaType, bytes })
  }
  if (answerAs === 'text') return reply.text
  if (answerAs === 'automatic') return readBody(reply)
  try {
    return JSON.parse(reply.text)
  } catch (cause) {
    throw externalError('http-request.not-json', `The answer is not valid JSON: ${jsonProblem(cause)}.`, {
      field: 'params.answerAs',
      cause,
    })
  }
}

/** What a service says is wrong is text, whatever was asked for; of bytes that are none, nothing is repeated. */
function asText(reply: HttpReply): HttpReply {
  if (!reply.bytes || !isTextType(reply.headers['content-type'] ?? '')) return reply
  return { ...reply, text: new TextDecoder().decode(reply.bytes) }
}

function addressOf({ url, query }: Params): string {
  const address = URL.parse(url.trim())
  if (!address || !['http:', 'https:'].includes(address.protocol)) {
    throw userError('http-request.bad-address', `“${url}” is not a web address.`, {
      field: 'params.url',
      hint: 'It starts with https:// or http://.',
    })
  }
  for (const [name, value] of Object.entries(query)) {
    for (const entry of Array.isArray(value) ? value : [value]) {
      if (entry !== null) address.searchParams.append(name, valueToText(entry))
    }
  }
  return address.href
}

const contentTypes = { none: undefined, json: 'application/json', text: 'text/plain; charset=utf-8', file: undefined }

/** What a header may be called: a token of RFC 9110, section 5.6.2. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

function badHeader(name: string, field: string) {
  return userError('http-request.bad-header', `“${name}” cannot be the name of a header.`, { field })
}

function keyHeader(
  { idempotency, idempotencyHeader, headers }: Params,
  context: Pick<NodeContext, 'idempotencyKey'>,
): Record<string, string> {
  if (idempotency === 'off') return {}
  const field = 'params.idempotencyHeader'
  if (!headerName.test(idempotencyHeader)) throw badHeader(idempotencyHeader, field)
  const name = idempotencyHeader.toLowerCase()
  if (Object.keys(headers).some((own) => own.toLowerCase() === name)) {
    throw userError('http-request.bad-header', `The header \`${idempotencyHeader}\` is there twice.`, {
      field,
      hint: 'Take it out of the headers, or send no idempotency key.',
    })
  }
  return { [name]: context.idempotencyKey }
}

function headersOf({ headers, bodyType }: Params, mediaType?: string): Record<string, string> {
  const checked = Object.entries(headers).map(([name, value]) => {
    const field = `params.headers.${name}`
    if (!headerName.test(name)) throw badHeader(name, field)
    // RFC 9110, section 5.5: a line break here would start another header.
    if (/[\0\r\n]/.test(value)) {
      throw userError('http-request.bad-header', `The header \`${name}\` has a line break in its value.`, { field })
    }
    return [name.toLowerCase(), value.trim()] as const
  })
  const type = mediaType ?? contentTypes[bodyType]
  return { ...(type !== undefined && { 'content-type': type }), ...Object.fromEntries(checked) }
}

type Body = Pick<HttpRequest, 'body'> & { mediaType?: string }

async function bodyOf(params: Params, { files }: NodeContext): Promise<Body> {
  const { bodyType, body, method } = params
  if (bodyType === 'none') return {}
  if (method === 'GET' || method === 'HEAD') {
    throw userError('http-request.no-body', `A ${method} request has no body.`, {
      field: 'params.bodyType',
      hint: 'Choose another method, or no body.',
    })
  }
  const file = fileRefOf(body)
  if (bodyType === 'file') {
    if (file) return { body: await files.readBytes(file), mediaType: file.mediaType }
    throw userError('http-request.no-file', `The body is to be a file, but it is ${describeKind(body)}.`, {
      field: 'params.body',
      hint: 'Give it what a node before made: a file that was read or that came as an answer.',
    })
  }
  if (file) {
    throw userError('http-request.is-file', `The body ${notText(file.name)}.`, {
      field: 'params.body',
      hint: 'Choose File as the body to send it byte for byte.',
    })
  }
  return { body: bodyType === 'text' ? valueToText(body) : jsonBody(body) }
}

function jsonBody(body: Json): string {
  if (typeof body !== 'string') return JSON.stringify(body)
  try {
    JSON.parse(body)
    return body
  } catch (cause) {
    throw userError('http-request.bad-json', `The body is not valid JSON: ${jsonProblem(cause)}.`, {
      field: 'params.body',
      hint: 'To send a text as JSON, write {{ JSON.stringify(value) }}.',
      cause,
    })
  }
}

function readBody({ headers, text }: HttpReply): Json {
  const type = headers['content-type'] ?? ''
  if (!/^\s*[\w.+-]+\/([\w.-]+\+)?json\b/i.test(type)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text // What calls itself JSON and is not (an empty reply, an error page) is passed on as it came.
  }
}

function complaint({ method, url }: Params, reply: HttpReply) {
  const host = URL.parse(url.trim())?.host ?? url
  const words = findWords(readBody(reply))
  const message = `${host} answered ${method} with status ${reply.status}${words === '' ? '.' : `: ${words}`}`
  return externalError('http-request.error-status', message, {
    retryable: [408, 425, 429].includes(reply.status) || reply.status >= 500,
    details: { status: reply.status, retryAfter: reply.headers['retry-after'] ?? null },
  })
}

/** What the service says is wrong, from the places where APIs usually say it, else the start of its text. */
function findWords(body: Json): string {
  if (typeof body === 'string') return excerpt(body.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' '))
  if (Array.isArray(body)) return findWords(body[0] ?? '')
  if (!isJsonObject(body)) return ''
  const keys = ['error', 'message', 'detail', 'error_description', 'title', 'errors', 'description']
  const found = keys
    .map((key) => body[key])
    .find((value) => (typeof value === 'object' ? value !== null : Boolean(value)))
  return found === undefined || typeof found === 'number' || typeof found === 'boolean'
    ? excerpt(JSON.stringify(body))
    : findWords(found)
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
