import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import { toolsPort } from '../../../shared/catalog/ports.ts'
import type { Edge, Graph } from '../../../shared/workflow/workflow.ts'

type Types = ReadonlyMap<string, CatalogEntry>

/** Whether nodes that are wired to this output become tools. A branch that a person called so is none. */
export function isToolsPort(entry: CatalogEntry | null | undefined, portId: string | null | undefined): boolean {
  return portId === toolsPort && (entry?.outputs.some(({ id, each }) => id === toolsPort && !each) ?? false)
}

/** Whether a wire makes a tool of the node at its end. */
export function isToolWire(
  { nodes }: Graph,
  types: Types,
  { from, fromPort }: Pick<Edge, 'from' | 'fromPort'>,
): boolean {
  return isToolsPort(types.get(nodes[from]?.type ?? ''), fromPort)
}

/** The nodes that are tools, each with the node it is a tool of. */
export function toolNodes(graph: Graph, types: Types): ReadonlyMap<string, string> {
  const wires = graph.edges.filter((wire) => wire.fromPort === toolsPort && isToolWire(graph, types, wire))
  return new Map(wires.map(({ to, from }) => [to, from]))
}

/** Whether a node of this type can be a tool. */
export function canBeTool(entry: Pick<CatalogEntry, 'start' | 'container' | 'inert' | 'inputs'>): boolean {
  return !entry.start && !entry.container && !entry.inert && entry.inputs.length > 0
}
