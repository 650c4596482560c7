import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { text } from '../text.ts'

/** A field of an action, for its documentation. */
export type FieldRow = {
  name: string
  title: string
  description: string
  /** Such as `text`, `a number`, `One of open, closed`. */
  type: string
  isRequired: boolean
  /** What it is unless set, as words; null where it has no default. */
  initial: string | null
}

const say = text.integrations.detail

/** The fields of a JSON Schema with the hints of the catalogue, in its order. Which connection is used is no part of it. */
export function fieldRows(schema: JsonObject): FieldRow[] {
  const properties = isJsonObject(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(properties)
    .filter(([, field]) => !isJsonObject(field) || field.control !== 'connection')
    .map(([name, field]) => fieldRow(name, isJsonObject(field) ? field : {}, required.includes(name)))
}

function fieldRow(name: string, field: JsonObject, isListed: boolean): FieldRow {
  // zod lists what has a default as required in what comes out of it; a person need not fill it in.
  const hasDefault = field.default !== undefined
  return {
    name,
    title: typeof field.title === 'string' ? field.title : name,
    description: typeof field.description === 'string' ? field.description : '',
    type: typeOf(field),
    isRequired: isListed && !hasDefault,
    initial: hasDefault ? shown(field.default) : null,
  }
}

function typeOf(field: JsonObject): string {
  const types = text.canvas.valueTypes
  if (field.control === 'file') return text.integrations.field.file
  if (Array.isArray(field.enum)) return say.oneOf(field.enum.map((value) => choiceTitle(field, value)).join(', '))
  switch (field.type) {
    case 'string':
      return types.text
    case 'number':
    case 'integer':
      return types.number
    case 'boolean':
      return types.boolean
    case 'array':
      return types.list
    case 'object':
      return types.object
    // A text that may be an expression has no type in the schema.
    default:
      return field.control === 'text' || field.control === 'long-text' || field.control === undefined
        ? types.text
        : types.any
  }
}

function choiceTitle({ choices }: JsonObject, value: Json): string {
  const title = isJsonObject(choices) && typeof value === 'string' ? choices[value] : undefined
  return typeof title === 'string' ? title : String(value)
}

/** Nothing and empty values are no news. */
function shown(value: Json | undefined): string | null {
  if (value === undefined || value === null || value === '') return null
  if (Array.isArray(value) && value.length === 0) return null
  if (isJsonObject(value) && Object.keys(value).length === 0) return null
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
