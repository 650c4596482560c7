import { z } from 'zod'
import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
import type { NodeDefinition } from './define-node.ts'

/** A definition without its functions: what the page, the CLI and the docs know about a node type. */
export function toCatalogEntry(definition: NodeDefinition): CatalogEntry {
  const params = toParamsSchema(definition)
  return {
    type: definition.type,
    version: definition.version,
    title: definition.title,
    group: definition.group,
    icon: definition.icon,
    summary: definition.summary,
    keywords: definition.keywords ?? [],
    params,
    defaults: { ...defaultsIn(params), ...definition.example },
    inputs: definition.inputs.map((port) => ({ ...port, type: port.type ?? 'any' })),
    outputs: definition.outputs.map((port) => ({ ...port, type: port.type ?? 'any' })),
    container: definition.container ?? false,
    inert: definition.inert ?? false,
    isInner: definition.isInner ?? false,
    start: definition.start ?? false,
    usesModel: definition.usesModel ?? false,
    ...(definition.workflowParam !== undefined && { workflowParam: definition.workflowParam }),
    ...(definition.resultParam !== undefined && { resultParam: definition.resultParam }),
    ...(definition.startsChats && { startsChats: true }),
    ...(definition.trigger !== undefined && { trigger: definition.trigger }),
    ...(definition.integration !== undefined && { integration: definition.integration }),
    ...(definition.cardParam !== undefined && { cardParam: definition.cardParam }),
  }
}

/**
 * The schema's own defaults, without the example: what a param means that a file leaves out. To be filled in before
 * expressions are evaluated, because a default may be one.
 */
export function defaultParams(definition: NodeDefinition): JsonObject {
  return defaultsIn(toParamsSchema(definition))
}

/** JSON Schema of what a form asks for, with its hints. */
export function toParamsSchema(definition: Pick<NodeDefinition, 'params'>): JsonObject {
  const { $schema: _, ...schema } = z.toJSONSchema(definition.params, {
    io: 'input',
    // zod leaves out the defaults of fields that accept more than they declare (text that takes any value).
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod
      if (def.type === 'default') jsonSchema.default = def.defaultValue
    },
  })
  return schema as JsonObject // a JSON Schema is JSON; zod's type for it allows undefined
}

function defaultsIn(schema: JsonObject): JsonObject {
  const fields = isJsonObject(schema.properties) ? Object.entries(schema.properties) : []
  return Object.fromEntries(
    fields.flatMap(([name, field]) =>
      isJsonObject(field) && field.default !== undefined ? [[name, field.default] as const] : [],
    ),
  )
}
