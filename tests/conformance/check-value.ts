import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { checkScalar, isOfType, kindOf, nameOfType, patternOf, readText } from './check-scalar.ts'

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
type Known = { names: Set<string>; isOpen: boolean; isFree: boolean; isSealed: boolean }
/** `isOther`: it is of another type altogether. */
type Visit = { findings: string[]; known: Known; isOther?: boolean }

/**
 * What does not fit about a value, each finding with where it is; empty where all fits.
 *
 * Read as the data leads, not compiled: vendors' schemas refer to each other without end (from Stripe's customer one
 * comes to 512 of them), break the rules of their own drafts, which ajv refuses, and a finding has to name a field, not
 * a keyword. `oneOf` is read as `anyOf`, since vendors' branches overlap. Held against ajv by check-value.test.ts.
 */
export function checkValue(value: Json, schema: Schema, at: string, reading: Reading): string[] {
  const { findings, known } = visit(value, schema, { at, reading, seen: [] })
  if (!reading.isClosed || known.isOpen || known.isFree || !isJsonObject(value)) return findings
  return [...findings, ...unknownFields(value, known, { at, reading })]
}

function unknownFields(value: JsonObject, { names }: Known, { at, reading }: Pick<Place, 'at' | 'reading'>): string[] {
  const unknown = Object.keys(value).filter((name) => !names.has(name) && !reading.ignores?.test(name))
  return unknown.map((name) => `${join(at, name)} is not a field of it`)
}

/** `isPart`: the schema is one of an `allOf`, so that the others have a say as well. */
type Place = { at: string; reading: Reading; seen: string[]; isPart?: boolean }

function visit(value: Json, schema: Schema, place: Place): Visit {
  if (schema === true) return fits({ isOpen: true })
  if (schema === false) return fails(`${place.at} has no place here`)
  if (value === null && allowsNull(schema)) return fits({ isOpen: true })
  const own = visitOwn(value, schema, place)
  const parts = [own, ...visitRef(value, schema, place), ...visitParts(value, schema, place)]
  const known = joinKnown(parts.map(({ known }) => known))
  const findings = parts.flatMap(({ findings }) => findings)
  if (known.isSealed && !place.isPart && isJsonObject(value)) findings.push(...unknownFields(value, known, place))
  return {
    findings,
    known,
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
  const visits = schemasOf(schema.allOf).map((part) => visit(value, part, { ...place, isPart: true }))
  const picked = pickSubtype(value, schema, place.reading)
  if (picked !== null) visits.push(visit(value, { $ref: picked }, place))
  for (const branches of [schemasOf(schema.anyOf), schemasOf(schema.oneOf)]) {
    if (branches.length > 0 && picked === null) visits.push(visitBranches(value, branches, place))
  }
  if (isSchema(schema.not) && visit(value, schema.not, { ...opened(place), isPart: false }).findings.length === 0) {
    visits.push(fails(`${place.at} is what it must not be`))
  }
  return visits
}

/** One branch has to fit; where none does, the findings of the one that comes closest. */
function visitBranches(value: Json, branches: Schema[], place: Place): Visit {
  // `{ type: object, nullable: true }` beside a real branch is how Microsoft says “or null”: an object is not meant.
  const meant = branches.filter((branch) => !isOrNull(branch))
  if (value === null && meant.length < branches.length) return fits({ isOpen: true })
  const alone = { ...place, isPart: false }
  const visits = (meant.length > 0 ? meant : branches).map((branch) => visit(value, branch, alone))
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
    const wanted = types.map(nameOfType).join(' or ')
    return { ...fails(`${place.at} is ${kindOf(read)}, not ${wanted}`), isOther: true }
  }
  const findings = checkScalar(read, schema, place.at, place.reading.isText === true)
  if (Array.isArray(read)) findings.push(...checkList(read, schema, place))
  if (!isJsonObject(read)) return { findings, known: known({ isFree: true }) }
  const fields = visitFields(read, schema, place)
  return { findings: [...findings, ...fields.findings], known: fields.known }
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

function visitFields(value: JsonObject, schema: JsonObject, { at, reading, isPart = false }: Place): Visit {
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
      // Read to the letter, a sealed part lets nothing of the other parts in: no vendor means that.
      if (fieldSchema === false && isPart && fieldSchemas.length === 0) continue
      if (fieldSchema === false) findings.push(`${join(at, name)} is not a field of it`)
      else if (isSchema(fieldSchema)) findings.push(...checkValue(field, fieldSchema, join(at, name), reading))
    }
  }
  const count = Object.keys(value).length
  if (typeof schema.minProperties === 'number' && count < schema.minProperties)
    findings.push(`${at} has too few fields`)
  if (typeof schema.maxProperties === 'number' && count > schema.maxProperties)
    findings.push(`${at} has too many fields`)
  const isFree = schema.properties === undefined && names.size === 0 && rest === undefined
  // What is forbidden outright is found above already, or where the parts are put together.
  return { findings, known: known({ names, isOpen: rest !== undefined, isFree, isSealed: isPart && rest === false }) }
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

function known({ names = new Set(), isOpen = false, isFree = false, isSealed = false }: Partial<Known>): Known {
  return { names, isOpen, isFree, isSealed }
}

function joinKnown(parts: Known[]): Known {
  return known({
    names: new Set(parts.flatMap(({ names }) => [...names])),
    isOpen: parts.some(({ isOpen }) => isOpen),
    isFree: parts.every(({ isFree }) => isFree),
    isSealed: parts.some(({ isSealed }) => isSealed),
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
