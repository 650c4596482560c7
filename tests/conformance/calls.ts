import { fillAddress, fillText } from '../../electron/engine/connections/fill-text.ts'
import type {
  Action,
  ActionBody,
  ActionRequest,
  Example,
  Integration,
  Pages,
} from '../../electron/engine/integrations/define-integration.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { detailRequestsOf, exampleNowMs, toSends } from '../integrations/example-call.ts'
import type { GivenReply, SentBody, SentCall } from './document.ts'

/** One call an integration makes in an example: of an action, of a trigger's look, or the test of a connection. */
export type ExampleCall = {
  /** `slack.send-message`; of a second example with its title. */
  name: string
  /** The action's or trigger's own name; `test` for the connection's. */
  part: string
  sent: SentCall
  /** The same call as paging sends it: with the largest and the smallest page, and where the next one begins. */
  pages: SentCall[]
  reply: GivenReply
  /** Where it goes. */
  origin: string
  /** The reply as the example has it, and what it is read as. */
  served: { reply: Example['reply']; reads: NonNullable<ActionRequest['reads']> }
}

export function callsOf(integration: Integration): ExampleCall[] {
  const { id, actions, triggers = {}, test } = integration
  const calls: ExampleCall[] = []
  const add = (name: string, part: string, made: Made) => {
    const { request, fields = {}, reply, pages } = made
    calls.push({
      name,
      part,
      origin: addressOf(integration, request, fields).origin,
      sent: toSentCall(integration, request, fields),
      pages: pages ? pagesOf(pages, request).map((page) => toSentCall(integration, page, fields)) : [],
      reply: givenReply(reply, request),
      served: { reply, reads: request.reads ?? 'json' },
    })
  }
  for (const [part, action] of Object.entries(actions)) {
    for (const [index, { title = String(index + 1), ...example }] of action.examples.entries()) {
      const { reply, fields } = example
      const request = requestOf(action, example)
      const name = index === 0 ? `${id}.${part}` : `${id}.${part} (${title})`
      add(name, part, { request, reply, ...(fields && { fields }), ...(action.pages && { pages: action.pages }) })
      for (const [entry, asked] of detailRequestsOf(action, example).entries()) {
        const reply = example.details?.[entry]?.reply ?? { body: null }
        add(`${name} (entry ${entry + 1})`, part, { request: asked, reply, ...(fields && { fields }) })
      }
    }
  }
  for (const [part, { poll, input }] of Object.entries(triggers)) {
    for (const [index, { cursor, reply, ...example }] of (poll?.examples ?? []).entries()) {
      const request = poll?.request(input.parse(example.input), { fields: {}, nowMs: exampleNowMs, cursor })
      if (request) add(`${id}.${part} (look ${index + 1})`, part, { request, reply })
      for (const [at, detail] of (example.details ?? []).entries()) {
        const asked = poll?.detail?.request(example.events[at]?.payload ?? null)
        if (asked)
          add(`${id}.${part} (look ${index + 1}), event ${at + 1}`, part, { request: asked, reply: detail.reply })
      }
    }
  }
  if (test) {
    const request = test.request({ fields: {}, nowMs: exampleNowMs })
    add(`${id} (test)`, 'test', { request, reply: test.example.reply })
  }
  return calls
}

type Made = { request: ActionRequest; fields?: Record<string, string>; reply: Example['reply']; pages?: Pages }

function requestOf(action: Action, example: Example): ActionRequest {
  const input = action.input.parse(example.input)
  return action.request(input, { fields: example.fields ?? {}, nowMs: exampleNowMs })
}

/** Requests with what paging adds, so that a misspelt page parameter, or a page of a size there is not, is found as well. */
function pagesOf({ size, next }: Pages, request: ActionRequest): ActionRequest[] {
  const added: Added[] = []
  if (typeof next !== 'function') {
    if ('page' in next) added.push([next.page, 2, 'query'])
    if ('offset' in next) added.push([next.offset, 100, 'query'])
    // What a cursor holds is the service's own affair; that there is such a parameter is not.
    if ('cursor' in next) added.push([next.name, 'cursor', next.in ?? 'query'])
  }
  if (!size) return [withParameters(request, added)]
  const { name, most, least = 1, in: place = 'query' } = size
  return [most, least].map((count) => withParameters(request, [...added, [name, count, place]]))
}

