import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { type Description, describedOperation, isJsonType, type Parameter } from './check-operation.ts'
import { isSchema, type Schema } from './check-value.ts'
import type { SentCall, VendorDocument } from './document.ts'
import { matchPaths, type PathTemplate, readTemplate } from './match-path.ts'

export type PathsOptions = {
  /** What stands in front of the document's paths, where its own servers do not say it as it is. */
  bases?: string[]
  /** A call as it is in the document's paths, where it is written in another form there; null where there is none. */
  rewrite?(sent: SentCall): SentCall
  /** Where the service is, if not where the document says; `own`: each customer has a host of their own. */
  hosts?: string[] | 'own'
  /** By mistake the document says of a body that it is a list of what it holds. */
  isBodyListed?: boolean
  /** Headers that hold the credential, though the document has them among a call's own parameters. */
  credentials?: string[]
}

/** An OpenAPI 3.0 or 3.1 document. */
export function readOpenApi(
  document: JsonObject,
  { bases, rewrite, hosts, isBodyListed = false, credentials = [] }: PathsOptions = {},
): VendorDocument {
  const resolve = pointerIn(document)
  const keys = new Set([...credentialNames(document), ...credentials])
  const templates = pathTemplates(document, (item) => bases ?? serverPaths(item, document))
  return {
    findOperation(asked) {
      const sent = rewrite?.(asked) ?? asked
      const method = sent.method.toLowerCase()
      for (const { template, values } of matchPaths(templates, sent.path)) {
        const operation = template.value[method]
        if (!isJsonObject(operation)) continue
        const name = `${sent.method} ${template.template}`
        const parameters = parametersOf([template.value.parameters, operation.parameters], resolve)
          .filter(({ name }) => typeof name === 'string')
          .map(readParameter)
        const published = bases ? null : hostsOf(template.value, operation, document)
        const known = hosts === 'own' ? null : (hosts ?? published)
        return describedOperation({
          name,
          ...(known && { hosts: known }),
          pathValues: values,
          // A key that signs in is put in by the connection, not by the action.
          parameters: parameters.map((one) => (keys.has(one.name.toLowerCase()) ? { ...one, isRequired: false } : one)),
          ...bodiesOf(followed(operation.requestBody, resolve), isBodyListed),
          replies: repliesOf(operation.responses, resolve),
          resolve,
        })
      }
      return null
    },
  }
}

/** Looks a `#/…` reference up; undefined where it leads nowhere or out of the document. */
export function pointerIn(document: JsonObject): Description['resolve'] {
  return (ref) => {
    if (!ref.startsWith('#')) return undefined
    let found: Json | undefined = document
    for (const step of ref.slice(1).split('/').slice(1)) {
      const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
      found = Array.isArray(found) ? found[Number(key)] : isJsonObject(found) ? found[key] : undefined
    }
    return isSchema(found) ? found : undefined
  }
}

export function pathTemplates(
  document: JsonObject,
  basesOf: (item: JsonObject) => string[],
): PathTemplate<JsonObject>[] {
  const paths = isJsonObject(document.paths) ? document.paths : {}
  return Object.entries(paths).flatMap(([path, item]) => {
    if (!isJsonObject(item)) return []
    const manySteps = stepsTaken(item)
    const template = path.replace(/\{([^}]+)\}/g, (whole, name) => (manySteps.has(name) ? `{+${name}}` : whole))
    return basesOf(item).map((base) => readTemplate(template, item, base))
  })
}

/** Parameters that GitHub marks as holding slashes. */
function stepsTaken(item: JsonObject): Set<unknown> {
  const lists = [item.parameters, ...Object.values(item).map((one) => (isJsonObject(one) ? one.parameters : undefined))]
  const parameters = lists.flatMap((list) => (Array.isArray(list) ? list : [])).filter(isJsonObject)
  return new Set(parameters.filter((one) => one['x-multi-segment'] === true).map(({ name }) => name))
}

function serverPaths(item: JsonObject, document: JsonObject): string[] {
  const operations = Object.values(item).filter(isJsonObject)
  const lists = [...operations.map(({ servers }) => servers), item.servers, document.servers]
  const servers = lists.flatMap((list) => (Array.isArray(list) ? list : [])).filter(isJsonObject)
  const paths = servers.map(({ url, variables }) => pathOf(filled(String(url), variables)))
  return paths.length > 0 ? [...new Set(paths)] : ['']
}

