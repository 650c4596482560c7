import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { knowledgeHandlers } from '../handlers/knowledge.ts'

/** To be built. */
export function openKnowledge() {
  return {
    handlers: (os: ContractImplementer) => knowledgeHandlers(os.knowledge),
    async close(): Promise<void> {},
  }
}
