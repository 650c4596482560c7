import type { Migration } from '../migration.ts'

/**
 * Runs that wait for their turn. What a run was asked for with stands in its first event, `run-queued`, from now on; it
 * stood in `run-started` before. `place` orders runs of one priority.
 */
export const queue: Migration = {
  version: 3,
  up(db) {
    db.exec(`
      ALTER TABLE runs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE runs ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX runs_queued ON runs (priority DESC, place) WHERE status = 'queued';
      UPDATE events SET body = json_set(body, '$.type', 'run-queued', '$.priority', 0)
        WHERE body ->> '$.type' = 'run-started';
    `)
  },
}
