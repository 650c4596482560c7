import type { McpServer, McpTool, McpTransport } from '../../../shared/contract/mcp.ts'
import type { Db } from './open-database.ts'

/** `revision`: goes up with each change a person makes. */
export type StoredMcpServer = Pick<
  McpServer,
  'serverId' | 'title' | 'transport' | 'secretNames' | 'isOn' | 'serverName' | 'serverVersion' | 'tools'
> & { sealed: string | null; revision: number }

/** What a person sets. */
type Settings = Pick<StoredMcpServer, 'serverId' | 'title' | 'transport' | 'secretNames' | 'sealed'>

type Row = {
  server_id: string
  title: string
  transport: string
  sealed: string | null
  secret_names: string
  is_on: number
  revision: number
  server_name: string
  server_version: string
  tools: string
}

/** MCP servers, and what each said of itself. */
export function createMcpStore(db: Db, workspaceId: string) {
  const columns =
    'server_id, title, transport, sealed, secret_names, is_on, revision, server_name, server_version, tools'
  const selectAll = db.prepare<[string], Row>(
    `SELECT ${columns} FROM mcp_servers WHERE workspace_id = ? ORDER BY created_at, server_id`,
  )
  const select = db.prepare<[string, string], Row>(
    `SELECT ${columns} FROM mcp_servers WHERE workspace_id = ? AND server_id = ?`,
  )
  const insert = db.prepare(`
    INSERT INTO mcp_servers (server_id, workspace_id, title, transport, sealed, secret_names, is_on, revision, created_at,
      server_name, server_version, tools)
    VALUES (@serverId, @workspaceId, @title, @transport, @sealed, @secretNames, 1, 1, @at, '', '', '[]')`)
  const update = db.prepare(`
    UPDATE mcp_servers SET title = @title, transport = @transport, sealed = @sealed, secret_names = @secretNames,
      revision = revision + 1
    WHERE workspace_id = @workspaceId AND server_id = @serverId`)
  const setOn = db.prepare(
    'UPDATE mcp_servers SET is_on = ?, revision = revision + 1 WHERE workspace_id = ? AND server_id = ?',
  )
  const setSaid = db.prepare(`
    UPDATE mcp_servers SET server_name = @serverName, server_version = @serverVersion, tools = @tools
    WHERE workspace_id = @workspaceId AND server_id = @serverId`)
  const remove = db.prepare('DELETE FROM mcp_servers WHERE workspace_id = ? AND server_id = ?')

  const rowOf = ({ transport, secretNames, ...settings }: Settings) => ({
    ...{ ...settings, workspaceId },
    ...{ transport: JSON.stringify(transport), secretNames: JSON.stringify(secretNames) },
  })

  return {
    /** Oldest first. */
    list: (): StoredMcpServer[] => selectAll.all(workspaceId).map(toStored),
    get(serverId: string): StoredMcpServer | null {
      const row = select.get(workspaceId, serverId)
      return row ? toStored(row) : null
    },
    create: (server: Settings & { at: number }): void => void insert.run(rowOf(server)),
    update: (server: Settings): boolean => update.run(rowOf(server)).changes > 0,
    setOn: (serverId: string, isOn: boolean): boolean => setOn.run(isOn ? 1 : 0, workspaceId, serverId).changes > 0,
    /** What it said of itself. */
    setSaid({ tools, ...said }: Pick<McpServer, 'serverId' | 'serverName' | 'serverVersion' | 'tools'>): void {
      setSaid.run({ ...said, workspaceId, tools: JSON.stringify(tools) })
    },
    remove: (serverId: string): boolean => remove.run(workspaceId, serverId).changes > 0,
  }
}

export type McpStore = ReturnType<typeof createMcpStore>

function toStored(row: Row): StoredMcpServer {
  return {
    serverId: row.server_id,
    title: row.title,
    // The engine is the only writer of the columns that hold JSON.
    transport: JSON.parse(row.transport) as McpTransport,
    sealed: row.sealed,
    secretNames: JSON.parse(row.secret_names) as string[],
    isOn: row.is_on === 1,
    revision: row.revision,
    serverName: row.server_name,
    serverVersion: row.server_version,
    tools: JSON.parse(row.tools) as McpTool[],
  }
}
