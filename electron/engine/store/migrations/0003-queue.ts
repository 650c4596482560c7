import type { Migration } from '../migration.ts'

/**
 * Runs that wait for their turn. What a run was asked for with stands in its first event, `run-queued`, from now on; it
 * stood in `run-started` before. `place` orders runs of one priority. `workflow_limit` is how many runs of its workflow
 * may be under way at once, as the workflow said when the run was queued. `idle`: it only waits and holds no place.
 * `cancel_wished`: another program asked its owner to stop it. `engines` are the programs that begin queued runs. How
 * many calls a provider takes at once was a setting and is now a limit of its connection, beside calls per minute.
 */
export const queue: Migration = {
  version: 3,
  up(db, nowMs) {
    db.exec(`
      ALTER TABLE runs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE runs ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE runs ADD COLUMN workflow_limit INTEGER;
      ALTER TABLE runs ADD COLUMN idle INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE runs ADD COLUMN cancel_wished INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX runs_queued ON runs (priority DESC, place) WHERE status = 'queued';
      UPDATE events SET body = json_set(body, '$.type', 'run-queued', '$.priority', 0)
        WHERE body ->> '$.type' = 'run-started';

      CREATE TABLE engines (
        engine_id TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        since INTEGER NOT NULL
      ) STRICT;

      ALTER TABLE connections ADD COLUMN at_once INTEGER;
      ALTER TABLE connections ADD COLUMN per_minute INTEGER;
    `)
    db.prepare(`
      INSERT INTO connections (workspace_id, provider_id, updated_at, at_once)
      SELECT settings.workspace_id, entry.key, ?, entry.value
        FROM settings, json_each(settings.value) AS entry WHERE settings.name = 'providerConcurrency'
      ON CONFLICT DO UPDATE SET at_once = excluded.at_once`).run(nowMs)
    db.exec("DELETE FROM settings WHERE name = 'providerConcurrency'")
  },
}
