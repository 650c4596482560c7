import type { AgentTool } from '../../../shared/agents/agent.ts'
import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import type { ActionKind } from '../../../shared/catalog/integration.ts'
import type { AgentSummary } from '../../../shared/contract/agents.ts'
import type { KnowledgeBase } from '../../../shared/contract/knowledge.ts'
import type { McpServer } from '../../../shared/contract/mcp.ts'
import type { WorkflowSummary } from '../../../shared/contract/workflows.ts'
import { text } from '../../text.ts'
import type { IconName } from '../../ui/icon.tsx'
import type { AgentColour } from './agent-colours.ts'

/** What there is that an agent may be given. Lists that have not come yet are null. */
export type ToolWorld = {
  types: ReadonlyMap<string, CatalogEntry>
  workflows: readonly Pick<WorkflowSummary, 'workflowId' | 'name' | 'description' | 'publication'>[] | null
  agents: readonly Pick<AgentSummary, 'agentId' | 'name' | 'description' | 'colour' | 'publishedVersion'>[] | null
  servers: readonly Pick<McpServer, 'serverId' | 'title' | 'tools' | 'state' | 'isOn'>[] | null
  bases: readonly Pick<KnowledgeBase, 'knowledgeId' | 'name' | 'description'>[] | null
}

export type ToolPicture =
  | { kind: 'icon'; icon: IconName }
  | { kind: 'brand'; title: string; brand: string | null }
  | { kind: 'agent'; name: string; colour: AgentColour }

/** How a tool looks in a list. */
export type ToolLook = {
  title: string
  /** What it does or where it is from, in a line. */
  detail: string
  picture: ToolPicture
  /** Of a service's action: what it does there. */
  does: ActionKind | null
  /** What it names is not there (any more). */
  isGone: boolean
}

const say = text.agents.tool

const icons: Record<Exclude<AgentTool['kind'], 'action' | 'agent'>, IconName> = {
  workflow: 'workflow',
  mcp: 'plug',
  http: 'globe',
  code: 'code',
  files: 'folder',
  knowledge: 'library',
  notes: 'notebook-pen',
  'web-search': 'search',
  'read-page': 'book-open',
}

/** A tool in words and with its picture. */
export function lookOf(tool: AgentTool, world: ToolWorld): ToolLook {
  if (tool.kind === 'action') return actionLook(tool, world)
  if (tool.kind === 'agent') {
    const agent = world.agents?.find(({ agentId }) => agentId === tool.agentId)
    const name = agent?.name ?? (world.agents ? say.gone.agent : '…')
    const picture: ToolPicture = { kind: 'agent', name, colour: agent?.colour ?? 'indigo' }
    return { ...plain(name, agent?.description || say.titles.agent), picture, isGone: world.agents !== null && !agent }
  }
  const picture: ToolPicture = { kind: 'icon', icon: icons[tool.kind] }
  switch (tool.kind) {
    case 'workflow': {
      const found = world.workflows?.find(({ workflowId }) => workflowId === tool.workflowId)
      const name = found?.name ?? (world.workflows ? say.gone.workflow : '…')
      const isGone = world.workflows !== null && !found
      return { ...plain(name, found?.description || say.titles.workflow), picture, isGone }
    }
    case 'mcp': {
      const server = world.servers?.find(({ serverId }) => serverId === tool.serverId)
      const isGone = world.servers !== null && !server
      const from = server?.title ?? (isGone ? say.gone.mcp : '…')
      const one = server?.tools.find(({ name }) => name === tool.tool)
      const title = tool.tool === '' ? say.allOf(from) : one?.title || tool.tool
      return { ...plain(title, tool.tool === '' ? say.titles.mcp : from), picture, isGone }
    }
    case 'knowledge': {
      const base = world.bases?.find(({ knowledgeId }) => knowledgeId === tool.knowledgeId)
      const isGone = world.bases !== null && !base
      const name = base?.name ?? (isGone ? say.gone.knowledge : '…')
      return { ...plain(name, base?.description || say.titles.knowledge), picture, isGone }
    }
    case 'http':
      return { ...plain(say.titles.http, tool.hosts.join(', ') || say.summaries.http), picture }
    case 'files':
      return { ...plain(say.titles.files, tool.folder || say.summaries.files), picture }
    case 'web-search':
      return { ...plain(say.titles['web-search'], say.sources[tool.source]), picture }
    default:
      return { ...plain(say.titles[tool.kind], say.summaries[tool.kind]), picture }
  }
}

function plain(title: string, detail: string): Omit<ToolLook, 'picture'> {
  return { title, detail, does: null, isGone: false }
}

function actionLook(tool: Extract<AgentTool, { kind: 'action' }>, { types }: ToolWorld): ToolLook {
  const entry = types.get(`${tool.integrationId}.${tool.action}`)
  const service = entry?.integration
  const picture: ToolPicture = {
    kind: 'brand',
    title: service?.title ?? tool.integrationId,
    brand: service?.brand ?? null,
  }
  // While the catalogue is on its way nothing can be missing from it.
  const isGone = types.size > 0 && !entry
  const title = entry?.title ?? `${tool.integrationId}/${tool.action}`
  return { title, detail: service?.title ?? tool.integrationId, picture, does: service?.kind ?? null, isGone }
}

/** What a tool is, apart from how it is set: two with the same are the same tool. */
export function identityOf(tool: AgentTool): string {
  switch (tool.kind) {
    case 'action':
      return `action:${tool.integrationId}/${tool.action}`
    case 'workflow':
      return `workflow:${tool.workflowId}`
    case 'agent':
      return `agent:${tool.agentId}`
    case 'mcp':
      return `mcp:${tool.serverId}/${tool.tool}`
    case 'knowledge':
      return `knowledge:${tool.knowledgeId}`
    default:
      return tool.kind
  }
}

/** One key for each tool of a list, also where one is there twice. */
export function toolKeys(tools: readonly AgentTool[]): string[] {
  const seen = new Map<string, number>()
  return tools.map((tool) => {
    const identity = identityOf(tool)
    const count = seen.get(identity) ?? 0
    seen.set(identity, count + 1)
    return `${identity}#${count}`
  })
}
