import type { AgentParts } from '../agents/agent-parts.ts'
import type { Agents } from '../agents/agents.ts'
import { chatHandlers } from '../handlers/chat.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'

/** To be built. */
export function openChat(_: AgentParts, _agents: Agents) {
  return {
    handlers: (os: ContractImplementer) => chatHandlers(os.chat),
    async close(): Promise<void> {},
  }
}
