/// <reference types="vite/types/importMeta.d.ts" />
import { assert } from '../../../shared/assert.ts'
import { nodeGroup } from '../../../shared/catalog/entry.ts'
import type { NodeDefinition } from './define-node.ts'

// Found by suffix, so that adding a node touches one file. Eager: a leaf is a few hundred bytes and loads nothing heavy.
const leaves = import.meta.glob<NodeDefinition>('./*.node.ts', { eager: true, import: 'default' })

/** Every node type by its name, in the order the palette shows them. */
export const nodeTypes: ReadonlyMap<string, NodeDefinition> = collectNodes(Object.values(leaves))

/** Definitions by type, sorted by group and title. The same type twice is a mistake of ours and throws. */
export function collectNodes(definitions: NodeDefinition[]): Map<string, NodeDefinition> {
  const rank = (definition: NodeDefinition) => nodeGroup.options.indexOf(definition.group)
  const sorted = [...definitions].sort((a, b) => rank(a) - rank(b) || (a.title < b.title ? -1 : 1))
  const types = new Map<string, NodeDefinition>()
  for (const definition of sorted) {
    assert(!types.has(definition.type), `two node types are called ${definition.type}`)
    types.set(definition.type, definition)
  }
  return types
}
