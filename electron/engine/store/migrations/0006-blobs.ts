import type { Migration } from '../migration.ts'

/**
 * Large values, each stored once by what it holds, and which runs hold it. `bytes` is its size before `encoding`.
 * `run_documents` says which documents a run needs besides its own: those of the workflows it runs inside itself.
 * `runs.cleared_at`: when its events were removed; its row and its costs stay. `runs.event_bytes`: what its events take,
 * worked out once the run has ended; NULL until then. `upkeep` notes when something was last done to the file.
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
      CREATE TABLE run_documents (
        run_number INTEGER NOT NULL REFERENCES runs,
        document_id TEXT NOT NULL,
        PRIMARY KEY (run_number, document_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX run_documents_by_document ON run_documents (document_id);
      CREATE INDEX runs_by_document ON runs (document_id);
      CREATE INDEX workflow_versions_by_document ON workflow_versions (document_id);
      CREATE TABLE upkeep (
        name TEXT PRIMARY KEY,
        at INTEGER NOT NULL
      ) STRICT;
      ALTER TABLE runs ADD COLUMN cleared_at INTEGER;
      ALTER TABLE runs ADD COLUMN event_bytes INTEGER;
    `)
  },
}
