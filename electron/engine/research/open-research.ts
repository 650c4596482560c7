import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { researchHandlers } from '../handlers/research.ts'

/** To be built. */
export function openResearch() {
  return {
    handlers: (os: ContractImplementer) => researchHandlers(os.research),
    async close(): Promise<void> {},
  }
}
