import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { type Description, describedOperation } from './check-operation.ts'
import type { Schema } from './check-value.ts'
import type { VendorDocument } from './document.ts'

/**
 * Telegram's Bot API as JSON (github.com/PaulSonOfLars/telegram-bot-api-spec, made from core.telegram.org/bots/api).
 * Parameters go in the query, in a form, as multipart or as JSON alike; the answer is `{ ok, result }`.
 */
export function readTelegram(document: JsonObject): VendorDocument {
  const methods = isJsonObject(document.methods) ? document.methods : {}
  const types = isJsonObject(document.types) ? document.types : {}
  const resolve = (ref: string) => typeSchema(types[ref])
  return {
    findOperation(sent) {
      const name = /^\/bot[^/]+\/(\w+)$/.exec(sent.path)?.[1]
      const method = name !== undefined && Object.hasOwn(methods, name) ? methods[name] : undefined
      if (!name || !isJsonObject(method) || (sent.method !== 'GET' && sent.method !== 'POST')) return null
      const fields = fieldsOf(method)
      const hasBody = sent.body !== undefined
      const description: Description = {
        name,
        pathValues: {},
        parameters: hasBody ? [] : fields.map((field) => ({ ...field, in: 'query' })),
        bodies: hasBody ? [{ mediaType: '*', schema: objectOf(fields) }] : [],
        isBodyRequired: false,
        replies: { default: replySchema(method) },
        resolve,
        isReplyClosed: true,
      }
      return describedOperation(description)
    },
  }
}

type Field = { name: string; isRequired: boolean; schema: Schema }

function fieldsOf({ fields }: JsonObject): Field[] {
  return (Array.isArray(fields) ? fields : []).filter(isJsonObject).map(({ name, types, required }) => ({
    name: String(name),
    isRequired: required === true,
    schema: oneOfTypes(types),
  }))
}

function objectOf(fields: Field[]): JsonObject {
  return {
    type: 'object',
    required: fields.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
  }
}

function typeSchema(type: Json | undefined): Schema | undefined {
  if (!isJsonObject(type)) return undefined
  if (Array.isArray(type.subtypes)) return oneOfTypes(type.subtypes)
  const fields = fieldsOf(type)
  return { ...objectOf(fields), additionalProperties: fields.length === 0 }
}

function oneOfTypes(types: Json | undefined): Schema {
  const schemas = (Array.isArray(types) ? types : []).map((type) => schemaOf(String(type)))
  const [only] = schemas
  return schemas.length === 1 && only ? only : { anyOf: schemas }
}

const scalars: Record<string, JsonObject> = {
  String: { type: 'string' },
  Integer: { type: 'integer' },
  Float: { type: 'number' },
  'Float number': { type: 'number' },
  Boolean: { type: 'boolean' },
  True: { const: true },
  // A file is sent as a part of its own, which examples write as its name; or as an id or address.
  InputFile: { type: 'string' },
}

function schemaOf(type: string): JsonObject {
  const inner = /^Array of (.+)$/.exec(type)?.[1]
  if (inner !== undefined) return { type: 'array', items: schemaOf(inner) }
  return scalars[type] ?? { $ref: type }
}

function replySchema({ returns }: JsonObject): JsonObject {
  return {
    type: 'object',
    required: ['ok', 'result'],
    properties: { ok: { const: true }, result: oneOfTypes(returns), description: { type: 'string' } },
  }
}
