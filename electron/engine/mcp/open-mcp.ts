import type { McpServer, McpTool } from '../../../shared/contract/mcp.ts'
import { userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { AgentParts } from '../agents/agent-parts.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { mcpHandlers } from '../handlers/mcp.ts'
import type { McpCall } from '../nodes/define-node.ts'
import type { EffectSource } from '../run/active-run.ts'

/** To be built. */
export function openMcp(_: AgentParts) {
  return {
    handlers: (os: ContractImplementer) => mcpHandlers(os.mcp),
    async call(_source: EffectSource, _call: McpCall): Promise<Json> {
      throw userError('mcp.to-be-built', 'To be built.')
    },
    /** Null where it is gone. */
    find(_serverId: string): McpServer | null {
      throw userError('mcp.to-be-built', 'To be built.')
    },
    /** What it offers; it is started for that where it is not running. Rejects where it cannot be, or is switched off. */
    async tools(_serverId: string): Promise<McpTool[]> {
      throw userError('mcp.to-be-built', 'To be built.')
    },
    async close(): Promise<void> {},
  }
}
