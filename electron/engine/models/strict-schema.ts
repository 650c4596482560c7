import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'

/** What OpenAI's strict mode understands; anything else makes it refuse the request. Source: its structured outputs guide. */
const strictKeywords = new Set([
  ...['type', 'title', 'description', 'enum', 'const', 'anyOf', '$ref', '$defs', 'definitions'],
  ...['properties', 'required', 'additionalProperties', 'items', 'minItems', 'maxItems'],
  ...['pattern', 'format', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
])
const strictFormats = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'])
/** Notes to readers: leaving them out changes nothing that is checked. */
const annotations = new Set([
  '$schema',
  '$id',
  '$comment',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
])

/**
 * The schema in the form strict mode asks for (every property required, no others allowed), or as it was with `strict`
 * false where that form would ask for something else: an optional property must stay optional, or the model invents it.
 */
export function toStrictSchema(schema: JsonObject): { schema: JsonObject; strict: boolean } {
  const strict = tighten(schema)
  return strict ? { schema: strict, strict: true } : { schema, strict: false }
}

function tighten(schema: Json | undefined): JsonObject | null {
  if (!isJsonObject(schema)) return null
  const result: JsonObject = {}
  for (const [keyword, value] of Object.entries(schema)) {
    if (annotations.has(keyword)) continue
    const tightened = strictKeywords.has(keyword) ? tightenKeyword(keyword, value) : null
    if (tightened === null) return null
    result[keyword] = tightened
  }
  if (!('properties' in result) && result.type !== 'object') return result
  const names = Object.keys(isJsonObject(result.properties) ? result.properties : {})
  const required = Array.isArray(result.required) ? result.required : []
  if ((result.additionalProperties ?? false) !== false || names.some((name) => !required.includes(name))) return null
  return { ...result, properties: result.properties ?? {}, required: names, additionalProperties: false }
}

/** The keyword's value with the schemas inside it tightened, or null where strict mode cannot take it. */
function tightenKeyword(keyword: string, value: Json): Json | null {
  if (keyword === 'format') return typeof value === 'string' && strictFormats.has(value) ? value : null
  if (keyword === 'items') return tighten(value)
  if (keyword === 'anyOf') return Array.isArray(value) ? allOrNone(value.map(tighten)) : null
  if (keyword !== 'properties' && keyword !== '$defs' && keyword !== 'definitions') return value
  if (!isJsonObject(value)) return null
  const tightened = allOrNone(Object.values(value).map(tighten))
  return tightened && Object.fromEntries(Object.keys(value).map((name, index) => [name, tightened[index] ?? null]))
}

function allOrNone(schemas: (JsonObject | null)[]): JsonObject[] | null {
  const present = schemas.filter((schema) => schema !== null)
  return present.length === schemas.length ? present : null
}
