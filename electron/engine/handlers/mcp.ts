import type { CalmChanges } from '../calm-changes.ts'
import type { McpServers } from '../mcp/mcp-servers.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function mcpHandlers(os: ContractImplementer['mcp'], servers: McpServers, changes: CalmChanges) {
  return {
    list: os.list.handler(() => servers.list()),
    add: os.add.handler(({ input }) => servers.add(input)),
    update: os.update.handler(({ input }) => servers.update(input)),
    setOn: os.setOn.handler(({ input }) => servers.setOn(input.serverId, input.isOn)),
    restart: os.restart.handler(({ input }) => servers.restart(input.serverId)),
    tools: os.tools.handler(({ input }) => servers.tools(input.serverId)),
    remove: os.remove.handler(({ input }) => servers.remove(input.serverId)),
    changes: os.changes.handler(({ signal }) => changes.listen(signal)),
  }
}
