import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { isSchema, type Reading, type Schema } from './check-value.ts'

/** Deeper than this only what is required is made: schemas refer to each other without end. */
const mostDepth = 3

/** A value that fits a schema: its own example where it has one, else the plainest there is. */
export function makeValue(schema: Schema, resolve: Reading['resolve'], depth = 0): Json {
  if (typeof schema === 'boolean') return null
  const known =
    schema.const ?? (Array.isArray(schema.enum) ? schema.enum[0] : undefined) ?? schema.example ?? schema.default
  if (known !== undefined && !isJsonObject(known) && !Array.isArray(known)) return known
  if (typeof schema.$ref === 'string') {
    const target = resolve(schema.$ref)
    return target === undefined || depth > 12 ? null : makeValue(target, resolve, depth + 1)
  }
  const [branch] = [schema.anyOf, schema.oneOf].flatMap((list) => (Array.isArray(list) ? list : [])).filter(isSchema)
  const parts = [
    ...(Array.isArray(schema.allOf) ? schema.allOf.filter(isSchema) : []),
    ...(branch === undefined ? [] : [branch]),
  ]
  if (parts.length > 0) return joinParts([{ ...schema, allOf: [], anyOf: [], oneOf: [] }, ...parts], resolve, depth)
  return makeOfType(schema, resolve, depth)
}

function joinParts(parts: Schema[], resolve: Reading['resolve'], depth: number): Json {
  const values = parts.map((part) => makeValue(part, resolve, depth + 1)).filter((value) => value !== null)
  const objects = values.filter(isJsonObject)
  return objects.length > 0 ? Object.assign({}, ...objects) : (values[0] ?? null)
}

function makeOfType(schema: JsonObject, resolve: Reading['resolve'], depth: number): Json {
  const { type } = schema
  const [first] = Array.isArray(type) ? type.filter((one) => one !== 'null') : [type]
  switch (first) {
    case 'string':
      return makeText(schema)
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? Math.ceil(schema.minimum) : 1
    case 'boolean':
      return true
    case 'array': {
      const count = typeof schema.minItems === 'number' ? schema.minItems : 0
      const { items } = schema
      return Array.from({ length: count }, () => (isSchema(items) ? makeValue(items, resolve, depth + 1) : null))
    }
    default:
      return isJsonObject(schema.properties) || first === 'object' ? makeObject(schema, resolve, depth) : null
  }
}

function makeObject({ properties, required }: JsonObject, resolve: Reading['resolve'], depth: number): JsonObject {
  const fields = isJsonObject(properties) ? properties : {}
  const names = Array.isArray(required) ? required.map(String) : []
  const wanted = depth < mostDepth && names.length === 0 ? Object.keys(fields).slice(0, 3) : names
  return Object.fromEntries(
    wanted.map((name) => {
      const field = fields[name]
      return [name, isSchema(field) ? makeValue(field, resolve, depth + 1) : null]
    }),
  )
}

const texts: Record<string, string> = {
  'date-time': '2026-01-02T03:04:05Z',
  date: '2026-01-02',
  email: 'ada@example.com',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  uri: 'https://example.com/',
  ipv4: '192.0.2.1',
}

function makeText({ format, minLength, maxLength }: JsonObject): string {
  const text = texts[String(format)] ?? 'text'
  if (typeof maxLength === 'number' && text.length > maxLength) return text.slice(0, maxLength)
  return typeof minLength === 'number' ? text.padEnd(minLength, 'x') : text
}
