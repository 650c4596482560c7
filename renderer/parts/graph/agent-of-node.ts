import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
import type { WorkflowNode } from '../../../shared/workflow/workflow.ts'

const params = new WeakMap<CatalogEntry, string | null>()

/** The param of a node type that names an agent of the workspace; null where it has none. */
export function agentParamOf(entry: CatalogEntry): string | null {
  const known = params.get(entry)
  if (known !== undefined) return known
  const fields = isJsonObject(entry.params.properties) ? Object.entries(entry.params.properties) : []
  const found = fields.find(([, field]) => isJsonObject(field) && field.control === 'agent')?.[0] ?? null
  params.set(entry, found)
  return found
}

/** The agent that a node names, or the one that is written into it; null: its type works with none. */
export function agentOfNode(
  node: Pick<WorkflowNode, 'params'>,
  entry: CatalogEntry | null,
): { agentId: string; definition: JsonObject | null } | null {
  const param = entry ? agentParamOf(entry) : null
  if (param === null) return null
  const { [param]: agentId, definition } = node.params
  return {
    agentId: typeof agentId === 'string' ? agentId : '',
    definition: isJsonObject(definition) ? definition : null,
  }
}
