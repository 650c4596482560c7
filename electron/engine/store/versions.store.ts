import { assert } from '../../../shared/assert.ts'
import type { VersionKind, VersionSummary } from '../../../shared/contract/versions.ts'
import type { DiffSummary } from '../../../shared/workflow/diff.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { createDocumentsStore, documentIdOf } from './documents.store.ts'
import type { Db } from './open-database.ts'

export type NewVersion = {
  workflowId: string
  at: number
  /** Of the draft whose document this is. */
  revision: number
  document: Workflow
  kind: VersionKind
  note: string
  changes: DiffSummary | null
}

type VersionRow = {
  version: number
  at: number
  revision: number
  kind: VersionKind
  note: string
  changes: string | null
  is_published: number
}

const columns = `v.version, v.at, v.revision, v.kind, v.note, v.changes,
  v.version IS (SELECT published_version FROM workflows w WHERE w.workflow_id = v.workflow_id) AS is_published`

/** The versions of workflows. Only their kind and note ever change, and nothing takes one away. */
export function createVersionsStore(db: Db) {
  const documents = createDocumentsStore(db)
  const insert = db.prepare<object, { version: number }>(`
    INSERT INTO workflow_versions (workflow_id, version, at, revision, document_id, kind, note, changes)
    SELECT @workflowId, COALESCE(MAX(version), 0) + 1, @at, @revision, @documentId, @kind, @note, @changes
    FROM workflow_versions WHERE workflow_id = @workflowId
    RETURNING version`)
  const select = db.prepare<[string, number], VersionRow>(
    `SELECT ${columns} FROM workflow_versions v WHERE v.workflow_id = ? AND v.version = ?`,
  )
  const selectPage = db.prepare<[string, number, number], VersionRow>(`
    SELECT ${columns} FROM workflow_versions v
    WHERE v.workflow_id = ? AND v.version < ? ORDER BY v.version DESC LIMIT ?`)
  const selectNearest = db.prepare<[string, number], VersionRow>(`
    SELECT ${columns} FROM workflow_versions v
    WHERE v.workflow_id = ? AND v.revision <= ? ORDER BY v.revision DESC, v.version DESC LIMIT 1`)
  const selectDocument = db.prepare<[string, number], { document: string }>(`
    SELECT document FROM documents JOIN workflow_versions USING (document_id) WHERE workflow_id = ? AND version = ?`)
  const selectHolder = db.prepare<[string, string], { version: number }>(
    'SELECT version FROM workflow_versions WHERE workflow_id = ? AND document_id = ? LIMIT 1',
  )
  const update = db.prepare('UPDATE workflow_versions SET kind = ?, note = ? WHERE workflow_id = ? AND version = ?')

  return {
    /** Adds a version after the last one and answers its number. */
    add: db.transaction(({ document, changes, ...version }: NewVersion): number => {
      const documentId = documents.put(JSON.stringify(document))
      const row = insert.get({ ...version, documentId, changes: changes && JSON.stringify(changes) })
      assert(row, 'an inserted version has a number')
      return row.version
    }),

    get(workflowId: string, version: number): VersionSummary | undefined {
      const row = select.get(workflowId, version)
      return row && toSummary(row)
    },

    /** Newest first, those below `before`. */
    list(workflowId: string, before: number, limit: number): VersionSummary[] {
      return selectPage.all(workflowId, before, limit).map(toSummary)
    },

    newest(workflowId: string): VersionSummary | undefined {
      const [row] = selectPage.all(workflowId, Number.MAX_SAFE_INTEGER, 1)
      return row && toSummary(row)
    },

    /** The newest version of this revision or one before it. */
    nearest(workflowId: string, revision: number): VersionSummary | undefined {
      const row = selectNearest.get(workflowId, revision)
      return row && toSummary(row)
    },

    document(workflowId: string, version: number): Workflow | undefined {
      const row = selectDocument.get(workflowId, version)
      // Only parsed workflows are ever written as versions.
      return row && (JSON.parse(row.document) as Workflow)
    },

    /** Whether some version of the workflow is this very document. */
    holds(workflowId: string, document: Workflow): boolean {
      return selectHolder.get(workflowId, documentIdOf(JSON.stringify(document))) !== undefined
    },

    set(workflowId: string, version: number, { kind, note }: { kind: VersionKind; note: string }): void {
      update.run(kind, note, workflowId, version)
    },
  }
}

export type VersionsStore = ReturnType<typeof createVersionsStore>

function toSummary({ changes, is_published, ...row }: VersionRow): VersionSummary {
  // Written by `add`.
  return {
    ...row,
    isPublished: is_published === 1,
    changes: changes === null ? null : (JSON.parse(changes) as DiffSummary),
  }
}
