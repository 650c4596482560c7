import fc from 'fast-check'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { checkScalar, isOfType, patternOf } from './check-scalar.ts'
import { isSchema, type Reading, type Schema } from './check-value.ts'

/** Deeper than this only what is required is made: schemas refer to each other without end. */
const mostDepth = 3

/** A value that fits a schema: its own example where it has one, else the plainest there is. */
export function makeValue(schema: Schema, resolve: Reading['resolve']): Json {
  return make(schema, { resolve, depth: 0, also: [] })
}

/** `also`: fields that another part of the same schema requires, and leaves to this one to describe. */
type Making = { resolve: Reading['resolve']; depth: number; also: string[] }

function make(schema: Schema, making: Making): Json {
  const { resolve, depth } = making
  if (typeof schema === 'boolean') return null
  const choice = schema.const ?? (Array.isArray(schema.enum) ? schema.enum[0] : undefined)
  if (choice !== undefined) return choice
  const example = schema.example ?? schema.default
  if (example !== undefined && isScalarOf(example, schema)) return example
  if (typeof schema.$ref === 'string') {
    const target = resolve(schema.$ref)
    return target === undefined || depth > 12 ? null : make(target, { ...making, depth: depth + 1 })
  }
  const [branch] = [...schemasOf(schema.anyOf), ...schemasOf(schema.oneOf)]
  const parts = [...schemasOf(schema.allOf), ...(branch === undefined ? [] : [branch])]
  // What the parts say of a text or number is narrower than its bare type.
  if (parts.length > 0) return joinParts([...parts, { ...schema, allOf: [], anyOf: [], oneOf: [] }], making)
  return makeOfType(schema, making)
}

/** Vendors write examples and defaults of another type than the field's; lists and objects are made anew. */
function isScalarOf(value: Json, schema: JsonObject): boolean {
  if (typeof value === 'object' || typeof schema.type !== 'string') return false
  return isOfType(value, schema.type) && checkScalar(value, schema, '', false).length === 0
}

function joinParts(parts: Schema[], making: Making): Json {
  const also = [...making.also, ...parts.flatMap((part) => requiredOf(part, making.resolve))]
  const inner = { ...making, also, depth: making.depth + 1 }
  const values = parts.map((part) => make(part, inner)).filter((value) => value !== null)
  const objects = values.filter(isJsonObject)
  return objects.length > 0 ? Object.assign({}, ...objects) : (values[0] ?? null)
}

function requiredOf(part: Schema, resolve: Reading['resolve']): string[] {
  const target = isJsonObject(part) && typeof part.$ref === 'string' ? resolve(part.$ref) : part
  return isJsonObject(target) && Array.isArray(target.required) ? target.required.map(String) : []
}

function makeOfType(schema: JsonObject, making: Making): Json {
  const { type, items, minItems } = schema
  const [first] = Array.isArray(type) ? type.filter((one) => one !== 'null') : [type]
  switch (first) {
    case 'string':
      return makeText(schema)
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? Math.ceil(schema.minimum) : 1
    case 'boolean':
      return true
    case 'array':
      return Array.from({ length: typeof minItems === 'number' ? minItems : 0 }, () =>
        isSchema(items) ? make(items, inside(making)) : null,
      )
    default:
      return isJsonObject(schema.properties) || first === 'object' ? makeObject(schema, making) : null
  }
}

function inside({ resolve, depth }: Making): Making {
  return { resolve, depth: depth + 1, also: [] }
}

function makeObject({ properties, required }: JsonObject, making: Making): JsonObject {
  const fields = isJsonObject(properties) ? properties : {}
  const names = [...(Array.isArray(required) ? required.map(String) : []), ...making.also]
  const wanted = making.depth < mostDepth && names.length === 0 ? Object.keys(fields).slice(0, 3) : names
  // What is required without being described is described by another part, or may be anything.
  const made = wanted.flatMap((name): [string, Json][] => {
    const field = fields[name]
    return isSchema(field) ? [[name, make(field, inside(making))]] : []
  })
  return Object.fromEntries(made)
}

const texts: Record<string, string> = {
  'date-time': '2026-01-02T03:04:05Z',
  date: '2026-01-02',
  email: 'ada@example.com',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  uri: 'https://example.com/',
  ipv4: '192.0.2.1',
}

function makeText({ format, pattern, minLength = 0, maxLength = Number.MAX_SAFE_INTEGER }: JsonObject): string {
  const fits = (text: string) => text.length >= Number(minLength) && text.length <= Number(maxLength)
  const matching = typeof pattern === 'string' ? patternOf(pattern) : null
  const plain = texts[String(format)]
  if (plain !== undefined && matching?.test(plain) !== false && fits(plain)) return plain
  // The same one every time.
  const found = matching && fc.sample(fc.stringMatching(matching), { numRuns: 50, seed: 7 }).find(fits)
  return found ?? 'text'.slice(0, Number(maxLength)).padEnd(Number(minLength), 'x')
}

function schemasOf(value: Json | undefined): Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : []
}
