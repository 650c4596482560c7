import { fullFormats } from 'ajv-formats/dist/formats.js'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'

/** A JSON schema as vendors write it: draft 4 to 2020-12, OpenAPI 3.0's and Swagger 2's own words included. */
export type Schema = JsonObject | boolean

export type Reading = {
  /** What a `$ref` leads to; undefined where it leads nowhere. */
  resolve(ref: string): Schema | undefined
  /** A field the schema does not name is a finding even where the schema is open: what is sent is what is documented. */
  isClosed?: boolean
  /** Values come as text, as in a query or form: `5` is a number where one is wanted. */
  isText?: boolean
  /** Fields that may stand anywhere, such as OData's annotations. */
  ignores?: RegExp
  /** What is sent need not hold what only the service sets (`readOnly`), and the other way round. */
  direction: 'request' | 'reply'
}

/** What is known of an object's fields at one place. */
type Known = { names: Set<string>; isOpen: boolean; isFree: boolean }
/** `isOther`: it is of another type altogether. */
type Visit = { findings: string[]; known: Known; isOther?: boolean }

/**
 * What does not fit about a value, each finding with where it is; empty where all fits.
 *
 * Read as the data leads, not compiled: vendors' schemas refer to each other without end (Stripe's customer reaches
 * 700 of them), and a finding has to name a field, not a keyword. `oneOf` is read as `anyOf`, since vendors' branches
 * overlap. Held against ajv by check-value.test.ts.
 */
export function checkValue(value: Json, schema: Schema, at: string, reading: Reading): string[] {
  const { findings, known } = visit(value, schema, { at, reading, seen: [] })
  if (!reading.isClosed || known.isOpen || known.isFree || !isJsonObject(value)) return findings
  const unknown = Object.keys(value).filter((name) => !known.names.has(name) && !reading.ignores?.test(name))
  return [...findings, ...unknown.map((name) => `${join(at, name)} is not a field of it`)]
}

type Place = { at: string; reading: Reading; seen: string[] }

function visit(value: Json, schema: Schema, place: Place): Visit {
  if (schema === true) return fits({ isOpen: true })
  if (schema === false) return fails(`${place.at} has no place here`)
  if (value === null && allowsNull(schema)) return fits({ isOpen: true })
  const own = visitOwn(value, schema, place)
  const parts = [own, ...visitRef(value, schema, place), ...visitParts(value, schema, place)]
  return {
    findings: parts.flatMap(({ findings }) => findings),
    known: joinKnown(parts.map(({ known }) => known)),
    isOther: parts.some(({ isOther }) => isOther),
  }
}

function visitRef(value: Json, schema: JsonObject, place: Place): Visit[] {
  const { $ref: ref } = schema
  if ('x-dangling-ref' in schema) return [fits({ isOpen: true })]
  // A schema that is a part of itself at the same place says nothing new the second time.
  if (typeof ref !== 'string' || place.seen.includes(ref)) return []
  const target = place.reading.resolve(ref)
  if (target === undefined) return [fails(`${place.at}: the document has no ${ref}`)]
  return [visit(value, target, { ...place, seen: [...place.seen, ref] })]
}

function visitParts(value: Json, schema: JsonObject, place: Place): Visit[] {
  const visits = schemasOf(schema.allOf).map((part) => visit(value, part, place))
  const picked = pickSubtype(value, schema, place.reading)
  if (picked !== null) visits.push(visit(value, { $ref: picked }, place))
  for (const branches of [schemasOf(schema.anyOf), schemasOf(schema.oneOf)]) {
    if (branches.length > 0 && picked === null) visits.push(visitBranches(value, branches, place))
  }
  if (isSchema(schema.not) && visit(value, schema.not, opened(place)).findings.length === 0) {
    visits.push(fails(`${place.at} is what it must not be`))
  }
  return visits
}

