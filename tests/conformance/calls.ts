import type {
  Action,
  ActionBody,
  ActionRequest,
  Example,
  Integration,
  Pages,
} from '../../electron/engine/integrations/define-integration.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { exampleNowMs, toSends } from '../integrations/example-call.ts'
import type { GivenReply, SentBody, SentCall } from './document.ts'

/** One call an integration makes in an example: of an action, of a trigger's look, or the test of a connection. */
export type ExampleCall = {
  /** `slack.send-message`; of a second example with its title. */
  name: string
  /** The action's or trigger's own name; `test` for the connection's. */
  part: string
  sent: SentCall
  /** The same call asking for the page after, where the list has pages. */
  next: SentCall | null
  reply: GivenReply
}

export function callsOf(integration: Integration): ExampleCall[] {
  const { id, actions, triggers = {}, test } = integration
  const calls = Object.entries(actions).flatMap(([part, action]) =>
    action.examples.map((example, index): ExampleCall => {
      const request = requestOf(action, example)
      const { fields } = example
      return {
        name: `${id}.${part}${index > 0 ? ` (${example.title ?? index + 1})` : ''}`,
        part,
        sent: toSentCall(integration, request, fields),
        next: action.pages ? toSentCall(integration, nextPage(action.pages, request), fields) : null,
        reply: givenReply(example.reply, request),
      }
    }),
  )
  for (const [part, { poll, input }] of Object.entries(triggers)) {
    for (const [index, example] of (poll?.examples ?? []).entries()) {
      const { cursor } = example
      const request = poll?.request(input.parse(example.input), { fields: {}, nowMs: exampleNowMs, cursor })
      if (!request) continue
      const sent = toSentCall(integration, request, {})
      const name = `${id}.${part} (look ${index + 1})`
      calls.push({ name, part, sent, next: null, reply: givenReply(example.reply, request) })
    }
  }
  if (test) {
    const request = test.request({ fields: {}, nowMs: exampleNowMs })
    const sent = toSentCall(integration, request, {})
    calls.push({ name: `${id} (test)`, part: 'test', sent, next: null, reply: givenReply(test.example.reply, request) })
  }
  return calls
}

function requestOf(action: Action, example: Example): ActionRequest {
  const input = action.input.parse(example.input)
  return action.request(input, { fields: example.fields ?? {}, nowMs: exampleNowMs })
}

/** A request with the parts that paging adds, so that a misspelt page parameter is found as well. */
function nextPage({ size, next }: Pages, request: ActionRequest): ActionRequest {
  const added: [name: string, value: string | number, place: 'query' | 'json'][] = []
  if (size) added.push([size.name, size.most, size.in ?? 'query'])
  if (typeof next !== 'function') {
    if ('page' in next) added.push([next.page, 2, 'query'])
    if ('offset' in next) added.push([next.offset, 100, 'query'])
  }
  let paged = request
  for (const [name, value, place] of added) {
    if (place === 'query') paged = { ...paged, query: { ...paged.query, [name]: value } }
    else paged = { ...paged, body: withValue(paged.body, name, value) }
  }
  return paged
}

function withValue(body: ActionBody | undefined, path: string, value: Json): ActionBody {
  const json = body && 'json' in body && !('mail' in body) ? JSON.parse(JSON.stringify(body.json)) : {}
  return { json: setAt(isJsonObject(json) ? json : {}, path.split('.'), value) }
}

function setAt(object: JsonObject, [step = '', ...rest]: string[], value: Json): JsonObject {
  const inner = object[step]
  return { ...object, [step]: rest.length === 0 ? value : setAt(isJsonObject(inner) ? inner : {}, rest, value) }
}

/** Placeholders of the address become the example's fields, else what the field suggests. */
export function toSentCall(
  integration: Integration,
  request: ActionRequest,
  fields: Record<string, string> = {},
): SentCall {
  const url = new URL(/^https?:/.test(request.path) ? request.path : baseUrlOf(integration, fields) + request.path)
  const { query = {}, headers = {} } = toSends(request)
  const allHeaders = Object.entries({ ...integration.headers, ...headers })
  const body = request.body && wireBody(request.body)
  return {
    method: request.method,
    path: url.pathname,
    query: { ...queryOf(url), ...query },
    headers: Object.fromEntries(allHeaders.map(([name, value]) => [name.toLowerCase(), value])),
    ...(body && { body }),
  }
}

function baseUrlOf({ baseUrl, fields: specs = [] }: Integration, fields: Record<string, string>): string {
  return baseUrl.replace(/\{([^}]+)\}/g, (_whole, name, at) => {
    const spec = specs.find((one) => one.name === name)
    const suggested = spec?.pattern && spec.placeholder?.match(spec.pattern)?.[0] // as a person would enter it
    return fields[name] ?? spec?.initial ?? suggested ?? (at === 0 ? 'https://service.example' : 'x')
  })
}

function queryOf({ searchParams }: URL): SentCall['query'] {
  return Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]))
}

/** A body as it goes over the wire, a file as its name: unlike in examples a mail is the text it becomes. */
function wireBody(body: ActionBody): SentBody {
  if ('mail' in body) {
    return { kind: 'json', value: setAt(body.json ?? {}, body.field.split('.'), 'RnJvbTogbWVAZXhhbXBsZS5jb20NCg') }
  }
  const value = toSends({ method: 'POST', path: '', body }).body ?? null
  if ('json' in body) return { kind: 'json', value }
  if ('form' in body) return { kind: 'form', value }
  if ('parts' in body) return { kind: 'multipart', value, mediaType: `multipart/${body.subtype ?? 'form-data'}` }
  if ('text' in body) return { kind: 'text', value, mediaType: body.mediaType }
  return { kind: 'file', value, ...(body.mediaType && { mediaType: body.mediaType }) }
}

function givenReply({ status = 200, body }: Example['reply'], { reads = 'json' }: ActionRequest): GivenReply {
  return { status, body, isJson: reads === 'json' }
}
