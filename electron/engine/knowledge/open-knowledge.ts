import { userError } from '../../../shared/errors.ts'
import type { AgentParts } from '../agents/agent-parts.ts'
import type { Agents } from '../agents/agents.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { knowledgeHandlers } from '../handlers/knowledge.ts'
import type { KnowledgeAccess, NodeContext } from '../nodes/define-node.ts'

const toBeBuilt = (): never => {
  throw userError('knowledge.to-be-built', 'To be built.')
}

/** To be built. */
export function openKnowledge(_: AgentParts, agents: Agents) {
  return {
    handlers: (os: ContractImplementer) => knowledgeHandlers(os.knowledge),
    /** What is known, as one node reaches it. */
    access: (_context: NodeContext): KnowledgeAccess => ({
      search: toBeBuilt,
      index: toBeBuilt,
      async keepNote({ agentId, text }) {
        agents.keepNote({ agentId, text, byAgent: true })
      },
      findNotes: async (asked) => agents.findNotes(asked),
    }),
    async close(): Promise<void> {},
  }
}
