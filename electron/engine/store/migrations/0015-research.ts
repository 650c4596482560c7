import type { Migration } from '../migration.ts'

/**
 * Research: what was asked, the runs that worked on it (the newest counts), and the report once it is there, which stays
 * when what its runs did is cleared away. `research_workflow` names the person's own copy of the template.
 *
 * `run_limits` holds the money a single run may spend and what it has spent of it, as `budget_sums` does for budgets.
 */
export const research: Migration = {
  version: 15,
  up(db) {
    db.exec(`
      CREATE TABLE research (
        research_number INTEGER PRIMARY KEY AUTOINCREMENT,
        research_id TEXT NOT NULL UNIQUE,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        request TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        report TEXT
      ) STRICT;

      CREATE TABLE research_runs (
        research_id TEXT NOT NULL REFERENCES research (research_id) ON DELETE CASCADE,
        run_id TEXT NOT NULL UNIQUE,
        number INTEGER NOT NULL,
        PRIMARY KEY (research_id, number)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE research_workflow (
        workspace_id TEXT PRIMARY KEY REFERENCES workspaces,
        workflow_id TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE run_limits (
        run_number INTEGER PRIMARY KEY REFERENCES runs,
        limit_micro_usd INTEGER NOT NULL,
        settled_micro_usd INTEGER NOT NULL DEFAULT 0,
        settled_tokens INTEGER NOT NULL DEFAULT 0,
        reserved_micro_usd INTEGER NOT NULL DEFAULT 0,
        reserved_tokens INTEGER NOT NULL DEFAULT 0,
        unknown_calls INTEGER NOT NULL DEFAULT 0
      ) STRICT;
    `)
  },
}
