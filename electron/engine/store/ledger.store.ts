import type { CostPeriod } from '../../../shared/contract/costs.ts'
import type { Db } from './open-database.ts'

type SumRow = { micro_usd: number; unknown_calls: number; input_tokens: number; output_tokens: number }

/**
 * Sums over the ledger; calls of dry runs bought nothing and are left out. Its rows are written by runs.store.ts, together
 * with the events they belong to.
 */
export function createLedgerStore(db: Db) {
  // Asked for each second while something runs, so it is read off an index that holds all of it.
  const sumSince = db.prepare<[string, number], SumRow>(`
    SELECT COALESCE(SUM(micro_usd), 0) AS micro_usd, COUNT(*) - COUNT(micro_usd) AS unknown_calls,
      COALESCE(SUM(input_tokens), 0) AS input_tokens, COALESCE(SUM(output_tokens), 0) AS output_tokens
    FROM ledger INDEXED BY ledger_sums WHERE workspace_id = ? AND at >= ? AND instead_of IS NULL`)

  return {
    since(workspaceId: string, at: number): CostPeriod {
      const row = sumSince.get(workspaceId, at)
      return {
        microUsd: row?.micro_usd ?? 0,
        unknownCalls: row?.unknown_calls ?? 0,
        inputTokens: row?.input_tokens ?? 0,
        outputTokens: row?.output_tokens ?? 0,
      }
    },
  }
}

export type LedgerStore = ReturnType<typeof createLedgerStore>
