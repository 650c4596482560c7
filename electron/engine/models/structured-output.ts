import type { ErrorObject, ValidateFunction } from 'ajv'
import { userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'

type Output = NonNullable<ModelRequest['output']>

export type OutputReader = {
  /** What is sent: the person's schema, wrapped in an object where it asks for something else. */
  output: Output
  /** The value in a reply, or what is wrong with it and where (dotted path; empty for the whole). */
  read(text: string): { data: Json } | { path: string; problem: string }
}

/**
 * Prepares a request for structured output. Providers only promise a JSON *object* that fits; so a schema for a list or a
 * number is asked for as `{ "value": … }` and taken out again.
 * @throws a user error if the schema itself is broken.
 */
export async function createOutputReader({ name, schema }: Output): Promise<OutputReader> {
  const validate = await compileSchema(schema)
  const isWrapped = schema.type !== 'object'
  return {
    output: { name, schema: isWrapped ? wrapSchema(schema) : schema },
    read(text) {
      const reply = parseReply(text)
      if (reply === undefined) return { path: '', problem: 'is not JSON' }
      // A model without native support may leave the wrapping away: what fits is what was asked for.
      const isInside = isWrapped && isJsonObject(reply) && 'value' in reply && Object.keys(reply).length === 1
      const data = isInside ? (reply.value ?? null) : reply
      return validate(data) ? { data } : explain(validate.errors?.[0])
    },
  }
}

function wrapSchema({ $defs, definitions, ...schema }: JsonObject): JsonObject {
  return {
    type: 'object',
    properties: { value: pointIntoWrapping(schema) },
    required: ['value'],
    additionalProperties: false,
    // References start at the root, so what they point to stays there.
    ...($defs !== undefined && { $defs: pointIntoWrapping($defs) }),
    ...(definitions !== undefined && { definitions: pointIntoWrapping(definitions) }),
  }
}

/** A schema that refers to itself as a whole (`#`) now lives one level deeper. */
function pointIntoWrapping(value: Json): Json {
  if (Array.isArray(value)) return value.map(pointIntoWrapping)
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([key, inner]): [string, Json] => [
    key,
    key === '$ref' && inner === '#' ? '#/properties/value' : pointIntoWrapping(inner),
  ])
  return Object.fromEntries(entries)
}

/** The JSON of a reply; local models like to put it into a Markdown fence. Undefined if there is none. */
function parseReply(text: string): Json | undefined {
  const fenced = /^```\w*\s*\n([\s\S]*?)\n?```$/.exec(text.trim())?.[1]
  try {
    return JSON.parse(fenced ?? text)
  } catch {
    return undefined
  }
}

/** Compiling costs milliseconds, and a list of a thousand items asks with the same schema a thousand times. */
const compiled = new Map<string, ValidateFunction>()
const maxCompiled = 100

/** Checks values against a JSON Schema. @throws a user error where the schema itself is broken. */
export async function compileSchema({ $schema: _, ...schema }: JsonObject): Promise<ValidateFunction> {
  const key = JSON.stringify(schema)
  const known = compiled.get(key)
  if (known) return known
  const [{ Ajv2020 }, { default: addFormats }] = await Promise.all([import('ajv/dist/2020.js'), import('ajv-formats')])
  // Not strict: keywords of other dialects are ignored, as the standard asks. A compiler of its own for each schema, so
  // that two schemas with the same $id do not meet.
  const ajv = new Ajv2020({ strict: false, logger: false })
  addFormats.default(ajv)
  try {
    const validate = ajv.compile(schema)
    if (compiled.size >= maxCompiled) compiled.clear()
    compiled.set(key, validate)
    return validate
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw userError('model.bad-schema', `The output schema is not a valid JSON Schema: ${reason}.`, {
      field: 'params.schema',
      cause: error,
    })
  }
}

/** What is wrong with a value, and where. */
export function explain(error: ErrorObject | undefined): { path: string; problem: string } {
  const path = (error?.instancePath ?? '').slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')
  const problem = error?.message ?? 'does not fit the schema'
  if (error?.keyword === 'additionalProperties') {
    return { path, problem: `must not have the property "${error.params.additionalProperty}"` }
  }
  if (error?.keyword === 'enum')
    return { path, problem: `must be one of ${JSON.stringify(error.params.allowedValues)}` }
  return { path, problem }
}
