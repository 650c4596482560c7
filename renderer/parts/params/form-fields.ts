import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'

export type FormControl =
  | 'text'
  | 'long-text'
  | 'code'
  | 'json'
  | 'json-schema'
  | 'model'
  | 'path'
  | 'key-values'
  | 'text-list'
  | 'object-list'
  | 'number'
  | 'switch'
  | 'choice'
  | 'workflow'
  | 'workflow-inputs'
  | 'connection'
  | 'file'
  | 'mcp-server'

/** One field of a form, as plain data: a param's JSON Schema and hints, read once. */
export type FormField = {
  name: string
  title: string
  control: FormControl
  description?: string
  placeholder?: string
  isRequired: boolean
  default?: Json
  choices: { value: string; label: string }[]
  min?: number
  max?: number
  isInteger: boolean
  language: 'javascript' | 'json' | 'text'
  /** `{{ }}` in it is not evaluated, so none is offered. */
  isRaw: boolean
  /** The names an expression that fills the whole field knows besides those of its place; undefined: it is none. */
  expressionOf?: string[]
  isAdvanced: boolean
  showWhen?: { param: string; is: string[] }
  /** Of a `connection`: of which service. */
  integration?: string
  /** Of an `object-list`: the fields of one entry. */
  fields: FormField[]
}

const hinted = new Set<string>([
  'text',
  'long-text',
  'code',
  'json',
  'json-schema',
  'model',
  'path',
  'key-values',
  'text-list',
  'workflow',
  'workflow-inputs',
  'connection',
  'file',
  'mcp-server',
])

/** The fields of an object's JSON Schema with the hints of the catalogue, in the schema's order. */
export function formFields(schema: JsonObject): FormField[] {
  const properties = isJsonObject(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(properties).map(([name, property]) =>
    formField(name, isJsonObject(property) ? property : {}, required.includes(name)),
  )
}

function formField(name: string, schema: JsonObject, isRequired: boolean): FormField {
  const control = controlOf(schema)
  const items = isJsonObject(schema.items) ? schema.items : {}
  return {
    name,
    title: textOf(schema.title) ?? name,
    control,
    description: textOf(schema.description),
    placeholder: textOf(schema.placeholder),
    isRequired,
    default: schema.default,
    choices: choicesOf(schema),
    min: numberOf(schema.minimum),
    max: numberOf(schema.maximum),
    isInteger: schema.type === 'integer',
    language: schema.language === 'javascript' || schema.language === 'json' ? schema.language : 'text',
    isRaw: schema.raw === true,
    expressionOf: Array.isArray(schema.expressionOf) ? schema.expressionOf.map(String) : undefined,
    isAdvanced: schema.advanced === true,
    showWhen: showWhenOf(schema.showWhen),
    integration: textOf(schema.integration),
    fields: control === 'object-list' ? formFields(items) : [],
  }
}

/** A hint decides; else the type does. A field of any type is written as text, where an expression keeps its own type. */
function controlOf(schema: JsonObject): FormControl {
  const { control, type } = schema
  if (control === 'inputs') return 'object-list'
  if (typeof control === 'string' && hinted.has(control)) return control as FormControl // it is one of the set's
  if (Array.isArray(schema.enum)) return 'choice'
  if (type === 'boolean') return 'switch'
  if (type === 'number' || type === 'integer') return 'number'
  if (type === 'array') {
    const items = isJsonObject(schema.items) ? schema.items : {}
    if (items.type === 'object' && isJsonObject(items.properties)) return 'object-list'
    return items.type === 'string' ? 'text-list' : 'json'
  }
  if (type === 'object') return isJsonObject(schema.properties) ? 'json' : 'key-values'
  return 'text'
}

function choicesOf(schema: JsonObject): { value: string; label: string }[] {
  const titles = isJsonObject(schema.choices) ? schema.choices : {}
  const values = Array.isArray(schema.enum) ? schema.enum : []
  return values
    .filter((value): value is string => typeof value === 'string')
    .map((value) => ({ value, label: textOf(titles[value]) ?? value }))
}

function showWhenOf(value: Json | undefined): FormField['showWhen'] {
  if (!isJsonObject(value) || typeof value.param !== 'string' || !Array.isArray(value.is)) return undefined
  return { param: value.param, is: value.is.filter((each): each is string => typeof each === 'string') }
}

/** Whether the field is there with these values: what it hangs on has one of the values, and is itself there. */
export function isShown(field: FormField, fields: readonly FormField[], values: JsonObject): boolean {
  const { showWhen } = field
  if (!showWhen) return true
  const other = fields.find(({ name }) => name === showWhen.param)
  const value = values[showWhen.param] ?? other?.default
  if (!showWhen.is.includes(String(value))) return false
  return !other || other === field || isShown(other, fields, values)
}

/** Whether a value is a text with an expression in it: such a field is drawn as text, whatever its own control. */
export function holdsExpression(value: Json | undefined): value is string {
  return typeof value === 'string' && value.includes('{{')
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** zod writes the largest safe integer where there is no limit. */
function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined
}
