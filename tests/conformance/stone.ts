import { isJsonObject, type JsonObject } from '../../shared/json.ts'
import { describedOperation } from './check-operation.ts'
import type { Schema } from './check-value.ts'
import type { VendorDocument } from './document.ts'

/**
 * Dropbox's Stone (https://github.com/dropbox/stone/blob/main/docs/lang_ref.rst): the index of routes, and the types
 * out of the `.stone` files by namespace. An upload's argument goes in the header `Dropbox-API-Arg`, as does a download's.
 */
export function readStone(index: JsonObject, stone: Record<string, string>): VendorDocument {
  const types = new Map(Object.entries(stone).flatMap(([namespace, text]) => [...readTypes(namespace, text)]))
  const resolve = (ref: string): Schema | undefined => types.get(ref)
  const routes = (Array.isArray(index.routes) ? index.routes : []).filter(isJsonObject)
  return {
    findOperation(sent) {
      const route = routes.find(({ path }) => path === sent.path)
      if (!route || sent.method !== 'POST') return null
      const name = sent.path.slice('/2/'.length)
      const namespace = name.split('/')[0] ?? ''
      const argument = typeSchema(String(route.arg), namespace)
      const isRpc = route.style === 'rpc'
      const inHeader = argument === null || isRpc ? [] : [argument]
      return describedOperation({
        name,
        hosts: [`${String(route.host)}.dropboxapi.com`],
        pathValues: {},
        parameters: inHeader.map((schema) => ({ name: 'Dropbox-API-Arg', in: 'header', isRequired: true, schema })),
        bodies: bodiesOf(String(route.style), argument),
        isBodyRequired: isRpc && argument !== null,
        replies: { 200: route.style === 'download' ? null : typeSchema(String(route.result), namespace) },
        resolve,
        isReplyClosed: true,
      })
    },
  }
}

function bodiesOf(style: string, argument: Schema | null): { mediaType: string; schema: Schema }[] {
  if (style === 'upload') return [{ mediaType: 'application/octet-stream', schema: true }]
  if (style === 'download') return []
  // Without an argument the body is the text `null`, or none at all.
  return [{ mediaType: 'application/json', schema: argument ?? { type: 'null' } }]
}

type Declaration = { kind: string; name: string; parent: string | null; fields: string[][]; subtypes: string[][] }

function readTypes(namespace: string, text: string): Map<string, Schema> {
  const types = new Map<string, Schema>()
  for (const line of text.split('\n')) {
    const alias = /^alias (\w+) = (.+)$/.exec(line)
    if (alias?.[1] && alias[2]) types.set(`${namespace}.${alias[1]}`, typeSchema(alias[2], namespace) ?? true)
  }
  for (const declaration of declarations(text)) {
    const schema =
      declaration.kind === 'struct' ? structSchema(declaration, namespace) : unionSchema(declaration, namespace)
    types.set(`${namespace}.${declaration.name}`, schema)
  }
  return types
}

