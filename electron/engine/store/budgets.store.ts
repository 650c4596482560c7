import type { Budget, BudgetAlert } from '../../../shared/contract/budgets.ts'
import { createBudgetRows, scopeColumns } from './budget-rows.store.ts'
import type { Db } from './open-database.ts'
import { type BudgetSums, type Caller, type Touch, toSums } from './reservations.store.ts'

type LedgerSum = { micro_usd: number; tokens: number; unknown_calls: number; run_number: number }
type OpenRow = {
  reservation_id: number
  workspace_id: string
  workflow_id: string | null
  run_number: number
  agent_id: string | null
  provider: string
  model: string
  at: number
  micro_usd: number | null
  input_tokens: number
  output_tokens: number | null
  touches: string
}
type AlertRow = {
  alert_id: number
  budget_id: string
  period_key: number
  kind: BudgetAlert['kind']
  threshold: number
  budget: string
  settled_micro_usd: number
  settled_tokens: number
  at: number
  acknowledged_at: number | null
  run_id: string | null
}
export type NewAlert = Pick<
  BudgetAlert,
  'budget' | 'kind' | 'threshold' | 'settledMicroUsd' | 'settledTokens' | 'at'
> & {
  periodKey: number
}

/** Budgets as they are set up, what was spent of them, and the alerts about them. */
export function createBudgetsStore(db: Db) {
  const rows = createBudgetRows(db)
  const insert = db.prepare(`
    INSERT INTO budgets (budget_id, workspace_id, scope_kind, scope_id, period, limit_micro_usd, limit_tokens, thresholds,
      on_exceed, cheaper_model, created_at, updated_at)
    VALUES (@budgetId, @workspaceId, @kind, @id, @period, @limitMicroUsd, @limitTokens, @thresholds, @onExceed,
      @cheaperModel, @createdAt, @updatedAt)`)
  const update = db.prepare(`
    UPDATE budgets SET limit_micro_usd = @limitMicroUsd, limit_tokens = @limitTokens, thresholds = @thresholds,
      on_exceed = @onExceed, cheaper_model = @cheaperModel, updated_at = @updatedAt
    WHERE budget_id = @budgetId AND workspace_id = @workspaceId`)
  const remove = db.prepare('DELETE FROM budgets WHERE workspace_id = ? AND budget_id = ?')
  const insertSums = db.prepare(`
    INSERT INTO budget_sums (budget_id, period_key, settled_micro_usd, settled_tokens, unknown_calls)
    VALUES (?, ?, ?, ?, ?)`)
  const selectOpen = db.prepare<[string], OpenRow>('SELECT * FROM reservations WHERE workspace_id = ?')
  const setTouches = db.prepare('UPDATE reservations SET touches = ? WHERE reservation_id = ?')
  const hold = db.prepare(`
    INSERT INTO budget_sums (budget_id, period_key, reserved_micro_usd, reserved_tokens) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET reserved_micro_usd = reserved_micro_usd + excluded.reserved_micro_usd,
      reserved_tokens = reserved_tokens + excluded.reserved_tokens`)
  const selectSums = db.prepare<[string, number], Parameters<typeof toSums>[0]>(
    'SELECT * FROM budget_sums WHERE budget_id = ? AND period_key = ?',
  )
  // Runs under way first, then the last one; the budget's own figures decide which of them is the fullest.
  const selectRunSums = db.prepare<
    [{ budgetId: string }],
    Parameters<typeof toSums>[0] & { period_key: number; run_id: string }
  >(`
    SELECT budget_sums.*, runs.run_id FROM budget_sums JOIN runs ON run_number = period_key
    WHERE budget_id = @budgetId AND (status IN ('queued', 'running')
      OR run_number = (SELECT MAX(period_key) FROM budget_sums WHERE budget_id = @budgetId))
    ORDER BY status IN ('queued', 'running') DESC`)
  const insertAlert = db.prepare(`
    INSERT OR IGNORE INTO budget_alerts (workspace_id, budget_id, period_key, kind, threshold, budget, settled_micro_usd,
      settled_tokens, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const acknowledge = db.prepare(`
    UPDATE budget_alerts SET acknowledged_at = @at
    WHERE workspace_id = @workspaceId AND acknowledged_at IS NULL AND (@alertId IS NULL OR alert_id = @alertId)`)
  const selectAlerts = db.prepare<[{ workspaceId: string; open: number; limit: number }], AlertRow>(`
    SELECT budget_alerts.*, run_id FROM budget_alerts
    LEFT JOIN runs ON run_number = period_key AND budget ->> '$.period' = 'run'
    WHERE budget_alerts.workspace_id = @workspaceId AND (acknowledged_at IS NULL OR NOT @open)
    ORDER BY alert_id DESC LIMIT @limit`)

  /** Sums of the ledger in the budget's scope: one row, or one for each run under way. */
  function ledgerSums(workspaceId: string, { scope, period }: Budget, since: number): LedgerSum[] {
    const { kind, id } = scopeColumns(scope)
    const inScope = {
      ...{ run: '', workspace: '', workflow: 'AND ledger.workflow_id = @id', provider: 'AND provider = @id' },
      agent: 'AND agent_id = @id',
      model: "AND provider || '/' || model = @id",
    }[kind]
    const perRun = period === 'run'
    // A call belongs to the period in which it began.
    const when = perRun
      ? "AND status IN ('queued', 'running')"
      : 'AND ledger.at >= @since AND ledger.at - latency_ms >= @since'
    const sql = `
      SELECT COALESCE(SUM(ledger.micro_usd), 0) AS micro_usd, COUNT(*) - COUNT(ledger.micro_usd) AS unknown_calls,
        COALESCE(SUM(ledger.input_tokens + ledger.output_tokens), 0) AS tokens, run_number
      FROM ledger JOIN runs USING (run_number)
      WHERE ledger.workspace_id = @workspaceId AND instead_of IS NULL ${inScope} ${when} ${perRun ? 'GROUP BY run_number' : ''}`
    return db.prepare<[object], LedgerSum>(sql).all({ workspaceId, id, since })
  }

  function joinOpen(workspaceId: string, touch: (caller: Caller) => Touch | null): void {
    for (const row of selectOpen.all(workspaceId)) {
      const touched = touch({
        workspaceId: row.workspace_id,
        workflowId: row.workflow_id,
        runNumber: row.run_number,
        agentId: row.agent_id,
        provider: row.provider,
        model: row.model,
        at: row.at,
      })
      if (!touched) continue
      const { budgetId, periodKey } = touched
      setTouches.run(JSON.stringify([...JSON.parse(row.touches), [budgetId, periodKey]]), row.reservation_id)
      hold.run(budgetId, periodKey, row.micro_usd ?? 0, row.input_tokens + (row.output_tokens ?? 0))
    }
  }

  const create = db.transaction(
    (workspaceId: string, budget: Budget, first: { since: number; touch(caller: Caller): Touch | null }) => {
      insert.run({ ...columnsOf(budget), workspaceId })
      for (const sum of ledgerSums(workspaceId, budget, first.since)) {
        const periodKey = budget.period === 'run' ? sum.run_number : first.since
        insertSums.run(budget.budgetId, periodKey, sum.micro_usd, sum.tokens, sum.unknown_calls)
      }
      joinOpen(workspaceId, first.touch)
    },
  )

  return {
    list: rows.list,

    /**
     * Adds a budget with what its current period has cost so far, calls under way included. `touch` says which of its
     * periods an open reservation belongs to.
     */
    create: (
      workspaceId: string,
      budget: Budget,
      first: { since: number; touch(caller: Caller): Touch | null },
    ): void => create.immediate(workspaceId, budget, first),

    change(workspaceId: string, budget: Budget): boolean {
      return update.run({ ...columnsOf(budget), workspaceId }).changes > 0
    },

    remove(workspaceId: string, budgetId: string): boolean {
      return remove.run(workspaceId, budgetId).changes > 0
    },

    sums(budgetId: string, periodKey: number): BudgetSums | null {
      const row = selectSums.get(budgetId, periodKey)
      return row ? toSums(row) : null
    },

    /** Of a budget for each run: the sums of those under way, and of the last one. */
    runSums(budgetId: string): { runId: string; sums: BudgetSums }[] {
      return selectRunSums.all({ budgetId }).map((row) => ({ runId: row.run_id, sums: toSums(row) }))
    },

    /** False where there is this alert in this period already, whichever process made it. */
    addAlert(workspaceId: string, alert: NewAlert): boolean {
      const { budget, periodKey, kind, threshold, settledMicroUsd, settledTokens, at } = alert
      return (
        insertAlert.run(
          ...[workspaceId, budget.budgetId, periodKey, kind, threshold, JSON.stringify(budget)],
          ...[settledMicroUsd, settledTokens, at],
        ).changes > 0
      )
    },

    alerts(workspaceId: string, { open, limit }: { open: boolean; limit: number }): BudgetAlert[] {
      return selectAlerts.all({ workspaceId, open: open ? 1 : 0, limit }).map(toAlert)
    },

    acknowledge(workspaceId: string, alertId: number | null, at: number): void {
      acknowledge.run({ at, workspaceId, alertId })
    },
  }
}

export type BudgetsStore = ReturnType<typeof createBudgetsStore>

function columnsOf({ scope, thresholds, ...budget }: Budget) {
  return { ...budget, ...scopeColumns(scope), thresholds: JSON.stringify(thresholds) }
}

function toAlert(row: AlertRow): BudgetAlert {
  return {
    alertId: row.alert_id,
    budgetId: row.budget_id,
    budget: JSON.parse(row.budget),
    kind: row.kind,
    threshold: row.threshold,
    runId: row.run_id,
    settledMicroUsd: row.settled_micro_usd,
    settledTokens: row.settled_tokens,
    at: row.at,
    acknowledgedAt: row.acknowledged_at,
  }
}
