import { toCatalogEntry } from '../../../electron/engine/nodes/catalog-entry.ts'
import { nodeTypes } from '../../../electron/engine/nodes/registry.ts'
import type { CatalogEntry } from '../../../shared/catalog/entry.ts'

/** The real catalogue, as the page gets it from the engine. */
export const catalogue: ReadonlyMap<string, CatalogEntry> = new Map(
  [...nodeTypes.values()].map((definition) => [definition.type, toCatalogEntry(definition)]),
)

export function entryOf(type: string): CatalogEntry {
  const entry = catalogue.get(type)
  if (!entry) throw new Error(`There is no node type ${type}`)
  return entry
}
