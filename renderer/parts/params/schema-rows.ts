import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'

export type RowType =
  | 'text'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'choice'
  | 'object'
  | 'text-list'
  | 'number-list'
  | 'object-list'

/** One property of an object's JSON Schema, as a row of a table. */
export type SchemaRow = {
  name: string
  type: RowType
  description: string
  isRequired: boolean
  /** Of a `choice`. */
  choices: string[]
  /** Of an `object` or an `object-list`: what is inside. */
  inner: SchemaTable | null
  /** Whatever else the property says (a format, a minimum): kept as it is. */
  extra: JsonObject
}

export type SchemaTable = { rows: SchemaRow[] /** What else the object says. */; extra: JsonObject }

/**
 * A JSON Schema of an object as a table; null for one that a table cannot show whole (other combinations of types,
 * references, conditions), which is then edited as JSON.
 */
export function toSchemaTable(schema: Json | undefined): SchemaTable | null {
  if (!isJsonObject(schema) || schema.type !== 'object') return null
  const { type: _, properties = {}, required = [], ...extra } = schema
  if (!isJsonObject(properties) || !Array.isArray(required)) return null
  if (!required.every((name) => typeof name === 'string' && Object.hasOwn(properties, name))) return null
  const rows: SchemaRow[] = []
  for (const [name, property] of Object.entries(properties)) {
    const row = toRow(name, property, required.includes(name))
    if (!row) return null
    rows.push(row)
  }
  return { rows, extra }
}

function toRow(name: string, property: Json, isRequired: boolean): SchemaRow | null {
  if (!isJsonObject(property)) return null
  const { type, description, ...rest } = property
  if (description !== undefined && typeof description !== 'string') return null
  const row = { name, description: description ?? '', isRequired, choices: [], inner: null, extra: rest }
  switch (type) {
    case 'string': {
      if (rest.enum === undefined) return { ...row, type: 'text' }
      const { enum: choices, ...extra } = rest
      if (!Array.isArray(choices) || !choices.every((choice) => typeof choice === 'string')) return null
      return { ...row, type: 'choice', choices, extra }
    }
    case 'number':
    case 'integer':
    case 'boolean':
      return { ...row, type }
    case 'object': {
      const inner = toSchemaTable({ type: 'object', ...rest })
      return inner && { ...row, type: 'object', inner, extra: {} }
    }
    case 'array': {
      const { items, ...extra } = rest
      if (!isJsonObject(items)) return null
      if (items.type === 'object') {
        const inner = toSchemaTable(items)
        return inner && { ...row, type: 'object-list', inner, extra }
      }
      // What the entries of a plain list say beyond their type has no place in the table.
      if (Object.keys(items).length !== 1) return null
      if (items.type === 'string') return { ...row, type: 'text-list', extra }
      return items.type === 'number' ? { ...row, type: 'number-list', extra } : null
    }
    default:
      return null
  }
}

/** The JSON Schema a table stands for. Rows without a name are left out: they are still being written. */
export function fromSchemaTable({ rows, extra }: SchemaTable): JsonObject {
  const named = rows.filter(({ name }) => name !== '')
  return {
    type: 'object',
    properties: Object.fromEntries(named.map((row) => [row.name, fromRow(row)])),
    required: named.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    ...extra,
  }
}

function fromRow({ type, description, choices, inner, extra }: SchemaRow): JsonObject {
  const said: JsonObject = description === '' ? {} : { description }
  const table = inner ?? emptyTable()
  switch (type) {
    case 'text':
      return { type: 'string', ...said, ...extra }
    case 'choice':
      return { type: 'string', ...said, enum: choices, ...extra }
    case 'object':
      return { ...fromSchemaTable(table), ...said }
    case 'text-list':
      return { type: 'array', items: { type: 'string' }, ...said, ...extra }
    case 'number-list':
      return { type: 'array', items: { type: 'number' }, ...said, ...extra }
    case 'object-list':
      return { type: 'array', items: fromSchemaTable(table), ...said, ...extra }
    default:
      return { type, ...said, ...extra }
  }
}

export function emptyTable(): SchemaTable {
  return { rows: [], extra: { additionalProperties: false } }
}

export function emptyRow(): SchemaRow {
  return { name: '', type: 'text', description: '', isRequired: true, choices: [], inner: null, extra: {} }
}

/** The row with another type. What only the old type meant is dropped; what is inside is kept while it can be. */
export function withType(row: SchemaRow, type: RowType): SchemaRow {
  const hasInner = type === 'object' || type === 'object-list'
  return {
    ...row,
    type,
    extra: {},
    inner: hasInner ? (row.inner ?? emptyTable()) : null,
    choices: type === 'choice' ? row.choices : [],
  }
}

/** Names that stand there twice, which an object cannot have. */
export function doubleNames({ rows }: SchemaTable): Set<string> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const { name } of rows) {
    if (name === '') continue
    if (seen.has(name)) twice.add(name)
    seen.add(name)
  }
  return twice
}
