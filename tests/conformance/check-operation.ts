import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { checkValue, type Reading, type Schema } from './check-value.ts'
import type { GivenReply, Operation, SentBody, SentCall } from './document.ts'
import { makeValue } from './make-value.ts'

export type Parameter = { name: string; in: 'path' | 'query' | 'header'; isRequired: boolean; schema: Schema }

/** What one call is in a document about HTTP, whichever words the document uses. */
export type Description = {
  name: string
  /** Where it is asked for; not told where that is each customer's own, or changes. */
  hosts?: string[]
  /** Those of the path with their values in this call. */
  pathValues: Record<string, string>
  parameters: Parameter[]
  /** By media type; `*` is any. None: the call has no body. */
  bodies: { mediaType: string; schema: Schema }[]
  isBodyRequired: boolean
  /** By status: `200`, `2XX`, `default`. Null where the reply is no JSON, or nothing is said of it. */
  replies: Record<string, Schema | null>
  resolve: Reading['resolve']
  /** The document is of today and names every field: one it does not name in a reply is made up. */
  isReplyClosed?: boolean
  /** See Reading. */
  ignores?: RegExp
}

/** Set by whoever sends: nothing an action has to say. */
const standardHeaders = ['authorization', 'accept', 'content-type', 'user-agent', 'accept-encoding', 'content-length']

export function describedOperation(description: Description): Operation {
  const { name } = description
  const jsonBody = description.bodies.find(({ mediaType }) => isJsonType(mediaType)) ?? description.bodies[0]
  return {
    name,
    checkRequest: (sent) => [
      ...checkHost(description, sent),
      ...checkPath(description),
      ...checkQuery(description, sent.query),
      ...checkHeaders(description, sent.headers),
      ...checkBody(description, sent.body),
    ],
    checkReply: (reply) => checkReply(description, reply),
    makeReply: () => makeReply(description),
    wants: {
      query: description.parameters.filter((one) => one.in === 'query' && one.isRequired).map((one) => one.name),
      body: jsonBody ? requiredOf(jsonBody.schema, description.resolve) : [],
      isBodyOpen: jsonBody ? isOpen(jsonBody.schema, description.resolve) : false,
    },
  }
}

function checkHost({ name, hosts }: Description, { host }: SentCall): string[] {
  if (!hosts || host === undefined || hosts.includes(host)) return []
  return [`${name} is at ${hosts.join(' or ')}, not ${host}`]
}

function checkPath({ parameters, pathValues, resolve }: Description): string[] {
  const reading: Reading = { resolve, isText: true, direction: 'request' }
  return parameters.flatMap(({ name, in: place, schema }) => {
    const value = pathValues[name]
    return place === 'path' && value !== undefined ? checkValue(value, schema, `path.${name}`, reading) : []
  })
}

function checkQuery({ name, parameters, resolve }: Description, query: SentCall['query']): string[] {
  const reading: Reading = { resolve, isText: true, isClosed: true, direction: 'request' }
  const known = parameters.filter((one) => one.in === 'query')
  const given = nestFields(query, new Set(known.map((one) => one.name)))
  const missing = known.filter((one) => one.isRequired && !(one.name in given))
  return [
    ...missing.map((one) => `query.${one.name} is missing`),
    ...Object.entries(given).flatMap(([key, value]) => {
      const parameter = known.find((one) => one.name === key)
      if (!parameter) return [`query.${key} is not a parameter of ${name}`]
      return checkValue(value, parameter.schema, `query.${key}`, reading)
    }),
  ]
}

function checkHeaders({ parameters, resolve }: Description, headers: SentCall['headers']): string[] {
  const reading: Reading = { resolve, isText: true, direction: 'request' }
  return parameters.flatMap(({ name, in: place, isRequired, schema }) => {
    const key = name.toLowerCase()
    if (place !== 'header' || standardHeaders.includes(key)) return []
    const value = headers[key]
    if (value === undefined) return isRequired ? [`the header ${key} is missing`] : []
    const isJson = /^\s*\{/.test(value)
    if (!isJson) return checkValue(value, schema, `header.${key}`, reading)
    return checkValue(JSON.parse(value), schema, `header.${key}`, { resolve, isClosed: true, direction: 'request' })
  })
}

const mediaTypes: Record<SentBody['kind'], string> = {
  json: 'JSON',
  form: 'a form (application/x-www-form-urlencoded)',
  multipart: 'multipart',
  text: 'text',
  file: 'a file',
}

function checkBody(description: Description, body: SentBody | undefined): string[] {
  const { name, bodies, isBodyRequired, resolve, ignores } = description
  if (!body) return isBodyRequired && bodies.length > 0 ? ['the body is missing'] : []
  if (bodies.length === 0) return [`${name} takes no body`]
  const fitting = bodies.find(({ mediaType }) => takes(mediaType, body))
  if (!fitting)
    return [`${name} takes ${bodies.map((one) => one.mediaType).join(' or ')}, not ${mediaTypes[body.kind]}`]
  if (body.kind === 'text' || body.kind === 'file') return []
  const isText = body.kind !== 'json'
  const reading: Reading = { resolve, isClosed: true, isText, direction: 'request', ...(ignores && { ignores }) }
  const value =
    isText && isJsonObject(body.value) ? nestFields(body.value, fieldNames(fitting.schema, resolve)) : body.value
  return checkValue(value, fitting.schema, 'body', reading).map((finding) =>
    finding.endsWith(' is not a field of it') ? finding.replace(/it$/, name) : finding,
  )
}

function takes(mediaType: string, { kind, mediaType: sent }: SentBody): boolean {
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === '*' || type === '*/*') return true
  if (kind === 'json') return isJsonType(type)
  if (kind === 'form') return type === 'application/x-www-form-urlencoded'
  if (kind === 'multipart') return type.startsWith('multipart/')
  return sent === undefined || type === sent.split(';')[0] || type.endsWith('/*') || type === 'application/octet-stream'
}

