import type { Migration } from '../migration.ts'

/**
 * Budgets with what was spent of them, and the reservations of model calls under way.
 *
 * `budget_sums` holds one row for each budget and period, so that a call need not add up the ledger; `period_key` is the
 * period's first millisecond, 0 for a budget without end, the run's number for budgets of each run. `touches` of a
 * reservation names the sums it is part of, as JSON `[[budget_id, period_key], ...]`; there are as many as calls under way,
 * each written and removed within seconds, so they have no index. Whoever begins to use Niti gets a
 * cap of one dollar for each run.
 */
export const budgets: Migration = {
  version: 7,
  up(db, nowMs) {
    db.exec(`
      CREATE TABLE budgets (
        budget_id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        scope_kind TEXT NOT NULL,
        scope_id TEXT NOT NULL,
        period TEXT NOT NULL,
        limit_micro_usd INTEGER,
        limit_tokens INTEGER,
        thresholds TEXT NOT NULL,
        on_exceed TEXT NOT NULL,
        cheaper_model TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        UNIQUE (workspace_id, scope_kind, scope_id, period)
      ) STRICT;

      CREATE TABLE budget_sums (
        budget_id TEXT NOT NULL REFERENCES budgets ON DELETE CASCADE,
        period_key INTEGER NOT NULL,
        settled_micro_usd INTEGER NOT NULL DEFAULT 0,
        settled_tokens INTEGER NOT NULL DEFAULT 0,
        reserved_micro_usd INTEGER NOT NULL DEFAULT 0,
        reserved_tokens INTEGER NOT NULL DEFAULT 0,
        unknown_calls INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (budget_id, period_key)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE reservations (
        reservation_id INTEGER PRIMARY KEY AUTOINCREMENT,
        workspace_id TEXT NOT NULL,
        workflow_id TEXT,
        run_number INTEGER NOT NULL,
        call_id TEXT NOT NULL,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        at INTEGER NOT NULL,
        owner TEXT NOT NULL,
        micro_usd INTEGER,
        input_tokens INTEGER NOT NULL,
        output_tokens INTEGER,
        price TEXT,
        touches TEXT NOT NULL
      ) STRICT;

      CREATE TABLE budget_alerts (
        alert_id INTEGER PRIMARY KEY AUTOINCREMENT,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        budget_id TEXT NOT NULL,
        period_key INTEGER NOT NULL,
        kind TEXT NOT NULL,
        threshold INTEGER NOT NULL,
        budget TEXT NOT NULL,
        settled_micro_usd INTEGER NOT NULL,
        settled_tokens INTEGER NOT NULL,
        at INTEGER NOT NULL,
        acknowledged_at INTEGER,
        UNIQUE (budget_id, period_key, kind, threshold)
      ) STRICT;

      ALTER TABLE ledger ADD COLUMN at_maximum INTEGER NOT NULL DEFAULT 0;
    `)
    db.prepare(`
      INSERT INTO budgets (budget_id, workspace_id, scope_kind, scope_id, period, limit_micro_usd, thresholds, on_exceed,
        created_at, updated_at)
      VALUES ('budget_each_run', 'default', 'run', '', 'run', 1000000, '[50,80,100]', 'pause', @nowMs, @nowMs)`).run({
      nowMs,
    })
    // Runs that a stop of the older program left behind go on under the cap with what they have spent.
    db.exec(`
      INSERT INTO budget_sums (budget_id, period_key, settled_micro_usd, settled_tokens, unknown_calls)
      SELECT 'budget_each_run', run_number, COALESCE(SUM(ledger.micro_usd), 0),
        SUM(ledger.input_tokens + ledger.output_tokens),
        COUNT(*) - COUNT(ledger.micro_usd)
      FROM ledger JOIN runs USING (run_number) WHERE status IN ('queued', 'running') GROUP BY run_number;
    `)
  },
}
