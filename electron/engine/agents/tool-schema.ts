import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { RunInput } from '../../../shared/workflow/run-inputs.ts'
import { toParamsSchema } from '../nodes/catalog-entry.ts'
import type { NodeDefinition } from '../nodes/define-node.ts'

/** Words of JSON Schema that a model is told; hints for forms are none of them. */
const words = new Set([
  ...[
    'type',
    'title',
    'description',
    'enum',
    'const',
    'default',
    'format',
    'pattern',
    'required',
    'items',
    'prefixItems',
  ],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength'],
  ...['minItems', 'maxItems', 'uniqueItems', 'anyOf', 'oneOf', 'allOf', 'not', 'additionalProperties', '$ref'],
])
/** What stands under these are schemas by name, and the names are nobody's words. */
const byName = ['properties', '$defs', 'definitions', 'patternProperties']

/** JSON Schema of what a model fills in of a node's params. */
export function fillSchema(
  definition: Pick<NodeDefinition, 'params'>,
  fills: (name: string, field: JsonObject) => boolean,
): JsonObject {
  const { properties, required, ...schema } = toParamsSchema(definition)
  const fields = Object.entries(isJsonObject(properties) ? properties : {}).filter(
    (entry): entry is [string, JsonObject] => isJsonObject(entry[1]) && fills(entry[0], entry[1]),
  )
  const must = Array.isArray(required) ? required : []
  return {
    ...cleanSchema(schema),
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, field]) => [name, cleanField(field)])),
    required: fields.flatMap(([name, field]) => (must.includes(name) || holdsExpression(field.default) ? [name] : [])),
    additionalProperties: false,
  }
}

/** JSON Schema of what a run of a workflow asks for. */
export function inputsSchema(inputs: RunInput[]): JsonObject {
  const properties = inputs.map(({ name, type, title, description, choices, default: value }): [string, JsonObject] => [
    name,
    {
      ...typeOfInput[type],
      ...(type === 'choice' && { enum: choices }),
      description: [title, description].filter(Boolean).join('. '),
      ...(value !== undefined && value !== null && value !== '' && { default: value }),
    },
  ])
  const required = inputs.filter((input) => input.required).map(({ name }) => name)
  return { type: 'object', properties: Object.fromEntries(properties), required, additionalProperties: false }
}

const typeOfInput: Record<RunInput['type'], JsonObject> = {
  ...{ text: { type: 'string' }, 'long-text': { type: 'string' }, number: { type: 'number' } },
  ...{ boolean: { type: 'boolean' }, choice: { type: 'string' }, list: { type: 'array', items: {} } },
  ...{ object: { type: 'object' }, folder: { type: 'string' }, file: { type: 'string' } },
}

/** A schema from elsewhere as that of a tool's arguments: an object in any case. */
export function objectSchema(schema: JsonObject): JsonObject {
  const { $schema: _, ...rest } = schema
  return { ...rest, type: 'object', properties: isJsonObject(schema.properties) ? schema.properties : {} }
}

function cleanField(field: JsonObject): JsonObject {
  const clean = cleanSchema(field)
  // A form may begin with an expression; a model gives values.
  if (holdsExpression(clean.default)) delete clean.default
  if (field.control !== 'file') return clean
  const said = typeof clean.description === 'string' ? `${clean.description} ` : ''
  return { ...clean, description: `${said}A file, as another tool gave it: an object with the one key \`$file\`.` }
}

function cleanSchema(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([word, value]): [string, Json][] => {
      if (byName.includes(word) && isJsonObject(value)) {
        return [[word, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cleanValue(one)]))]]
      }
      if (!words.has(word)) return []
      const isPlain = word === 'enum' || word === 'const' || word === 'default' || word === 'required'
      return [[word, isPlain ? value : cleanValue(value)]]
    }),
  )
}

function cleanValue(value: Json): Json {
  if (Array.isArray(value)) return value.map(cleanValue)
  return isJsonObject(value) ? cleanSchema(value) : value
}

function holdsExpression(value: Json | undefined): boolean {
  return value !== undefined && JSON.stringify(value).includes('{{')
}