export function isJsonType(mediaType: string): boolean {
  return /^(\*|\*\/\*|application\/\*|[^;]*[/+](json|x-json))\s*(;|$)/i.test(mediaType)
}

function checkReply(
  { name, replies, resolve, isReplyClosed, ignores }: Description,
  { status, body, isJson }: GivenReply,
): string[] {
  const key = [String(status), `${String(status)[0]}XX`, `${String(status)[0]}xx`, 'default'].find(
    (one) => one in replies,
  )
  if (key === undefined) {
    return [`${name} does not answer ${status}, but ${Object.keys(replies).join(', ') || 'nothing'}`]
  }
  const schema = replies[key] ?? null
  // A reply of status 204 has no content, whatever a document says.
  if (schema === null || !isJson || status === 204) return []
  const closed = isReplyClosed ? { isClosed: true } : {}
  return checkValue(body, schema, 'reply', { resolve, direction: 'reply', ...closed, ...(ignores && { ignores }) })
}

function makeReply({ replies, resolve }: Description): ReturnType<Operation['makeReply']> {
  const key = Object.keys(replies).find((status) => /^(2|default)/.test(status))
  if (key === undefined) return null
  const schema = replies[key] ?? null
  const status = /^\d+$/.test(key) ? Number(key) : 200
  return { status, body: schema === null ? null : makeValue(schema, resolve) }
}

/**
 * Fields with brackets as what they stand for: `a[b]=1` is `{ a: { b: 1 } }` and `a[]=1` is `{ a: [1] }`; those the
 * document knows by their whole name stay as they are.
 */
export function nestFields(fields: { [name: string]: Json }, known: Set<string>): JsonObject {
  const nested: JsonObject = {}
  for (const [name, value] of Object.entries(fields)) {
    const steps = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name)
    if (!steps || known.has(name)) {
      nested[name] = value
      continue
    }
    const inner = [...(steps[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')
    nested[steps[1] ?? ''] = nest(nested[steps[1] ?? ''], inner, value)
  }
  return nested
}

function nest(into: Json | undefined, [step, ...rest]: string[], value: Json): Json {
  if (step === undefined) return value
  if (step === '' || /^\d+$/.test(step)) {
    const list = Array.isArray(into) ? into : []
    if (step === '')
      return [...list, ...(Array.isArray(value) && rest.length === 0 ? value : [nest(undefined, rest, value)])]
    return Object.assign([...list], { [step]: nest(list[Number(step)], rest, value) })
  }
  const object = into !== undefined && isJsonObject(into) ? into : {}
  return { ...object, [step]: nest(object[step], rest, value) }
}

function fieldNames(schema: Schema, resolve: Reading['resolve']): Set<string> {
  return new Set(
    allOfParts(schema, resolve).flatMap((part) => Object.keys(isJsonObject(part.properties) ? part.properties : {})),
  )
}

function requiredOf(schema: Schema, resolve: Reading['resolve']): string[] {
  return allOfParts(schema, resolve).flatMap((part) => {
    const properties = isJsonObject(part.properties) ? part.properties : {}
    const required = Array.isArray(part.required) ? part.required.map(String) : []
    return required.filter((name) => {
      const field = properties[name]
      return !(isJsonObject(field) && (field.readOnly === true || '$ref' in field))
    })
  })
}

/** Whether the document itself lets any field in: it names none, or says that there may be more. */
function isOpen(schema: Schema, resolve: Reading['resolve']): boolean {
  const parts = allOfParts(schema, resolve)
  if (parts.some(({ additionalProperties }) => additionalProperties !== undefined && additionalProperties !== false))
    return true
  if (parts.some((part) => 'x-dangling-ref' in part)) return true
  const branches = parts.flatMap(({ anyOf, oneOf }) =>
    [anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : [])),
  )
  if (branches.some((branch) => isJsonObject(branch) && isOpen(branch, resolve))) return true
  return branches.length === 0 && parts.every(({ properties }) => !isJsonObject(properties))
}

/** A schema and what it is made of at the same place. */
function allOfParts(schema: Schema, resolve: Reading['resolve'], seen: string[] = []): JsonObject[] {
  if (typeof schema === 'boolean') return []
  const { $ref: ref, allOf } = schema
  const inner = Array.isArray(allOf) ? allOf.filter(isJsonObject) : []
  const target = typeof ref === 'string' && !seen.includes(ref) ? resolve(ref) : undefined
  const next = typeof ref === 'string' ? [...seen, ref] : seen
  return [
    schema,
    ...inner.flatMap((part) => allOfParts(part, resolve, next)),
    ...(target === undefined ? [] : allOfParts(target, resolve, next)),
  ]
}
