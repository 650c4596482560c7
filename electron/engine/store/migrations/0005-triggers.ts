import type { Migration } from '../migration.ts'

/** What begins runs by itself: one row for each trigger node of a published workflow. */
export const triggers: Migration = {
  version: 5,
  up(db) {
    db.exec(`
      ALTER TABLE workflows ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
      CREATE TABLE triggers (
        workflow_id TEXT NOT NULL REFERENCES workflows,
        node TEXT NOT NULL,
        kind TEXT NOT NULL,
        params TEXT NOT NULL,
        token TEXT UNIQUE,
        since INTEGER NOT NULL,
        next_at INTEGER,
        last_fired_at INTEGER,
        last_run_id TEXT,
        error TEXT,
        PRIMARY KEY (workflow_id, node)
      ) STRICT;
    `)
  },
}
