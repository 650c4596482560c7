import { chatHandlers } from '../handlers/chat.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'

/** To be built. */
export function openChat() {
  return {
    handlers: (os: ContractImplementer) => chatHandlers(os.chat),
    async close(): Promise<void> {},
  }
}
