import type { Migration } from '../migration.ts'

/**
 * MCP servers. `sealed`: the values of its variables or headers, as the host sealed them; `secret_names`: how those are
 * called. What the server said of itself when it last ran stays, so that its tools can be chosen while it does not.
 */
export const mcp: Migration = {
  version: 12,
  up(db) {
    db.exec(`
      CREATE TABLE mcp_servers (
        server_id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        title TEXT NOT NULL,
        transport TEXT NOT NULL,
        sealed TEXT,
        secret_names TEXT NOT NULL,
        is_on INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        server_name TEXT NOT NULL,
        server_version TEXT NOT NULL,
        tools TEXT NOT NULL
      ) STRICT;
      CREATE INDEX mcp_servers_in_order ON mcp_servers (workspace_id, created_at);
    `)
  },
}
