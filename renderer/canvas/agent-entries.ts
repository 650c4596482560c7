import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import type { AgentSummary } from '../../shared/contract/agents.ts'
import { agentParamOf } from '../parts/graph/agent-of-node.ts'

type PaletteAgent = Pick<AgentSummary, 'agentId' | 'name' | 'colour'>

/** A node type as the palette offers it: also once for each agent, which the node then works with. */
export type PaletteEntry = CatalogEntry & { agent?: PaletteAgent }

/** What the palette offers: the node types a person may place, and the agents of the workspace. */
export function paletteEntries(
  entries: readonly CatalogEntry[],
  agents: readonly Pick<AgentSummary, 'agentId' | 'name' | 'colour' | 'description' | 'tags'>[],
): PaletteEntry[] {
  const placed = entries.filter(({ isInner }) => !isInner)
  return placed.flatMap((entry): PaletteEntry[] => {
    const param = agentParamOf(entry)
    return param === null ? [entry] : [entry, ...agents.map((agent) => withAgent(entry, param, agent))]
  })
}

function withAgent(
  entry: CatalogEntry,
  param: string,
  { agentId, name, colour, description, tags }: Parameters<typeof paletteEntries>[1][number],
): PaletteEntry {
  return {
    ...entry,
    title: name,
    summary: description || entry.summary,
    keywords: [...tags, ...entry.keywords],
    defaults: { ...entry.defaults, [param]: agentId },
    agent: { agentId, name, colour },
  }
}

/** What tells an entry from the others. */
export function keyOfEntry({ type, agent }: PaletteEntry): string {
  return agent ? `${type}-${agent.agentId}` : type
}
