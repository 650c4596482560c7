import type { AlertAbout } from '../../../shared/contract/alerts.ts'
import type { Db } from './open-database.ts'

/** A run that is under way. */
export type RunningRun = {
  runId: string
  workflowId: string | null
  workflowName: string
  startedAt: number
}
type RunningRow = { run_id: string; workflow_id: string | null; workflow_name: string; started_at: number }

/**
 * Windows are looked at every minute, so what is counted one by one is bounded: of a window with more runs or calls, the
 * newest of them speak for all.
 */
const mostLookedAt = 10_000

/** Triggers that no person pulls. */
const byItself = "('schedule', 'file', 'webhook', 'run', 'service')"

/** What alert rules are decided by, read from runs and ledger. Times are milliseconds since the Unix epoch. */
export function createAlertFactsStore(db: Db, workspaceId: string) {
  const agentAtWork = 'EXISTS (SELECT 1 FROM ledger WHERE ledger.run_number = runs.run_number AND agent_id = @agentId)'
  const selectHasAgent = db.prepare<[number, string], { has: number }>(
    'SELECT EXISTS (SELECT 1 FROM ledger WHERE run_number = ? AND agent_id = ?) AS has',
  )
  const selectQueued = db.prepare<[string], { at: number | null; waiting: number }>(`
    SELECT MIN(started_at) AS at, COUNT(*) AS waiting FROM runs WHERE status = 'queued' AND +workspace_id = ?`)
  const selectRemoved = db.prepare<[string, string], { name: string; removed_at: number | null }>(
    'SELECT name, removed_at FROM workflows WHERE workspace_id = ? AND workflow_id = ?',
  )

  /** Of runs. */
  function runsOf({ workflowId, agentId, trigger }: AlertAbout): string {
    return [
      'dry_run = 0',
      ...(workflowId === undefined ? [] : ['+runs.workflow_id = @workflowId']),
      ...(agentId === undefined ? [] : [agentAtWork]),
      ...(trigger === undefined
        ? []
        : [trigger === 'by-itself' ? `run_trigger IN ${byItself}` : 'run_trigger = @trigger']),
    ].join(' AND ')
  }

  /** Of rows of the ledger; a trigger is the run's. */
  function callsOf({ workflowId, agentId, trigger }: AlertAbout): string {
    const ofRun = trigger === 'by-itself' ? `IN ${byItself}` : '= @trigger'
    return [
      'instead_of IS NULL',
      ...(workflowId === undefined ? [] : ['ledger.workflow_id = @workflowId']),
      ...(agentId === undefined ? [] : ['agent_id = @agentId']),
      ...(trigger === undefined
        ? []
        : [`(SELECT run_trigger FROM runs WHERE runs.run_number = ledger.run_number) ${ofRun}`]),
    ].join(' AND ')
  }

  function ask<Row>(sql: string, about: AlertAbout, more: Record<string, number> = {}) {
    return db.prepare<[object], Row>(sql).all({ workspaceId, ...about, ...more })
  }

  return {
    hasAgent: (runNumber: number, agentId: string): boolean => selectHasAgent.get(runNumber, agentId)?.has === 1,

    /** Real runs that ended since then and did not have to be stopped, and how many of them failed. */
    outcomes(about: AlertAbout, since: number): { runs: number; failures: number } {
      const sql = `SELECT COUNT(*) AS runs, COALESCE(SUM(status = 'failed'), 0) AS failures FROM (
        SELECT status FROM runs INDEXED BY runs_by_end
        WHERE workspace_id = @workspaceId AND finished_at > @since AND status IN ('succeeded', 'failed')
          AND ${runsOf(about)} ORDER BY finished_at DESC LIMIT @most)`
      const [row] = ask<{ runs: number; failures: number }>(sql, about, { since, most: mostLookedAt })
      return row ?? { runs: 0, failures: 0 }
    },

    /** How long the model calls since then took, in milliseconds; the newest of very many. */
    latencies(about: AlertAbout, since: number): number[] {
      const index = about.workflowId === undefined ? 'ledger_by_time' : 'ledger_by_workflow'
      const sql = `SELECT latency_ms FROM ledger INDEXED BY ${index}
        WHERE workspace_id = @workspaceId AND at > @since AND outcome = 'finished' AND ${callsOf(about)}
        ORDER BY at DESC LIMIT @most`
      return ask<{ latency_ms: number }>(sql, about, { since, most: mostLookedAt }).map((row) => row.latency_ms)
    },

    /** What calls since then cost, as far as it is known, and their tokens. */
    spent(about: AlertAbout, since: number): { microUsd: number; tokens: number } {
      const index = about.workflowId === undefined ? 'ledger_sums' : 'ledger_by_workflow'
      const sql = `SELECT COALESCE(SUM(micro_usd), 0) AS microUsd, COALESCE(SUM(input_tokens + output_tokens), 0) AS tokens
        FROM ledger INDEXED BY ${index} WHERE workspace_id = @workspaceId AND at > @since AND ${callsOf(about)}`
      const [row] = ask<{ microUsd: number; tokens: number }>(sql, about, { since })
      return row ?? { microUsd: 0, tokens: 0 }
    },

    /** Those under way now. */
    running(about: AlertAbout): RunningRun[] {
      const sql = `SELECT run_id, workflow_id, workflow_name, started_at FROM runs INDEXED BY runs_unfinished
        WHERE status = 'running' AND workspace_id = @workspaceId AND ${runsOf(about)}`
      return ask<RunningRow>(sql, about).map((row) => ({
        ...{ runId: row.run_id, workflowId: row.workflow_id },
        ...{ workflowName: row.workflow_name, startedAt: row.started_at },
      }))
    },

    /** When the newest of these runs that ended since then ended; null where none did. */
    lastEnd(about: AlertAbout, since: number): number | null {
      const sql = `SELECT finished_at FROM runs INDEXED BY runs_by_end
        WHERE workspace_id = @workspaceId AND finished_at > @since AND ${runsOf(about)}
        ORDER BY finished_at DESC LIMIT 1`
      return ask<{ finished_at: number }>(sql, about, { since })[0]?.finished_at ?? null
    },

    /** Runs that wait for their turn, and since when the oldest of them does. */
    queue(): { waiting: number; oldestAt: number | null } {
      const row = selectQueued.get(workspaceId)
      return { waiting: row?.waiting ?? 0, oldestAt: row?.at ?? null }
    },

    /** undefined: there is no such workflow, or it was deleted. */
    workflowName(workflowId: string): string | undefined {
      const row = selectRemoved.get(workspaceId, workflowId)
      return row && row.removed_at === null ? row.name : undefined
    },
  }
}

export type AlertFactsStore = ReturnType<typeof createAlertFactsStore>
