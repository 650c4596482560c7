import type { Db } from './open-database.ts'

/** As it is stored: `request` and `report` are JSON; `runs` are ids, oldest first. */
export type StoredResearch = {
  researchId: string
  request: string
  createdAt: number
  report: string | null
  runs: string[]
}

type Row = { research_id: string; request: string; created_at: number; report: string | null; runs: string }

/** What was researched, by which runs, and what came of it. */
export function createResearchStore(db: Db, workspaceId: string) {
  const columns = `research_id, request, created_at, report,
    (SELECT json_group_array(run_id ORDER BY number) FROM research_runs WHERE research_runs.research_id = research.research_id)
      AS runs`
  const selectAll = db.prepare<[string], Row>(
    `SELECT ${columns} FROM research WHERE workspace_id = ? ORDER BY research_number DESC`,
  )
  const select = db.prepare<[string, string], Row>(
    `SELECT ${columns} FROM research WHERE workspace_id = ? AND research_id = ?`,
  )
  const insert = db.prepare(`
    INSERT INTO research (research_id, workspace_id, request, created_at)
    VALUES (@researchId, @workspaceId, @request, @at)`)
  const insertRun = db.prepare(`
    INSERT INTO research_runs (research_id, run_id, number)
    SELECT @researchId, @runId, COALESCE(MAX(number), 0) + 1 FROM research_runs WHERE research_id = @researchId`)
  const setRequest = db.prepare('UPDATE research SET request = ? WHERE workspace_id = ? AND research_id = ?')
  const setReport = db.prepare('UPDATE research SET report = ? WHERE workspace_id = ? AND research_id = ?')
  const remove = db.prepare('DELETE FROM research WHERE workspace_id = ? AND research_id = ?')
  const selectWorkflow = db.prepare<[string], { workflow_id: string }>(
    'SELECT workflow_id FROM research_workflow WHERE workspace_id = ?',
  )
  const setWorkflow = db.prepare(`
    INSERT INTO research_workflow (workspace_id, workflow_id) VALUES (?, ?)
    ON CONFLICT DO UPDATE SET workflow_id = excluded.workflow_id`)
  const toStored = (row: Row): StoredResearch => ({
    ...{ researchId: row.research_id, request: row.request, createdAt: row.created_at, report: row.report },
    runs: JSON.parse(row.runs),
  })

  return {
    /** Newest first. */
    list: (): StoredResearch[] => selectAll.all(workspaceId).map(toStored),
    get(researchId: string): StoredResearch | undefined {
      const row = select.get(workspaceId, researchId)
      return row && toStored(row)
    },
    /** In the transaction that records its first run. */
    create(research: { researchId: string; request: string; at: number; runId: string }): void {
      insert.run({ ...research, workspaceId })
      insertRun.run(research)
    },
    /** In the transaction that records the run that goes on with it. */
    addRun(research: { researchId: string; runId: string; request: string }): void {
      insertRun.run(research)
      setRequest.run(research.request, workspaceId, research.researchId)
    },
    keepReport(researchId: string, report: string): void {
      setReport.run(report, workspaceId, researchId)
    },
    remove(researchId: string): void {
      remove.run(workspaceId, researchId)
    },
    workflowId: (): string | null => selectWorkflow.get(workspaceId)?.workflow_id ?? null,
    setWorkflowId(workflowId: string): void {
      setWorkflow.run(workspaceId, workflowId)
    },
  }
}

export type ResearchStore = ReturnType<typeof createResearchStore>
