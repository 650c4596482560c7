import type { Migration } from '../migration.ts'

/**
 * Files kept for runs. `run_blobs.named` is 0 while a file is kept that no event names yet; such are let go of when the run
 * ends. `file_seal` holds the secret that references to files on the disk are sealed with.
 */
export const files: Migration = {
  version: 8,
  up(db) {
    db.exec(`
      ALTER TABLE run_blobs ADD COLUMN named INTEGER NOT NULL DEFAULT 1;
      CREATE TABLE file_seal (key BLOB NOT NULL) STRICT;
      INSERT INTO file_seal VALUES (randomblob(32));
    `)
  },
}
