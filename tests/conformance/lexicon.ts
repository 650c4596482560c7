import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { describedOperation } from './check-operation.ts'
import type { Schema } from './check-value.ts'
import type { VendorDocument } from './document.ts'

/** AT Protocol lexicons (https://atproto.com/specs/lexicon); calls are `/xrpc/` and the lexicon's name (spec xrpc). */
export function readLexicons(lexicons: Json[]): VendorDocument {
  const byId = new Map(lexicons.filter(isJsonObject).map((lexicon) => [String(lexicon.id), lexicon.defs]))
  const records: JsonObject = {}
  for (const [id, defs] of byId) {
    if (isJsonObject(defs) && isJsonObject(defs.main) && defs.main.type === 'record') records[id] = `lex:${id}#main`
  }
  const definition = (ref: string): JsonObject | undefined => {
    const [id = '', name = 'main'] = ref.replace(/^lex:/, '').split('#')
    const defs = byId.get(id)
    const found = isJsonObject(defs) ? defs[name] : undefined
    return isJsonObject(found) ? found : undefined
  }
  const resolve = (ref: string): Schema | undefined => {
    const found = definition(ref)
    return found && toSchema(found, records)
  }
  return {
    findOperation(sent) {
      const name = /^\/xrpc\/([^/]+)$/.exec(sent.path)?.[1]
      const found = name === undefined ? undefined : definition(name)
      const method = found?.type === 'query' ? 'GET' : found?.type === 'procedure' ? 'POST' : null
      if (!name || !found || method !== sent.method) return null
      const { properties = {}, required = [] } = isJsonObject(found.parameters) ? found.parameters : {}
      const input = isJsonObject(found.input) ? found.input : null
      const output = isJsonObject(found.output) && isJsonObject(found.output.schema) ? found.output.schema : null
      return describedOperation({
        name,
        pathValues: {},
        parameters: Object.entries(isJsonObject(properties) ? properties : {}).map(([key, schema]) => ({
          name: key,
          in: 'query',
          isRequired: Array.isArray(required) && required.includes(key),
          schema: isJsonObject(schema) ? toSchema(schema, records) : true,
        })),
        bodies: input
          ? [
              {
                mediaType: String(input.encoding),
                schema: isJsonObject(input.schema) ? toSchema(input.schema, records) : true,
              },
            ]
          : [],
        isBodyRequired: input !== null,
        replies: { 200: output && toSchema(output, records) },
        resolve,
        isReplyClosed: true,
      })
    },
  }
}

/** A lexicon's type as a JSON schema; records hidden in `unknown` are read by the type they name. */
function toSchema(type: JsonObject, records: JsonObject): JsonObject {
  const { description: _description, ...said } = type
  switch (type.type) {
    case 'object':
    case 'params':
      return objectSchema(type, records)
    case 'record':
      return isJsonObject(type.record) ? objectSchema(type.record, records) : {}
    case 'array':
      return { ...said, ...(isJsonObject(type.items) && { items: toSchema(type.items, records) }) }
    case 'ref':
      return { $ref: refOf(type.ref) }
    case 'union': {
      const refs = (Array.isArray(type.refs) ? type.refs : []).map(refOf)
      const mapping = Object.fromEntries(refs.map((ref) => [ref.replace(/^lex:/, '').replace(/#main$/, ''), ref]))
      const open = type.closed === true ? [] : [{ type: 'object', required: ['$type'], additionalProperties: true }]
      // What names one of the types has to be of it; only other names are left open.
      const branches = [...refs.map(($ref) => ({ $ref })), ...open]
      return { type: 'object', required: ['$type'], discriminator: { propertyName: '$type', mapping }, anyOf: branches }
    }
    case 'unknown':
      return { type: 'object', discriminator: { propertyName: '$type', mapping: records } }
    case 'blob':
      return {
        type: 'object',
        required: ['$type', 'ref', 'mimeType', 'size'],
        properties: {
          $type: { const: 'blob' },
          ref: linkSchema,
          mimeType: { type: 'string' },
          size: { type: 'integer' },
        },
      }
    case 'cid-link':
      return linkSchema
    case 'bytes':
      return { type: 'object', required: ['$bytes'], properties: { $bytes: { type: 'string' } } }
    case 'token':
      return { type: 'string' }
    case 'string':
      return type.format === 'datetime' ? { ...said, format: 'date-time' } : said
    default:
      return said
  }
}

const linkSchema = { type: 'object', required: ['$link'], properties: { $link: { type: 'string' } } }

function objectSchema({ properties, required, nullable }: JsonObject, records: JsonObject): JsonObject {
  const nullables = Array.isArray(nullable) ? nullable : []
  const fields = Object.entries(isJsonObject(properties) ? properties : {}).map(([name, field]): [string, Json] => {
    const schema = isJsonObject(field) ? toSchema(field, records) : {}
    return [name, nullables.includes(name) ? { ...schema, nullable: true } : schema]
  })
  return {
    type: 'object',
    ...(Array.isArray(required) && { required }),
    properties: { $type: { type: 'string' }, ...Object.fromEntries(fields) },
  }
}

function refOf(ref: Json | undefined): string {
  return String(ref)
}
