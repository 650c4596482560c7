import type { Migration } from '../migration.ts'

/**
 * Who watches and who is watched. `program_beats`: each program that stays says now and then that it is well, which also
 * proves that the database takes what is written; `listens_at` is the port at which it shows figures to other programs.
 */
export const telemetry: Migration = {
  version: 19,
  up(db) {
    db.exec(`
      CREATE TABLE program_beats (
        owner TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        listens_at INTEGER
      ) STRICT;
    `)
  },
}
