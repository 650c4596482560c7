import { fullFormats } from 'ajv-formats/dist/formats.js'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'

/** What a schema says of a text, a number or a choice. `isText`: the value came as text, see Reading. */
export function checkScalar(value: Json, schema: JsonObject, at: string, isText: boolean): string[] {
  const findings = checkChoices(value, schema, at, isText)
  if (typeof value === 'string') findings.push(...checkText(value, schema, at))
  if (typeof value === 'number') findings.push(...checkNumber(value, schema, at))
  return findings
}

function checkChoices(value: Json, schema: JsonObject, at: string, isText: boolean): string[] {
  const choices = 'const' in schema ? [schema.const ?? null] : Array.isArray(schema.enum) ? schema.enum : null
  if (!choices) return []
  const isChosen = choices.some((choice) => same(choice, value) || (isText && String(choice) === String(value)))
  return isChosen ? [] : [`${at} is ${short(value)}, not one of ${choices.slice(0, 12).map(short).join(', ')}`]
}

function checkText(value: string, schema: JsonObject, at: string): string[] {
  const length = [...value].length
  const findings: string[] = []
  if (typeof schema.minLength === 'number' && length < schema.minLength) {
    findings.push(`${at} is shorter than ${schema.minLength}`)
  }
  if (typeof schema.maxLength === 'number' && length > schema.maxLength) {
    findings.push(`${at} is longer than ${schema.maxLength}`)
  }
  if (typeof schema.pattern === 'string' && patternOf(schema.pattern)?.test(value) === false) {
    findings.push(`${at} is ${short(value)}, which does not match ${schema.pattern}`)
  }
  if (typeof schema.format === 'string' && !isOfFormat(value, schema.format)) {
    findings.push(`${at} is ${short(value)}, which is no ${schema.format}`)
  }
  return findings
}

function checkNumber(value: number, schema: JsonObject, at: string): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
  const tooSmall =
    (typeof minimum === 'number' && (value < minimum || (exclusiveMinimum === true && value === minimum))) ||
    (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum)
  const tooLarge =
    (typeof maximum === 'number' && (value > maximum || (exclusiveMaximum === true && value === maximum))) ||
    (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum)
  return [
    ...(tooSmall ? [`${at} is ${value}, less than ${minimum ?? exclusiveMinimum}`] : []),
    ...(tooLarge ? [`${at} is ${value}, more than ${maximum ?? exclusiveMaximum}`] : []),
  ]
}

const typeNames: Record<string, string> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
  file: 'a file',
}

export function nameOfType(type: string): string {
  return typeNames[type] ?? type
}

export function isOfType(value: Json, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isJsonObject(value)
  if (type === 'null') return value === null
  if (type === 'file') return typeof value === 'string' // as examples write a file: its name
  return typeof value === type
}

export function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as 'string'] ?? typeof value
}

/** The value that text stands for where one of these types is wanted. */
export function readText(text: string, types: string[]): Json {
  if (types.length === 0 || types.includes('string') || types.includes('file')) return text
  const wants = (type: string) => types.includes(type)
  if ((wants('integer') || wants('number')) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (wants('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  if (wants('array') || wants('object')) {
    if (/^[[{]/.test(text)) return parsedOr(text)
    return wants('array') ? text.split(',') : text
  }
  return text
}

function parsedOr(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const patterns = new Map<string, RegExp | null>()

/** Null for one that JavaScript does not read: it is not held against the value. */
export function patternOf(source: string): RegExp | null {
  const known = patterns.get(source)
  if (known !== undefined) return known
  let pattern: RegExp | null = null
  for (const flags of ['u', '']) {
    try {
      pattern ??= new RegExp(source, flags)
    } catch {}
  }
  patterns.set(source, pattern)
  return pattern
}

type FormatCheck = RegExp | ((text: string) => boolean)

const checkedFormats = ['date', 'date-time', 'email', 'uuid', 'uri', 'ipv4', 'ipv6', 'hostname'] as const

const formats = new Map<string, FormatCheck>(
  checkedFormats.flatMap((name): [string, FormatCheck][] => {
    const format = fullFormats[name]
    // Of these ajv gives a pattern, a function, or an object whose check takes text.
    const check = typeof format === 'object' && 'validate' in format ? format.validate : format
    return check instanceof RegExp || typeof check === 'function' ? [[name, check as FormatCheck]] : []
  }),
)

/** Formats nobody knows are let through, as are those that say how bytes are put into text. */
function isOfFormat(value: string, format: string): boolean {
  const check = formats.get(format)
  if (check === undefined) return true
  return check instanceof RegExp ? check.test(value) : check(value)
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function short(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