type Added = [name: string, value: string | number, place: 'query' | 'json']

function withParameters(request: ActionRequest, added: Added[]): ActionRequest {
  let whole = request
  for (const [name, value, place] of added) {
    if (place === 'query') whole = { ...whole, query: { ...whole.query, [name]: value } }
    else whole = { ...whole, body: withValue(whole.body, name, value) }
  }
  return whole
}

function withValue(body: ActionBody | undefined, path: string, value: Json): ActionBody {
  const json = body && 'json' in body && !('mail' in body) ? JSON.parse(JSON.stringify(body.json)) : {}
  return { json: setAt(isJsonObject(json) ? json : {}, path.split('.'), value) }
}

function setAt(object: JsonObject, [step = '', ...rest]: string[], value: Json): JsonObject {
  const inner = object[step]
  return { ...object, [step]: rest.length === 0 ? value : setAt(isJsonObject(inner) ? inner : {}, rest, value) }
}

/** A request as it would leave, the credential left out. */
export function toSentCall(
  integration: Integration,
  request: ActionRequest,
  fields: Record<string, string> = {},
): SentCall {
  const url = addressOf(integration, request, fields)
  const { query = {}, headers = {} } = toSends(request)
  const values = { ...addressFields(integration), ...fields }
  const own = Object.entries(integration.headers ?? {}).map(([name, text]) => [name, fillText(text, values)])
  const allHeaders = Object.entries({ ...Object.fromEntries(own), ...headers })
  const body = request.body && wireBody(request.body)
  return {
    method: request.method,
    host: url.host,
    path: url.pathname,
    query: { ...queryOf(url), ...query },
    headers: Object.fromEntries(allHeaders.map(([name, value]) => [name.toLowerCase(), String(value)])),
    ...(body && { body }),
  }
}

export function addressOf(integration: Integration, { path }: ActionRequest, fields: Record<string, string>): URL {
  if (/^https?:/.test(path)) return new URL(path)
  const base = fillAddress(integration.baseUrl, { ...addressFields(integration), ...fields })
  return new URL(base.href.replace(/\/$/, '') + path)
}

/** A value for each placeholder of the address: what its field suggests, else one that will do. */
export function addressFields({ baseUrl, fields = [] }: Integration): Record<string, string> {
  const names = [...baseUrl.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name)
  return Object.fromEntries(
    names.map((name) => {
      const { initial, pattern, placeholder } = fields.find((one) => one.name === name) ?? {}
      const suggested = pattern && placeholder?.match(pattern)?.[0] // as a person would enter it
      return [name, initial || suggested || (baseUrl.startsWith(`{${name}}`) ? 'https://service.example' : 'x')]
    }),
  )
}

function queryOf({ searchParams }: URL): SentCall['query'] {
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name)
      return [name, values.length > 1 ? values : (values[0] ?? '')]
    }),
  )
}

/** A body as it goes over the wire, a file as its name: unlike in examples a mail is the text it becomes. */
function wireBody(body: ActionBody): SentBody {
  if ('mail' in body) {
    const text = 'RnJvbTogbWVAZXhhbXBsZS5jb20NCg'
    // As bytes: its boundaries and ids are others each time.
    if (body.field === undefined) return { kind: 'file', value: text, mediaType: 'text/plain' }
    return { kind: 'json', value: setAt(body.json ?? {}, body.field.split('.'), text) }
  }
  const value = toSends({ method: 'POST', path: '', body }).body ?? null
  if ('json' in body) return { kind: 'json', value }
  if ('form' in body) return { kind: 'form', value }
  if ('parts' in body) return { kind: 'multipart', value, mediaType: `multipart/${body.subtype ?? 'form-data'}` }
  if ('text' in body) return { kind: 'text', value, mediaType: body.mediaType }
  return { kind: 'file', value, ...(body.mediaType && { mediaType: body.mediaType }) }
}

function givenReply({ status = 200, body }: Example['reply'], { reads = 'json' }: ActionRequest): GivenReply {
  return { status, body, isJson: reads === 'json' || typeof reads === 'object' }
}
