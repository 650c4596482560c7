import type { Migration } from '../migration.ts'

/** What runs wait for, so that an answer finds its run in whichever program it goes on. `ask` and `answer` are JSON. */
export const waits: Migration = {
  version: 4,
  up(db) {
    db.exec(`
      CREATE TABLE waits (
        wait_id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        run_number INTEGER NOT NULL REFERENCES runs,
        node TEXT NOT NULL,
        scope TEXT NOT NULL,
        kind TEXT NOT NULL,
        ask TEXT NOT NULL,
        token TEXT UNIQUE,
        due_at INTEGER,
        opened_at INTEGER NOT NULL,
        how TEXT,
        answer TEXT,
        answered_by TEXT,
        answered_at INTEGER,
        ended_at INTEGER
      ) STRICT;
      CREATE INDEX waits_open ON waits (workspace_id, opened_at) WHERE ended_at IS NULL;
      CREATE INDEX waits_by_run ON waits (run_number);
    `)
  },
}