/** One branch has to fit; where none does, the findings of the one that comes closest. */
function visitBranches(value: Json, branches: Schema[], place: Place): Visit {
  // `{ type: object, nullable: true }` beside a real branch is how Microsoft says “or null”: an object is not meant.
  const meant = branches.filter((branch) => !isOrNull(branch))
  if (value === null && meant.length < branches.length) return fits({ isOpen: true })
  const visits = (meant.length > 0 ? meant : branches).map((branch) => visit(value, branch, place))
  const fitting = visits.filter(({ findings }) => findings.length === 0)
  if (fitting.length === 0) {
    const [closest] = visits.toSorted((a, b) => distance(a, value) - distance(b, value))
    return closest ?? fits({})
  }
  const known = joinKnown(fitting.map(({ known }) => known))
  return { findings: [], known: { ...known, isOpen: fitting.some(({ known }) => known.isOpen || known.isFree) } }
}

function isOrNull(branch: Schema): boolean {
  if (typeof branch === 'boolean' || branch.nullable !== true || branch.type !== 'object') return false
  return Object.keys(branch).every((key) => key === 'nullable' || key === 'type')
}

function distance({ findings, known, isOther }: Visit, value: Json): number {
  const fields = isJsonObject(value) ? Object.keys(value) : []
  const named = fields.filter((name) => known.names.has(name)).length
  return findings.length * 2 - named * 20 + (isOther ? 100 : 0)
}

/** The schema a discriminator points to, where the value names one. */
function pickSubtype(value: Json, { discriminator }: JsonObject, { resolve }: Reading): string | null {
  if (!isJsonObject(discriminator) || !isJsonObject(value)) return null
  const kind = value[String(discriminator.propertyName)]
  const mapping = isJsonObject(discriminator.mapping) ? discriminator.mapping : {}
  // Without a mapping Microsoft's `#microsoft.graph.message` is the schema of that name.
  const target = mapping[String(kind)] ?? (typeof kind === 'string' && kind.startsWith('#') ? kind.slice(1) : null)
  if (typeof target !== 'string') return null
  return [target, `#/components/schemas/${target}`].find((ref) => resolve(ref) !== undefined) ?? null
}

function visitOwn(value: Json, schema: JsonObject, place: Place): Visit {
  const types = typesOf(schema)
  const read = place.reading.isText && typeof value === 'string' ? readText(value, types) : value
  if (types.length > 0 && !types.some((type) => isOfType(read, type))) {
    const wanted = types.map((type) => typeNames[type] ?? type).join(' or ')
    return { ...fails(`${place.at} is ${kindOf(read)}, not ${wanted}`), isOther: true }
  }
  const findings = checkChoices(read, schema, place)
  if (typeof read === 'string') findings.push(...checkText(read, schema, place.at))
  if (typeof read === 'number') findings.push(...checkNumber(read, schema, place.at))
  if (Array.isArray(read)) findings.push(...checkList(read, schema, place))
  if (!isJsonObject(read)) return { findings, known: known({ isFree: true }) }
  const fields = visitFields(read, schema, place)
  return { findings: [...findings, ...fields.findings], known: fields.known }
}

