import type { Migration } from '../migration.ts'

/**
 * Conversations: messages in a tree (`parent_id`), with `leaf_id` as the end of the branch that was shown last. An answer
 * names its run; what came of it is written into the row when the run has ended (`status` is null until then), so that a
 * conversation outlives its runs. `request_id` keeps a message that is sent twice from being asked twice. `chat_blobs`
 * holds the files of a conversation as `run_blobs` holds those of a run. Messages are searched by their words; triggers
 * keep that in step.
 */
export const chat: Migration = {
  version: 14,
  up(db) {
    db.exec(`
      CREATE TABLE conversations (
        conversation_id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        title TEXT NOT NULL,
        partner_kind TEXT NOT NULL,
        partner_id TEXT NOT NULL,
        partner_name TEXT NOT NULL,
        leaf_id TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX conversations_by_time ON conversations (workspace_id, updated_at);

      CREATE TABLE chat_messages (
        message_number INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL UNIQUE,
        conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
        parent_id TEXT,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        files TEXT NOT NULL,
        at INTEGER NOT NULL,
        request_id TEXT,
        run_id TEXT,
        status TEXT,
        input_tokens INTEGER,
        output_tokens INTEGER,
        micro_usd INTEGER,
        unknown_calls INTEGER,
        duration_ms INTEGER,
        error TEXT,
        steps TEXT
      ) STRICT;
      CREATE INDEX messages_of_conversation ON chat_messages (conversation_id);
      CREATE UNIQUE INDEX messages_by_request ON chat_messages (conversation_id, request_id) WHERE request_id IS NOT NULL;
      CREATE INDEX answers_under_way ON chat_messages (run_id) WHERE run_id IS NOT NULL AND status IS NULL;

      CREATE TABLE chat_blobs (
        conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
        blob_id TEXT NOT NULL REFERENCES blobs,
        PRIMARY KEY (conversation_id, blob_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX chat_blobs_by_blob ON chat_blobs (blob_id);

      CREATE VIRTUAL TABLE chat_words USING fts5 (
        text, content = 'chat_messages', content_rowid = 'message_number', tokenize = 'unicode61 remove_diacritics 2'
      );
      CREATE TRIGGER chat_message_added AFTER INSERT ON chat_messages BEGIN
        INSERT INTO chat_words (rowid, text) VALUES (new.message_number, new.text);
      END;
      CREATE TRIGGER chat_message_removed AFTER DELETE ON chat_messages BEGIN
        INSERT INTO chat_words (chat_words, rowid, text) VALUES ('delete', old.message_number, old.text);
      END;
      CREATE TRIGGER chat_message_changed AFTER UPDATE OF text ON chat_messages BEGIN
        INSERT INTO chat_words (chat_words, rowid, text) VALUES ('delete', old.message_number, old.text);
        INSERT INTO chat_words (rowid, text) VALUES (new.message_number, new.text);
      END;
    `)
  },
}
