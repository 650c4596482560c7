import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import { outputsOfNode, type Port, portsOf } from '../../../shared/catalog/ports.ts'
import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
import type { WorkflowNode } from '../../../shared/workflow/workflow.ts'

const defaults = new WeakMap<CatalogEntry, JsonObject>()

/** What a param means that the document leaves out: the schema's own defaults, without a fresh node's example. */
export function schemaDefaults(entry: CatalogEntry): JsonObject {
  const known = defaults.get(entry)
  if (known) return known
  const fields = isJsonObject(entry.params.properties) ? Object.entries(entry.params.properties) : []
  const found = Object.fromEntries(
    fields.flatMap(([name, field]) =>
      isJsonObject(field) && field.default !== undefined ? [[name, field.default] as const] : [],
    ),
  )
  defaults.set(entry, found)
  return found
}

/** The ports a node has with its params as they are; none where its type is not known. */
export function portsOfNode(node: WorkflowNode, entry: CatalogEntry | null): { inputs: Port[]; outputs: Port[] } {
  if (!entry) return { inputs: [], outputs: [] }
  const params = { ...schemaDefaults(entry), ...node.params }
  return { inputs: portsOf(entry.inputs, params), outputs: outputsOfNode(entry.outputs, params, node.policy) }
}
