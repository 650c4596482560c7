import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import type { VendorDocument } from './document.ts'
import { type PathsOptions, readOpenApi } from './openapi.ts'

/**
 * A document of Amazon Web Services, made of its own description. Where all calls go to one address, its paths hold what
 * tells them apart: `/#X-Amz-Target=…`, a header. Older ones describe the query protocol (`/#Action=…`, XML) of services
 * that speak JSON as well, with the same shapes: an `Action` becomes the last part of that header
 * (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html).
 */
export function readAws(published: JsonObject, options: PathsOptions): VendorDocument {
  return readOpenApi(withTargets(published), {
    ...options,
    rewrite(sent) {
      const target = sent.headers['x-amz-target']
      return target === undefined ? sent : { ...sent, path: `${sent.path}#X-Amz-Target=${target}` }
    },
  })
}

function withTargets(document: JsonObject): JsonObject {
  const paths = Object.entries(isJsonObject(document.paths) ? document.paths : {})
  const told = paths.map(([path, item]) => {
    const action = /^\/#Action=(\w+)$/.exec(path)?.[1]
    return action === undefined ? [path, item] : [`/#X-Amz-Target={service}.${action}`, asJson(item)]
  })
  return { ...document, paths: Object.fromEntries(told) }
}

/** The same shapes in JSON; what the query protocol says in the query is in the header now. */
function asJson(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.filter((one) => !isOfQuery(one)).map(asJson)
  if (!isJsonObject(value)) return value ?? null
  const renamed = Object.entries(value).map(([name, inner]) => [
    name === 'text/xml' ? 'application/json' : name,
    asJson(inner),
  ])
  return Object.fromEntries(renamed)
}

function isOfQuery(parameter: Json): boolean {
  return isJsonObject(parameter) && parameter.in === 'query'
}
