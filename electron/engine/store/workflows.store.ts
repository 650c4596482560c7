import type { WorkflowSummary } from '../../../shared/contract/workflows.ts'
import type { Edit } from '../../../shared/workflow/edit.ts'
import type { JournalEntry } from '../../../shared/workflow/rebuild.ts'
import { type Workflow, walkNodes } from '../../../shared/workflow/workflow.ts'
import type { Db } from './open-database.ts'
import { createParsedDocuments } from './parsed-documents.ts'
import type { NewVersion, VersionsStore } from './versions.store.ts'

export type StoredWorkflow = {
  workflowId: string
  revision: number
  document: Workflow
  /** Of the last edit, or when it was made. */
  updatedAt: number
  publishedVersion: number | null
  publishedAt: number | null
}

/** A summary without what only a look into documents tells. */
export type WorkflowRow = Omit<WorkflowSummary, 'publication'> &
  Pick<StoredWorkflow, 'revision' | 'publishedVersion' | 'publishedAt'>

export type SavedEdit = {
  workflowId: string
  /** Before the edits. */
  revision: number
  document: Workflow
  edits: Edit[]
  at: number
  keep: NewVersion | null
}

type NewWorkflow = { workflowId: string; workspaceId: string; document: Workflow; at: number }

type PublishedVersion = { version: number; note: string }

type DraftRow = {
  document: string
  revision: number
  updated_at: number
  published_version: number | null
  published_at: number | null
}

type SummaryRow = {
  workflow_id: string
  name: string
  description: string | null
  node_count: number
  created_at: number
  updated_at: number
  run_id: string | null
  status: string | null
  started_at: number | null
  finished_at: number | null
  month_micro_usd: number
  month_unknown: number
  revision: number
  published_version: number | null
  published_at: number | null
  active: number
  trigger_count: number
  next_at: number | null
}