function checkChoices(value: Json, schema: JsonObject, { at, reading }: Place): string[] {
  const choices = 'const' in schema ? [schema.const ?? null] : Array.isArray(schema.enum) ? schema.enum : null
  if (!choices) return []
  const isChosen = choices.some((choice) => same(choice, value) || (reading.isText && String(choice) === String(value)))
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

function checkList(list: Json[], schema: JsonObject, { at, reading }: Place): string[] {
  const findings: string[] = []
  const { minItems, maxItems, prefixItems, items } = schema
  if (typeof minItems === 'number' && list.length < minItems) findings.push(`${at} has fewer than ${minItems} entries`)
  if (typeof maxItems === 'number' && list.length > maxItems) findings.push(`${at} has more than ${maxItems} entries`)
  const first = schemasOf(prefixItems ?? items)
  for (const [index, entry] of list.entries()) {
    const entrySchema = first[index] ?? (isSchema(items) ? items : undefined)
    if (entrySchema !== undefined) findings.push(...checkValue(entry, entrySchema, `${at}[${index}]`, reading))
  }
  return findings
}

function visitFields(value: JsonObject, schema: JsonObject, { at, reading }: Place): Visit {
  const properties = isJsonObject(schema.properties) ? schema.properties : {}
  const patterns = isJsonObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : []
  const rest = schema.additionalProperties
  const findings: string[] = []
  const names = new Set(Object.keys(properties))
  for (const name of Array.isArray(schema.required) ? schema.required.map(String) : []) {
    if (!Object.hasOwn(value, name) && isWanted(properties[name], reading))
      findings.push(`${join(at, name)} is missing`)
  }
  for (const [name, field] of Object.entries(value)) {
    const fieldSchemas = [
      ...(Object.hasOwn(properties, name) ? [properties[name]] : []),
      ...patterns.filter(([pattern]) => patternOf(pattern)?.test(name)).map(([, schema]) => schema),
    ]
    if (fieldSchemas.length > 0) names.add(name)
    for (const fieldSchema of fieldSchemas.length > 0 ? fieldSchemas : [rest]) {
      if (fieldSchema === false) findings.push(`${join(at, name)} is not a field of it`)
      else if (isSchema(fieldSchema)) findings.push(...checkValue(field, fieldSchema, join(at, name), reading))
    }
  }
  const count = Object.keys(value).length
  if (typeof schema.minProperties === 'number' && count < schema.minProperties)
    findings.push(`${at} has too few fields`)
  if (typeof schema.maxProperties === 'number' && count > schema.maxProperties)
    findings.push(`${at} has too many fields`)
  const saysNothing = names.size === 0 && rest === undefined
  // What is forbidden outright is found above already.
  const isOpen = rest !== undefined
  return { findings, known: known({ names, isOpen, isFree: saysNothing }) }
}

function isWanted(field: Json | undefined, { direction, resolve }: Reading): boolean {
  if (!isJsonObject(field)) return true
  const target = typeof field.$ref === 'string' ? resolve(field.$ref) : field
  const schema = isJsonObject(target) ? { ...target, ...field } : field
  return schema[direction === 'request' ? 'readOnly' : 'writeOnly'] !== true
}

/** What a schema says of types; where it has fields but names no type, an object is meant. */
function typesOf(schema: JsonObject): string[] {
  if (Array.isArray(schema.type)) return schema.type.map(String)
  if (typeof schema.type === 'string') return schema.type === 'any' ? [] : [schema.type]
  return isJsonObject(schema.properties) ? ['object'] : []
}

function allowsNull(schema: JsonObject): boolean {
  if (Array.isArray(schema.enum) && schema.enum.includes(null)) return true
  return schema.nullable === true || schema['x-nullable'] === true
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

function isOfType(value: Json, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isJsonObject(value)
  if (type === 'null') return value === null
  if (type === 'file') return typeof value === 'string' // as examples write a file: its name
  return typeof value === type
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as 'string'] ?? typeof value
}

/** The value that text stands for where one of these types is wanted. */
function readText(text: string, types: string[]): Json {
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
function patternOf(source: string): RegExp | null {
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

function known({ names = new Set(), isOpen = false, isFree = false }: Partial<Known>): Known {
  return { names, isOpen, isFree }
}

function joinKnown(parts: Known[]): Known {
  return known({
    names: new Set(parts.flatMap(({ names }) => [...names])),
    isOpen: parts.some(({ isOpen }) => isOpen),
    isFree: parts.every(({ isFree }) => isFree),
  })
}

function fits(part: Partial<Known>): Visit {
  return { findings: [], known: known(part) }
}

function fails(finding: string): Visit {
  return { findings: [finding], known: known({ isFree: true }) }
}

function opened(place: Place): Place {
  return { ...place, reading: { ...place.reading, isClosed: false } }
}

function schemasOf(value: Json | undefined): Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : []
}

export function isSchema(value: Json | undefined): value is Schema {
  return typeof value === 'boolean' || (value !== undefined && isJsonObject(value))
}

function join(at: string, name: string): string {
  return `${at}.${name}`
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function short(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
