import type { Budget } from '../../../shared/contract/budgets.ts'
import type { Db } from './open-database.ts'

type Row = {
  run_number: number
  limit_micro_usd: number
  settled_micro_usd: number
  settled_tokens: number
  reserved_micro_usd: number
  reserved_tokens: number
  unknown_calls: number
}

/** Stands for the limit of a single run where budgets are named by their ids. */
export const runLimitId = 'run-limit'

/** What a single run may spend: a budget of its own, which nobody sees among the others. */
export function createRunLimits(db: Db) {
  const select = db.prepare<[number], Row>('SELECT * FROM run_limits WHERE run_number = ?')
  const insert = db.prepare<[number, string]>(
    'INSERT INTO run_limits (run_number, limit_micro_usd) SELECT run_number, ? FROM runs WHERE run_id = ?',
  )
  const addTo = db.prepare(`
    UPDATE run_limits SET settled_micro_usd = settled_micro_usd + @settledMicroUsd,
      settled_tokens = settled_tokens + @settledTokens, reserved_micro_usd = reserved_micro_usd + @reservedMicroUsd,
      reserved_tokens = reserved_tokens + @reservedTokens, unknown_calls = unknown_calls + @unknownCalls
    WHERE run_number = @periodKey`)
  return {
    /** Only inside the transaction that records the run: it holds from the first call on. */
    set(runId: string, maxMicroUsd: number): void {
      insert.run(maxMicroUsd, runId)
    },
    /** As a budget decides by it: a call that does not fit fails its node. */
    budgetOf(runNumber: number): Budget | null {
      const row = select.get(runNumber)
      if (!row) return null
      return {
        budgetId: runLimitId,
        ...{ scope: { kind: 'run' }, period: 'run', limitMicroUsd: row.limit_micro_usd, limitTokens: null },
        ...{ thresholds: [], onExceed: 'fail', cheaperModel: null, createdAt: 0, updatedAt: 0 },
      }
    },
    sums: (runNumber: number): Row | undefined => select.get(runNumber),
    add: (sums: { periodKey: number }): void => {
      addTo.run(sums)
    },
  }
}
