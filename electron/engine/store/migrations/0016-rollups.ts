import type { Migration } from '../migration.ts'

/**
 * Sums of what happened, kept beside it so that a figure over months is read from few rows. `named_settings` holds one JSON
 * value for each part that has settings of its own.
 */
export const rollups: Migration = {
  version: 16,
  up(db) {
    db.exec(`
      CREATE TABLE named_settings (
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (workspace_id, name)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
