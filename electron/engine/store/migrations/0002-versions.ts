import { createHash } from 'node:crypto'
import type { Migration } from '../migration.ts'

/**
 * Versions of workflows. Each workflow begins with one: from a version and the journal after it every later revision can
 * be rebuilt. Of a workflow made before, what lies before this step is not known; its draft of now is where it begins.
 */
export const versions: Migration = {
  version: 2,
  up(db) {
    db.exec(`
      CREATE TABLE workflow_versions (
        workflow_id TEXT NOT NULL REFERENCES workflows,
        version INTEGER NOT NULL,
        at INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        document_id TEXT NOT NULL REFERENCES documents,
        kind TEXT NOT NULL,
        note TEXT NOT NULL,
        changes TEXT,
        PRIMARY KEY (workflow_id, version)
      ) STRICT;
      CREATE INDEX workflow_versions_by_revision ON workflow_versions (workflow_id, revision);
      ALTER TABLE workflows ADD COLUMN published_version INTEGER;
      ALTER TABLE workflows ADD COLUMN published_at INTEGER;
    `)
    const insertDocument = db.prepare('INSERT OR IGNORE INTO documents (document_id, document) VALUES (?, ?)')
    const insertVersion = db.prepare(`
      INSERT INTO workflow_versions (workflow_id, version, at, revision, document_id, kind, note)
      VALUES (?, 1, ?, ?, ?, 'automatic', '')`)
    const drafts = db.prepare<[], { workflow_id: string; revision: number; document: string; updated_at: number }>(
      'SELECT workflow_id, revision, document, updated_at FROM workflows',
    )
    for (const draft of drafts.all()) {
      const documentId = createHash('sha256').update(draft.document).digest('hex')
      insertDocument.run(documentId, draft.document)
      insertVersion.run(draft.workflow_id, draft.updated_at, draft.revision, documentId)
    }
  },
}
