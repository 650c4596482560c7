import type { Budget, BudgetPeriod, BudgetScope, OnExceed } from '../../../shared/contract/budgets.ts'
import type { Db } from './open-database.ts'

type Row = {
  budget_id: string
  scope_kind: BudgetScope['kind']
  scope_id: string
  period: BudgetPeriod
  limit_micro_usd: number | null
  limit_tokens: number | null
  thresholds: string
  on_exceed: OnExceed
  cheaper_model: string | null
  created_at: number
  updated_at: number
}

/** Reads the budgets there are. Few, and another process may change them: they are read for each call. */
export function createBudgetRows(db: Db) {
  const select = db.prepare<[string], Row>('SELECT * FROM budgets WHERE workspace_id = ? ORDER BY created_at, rowid')
  const selectZone = db.prepare<[string], { time_zone: string | null }>(
    'SELECT time_zone FROM workspaces WHERE workspace_id = ?',
  )
  return {
    list: (workspaceId: string): Budget[] => select.all(workspaceId).map(toBudget),
    /** The time zone that the sums of calendar periods are kept in; whatever opens a new database gives it one. */
    zone: (workspaceId: string): string => selectZone.get(workspaceId)?.time_zone ?? 'UTC',
    hasZone: (workspaceId: string): boolean => selectZone.get(workspaceId)?.time_zone != null,
  }
}

/** The scope as two columns; the id is empty where there is one only. */
export function scopeColumns(scope: BudgetScope): { kind: BudgetScope['kind']; id: string } {
  const { kind } = scope
  if (kind === 'workflow') return { kind, id: scope.workflowId }
  if (kind === 'provider') return { kind, id: scope.providerId }
  if (kind === 'agent') return { kind, id: scope.agentId }
  return { kind, id: kind === 'model' ? scope.model : '' }
}

function toScope({ scope_kind: kind, scope_id: id }: Row): BudgetScope {
  if (kind === 'workflow') return { kind, workflowId: id }
  if (kind === 'provider') return { kind, providerId: id }
  if (kind === 'agent') return { kind, agentId: id }
  return kind === 'model' ? { kind, model: id } : { kind }
}

function toBudget(row: Row): Budget {
  return {
    budgetId: row.budget_id,
    scope: toScope(row),
    period: row.period,
    limitMicroUsd: row.limit_micro_usd,
    limitTokens: row.limit_tokens,
    thresholds: JSON.parse(row.thresholds),
    onExceed: row.on_exceed,
    cheaperModel: row.cheaper_model,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
