import type { Migration } from '../migration.ts'

/**
 * Large values, each stored once by what it holds, and which runs hold it. `bytes` is its size before `encoding`.
 * `runs.cleared_at`: when its events were removed; its row and its costs stay.
 */
export const blobs: Migration = {
  version: 6,
  up(db) {
    db.exec(`
      CREATE TABLE blobs (
        blob_id TEXT PRIMARY KEY,
        bytes INTEGER NOT NULL,
        encoding TEXT NOT NULL,
        data BLOB NOT NULL
      ) STRICT;
      CREATE TABLE run_blobs (
        run_number INTEGER NOT NULL REFERENCES runs,
        blob_id TEXT NOT NULL REFERENCES blobs,
        PRIMARY KEY (run_number, blob_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX run_blobs_by_blob ON run_blobs (blob_id);
      ALTER TABLE runs ADD COLUMN cleared_at INTEGER;
    `)
  },
}
