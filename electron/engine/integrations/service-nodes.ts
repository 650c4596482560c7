import type { NodeDefinition } from '../nodes/define-node.ts'
import { asNodes } from './as-nodes.ts'
import { asTriggerNodes } from './as-trigger-nodes.ts'
import type { Service } from './define-service.ts'
import { createIntegrationShelf, type IntegrationShelf } from './integration-shelf.ts'

/** All node types there are, by type: those that come with Niti, and those of the integrations as they are loaded. */
export type ServiceNodes = IntegrationShelf & {
  definitions: ReadonlyMap<string, NodeDefinition>
  /** Loads what the text of a workflow file names; all, where a node of it runs another workflow or an agent. */
  loadNamedIn(text: string): Promise<void>
}

/** `integrations` stand in for those that come with Niti. */
export function createServiceNodes(own: ReadonlyMap<string, NodeDefinition>, integrations?: Service[]): ServiceNodes {
  const definitions = new Map(own)
  const made = new Map<string, NodeDefinition[]>()
  const shelf = createIntegrationShelf((loaded) => {
    definitions.clear()
    for (const [type, definition] of own) definitions.set(type, definition)
    for (const [id, integration] of loaded) {
      const nodes = made.get(id) ?? [...asNodes(integration), ...asTriggerNodes(integration)]
      made.set(id, nodes)
      for (const node of nodes) definitions.set(node.type, node)
    }
  }, integrations)
  const runsOthers = [...own.values()].filter((type) => type.workflowParam !== undefined || type.runsOthers)
  const othersNamed = new RegExp(`"type"\\s*:\\s*"(${runsOthers.map(({ type }) => type).join('|')})"`)

  return {
    ...shelf,
    definitions,
    loadNamedIn(text) {
      if (runsOthers.length > 0 && othersNamed.test(text)) return shelf.loadAll()
      return shelf.load([...text.matchAll(/"type"\s*:\s*"([a-z0-9-]+)\./g)].map(([, id = '']) => id))
    },
  }
}
