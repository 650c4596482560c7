import type { z } from 'zod'
import { assert } from '../../../shared/assert.ts'
import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import { isJsonObject } from '../../../shared/json.ts'
import type { CheckedType } from '../../../shared/workflow/check.ts'
import { defaultParams, toCatalogEntry } from './catalog-entry.ts'
import type { NodeDefinition } from './define-node.ts'

/** A node type with all that checking and planning ask about it. */
export type NodeType = CheckedType & { definition: NodeDefinition }

/**
 * Looks node types up. What follows from a schema (defaults, raw params, the catalogue entry) is worked out when it is
 * first asked for: a `niti run` uses three types of twenty.
 */
export function createNodeTypes(definitions: ReadonlyMap<string, NodeDefinition>) {
  const known = new Map<string, NodeType>()
  const entries = new Map<string, CatalogEntry>()

  function find(type: string): NodeType | undefined {
    const before = known.get(type)
    if (before) return before
    const definition = definitions.get(type)
    if (!definition) return undefined
    const made = describe(definition)
    known.set(type, made)
    return made
  }

  return {
    definitions,
    find,
    /** For graphs that were checked: an unknown type there is a bug. */
    get(type: string): NodeType {
      const found = find(type)
      assert(found, `${type} is a known node type`)
      return found
    },
    catalog(): CatalogEntry[] {
      return [...definitions.values()].map((definition) => {
        const entry = entries.get(definition.type) ?? toCatalogEntry(definition)
        entries.set(definition.type, entry)
        return entry
      })
    },
  }
}

export type NodeTypes = ReturnType<typeof createNodeTypes>

function describe(definition: NodeDefinition): NodeType {
  const defaults = defaultParams(definition)
  const rawParams = new Set(
    Object.entries(definition.params.shape)
      .filter(([, field]) => field.meta()?.raw === true)
      .map(([name]) => name),
  )
  return {
    definition,
    title: definition.title,
    inputs: definition.inputs,
    outputs: definition.outputs,
    container: definition.container ?? false,
    inert: definition.inert ?? false,
    ...(definition.runsOthers && { runsOthers: true }),
    start: definition.start ?? false,
    trigger: definition.trigger,
    defaults,
    isRaw: (param) => rawParams.has(param),
    namesInExpression(param) {
      const names = definition.params.shape[param]?.meta()?.expressionOf
      return Array.isArray(names) ? names.map(String) : undefined
    },
    ...(definition.warn && { warnOf: definition.warn }),
    checkParams(params) {
      const parsed = definition.params.safeParse(params)
      if (parsed.success) return []
      return parsed.error.issues
        .filter((issue) => !touchesExpression(params, issue.path))
        .map((issue) => ({ field: ['params', ...issue.path].join('.'), message: wordsOf(issue) }))
    },
  }
}

/** A field that is not there at all is empty to the person who looks at the form, whatever its type. */
function wordsOf({ code, message }: z.core.$ZodIssue): string {
  return code === 'invalid_type' && message.endsWith('received undefined') ? 'must not be empty' : message
}

/** Whether the value a problem is about holds an expression: what it will be is not known yet. */
function touchesExpression(params: unknown, path: PropertyKey[]): boolean {
  let value = params
  for (const key of path) {
    if (typeof value === 'string' && value.includes('{{')) return true
    if (Array.isArray(value)) value = value[Number(key)]
    else value = isJsonObject(value) ? value[String(key)] : undefined
  }
  return holdsExpression(value)
}

function holdsExpression(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{')
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(holdsExpression)
}
