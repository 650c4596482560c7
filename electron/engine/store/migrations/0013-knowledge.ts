import type { Migration } from '../migration.ts'

/**
 * Knowledge bases: what each is made from, the files found there, and their passages. Words are searched for in one table
 * for all bases; `mark` is a word of its own for each, so that a search goes through no other's passages. Triggers keep it in
 * step, also where deleting a file takes its passages along. Vectors lie in a table for each base that is made when the
 * first one is stored (knowledge-vectors.store.ts): nobody without vectors needs SQLite's extension for them.
 */
export const knowledge: Migration = {
  version: 13,
  up(db) {
    db.exec(`
      CREATE TABLE knowledge_bases (
        base_number INTEGER PRIMARY KEY AUTOINCREMENT,
        knowledge_id TEXT NOT NULL UNIQUE,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        embedding_model TEXT,
        automatic INTEGER NOT NULL,
        -- What the vectors that are stored were made with; NULL: there are none.
        vectors_model TEXT,
        vectors_size INTEGER,
        is_stale INTEGER NOT NULL DEFAULT 0,
        run_id TEXT,
        indexed_at INTEGER,
        updated_at INTEGER NOT NULL,
        removed_at INTEGER
      ) STRICT;

      CREATE TABLE knowledge_sources (
        source_id TEXT PRIMARY KEY,
        base_number INTEGER NOT NULL REFERENCES knowledge_bases ON DELETE CASCADE,
        path TEXT NOT NULL,
        kind TEXT NOT NULL,
        added_at INTEGER NOT NULL,
        indexed_at INTEGER,
        error TEXT,
        UNIQUE (base_number, path)
      ) STRICT;

      -- state: new (not read yet, or changed), read (its passages are there, not all of their vectors), done, failed
      CREATE TABLE knowledge_files (
        file_number INTEGER PRIMARY KEY AUTOINCREMENT,
        base_number INTEGER NOT NULL REFERENCES knowledge_bases ON DELETE CASCADE,
        source_id TEXT NOT NULL REFERENCES knowledge_sources ON DELETE CASCADE,
        path TEXT NOT NULL,
        title TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        mtime_ms REAL NOT NULL,
        hash TEXT,
        state TEXT NOT NULL,
        error TEXT,
        chunks INTEGER NOT NULL DEFAULT 0,
        UNIQUE (source_id, path)
      ) STRICT;
      CREATE INDEX knowledge_files_of_base ON knowledge_files (base_number, state);

      CREATE TABLE knowledge_chunks (
        chunk_number INTEGER PRIMARY KEY AUTOINCREMENT,
        file_number INTEGER NOT NULL REFERENCES knowledge_files ON DELETE CASCADE,
        position INTEGER NOT NULL,
        mark TEXT NOT NULL,
        heading TEXT NOT NULL,
        text TEXT NOT NULL,
        page INTEGER,
        line INTEGER,
        -- Characters at its beginning that the passage before ends with.
        overlap INTEGER NOT NULL,
        tokens INTEGER NOT NULL,
        has_vector INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX knowledge_chunks_of_file ON knowledge_chunks (file_number, position);
      CREATE INDEX knowledge_chunks_to_embed ON knowledge_chunks (mark, file_number, position) WHERE has_vector = 0;

      CREATE VIRTUAL TABLE knowledge_words USING fts5 (
        mark, heading, text,
        content = 'knowledge_chunks', content_rowid = 'chunk_number', tokenize = 'unicode61 remove_diacritics 2'
      );
      CREATE TRIGGER knowledge_chunk_added AFTER INSERT ON knowledge_chunks BEGIN
        INSERT INTO knowledge_words (rowid, mark, heading, text)
        VALUES (new.chunk_number, new.mark, new.heading, new.text);
      END;
      CREATE TRIGGER knowledge_chunk_removed AFTER DELETE ON knowledge_chunks BEGIN
        INSERT INTO knowledge_words (knowledge_words, rowid, mark, heading, text)
        VALUES ('delete', old.chunk_number, old.mark, old.heading, old.text);
      END;
      CREATE TRIGGER knowledge_chunk_changed AFTER UPDATE OF mark, heading, text ON knowledge_chunks BEGIN
        INSERT INTO knowledge_words (knowledge_words, rowid, mark, heading, text)
        VALUES ('delete', old.chunk_number, old.mark, old.heading, old.text);
        INSERT INTO knowledge_words (rowid, mark, heading, text)
        VALUES (new.chunk_number, new.mark, new.heading, new.text);
      END;

      -- Runs that made a base: what they cost is what it cost.
      CREATE TABLE knowledge_runs (
        base_number INTEGER NOT NULL REFERENCES knowledge_bases ON DELETE CASCADE,
        run_id TEXT NOT NULL,
        PRIMARY KEY (base_number, run_id)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
