import type { Migration } from '../migration.ts'

/**
 * Accounts at services: `sealed` holds everything secret of one, sealed by the host, as does `sealed_secret` of a
 * person's own OAuth client; `refreshed` counts how often the credential was renewed, and of all programs `refresh_owner`
 * is the one that renews it now. What came in at triggers' addresses, so that nothing is begun twice and anything can be
 * looked at and sent through again: a body that is null was cleared away. How far the looks of a trigger have got; `seen`
 * are the ids it knows, newest last; `looked_at` is null until the first look that worked. `service` of a trigger is the
 * node type an integration brings. What proves calls at a trigger's address is sealed by the host.
 */
export const integrations: Migration = {
  version: 10,
  up(db) {
    db.exec(`
      CREATE TABLE integration_connections (
        connection_id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        integration_id TEXT NOT NULL,
        method TEXT NOT NULL,
        title TEXT NOT NULL,
        account TEXT NOT NULL,
        fields TEXT NOT NULL,
        sealed TEXT,
        scopes TEXT NOT NULL,
        missing_scopes TEXT NOT NULL DEFAULT '[]',
        state TEXT NOT NULL,
        error TEXT,
        expires_at INTEGER,
        renews INTEGER NOT NULL DEFAULT 0,
        allow_private INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        last_used_at INTEGER,
        last_tested_at INTEGER,
        refreshed INTEGER NOT NULL DEFAULT 0,
        refresh_owner TEXT,
        refresh_began_at INTEGER
      ) STRICT;
      CREATE INDEX integration_connections_by_integration ON integration_connections (workspace_id, integration_id);

      CREATE TABLE oauth_clients (
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        integration_id TEXT NOT NULL,
        method TEXT NOT NULL,
        client_id TEXT NOT NULL,
        sealed_secret TEXT,
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (workspace_id, integration_id, method)
      ) STRICT;

      ALTER TABLE triggers ADD COLUMN service TEXT;

      CREATE TABLE webhook_deliveries (
        delivery_id INTEGER PRIMARY KEY AUTOINCREMENT,
        workflow_id TEXT NOT NULL REFERENCES workflows,
        node TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        key TEXT,
        method TEXT NOT NULL,
        query TEXT NOT NULL,
        headers TEXT NOT NULL,
        body BLOB,
        bytes INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        reason TEXT,
        run_id TEXT,
        can_replay INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX webhook_deliveries_by_node ON webhook_deliveries (workflow_id, node, delivery_id);
      CREATE UNIQUE INDEX webhook_deliveries_once ON webhook_deliveries (workflow_id, node, key) WHERE key IS NOT NULL;

      CREATE TABLE trigger_looks (
        workflow_id TEXT NOT NULL REFERENCES workflows,
        node TEXT NOT NULL,
        setup TEXT NOT NULL,
        cursor TEXT,
        seen TEXT NOT NULL,
        looked_at INTEGER,
        next_at INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (workflow_id, node)
      ) STRICT;

      CREATE TABLE webhook_secrets (
        workflow_id TEXT NOT NULL REFERENCES workflows,
        node TEXT NOT NULL,
        sealed TEXT NOT NULL,
        shown INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (workflow_id, node)
      ) STRICT;
    `)
  },
}
