import { createCalmChanges } from '../calm-changes.ts'
import { openChat } from '../chat/open-chat.ts'
import { agentHandlers } from '../handlers/agents.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { openKnowledge } from '../knowledge/open-knowledge.ts'
import { openMcp } from '../mcp/open-mcp.ts'
import { createPageReader } from '../pages/page-reader.ts'
import { openResearch } from '../research/open-research.ts'
import type { Effects } from '../run/active-run.ts'
import { createAgentsStore } from '../store/agents.store.ts'
import type { AgentParts } from './agent-parts.ts'
import { createAgentTemplates } from './agent-templates.ts'
import { createAgents } from './agents.ts'
import { createContextSizes } from './context-sizes.ts'
import { createDescribeTools } from './describe-tools.ts'
import type { ToolParts } from './kind-tools.ts'
import { createRunAgent } from './run-agent.ts'
import { createTryOut } from './try-out.ts'

/** Agents and what belongs to them, put together: their memory and tools, chats with them, and research. */
export function openAgents(parts: AgentParts) {
  const { db, workspaceId, clock, monthStart, late } = parts
  const changes = createCalmChanges()
  const agents = createAgents({
    ...{ store: createAgentsStore(db, workspaceId), clock, monthStart },
    onChanged: changes.tell,
  })
  const mcp = openMcp(parts)
  const knowledge = openKnowledge(parts, agents)
  const chat = openChat(parts, agents)
  const research = openResearch(parts)
  const pages = createPageReader()
  const toolParts: ToolParts = {
    ...{ agents, mcp, nodeTypes: parts.nodeTypes, services: parts.services },
    findWorkflow: (workflowId) => late().workflows.find(workflowId),
    knowledgeTitle: () => 'Knowledge',
  }
  const effects: Pick<Effects, 'runAgent' | 'knowledge' | 'callMcp' | 'readable'> = {
    runAgent: createRunAgent({ ...toolParts, agents, sizes: createContextSizes(parts.providers) }),
    knowledge: knowledge.access,
    callMcp: mcp.call,
    readable: pages.read,
  }
  return {
    agents,
    effects,
    handlers: (os: ContractImplementer) => ({
      agents: agentHandlers(os.agents, {
        ...{ agents, changes, describeTools: createDescribeTools({ ...toolParts, agents }) },
        templates: createAgentTemplates(`${parts.resourcesDir}/templates/agents`),
        tryOut: createTryOut({ document: (run) => late().starts.document(run) }),
      }),
      mcp: mcp.handlers(os),
      knowledge: knowledge.handlers(os),
      chat: chat.handlers(os),
      research: research.handlers(os),
    }),
    async close(): Promise<void> {
      await Promise.all([knowledge, chat, research, pages].map((part) => part.close()))
    },
    /** After the runs: what they are asking a server then is left to the next start. */
    endServers: mcp.close,
  }
}
