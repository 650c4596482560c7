import type { WorkflowSummary } from '../../../shared/contract/workflows.ts'
import type { Edit } from '../../../shared/workflow/edit.ts'
import { type Workflow, walkNodes } from '../../../shared/workflow/workflow.ts'
import type { Db } from './open-database.ts'

export type StoredWorkflow = { workflowId: string; revision: number; document: Workflow }

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
}

/** Workflows as drafts, with a journal of every edit. */
export function createWorkflowsStore(db: Db) {
  const insert = db.prepare(`
    INSERT INTO workflows (workflow_id, workspace_id, name, node_count, document, revision, created_at, updated_at)
    VALUES (@workflowId, @workspaceId, @name, @nodeCount, @document, 1, @at, @at)`)
  const select = db.prepare<[string, string], { document: string; revision: number }>(
    'SELECT document, revision FROM workflows WHERE workspace_id = ? AND workflow_id = ? AND removed_at IS NULL',
  )
  const update = db.prepare(`
    UPDATE workflows SET document = @document, name = @name, node_count = @nodeCount, revision = revision + 1, updated_at = @at
    WHERE workflow_id = @workflowId AND revision = @revision AND removed_at IS NULL`)
  const insertEdits = db.prepare('INSERT INTO workflow_edits (workflow_id, revision, at, edits) VALUES (?, ?, ?, ?)')
  const setRemoved = db.prepare('UPDATE workflows SET removed_at = ? WHERE workspace_id = ? AND workflow_id = ?')
  const selectSummaries = db.prepare<{ workspaceId: string; monthStart: number }, SummaryRow>(`
    SELECT w.workflow_id, w.name, w.document ->> '$.description' AS description, w.node_count, w.created_at, w.updated_at,
      r.run_id, r.status, r.started_at, r.finished_at,
      COALESCE((SELECT SUM(micro_usd) FROM ledger l WHERE l.workflow_id = w.workflow_id AND l.at >= @monthStart), 0) AS month_micro_usd,
      (SELECT COUNT(*) FROM ledger l WHERE l.workflow_id = w.workflow_id AND l.at >= @monthStart AND l.micro_usd IS NULL) AS month_unknown
    FROM workflows w
    LEFT JOIN runs r ON r.run_number = (SELECT MAX(run_number) FROM runs WHERE workflow_id = w.workflow_id)
    WHERE w.workspace_id = @workspaceId AND w.removed_at IS NULL
    ORDER BY w.updated_at DESC, w.workflow_id DESC`)

  return {
    create(entry: { workflowId: string; workspaceId: string; document: Workflow; at: number }): void {
      const { document, ...rest } = entry
      insert.run({ ...rest, ...columnsOf(document) })
    },

    get(workspaceId: string, workflowId: string): StoredWorkflow | undefined {
      const row = select.get(workspaceId, workflowId)
      // Only parsed workflows are ever written to this column.
      return row && { workflowId, revision: row.revision, document: JSON.parse(row.document) as Workflow }
    },

    /** The new document and the edits that led to it, together. False where the draft has moved on since `revision`. */
    save: db.transaction((change: StoredWorkflow & { edits: Edit[]; at: number }): boolean => {
      const { workflowId, revision, document, edits, at } = change
      const { changes } = update.run({ workflowId, revision, at, ...columnsOf(document) })
      if (changes === 0) return false
      insertEdits.run(workflowId, revision + 1, at, JSON.stringify(edits))
      return true
    }),

    /** `removedAt` null brings it back. False where there is no such workflow. */
    setRemoved(workspaceId: string, workflowId: string, removedAt: number | null): boolean {
      return setRemoved.run(removedAt, workspaceId, workflowId).changes > 0
    },

    list(workspaceId: string, monthStart: number): WorkflowSummary[] {
      return selectSummaries.all({ workspaceId, monthStart }).map(toSummary)
    },
  }
}

export type WorkflowsStore = ReturnType<typeof createWorkflowsStore>

function columnsOf(document: Workflow) {
  return { name: document.name, nodeCount: [...walkNodes(document)].length, document: JSON.stringify(document) }
}

function toSummary(row: SummaryRow): WorkflowSummary {
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
  }
}