/** Null where one of them is each customer's own, or nobody's. */
function hostsOf(item: JsonObject, operation: JsonObject, document: JsonObject): string[] | null {
  const [nearest] = [operation.servers, item.servers, document.servers].filter((list) => Array.isArray(list))
  const urls = (Array.isArray(nearest) ? nearest : []).filter(isJsonObject).map(({ url }) => String(url))
  const hosts = urls.map((url) => /^https:\/\/([^/{}]+)(\/|$)/.exec(url)?.[1])
  const known = hosts.filter((host) => host !== undefined)
  return known.length > 0 && known.length === hosts.length ? [...new Set(known)] : null
}

/** Variables of a server's path that have a value of their own, such as `/{version}`, are put in. */
function filled(url: string, variables: Json | undefined): string {
  if (variables === undefined || !isJsonObject(variables)) return url
  return url.replace(/\{([^}]+)\}/g, (whole, name) => {
    const variable = variables[name]
    const initial = isJsonObject(variable) ? variable.default : undefined
    return typeof initial === 'string' && initial !== '' ? initial : whole
  })
}

export function pathOf(url: string): string {
  return url
    .replace(/^[a-z{}]+:\/\/[^/]*/i, '')
    .replace(/^[^/{][^/]*(?=\/|$)/, '')
    .replace(/\/$/, '')
}

/** The operation's own parameters replace the path's of the same name. */
export function parametersOf(lists: (Json | undefined)[], resolve: Description['resolve']): JsonObject[] {
  const byName = new Map<string, JsonObject>()
  for (const list of lists) {
    for (const entry of Array.isArray(list) ? list : []) {
      const parameter = followed(entry, resolve)
      byName.set(`${parameter.in} ${parameter.name}`, parameter)
    }
  }
  return [...byName.values()]
}

export function followed(value: Json | undefined, resolve: Description['resolve']): JsonObject {
  if (!isJsonObject(value)) return {}
  if (typeof value.$ref !== 'string') return value
  const target = resolve(value.$ref)
  return isJsonObject(target) ? followed(target, resolve) : {}
}

function readParameter(parameter: JsonObject): Parameter {
  const content = isJsonObject(parameter.content) ? Object.values(parameter.content)[0] : undefined
  const schema = isJsonObject(content) ? content.schema : parameter.schema
  const place = parameter.in === 'path' || parameter.in === 'header' ? parameter.in : 'query'
  return {
    name: String(parameter.name),
    in: parameter.in === 'cookie' ? 'header' : place,
    isRequired: parameter.required === true && parameter.in !== 'cookie',
    schema: isSchema(schema) ? schema : true,
  }
}

function bodiesOf(requestBody: JsonObject, isListed: boolean): Pick<Description, 'bodies' | 'isBodyRequired'> {
  const content = isJsonObject(requestBody.content) ? Object.entries(requestBody.content) : []
  return {
    bodies: content.map(([mediaType, one]) => {
      const schema = schemaOr(isJsonObject(one) ? one.schema : undefined)
      return { mediaType, schema: isListed && isJsonObject(schema) ? schemaOr(schema.items ?? schema) : schema }
    }),
    isBodyRequired: requestBody.required === true,
  }
}

function repliesOf(responses: Json | undefined, resolve: Description['resolve']): Description['replies'] {
  if (!isJsonObject(responses)) return {}
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]): [string, Schema | null] => {
      const { content } = followed(response, resolve)
      const json = Object.entries(isJsonObject(content) ? content : {}).find(([mediaType]) =>
        isJsonType(mediaType),
      )?.[1]
      return [status, isJsonObject(json) && isSchema(json.schema) ? json.schema : null]
    }),
  )
}

function schemaOr(schema: Json | undefined): Schema {
  return isSchema(schema) ? schema : true
}

/** Names of headers and query parameters that hold a credential, in lower case. */
export function credentialNames(document: JsonObject): Set<string> {
  const components = isJsonObject(document.components) ? document.components : {}
  const schemes = components.securitySchemes ?? document.securityDefinitions
  const found = Object.values(isJsonObject(schemes) ? schemes : {}).filter(isJsonObject)
  return new Set(found.filter(({ type }) => type === 'apiKey').map(({ name }) => String(name).toLowerCase()))
}
