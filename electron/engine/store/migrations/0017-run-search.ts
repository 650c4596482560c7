import type { Migration } from '../migration.ts'

/**
 * What runs are found by, and lists of them with a name. `removed_at`: a person removed the run; its row and its ledger
 * stay for the sums, and nobody lists it.
 *
 * `run_words` holds each word of a run once, by the run's number; the texts themselves are not in it. `words_at`: when
 * that was done; NULL: still to be done, also for all runs from before. `ascii`: words arrive taken apart and in lower case
 * (shared/run/search-words.ts), and every sign outside ASCII is a part of one.
 *
 * `run_failures`: at which nodes a run failed and with which codes; the node is empty for the run as a whole.
 */
export const runSearch: Migration = {
  version: 17,
  up(db) {
    db.exec(`
      ALTER TABLE runs ADD COLUMN removed_at INTEGER;
      ALTER TABLE runs ADD COLUMN words_at INTEGER;
      CREATE INDEX runs_shown ON runs (workspace_id, run_number, status, run_trigger, started_at)
        WHERE removed_at IS NULL;
      CREATE INDEX runs_shown_by_status ON runs (workspace_id, status, run_number, run_trigger, started_at)
        WHERE removed_at IS NULL;
      CREATE INDEX runs_shown_by_workflow ON runs (workflow_id, run_number, status, run_trigger, started_at)
        WHERE removed_at IS NULL;
      CREATE INDEX runs_removed ON runs (removed_at) WHERE removed_at IS NOT NULL;
      CREATE INDEX runs_wordless ON runs (run_number)
        WHERE words_at IS NULL AND finished_at IS NOT NULL AND removed_at IS NULL;

      CREATE VIRTUAL TABLE run_words USING fts5 (
        words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
      );

      CREATE TABLE run_failures (
        code TEXT NOT NULL,
        node_path TEXT NOT NULL,
        run_number INTEGER NOT NULL REFERENCES runs,
        PRIMARY KEY (code, node_path, run_number)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX run_failures_by_node ON run_failures (node_path, run_number);
      INSERT INTO run_failures (code, node_path, run_number)
        SELECT error ->> '$.code', '', run_number FROM runs WHERE error ->> '$.code' IS NOT NULL;

      CREATE TABLE run_views (
        view_id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        name TEXT NOT NULL,
        filter TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        UNIQUE (workspace_id, name)
      ) STRICT;
    `)
  },
}
