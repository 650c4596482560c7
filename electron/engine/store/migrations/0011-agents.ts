import type { Migration } from '../migration.ts'

/**
 * Agents: the draft as it is edited, the versions that were published (`published_version` is the one that runs), what a
 * person allowed one of them for good, and what it wrote down. Notes are searched by their words; triggers keep that in
 * step.
 */
export const agents: Migration = {
  version: 11,
  up(db) {
    db.exec(`
      CREATE TABLE agents (
        agent_id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        document TEXT NOT NULL,
        revision INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        published_version INTEGER
      ) STRICT;

      CREATE TABLE agent_versions (
        agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE,
        version INTEGER NOT NULL,
        at INTEGER NOT NULL,
        note TEXT NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (agent_id, version)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE agent_grants (
        agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE,
        tool_key TEXT NOT NULL,
        granted_at INTEGER NOT NULL,
        granted_by TEXT NOT NULL,
        PRIMARY KEY (agent_id, tool_key)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE agent_notes (
        note_number INTEGER PRIMARY KEY,
        note_id TEXT NOT NULL UNIQUE,
        agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE,
        text TEXT NOT NULL,
        updated_at INTEGER NOT NULL,
        by_agent INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX notes_of_agent ON agent_notes (agent_id, updated_at);
      CREATE VIRTUAL TABLE agent_note_words USING fts5 (
        text, content = 'agent_notes', content_rowid = 'note_number', tokenize = 'unicode61 remove_diacritics 2'
      );
      CREATE TRIGGER agent_note_added AFTER INSERT ON agent_notes BEGIN
        INSERT INTO agent_note_words (rowid, text) VALUES (new.note_number, new.text);
      END;
      CREATE TRIGGER agent_note_removed AFTER DELETE ON agent_notes BEGIN
        INSERT INTO agent_note_words (agent_note_words, rowid, text) VALUES ('delete', old.note_number, old.text);
      END;
      CREATE TRIGGER agent_note_changed AFTER UPDATE ON agent_notes BEGIN
        INSERT INTO agent_note_words (agent_note_words, rowid, text) VALUES ('delete', old.note_number, old.text);
        INSERT INTO agent_note_words (rowid, text) VALUES (new.note_number, new.text);
      END;

      CREATE INDEX ledger_by_agent ON ledger (workspace_id, agent_id, at) WHERE agent_id IS NOT NULL;
    `)
  },
}