/** Workflows as drafts, with a journal of every edit. */
export function createWorkflowsStore(db: Db, versions: VersionsStore) {
  const parseDocument = createParsedDocuments()
  const insert = db.prepare(`
    INSERT INTO workflows (workflow_id, workspace_id, name, node_count, document, revision, created_at, updated_at)
    VALUES (@workflowId, @workspaceId, @name, @nodeCount, @document, 1, @at, @at)`)
  const select = db.prepare<[string, string], DraftRow>(`
    SELECT document, revision, updated_at, published_version, published_at FROM workflows
    WHERE workspace_id = ? AND workflow_id = ? AND removed_at IS NULL`)
  const update = db.prepare(`
    UPDATE workflows SET document = @document, name = @name, node_count = @nodeCount, revision = revision + 1, updated_at = @at
    WHERE workflow_id = @workflowId AND revision = @revision AND removed_at IS NULL`)
  const insertEdits = db.prepare('INSERT INTO workflow_edits (workflow_id, revision, at, edits) VALUES (?, ?, ?, ?)')
  const selectEdits = db.prepare<[string, number, number], { revision: number; edits: string }>(`
    SELECT revision, edits FROM workflow_edits
    WHERE workflow_id = ? AND revision > ? AND revision <= ? ORDER BY revision`)
  const setPublished = db.prepare('UPDATE workflows SET published_version = ?, published_at = ? WHERE workflow_id = ?')
  const setRemoved = db.prepare('UPDATE workflows SET removed_at = ? WHERE workspace_id = ? AND workflow_id = ?')
  const selectSummaries = db.prepare<{ workspaceId: string; monthStart: number }, SummaryRow>(`
    SELECT w.workflow_id, w.name, w.document ->> '$.description' AS description, w.node_count, w.created_at, w.updated_at,
      w.revision, w.published_version, w.published_at, r.run_id, r.status, r.started_at, r.finished_at,
      COALESCE((SELECT SUM(micro_usd) FROM ledger l WHERE l.workflow_id = w.workflow_id AND l.at >= @monthStart), 0) AS month_micro_usd,
      (SELECT COUNT(*) FROM ledger l WHERE l.workflow_id = w.workflow_id AND l.at >= @monthStart AND l.micro_usd IS NULL) AS month_unknown,
      w.active, (SELECT COUNT(*) FROM triggers t WHERE t.workflow_id = w.workflow_id) AS trigger_count,
      (SELECT MIN(next_at) FROM triggers t WHERE t.workflow_id = w.workflow_id) AS next_at
    FROM workflows w
    LEFT JOIN runs r ON r.run_number = (
      SELECT run_number FROM runs
      WHERE workflow_id = w.workflow_id AND dry_run = 0 AND removed_at IS NULL ORDER BY run_number DESC LIMIT 1)
    WHERE w.workspace_id = @workspaceId AND w.removed_at IS NULL
    ORDER BY w.updated_at DESC, w.workflow_id DESC`)

  return {
    /** A new draft, with its first version: where its history begins. `also` is done in the same transaction. */
    create: db.transaction((entry: NewWorkflow, also?: () => void) => {
      const { document, ...rest } = entry
      const { workflowId, at } = entry
      insert.run({ ...rest, ...columnsOf(document) })
      versions.add({ workflowId, at, revision: 1, document, kind: 'automatic', note: '', changes: null })
      also?.()
    }),

    get(workspaceId: string, workflowId: string): StoredWorkflow | undefined {
      const row = select.get(workspaceId, workflowId)
      return (
        row && {
          workflowId,
          revision: row.revision,
          document: parseDocument(workflowId, row.document),
          updatedAt: row.updated_at,
          publishedVersion: row.published_version,
          publishedAt: row.published_at,
        }
      )
    },

    /**
     * The new document, the edits that led to it and, where given, a version of the document before, together. False where
     * the draft has moved on since `revision`; else `also` is done in the same transaction.
     */
    save: db.transaction((change: SavedEdit, also?: () => void): boolean => {
      const { workflowId, revision, document, edits, at, keep } = change
      const { changes } = update.run({ workflowId, revision, at, ...columnsOf(document) })
      if (changes === 0) return false
      insertEdits.run(workflowId, revision + 1, at, JSON.stringify(edits))
      if (keep) versions.add(keep)
      also?.()
      return true
    }),

    /** The edits after one revision up to another, oldest first. */
    journal(workflowId: string, afterRevision: number, upToRevision: number): JournalEntry[] {
      const rows = selectEdits.all(workflowId, afterRevision, upToRevision)
      // Only `save` writes this column.
      return rows.map(({ revision, edits }) => ({ revision, edits: JSON.parse(edits) as Edit[] }))
    },

    /** Makes a version the published one: one that is there, with this note, or a new one. */
    publish: db.transaction((workflowId: string, version: PublishedVersion | NewVersion, at: number): void => {
      if ('version' in version) versions.set(workflowId, version.version, { kind: 'published', note: version.note })
      setPublished.run('version' in version ? version.version : versions.add(version), at, workflowId)
    }),

    /** `removedAt` null brings it back. False where there is no such workflow. */
    setRemoved(workspaceId: string, workflowId: string, removedAt: number | null): boolean {
      return setRemoved.run(removedAt, workspaceId, workflowId).changes > 0
    },

    list(workspaceId: string, monthStart: number): WorkflowRow[] {
      return selectSummaries.all({ workspaceId, monthStart }).map(toSummary)
    },
  }
}

export type WorkflowsStore = ReturnType<typeof createWorkflowsStore>

function columnsOf(document: Workflow) {
  return { name: document.name, nodeCount: [...walkNodes(document)].length, document: JSON.stringify(document) }
}

function toSummary(row: SummaryRow): WorkflowRow {
  const lastRun =
    row.run_id !== null && row.status !== null && row.started_at !== null
      ? {
          runId: row.run_id,
          status: row.status,
          startedAt: row.started_at,
          durationMs: row.finished_at === null ? null : row.finished_at - row.started_at,
        }
      : null
  return {
    workflowId: row.workflow_id,
    name: row.name,
    description: row.description ?? '',
    nodeCount: row.node_count,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastRun,
    monthMicroUsd: row.month_micro_usd,
    monthUnknownCalls: row.month_unknown,
    revision: row.revision,
    publishedVersion: row.published_version,
    publishedAt: row.published_at,
    triggers: {
      count: row.trigger_count,
      active: row.active === 1,
      nextAt: row.active === 1 ? row.next_at : null,
    },
  }
}