/** Structs and unions with their fields: a field is indented by four, its documentation by eight. */
function declarations(text: string): Declaration[] {
  const found: Declaration[] = []
  let current: Declaration | null = null
  let isInText = false
  let isInSubtypes = false
  let isInExample = false
  for (const line of text.split('\n')) {
    const quotes = (line.match(/(?<!\\)"/g) ?? []).length
    if (isInText) {
      if (quotes % 2 === 1) isInText = false
      continue
    }
    if (/^\s*"/.test(line)) {
      isInText = quotes % 2 === 1
      continue
    }
    const start = /^(struct|union|union_closed) (\w+)(?: extends ([\w.]+))?\s*$/.exec(line)
    if (start?.[1] && start[2]) {
      current = { kind: start[1], name: start[2], parent: start[3] ?? null, fields: [], subtypes: [] }
      found.push(current)
      isInSubtypes = false
      isInExample = false
    } else if (/^\S/.test(line)) current = null
    else if (current && /^ {4}\S/.test(line)) {
      isInSubtypes = /^ {4}union(_closed)?\*?\s*$/.test(line)
      isInExample = /^ {4}example /.test(line)
      const field = /^ {4}(\w+)(?: (.+))?$/.exec(line)
      if (field?.[1] && !isInSubtypes && !isInExample) current.fields.push([field[1], field[2] ?? 'Void'])
    } else if (current && isInSubtypes) {
      const subtype = /^ {8}(\w+) ([\w.]+)/.exec(line)
      if (subtype?.[1] && subtype[2]) current.subtypes.push([subtype[1], subtype[2]])
    }
  }
  return found
}

function structSchema({ parent, fields, subtypes }: Declaration, namespace: string): Schema {
  const own: JsonObject = {
    type: 'object',
    required: fields.filter(([, type = '']) => !/\?|=/.test(withoutArguments(type))).map(([name = '']) => name),
    properties: {
      '.tag': { type: 'string' },
      ...Object.fromEntries(fields.map(([name = '', type = '']) => [name, fieldSchema(type, namespace)])),
    },
  }
  const mapping = Object.fromEntries(subtypes.map(([tag = '', type = '']) => [tag, qualified(type, namespace)]))
  if (subtypes.length > 0) own.discriminator = { propertyName: '.tag', mapping }
  return parent ? { allOf: [{ $ref: qualified(parent, namespace) }, own] } : own
}

/** A tag as text where it holds nothing; else an object with the tag, and beside it a struct's fields or the value by the tag's name. */
function unionSchema({ parent, fields }: Declaration, namespace: string): Schema {
  const branches = fields.flatMap(([tag = '', said = '']): Schema[] => {
    const type = said.replace(/ = .*$/, '')
    const isVoid = type === 'Void' || type.startsWith('@')
    const isOptional = isVoid || withoutArguments(type).endsWith('?')
    const value = isVoid ? null : fieldSchema(type, namespace)
    const tagged: JsonObject = {
      type: 'object',
      required: isOptional ? ['.tag'] : ['.tag', tag],
      properties: { '.tag': { const: tag }, ...(value !== null && { [tag]: value }) },
    }
    const beside: Schema[] =
      value !== null && isJsonObject(value) && '$ref' in value
        ? [{ allOf: [{ type: 'object', required: ['.tag'], properties: { '.tag': { const: tag } } }, value] }]
        : []
    return [...(isOptional ? [{ const: tag }] : []), tagged, ...beside]
  })
  const inherited: Schema[] = parent ? [{ $ref: qualified(parent, namespace) }] : []
  return { anyOf: [...branches, ...inherited] }
}

function fieldSchema(said: string, namespace: string): Schema {
  const type = said.replace(/ = .*$/, '').trim()
  const schema = typeSchema(type.replace(/\?$/, ''), namespace) ?? true
  return type.endsWith('?') && isJsonObject(schema) ? { ...schema, nullable: true } : schema
}

/** Null for `Void`. */
export function typeSchema(said: string, namespace: string): Schema | null {
  const type = said.trim().replace(/\?$/, '')
  if (type === 'Void') return null
  const [, name = type, inside = ''] = /^([\w.]+)(?:\((.*)\))?$/.exec(type) ?? []
  switch (name) {
    case 'List':
      return { type: 'array', items: typeSchema(splitArguments(inside)[0] ?? 'Any', namespace) ?? true }
    case 'Map':
      return { type: 'object', additionalProperties: typeSchema(splitArguments(inside)[1] ?? 'Any', namespace) ?? true }
    case 'String':
      return { type: 'string', ...limits(inside) }
    case 'Bytes':
      return { type: 'string' }
    case 'Timestamp':
      return { type: 'string', format: 'date-time' }
    case 'Boolean':
      return { type: 'boolean' }
    case 'Float32':
    case 'Float64':
      return { type: 'number' }
    case 'Int32':
    case 'Int64':
    case 'UInt32':
    case 'UInt64':
      return { type: 'integer', ...limits(inside) }
    case 'Any':
      return true
    default:
      return { $ref: qualified(name, namespace) }
  }
}

function limits(inside: string): JsonObject {
  const limits: JsonObject = {}
  const number = (name: string) => new RegExp(`\\b${name}=(\\d+)`).exec(inside)?.[1]
  const words = { min_length: 'minLength', max_length: 'maxLength', min_value: 'minimum', max_value: 'maximum' }
  for (const [name, keyword] of Object.entries(words)) {
    const value = number(name)
    if (value !== undefined) limits[keyword] = Number(value)
  }
  const pattern = /pattern="((?:[^"\\]|\\.)*)"/.exec(inside)?.[1]
  // Stone's patterns are held against the whole text, and are written with the escapes of a string.
  if (pattern !== undefined) limits.pattern = `^(?:${pattern.replace(/\\(.)/g, '$1')})$`
  return limits
}

function splitArguments(inside: string): string[] {
  const parts: string[] = []
  let depth = 0
  let part = ''
  for (const character of inside) {
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    if (character === ',' && depth === 0) {
      parts.push(part)
      part = ''
    } else part += character
  }
  return [...parts, part]
}

function withoutArguments(type: string): string {
  return type.replace(/\(.*\)/, '')
}

function qualified(name: string, namespace: string): string {
  return name.includes('.') ? name : `${namespace}.${name}`
}
