import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { type Description, describedOperation } from './check-operation.ts'
import type { SentCall, VendorDocument } from './document.ts'
import { matchPaths } from './match-path.ts'
import { parametersOf, pathTemplates, pointerIn } from './openapi.ts'
import { fieldsSchema, readParameter, swaggerReplies } from './swagger.ts'

/**
 * Slack's document of 2021. Every method takes GET with a query and POST with a form or JSON alike
 * (https://docs.slack.dev/apis/web-api/#basics), while the document writes each down once: its fields are the body's
 * wherever a body is sent. What a form holds as JSON text stands in a JSON body as it is.
 */
export function readSlack(published: JsonObject): VendorDocument {
  const document = withBranches(published)
  const resolve = pointerIn(document)
  const templates = pathTemplates(document, () => [String(document.basePath ?? '')])
  return {
    findOperation(sent) {
      const [match] = matchPaths(templates, sent.path)
      const operation = match?.template.value.get ?? match?.template.value.post
      if (!match || !isJsonObject(operation) || (sent.method !== 'GET' && sent.method !== 'POST')) return null
      const fields = parametersOf([operation.parameters], resolve).filter(
        (one) => one.name !== 'token' && one.in !== 'header',
      )
      const hasBody = sent.body !== undefined || sent.method === 'POST'
      const description: Description = {
        name: match.template.template.slice(1),
        pathValues: {},
        parameters: hasBody ? [] : fields.map(readParameter),
        bodies: hasBody ? [{ mediaType: '*', schema: fieldsSchema(fields) }] : [],
        isBodyRequired: fields.some(({ required }) => required === true),
        replies: swaggerReplies(operation, resolve),
        resolve,
      }
      const described = describedOperation(description)
      return { ...described, checkRequest: (sent) => described.checkRequest(asForm(sent)) }
    },
  }
}

/** In this document `items` with a list and no type is what `anyOf` is elsewhere. */
function withBranches<T extends Json>(value: T): T
function withBranches(value: Json): Json {
  if (Array.isArray(value)) return value.map((entry) => withBranches(entry))
  if (!isJsonObject(value)) return value
  const { items, ...rest } = value
  const isBranches = Array.isArray(items) && value.type === undefined
  const inner = Object.entries(isBranches ? { ...rest, anyOf: items } : value)
  return Object.fromEntries(inner.map(([name, part]) => [name, withBranches(part)]))
}

function asForm(sent: SentCall): SentCall {
  if (sent.body?.kind !== 'json' || !isJsonObject(sent.body.value)) return sent
  const value = Object.fromEntries(Object.entries(sent.body.value).map(([name, field]) => [name, fieldText(field)]))
  return { ...sent, body: { ...sent.body, value } }
}

function fieldText(field: Json): Json {
  return typeof field === 'object' && field !== null ? JSON.stringify(field) : field
}
