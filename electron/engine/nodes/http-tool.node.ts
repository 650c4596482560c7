import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { isTextType } from '../../../shared/run/file-ref.ts'
import { defineNode, type HttpReply } from './define-node.ts'

const method = z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** More of a reply than this says a model little and costs it much. */
const maxTextChars = 50_000

/** Headers of a reply that tell a model something. */
const toldHeaders = ['content-type', 'location', 'last-modified', 'retry-after', 'link']

/** What a node sets itself, or what would say that somebody else is asked. */
const ownHeaders = ['host', 'content-length', 'connection', 'transfer-encoding', 'upgrade', 'cookie']

export default defineNode({
  type: 'http-tool',
  version: 1,
  title: 'Web address',
  group: 'agent',
  icon: 'globe',
  summary: 'Lets an agent call a web address on one of the hosts it may ask.',
  keywords: ['http', 'tool', 'web'],
  isInner: true,
  params: z.object({
    hosts: z
      .array(z.string())
      .default([])
      .meta(hint({ title: 'Hosts', description: 'Empty: any on the public internet.', control: 'text-list' })),
    methods: z
      .array(method)
      .default(['GET'])
      .meta(hint({ title: 'Methods' })),
    url: textParam()
      .default('')
      .meta(hint({ title: 'Address' })),
    method: method.default('GET').meta(hint({ title: 'Method' })),
    headers: z
      .record(z.string(), textParam())
      .default({})
      .meta(hint({ title: 'Headers', control: 'key-values' })),
    body: textParam()
      .default('')
      .meta(hint({ title: 'Content', control: 'long-text' })),
  }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Reply', type: 'object' }],
  cardParam: 'url',
  readsOutside: true,
  changesOutside: ({ method = 'GET' }) => !['GET', 'HEAD'].includes(String(method)),
  isRepeatable: ({ method = 'GET' }) => ['GET', 'HEAD', 'PUT', 'DELETE'].includes(String(method)),
  async run(context, { params: { hosts, methods, url, method, headers, body } }) {
    if (!methods.includes(method)) {
      throw userError('http-tool.method', `${method} may not be sent here.`, { hint: `Use ${methods.join(' or ')}.` })
    }
    if (body !== '' && (method === 'GET' || method === 'HEAD')) {
      throw userError('http-tool.no-body', `A ${method} request has no body.`, { hint: 'Leave the body out.' })
    }
    const reply = await context.http({
      ...{ method, url: url.trim(), headers: checkedHeaders(headers) },
      ...(body !== '' && { body }),
      // What is no text is not passed on, so its bytes need not be taken for text.
      asBytes: 'unless-text',
      timeoutMs: 30_000,
      allowPrivate: false,
      ...(hosts.length > 0 && { onlyHosts: hosts, joinsTrace: true }),
    })
    const told = toldHeaders.flatMap((name) => (reply.headers[name] ? [[name, reply.headers[name]]] : []))
    return { out: { status: reply.status, headers: Object.fromEntries(told), text: textOf(reply) } }
  },
})

function checkedHeaders(headers: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || /[\0\r\n]/.test(value)) {
      throw userError('http-tool.bad-header', `The header “${name}” has a name or a value that cannot be sent.`)
    }
    if (ownHeaders.includes(name.toLowerCase())) {
      throw userError('http-tool.bad-header', `The header “${name}” may not be set.`, { hint: 'Leave it out.' })
    }
  }
  return headers
}

function textOf({ text, bytes, headers }: HttpReply): string {
  const type = headers['content-type'] ?? ''
  if (bytes && bytes.length > 0 && !isTextType(type))
    return `[${bytes.length} bytes of ${type || 'no text'}: not shown]`
  if (text.length <= maxTextChars) return text
  return `${text.slice(0, maxTextChars)}\n[cut: ${text.length - maxTextChars} of ${text.length} characters are left out]`
}
