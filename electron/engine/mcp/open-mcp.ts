import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { mcpHandlers } from '../handlers/mcp.ts'

/** To be built. */
export function openMcp() {
  return {
    handlers: (os: ContractImplementer) => mcpHandlers(os.mcp),
    async close(): Promise<void> {},
  }
}
