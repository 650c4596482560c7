import type { AgentParts } from '../agents/agent-parts.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { researchHandlers } from '../handlers/research.ts'

/** To be built. */
export function openResearch(_: AgentParts) {
  return {
    handlers: (os: ContractImplementer) => researchHandlers(os.research),
    async close(): Promise<void> {},
  }
}
