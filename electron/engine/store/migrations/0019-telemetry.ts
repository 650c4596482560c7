import type { Migration } from '../migration.ts'

/**
 * What is on its way to other programs that watch. `telemetry_wishes` has a row while something is to be sent: what, and
 * which program does it. A run that ends then gets its row in `telemetry_outbox` in the same transaction, whichever program
 * ends it: `trace` and `measure` say what of it is still to be sent, `sent_spans` how many of its spans arrived. What nobody
 * watches costs a look at an empty table. `program_beats`: each
 * program that stays says now and then that it is well, which also proves that the database takes what is written;
 * `listens_at` is the port at which it shows figures to other programs.
 */
export const telemetry: Migration = {
  version: 19,
  up(db) {
    db.exec(`
      CREATE TABLE telemetry_wishes (
        workspace_id TEXT PRIMARY KEY REFERENCES workspaces,
        traces INTEGER NOT NULL,
        metrics INTEGER NOT NULL,
        owner TEXT,
        engine_id TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE telemetry_outbox (
        entry INTEGER PRIMARY KEY AUTOINCREMENT,
        run_number INTEGER NOT NULL UNIQUE,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        ended_at INTEGER NOT NULL,
        trace INTEGER NOT NULL,
        measure INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL DEFAULT 0,
        sent_spans INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX telemetry_outbox_traces ON telemetry_outbox (next_at, entry) WHERE trace = 1;
      CREATE INDEX telemetry_outbox_measures ON telemetry_outbox (entry) WHERE measure = 1;
      CREATE TABLE telemetry_counts (
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        signal TEXT NOT NULL,
        sent INTEGER NOT NULL DEFAULT 0,
        dropped INTEGER NOT NULL DEFAULT 0,
        last_at INTEGER,
        error TEXT,
        PRIMARY KEY (workspace_id, signal)
      ) STRICT, WITHOUT ROWID;
      CREATE TRIGGER run_to_send AFTER UPDATE OF status ON runs
        WHEN NEW.finished_at IS NOT NULL AND OLD.finished_at IS NULL AND NEW.dry_run = 0
          AND EXISTS (SELECT 1 FROM telemetry_wishes)
        BEGIN
          INSERT OR IGNORE INTO telemetry_outbox (run_number, workspace_id, ended_at, trace, measure)
          SELECT NEW.run_number, NEW.workspace_id, NEW.finished_at, traces, metrics
          FROM telemetry_wishes WHERE workspace_id = NEW.workspace_id;
        END;
      CREATE TABLE program_beats (
        owner TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        listens_at INTEGER
      ) STRICT;
    `)
  },
}
