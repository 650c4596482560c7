import type { JsonObject } from '../json.ts'
import type { SearchSource } from './agent.ts'

/**
 * Where a search asks, as the node `web-search` takes it. `detail` is what the source needs: a connection's id (empty: the
 * only one), a folder, or an MCP server and its tool as `server/tool`.
 */
export function searchParams(source: SearchSource, detail: string): JsonObject {
  if (source === 'folder') return { source, folder: detail }
  if (source === 'wikipedia') return { source }
  if (source !== 'mcp') return { source, connection: detail }
  const slash = detail.indexOf('/')
  return slash < 0
    ? { source, server: detail, tool: '' }
    : { source, server: detail.slice(0, slash), tool: detail.slice(slash + 1) }
}
