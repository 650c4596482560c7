import type { AgentTool } from '../../../shared/agents/agent.ts'
import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import type { NodeIntegration } from '../../../shared/catalog/integration.ts'
import { text } from '../../text.ts'
import { searchEntries } from '../graph/search-entries.ts'
import { identityOf, lookOf, type ToolLook, type ToolWorld } from './tool-look.ts'

/** One tool that can be added. */
export type ToolChoice = { id: string; tool: AgentTool; look: ToolLook; note: string | null }
export type ToolService = { service: NodeIntegration; choices: ToolChoice[] }
export type ToolGroup = { id: 'own' | 'agents' | 'workflows' | 'knowledge' | 'mcp'; choices: ToolChoice[] }

const say = text.agents.picker

/** Tools that are there on every machine, as they are when they are added. */
export const ownTools: AgentTool[] = [
  { kind: 'web-search', source: 'wikipedia', connection: '' },
  { kind: 'read-page' },
  { kind: 'files', folder: '', access: 'read' },
  { kind: 'notes' },
  { kind: 'code' },
  { kind: 'http', hosts: [], methods: ['GET'] },
]

/** What fits the query, by kind, without the agent itself. */
export function toolGroups(world: ToolWorld, ownId: string | undefined, query: string): ToolGroup[] {
  const choice = (tool: AgentTool, note: string | null = null): ToolChoice => ({
    id: identityOf(tool),
    tool,
    look: lookOf(tool, world),
    note,
  })
  const groups: ToolGroup[] = [
    { id: 'own', choices: ownTools.map((tool) => choice(tool)) },
    {
      id: 'agents',
      choices: (world.agents ?? [])
        .filter(({ agentId }) => agentId !== ownId)
        .map(({ agentId, publishedVersion }) =>
          choice({ kind: 'agent', agentId }, publishedVersion === null ? say.draftOnly : null),
        ),
    },
    {
      id: 'workflows',
      choices: (world.workflows ?? []).map(({ workflowId, publication }) =>
        choice({ kind: 'workflow', workflowId }, publication.version === null ? say.draftOnly : null),
      ),
    },
    {
      id: 'knowledge',
      choices: (world.bases ?? []).map(({ knowledgeId }) => choice({ kind: 'knowledge', knowledgeId })),
    },
    {
      id: 'mcp',
      choices: (world.servers ?? []).flatMap(({ serverId, tools, state }) => {
        const note = state === 'running' ? null : say.stopped
        return ['', ...tools.map(({ name }) => name)].map((tool) => choice({ kind: 'mcp', serverId, tool }, note))
      }),
    },
  ]
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return groups
    .map(({ id, choices }) => ({ id, choices: choices.filter((one) => fits(one, words)) }))
    .filter(({ choices }) => choices.length > 0)
}

function fits({ look }: ToolChoice, words: readonly string[]): boolean {
  const searched = `${look.title}\n${look.detail}`.toLowerCase()
  return words.every((word) => searched.includes(word))
}

const isAction = (entry: CatalogEntry) => entry.integration?.kind != null && !entry.start && !entry.isInner

function toChoice(entry: CatalogEntry, service: NodeIntegration, world: ToolWorld): ToolChoice {
  const action = entry.type.slice(service.id.length + 1)
  const tool: AgentTool = { kind: 'action', integrationId: service.id, action, connection: '' }
  return { id: identityOf(tool), tool, look: lookOf(tool, world), note: null }
}

/** The services with what each can do, by title. */
export function toolServices(entries: readonly CatalogEntry[], world: ToolWorld): ToolService[] {
  const byService = Map.groupBy(entries.filter(isAction), ({ integration }) => integration?.id ?? '')
  return [...byService.values()]
    .flatMap((members): ToolService[] => {
      const service = members[0]?.integration
      return service ? [{ service, choices: members.map((entry) => toChoice(entry, service, world)) }] : []
    })
    .sort((a, b) => a.service.title.localeCompare(b.service.title, 'en'))
}

/** The services' actions that fit the query, best first. */
export function findActions(entries: readonly CatalogEntry[], world: ToolWorld, query: string): ToolChoice[] {
  return searchEntries(entries.filter(isAction), query).flatMap((entry) =>
    entry.integration ? [toChoice(entry, entry.integration, world)] : [],
  )
}
