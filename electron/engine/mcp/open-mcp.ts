import type { Json } from '../../../shared/json.ts'
import type { AgentParts } from '../agents/agent-parts.ts'
import { createCalmChanges } from '../calm-changes.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { mcpHandlers } from '../handlers/mcp.ts'
import type { McpCall } from '../nodes/define-node.ts'
import type { EffectSource } from '../run/active-run.ts'
import { createMcpStore } from '../store/mcp.store.ts'
import type { SentTrace } from '../telemetry/otel/propagation.ts'
import { callTool } from './call-tool.ts'
import { createMcpServers } from './mcp-servers.ts'

/** MCP servers, put together. Where the program stays, those that are switched on are started with it. */
export function openMcp({ db, workspaceId, host, http, clock, log, stays }: AgentParts) {
  const changes = createCalmChanges()
  const servers = createMcpServers({
    ...{ host, http, clock, log, stays, onChanged: changes.tell },
    store: createMcpStore(db, workspaceId),
  })
  // Once the engine is there: nobody waits for them.
  const begin = stays ? setImmediate(servers.wakeAll) : null
  return {
    handlers: (os: ContractImplementer) => mcpHandlers(os.mcp, servers, changes),
    call: (source: EffectSource, call: McpCall, trace?: SentTrace | null): Promise<Json> =>
      callTool(servers, source, call, trace),
    /** With its tools as it said them last; null where it is gone. */
    find: servers.find,
    /** What it offers; it is started for that where it is not running. Rejects where it cannot be, or is switched off. */
    tools: servers.tools,
    async close(): Promise<void> {
      if (begin) clearImmediate(begin)
      await servers.close()
    },
  }
}
