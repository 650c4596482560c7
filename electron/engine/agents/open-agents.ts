import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import { userError } from '../../../shared/errors.ts'
import { createCalmChanges } from '../calm-changes.ts'
import { openChat } from '../chat/open-chat.ts'
import { agentHandlers } from '../handlers/agents.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { Http } from '../http/http.ts'
import { openKnowledge } from '../knowledge/open-knowledge.ts'
import { openMcp } from '../mcp/open-mcp.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { openResearch } from '../research/open-research.ts'
import type { Effects } from '../run/active-run.ts'
import type { Starts } from '../run/starts.ts'
import type { SafeLog } from '../safe-log.ts'
import { createAgentsStore } from '../store/agents.store.ts'
import type { Db } from '../store/open-database.ts'
import { createAgents } from './agents.ts'
import { createDescribeTools } from './describe-tools.ts'
import { createRunAgent } from './run-agent.ts'
import { createTryOut } from './try-out.ts'

type Parts = {
  db: Db
  workspaceId: string
  dataDir: string
  host: Host
  http: Http
  clock: Clock
  log: SafeLog
  nodeTypes: NodeTypes
  monthStart(): number
  /** Made after this; asked when something is started. */
  starts(): Starts
}

/** Agents and what belongs to them, put together: their memory and tools, chats with them, and research. */
export function openAgents(parts: Parts) {
  const { db, workspaceId, clock, monthStart, starts } = parts
  const changes = createCalmChanges()
  const agents = createAgents({
    ...{ store: createAgentsStore(db, workspaceId), clock, monthStart },
    onChanged: changes.tell,
  })
  const mcp = openMcp()
  const knowledge = openKnowledge()
  const chat = openChat()
  const research = openResearch()
  const toBeBuilt = (): never => {
    throw userError('agent.to-be-built', 'To be built.')
  }
  const effects: Pick<Effects, 'runAgent' | 'knowledge' | 'callMcp'> = {
    runAgent: createRunAgent({ agents }),
    knowledge: () => ({
      search: toBeBuilt,
      index: toBeBuilt,
      async keepNote({ agentId, text }) {
        agents.keepNote({ agentId, text, byAgent: true })
      },
      findNotes: async (asked) => agents.findNotes(asked),
    }),
    callMcp: toBeBuilt,
  }
  return {
    agents,
    effects,
    handlers: (os: ContractImplementer) => ({
      agents: agentHandlers(os.agents, {
        ...{ agents, changes, describeTools: createDescribeTools() },
        tryOut: createTryOut({ document: (run) => starts().document(run) }),
      }),
      mcp: mcp.handlers(os),
      knowledge: knowledge.handlers(os),
      chat: chat.handlers(os),
      research: research.handlers(os),
    }),
    async close(): Promise<void> {
      await Promise.all([mcp, knowledge, chat, research].map((part) => part.close()))
    },
  }
}
