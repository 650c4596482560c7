import type { Migration } from '../migration.ts'

/**
 * Times are milliseconds since the Unix epoch, money is micro-dollars, documents and events are JSON.
 *
 * `events.event_key` is `run_number * 2^24 + seq`: one integer key keeps each run's events together and in order, and
 * appending costs one b-tree, not a table and an index.
 */
export const first: Migration = {
  version: 1,
  up(db, nowMs) {
    db.exec(`
      CREATE TABLE workspaces (
        workspace_id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE workflows (
        workflow_id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        name TEXT NOT NULL,
        node_count INTEGER NOT NULL,
        document TEXT NOT NULL,
        revision INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        removed_at INTEGER
      ) STRICT;
      CREATE INDEX workflows_by_workspace ON workflows (workspace_id, updated_at);

      CREATE TABLE workflow_edits (
        workflow_id TEXT NOT NULL REFERENCES workflows,
        revision INTEGER NOT NULL,
        at INTEGER NOT NULL,
        edits TEXT NOT NULL,
        PRIMARY KEY (workflow_id, revision)
      ) STRICT;

      CREATE TABLE documents (
        document_id TEXT PRIMARY KEY,
        document TEXT NOT NULL
      ) STRICT;

      CREATE TABLE runs (
        run_number INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id TEXT NOT NULL UNIQUE,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        workflow_id TEXT,
        workflow_name TEXT NOT NULL,
        document_id TEXT NOT NULL REFERENCES documents,
        run_trigger TEXT NOT NULL,
        status TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        finished_at INTEGER,
        input_tokens INTEGER NOT NULL DEFAULT 0,
        output_tokens INTEGER NOT NULL DEFAULT 0,
        micro_usd INTEGER NOT NULL DEFAULT 0,
        unknown_calls INTEGER NOT NULL DEFAULT 0,
        error TEXT,
        owner TEXT
      ) STRICT;
      CREATE INDEX runs_by_workspace ON runs (workspace_id, run_number);
      CREATE INDEX runs_by_workflow ON runs (workflow_id, run_number);
      CREATE INDEX runs_unfinished ON runs (status) WHERE status = 'running';

      CREATE TABLE events (
        event_key INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        body TEXT NOT NULL
      ) STRICT;

      CREATE TABLE ledger (
        ledger_id INTEGER PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        workflow_id TEXT,
        run_number INTEGER NOT NULL REFERENCES runs,
        node TEXT NOT NULL,
        scope TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        call_id TEXT NOT NULL,
        outcome TEXT NOT NULL,
        at INTEGER NOT NULL,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL,
        cache_write_input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        reasoning_tokens INTEGER NOT NULL,
        estimated INTEGER NOT NULL,
        micro_usd INTEGER,
        price TEXT,
        latency_ms INTEGER NOT NULL,
        first_token_ms INTEGER
      ) STRICT;
      CREATE INDEX ledger_by_time ON ledger (workspace_id, at);
      CREATE INDEX ledger_by_run ON ledger (run_number);
      CREATE INDEX ledger_by_workflow ON ledger (workflow_id, at);

      CREATE TABLE connections (
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        provider_id TEXT NOT NULL,
        sealed_key TEXT,
        base_url TEXT,
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (workspace_id, provider_id)
      ) STRICT;

      CREATE TABLE settings (
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (workspace_id, name)
      ) STRICT;
    `)
    db.prepare('INSERT INTO workspaces (workspace_id, name, created_at) VALUES (?, ?, ?)').run(
      'default',
      'Default',
      nowMs,
    )
  },
}
