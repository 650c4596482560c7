import type { Migration } from '../migration.ts'

/**
 * What costs are broken down and forecast by: the agent that asked, the tokens as they were counted here, the model that
 * the offline one stood in for. Prices a person set; where alerts go (`sealed` holds what is secret of it, sealed by the
 * host), and what of them is on its way. `time_zone` is the one that the sums of budgets are kept in. Alerts went to the
 * desktop before there were channels, so that one is there.
 */
export const costs: Migration = {
  version: 9,
  up(db, nowMs) {
    db.exec(`
      ALTER TABLE ledger ADD COLUMN agent_id TEXT;
      ALTER TABLE ledger ADD COLUMN counted_input_tokens INTEGER;
      ALTER TABLE ledger ADD COLUMN count_factor REAL;
      ALTER TABLE ledger ADD COLUMN instead_of TEXT;
      ALTER TABLE reservations ADD COLUMN agent_id TEXT;
      ALTER TABLE workspaces ADD COLUMN time_zone TEXT;
      ALTER TABLE runs ADD COLUMN dry_run INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX ledger_by_model ON ledger (workspace_id, provider, model, ledger_id);
      CREATE INDEX ledger_sums ON ledger (workspace_id, at, micro_usd, input_tokens, output_tokens)
        WHERE instead_of IS NULL;
      CREATE INDEX ledger_by_node ON ledger (workflow_id, node, ledger_id) WHERE workflow_id IS NOT NULL;

      CREATE TABLE model_prices (
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        model TEXT NOT NULL,
        price TEXT NOT NULL,
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (workspace_id, model)
      ) STRICT;

      CREATE TABLE channels (
        channel_id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        name TEXT NOT NULL,
        target TEXT NOT NULL,
        sealed TEXT,
        url_hint TEXT,
        has_password INTEGER NOT NULL DEFAULT 0,
        has_secret INTEGER NOT NULL DEFAULT 0,
        is_on INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE deliveries (
        delivery_id INTEGER PRIMARY KEY AUTOINCREMENT,
        channel_id TEXT NOT NULL REFERENCES channels ON DELETE CASCADE,
        alert_id INTEGER REFERENCES budget_alerts,
        message TEXT NOT NULL,
        state TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        tried_at INTEGER,
        next_at INTEGER,
        taken_by TEXT,
        error TEXT
      ) STRICT;
      CREATE INDEX deliveries_waiting ON deliveries (next_at) WHERE state = 'waiting';
    `)
    db.prepare(`
      INSERT INTO channels (channel_id, workspace_id, name, target, created_at, updated_at)
      VALUES ('channel_desktop', 'default', 'This computer', '{"kind":"desktop"}', @nowMs, @nowMs)`).run({ nowMs })
  },
}
