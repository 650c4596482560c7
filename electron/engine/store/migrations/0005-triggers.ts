import type { Migration } from '../migration.ts'

/**
 * What begins runs by itself: one row for each trigger node of a published workflow. `params` are parsed and whole.
 * `error` is why the last start failed, `problem` why it cannot work now. `cursor` is the last run ending a trigger of
 * kind `run` has dealt with.
 *
 * `run_endings` numbers the ends of runs in the order they were committed, by whichever program: so none is passed over,
 * and none is dealt with twice. It is only written while somebody asks for it.
 *
 * `trigger_keeper` names the one program, of those that share the data folder, that keeps watch.
 */
export const triggers: Migration = {
  version: 5,
  up(db) {
    db.exec(`
      ALTER TABLE workflows ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
      CREATE TABLE triggers (
        workflow_id TEXT NOT NULL REFERENCES workflows,
        node TEXT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        params TEXT NOT NULL,
        token TEXT UNIQUE,
        since INTEGER NOT NULL,
        next_at INTEGER,
        cursor INTEGER,
        last_fired_at INTEGER,
        last_run_id TEXT,
        error TEXT,
        problem TEXT,
        PRIMARY KEY (workflow_id, node)
      ) STRICT;
      CREATE TABLE run_endings (ending INTEGER PRIMARY KEY AUTOINCREMENT, run_number INTEGER NOT NULL) STRICT;
      CREATE TRIGGER run_ended AFTER UPDATE OF status ON runs
        WHEN NEW.finished_at IS NOT NULL AND OLD.finished_at IS NULL AND NEW.workflow_id IS NOT NULL
          AND EXISTS (SELECT 1 FROM triggers WHERE kind = 'run')
        BEGIN INSERT INTO run_endings (run_number) VALUES (NEW.run_number); END;
      CREATE TABLE trigger_keeper (
        workspace_id TEXT PRIMARY KEY REFERENCES workspaces,
        owner TEXT NOT NULL,
        engine_id TEXT NOT NULL
      ) STRICT;
    `)
  },
}
