import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { type Description, describedOperation, type Parameter } from './check-operation.ts'
import { isSchema, type Schema } from './check-value.ts'
import type { VendorDocument } from './document.ts'
import { matchPaths, type PathTemplate, readTemplate } from './match-path.ts'

type Method = { method: JsonObject; isUpload: boolean }

/**
 * A Google API discovery document (https://developers.google.com/discovery/v1/reference/apis). Paths continue the
 * service's own path; media go to paths of their own, together with what describes them or alone.
 */
export function readDiscovery(document: JsonObject): VendorDocument {
  const schemas = isJsonObject(document.schemas) ? document.schemas : {}
  const resolve = (ref: string) => (isSchema(schemas[ref]) ? schemas[ref] : undefined)
  const base = `/${String(document.servicePath ?? '')}`.replace(/\/$/, '')
  const templates = methodsOf(document).flatMap((method) => templatesOf(method, base))
  const shared = parametersOf(document.parameters)
  const rootHost = URL.parse(String(document.rootUrl))?.host
  return {
    findOperation(sent) {
      for (const { template, values } of matchPaths(templates, sent.path)) {
        const { method, isUpload } = template.value
        if (method.httpMethod !== sent.method) continue
        return describedOperation({
          name: String(method.id),
          // The older of Google's services are at the common address as well.
          ...(rootHost && { hosts: [rootHost, 'www.googleapis.com'] }),
          pathValues: values,
          parameters: [...parametersOf(method.parameters), ...shared],
          ...bodiesOf(method, isUpload, resolve),
          replies: { default: isSchema(method.response) ? method.response : null },
          resolve,
          isReplyClosed: true,
        })
      }
      return null
    },
  }
}

/** All methods, those of resources in resources included. */
function methodsOf({ methods, resources }: JsonObject): JsonObject[] {
  return [
    ...(isJsonObject(methods) ? Object.values(methods).filter(isJsonObject) : []),
    ...(isJsonObject(resources) ? Object.values(resources).filter(isJsonObject).flatMap(methodsOf) : []),
  ]
}

function templatesOf(method: JsonObject, base: string): PathTemplate<Method>[] {
  const { protocols } = isJsonObject(method.mediaUpload) ? method.mediaUpload : {}
  const uploads = isJsonObject(protocols) ? Object.values(protocols).filter(isJsonObject) : []
  return [
    readTemplate(`/${String(method.path)}`, { method, isUpload: false }, base),
    ...uploads.map(({ path }) => readTemplate(String(path), { method, isUpload: true })),
  ]
}

function parametersOf(parameters: Json | undefined): Parameter[] {
  if (!isJsonObject(parameters)) return []
  return Object.entries(parameters).flatMap(([name, parameter]): Parameter[] => {
    if (!isJsonObject(parameter)) return []
    const { location, required, repeated, ...schema } = parameter
    const numbers = Object.fromEntries(
      ['minimum', 'maximum'].flatMap((key) => (key in schema ? [[key, Number(schema[key])]] : [])),
    )
    const one = { ...schema, ...numbers }
    return [
      {
        name,
        in: location === 'path' ? 'path' : 'query',
        isRequired: required === true,
        schema: repeated === true ? { type: 'array', items: one } : one,
      },
    ]
  })
}

function bodiesOf(
  { id, request }: JsonObject,
  isUpload: boolean,
  resolve: Description['resolve'],
): Pick<Description, 'bodies' | 'isBodyRequired'> {
  if (isUpload) {
    const described: Schema = isSchema(request) ? { anyOf: [{ type: 'string' }, request] } : { type: 'string' }
    const related = { type: 'object', additionalProperties: described }
    return {
      bodies: [
        { mediaType: 'multipart/related', schema: related },
        { mediaType: 'application/json', schema: isSchema(request) ? request : true },
        { mediaType: '*', schema: true },
      ],
      isBodyRequired: false,
    }
  }
  if (!isSchema(request)) return { bodies: [], isBodyRequired: false }
  const needed = requiredFields(request, String(id), resolve)
  const schema = needed.length > 0 ? { allOf: [request, { type: 'object', required: needed }] } : request
  return { bodies: [{ mediaType: 'application/json', schema }], isBodyRequired: needed.length > 0 }
}

/** Fields of a body that are required by some methods only say by which. */
function requiredFields(request: Schema, methodId: string, resolve: Description['resolve']): string[] {
  const schema = isJsonObject(request) && typeof request.$ref === 'string' ? resolve(request.$ref) : request
  if (!isJsonObject(schema) || !isJsonObject(schema.properties)) return []
  return Object.entries(schema.properties).flatMap(([name, field]) => {
    const { required } = isJsonObject(field) && isJsonObject(field.annotations) ? field.annotations : {}
    return Array.isArray(required) && required.includes(methodId) ? [name] : []
  })
}
