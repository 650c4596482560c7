import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { CostSum } from '../../shared/contract/costs.ts'

export type LedgerRecord = {
  ledger_id: number
  run_id: string
  workflow_id: string | null
  agent_id: string | null
  node: string
  scope: string
  call_id: string
  outcome: string
  at: number
  provider: string
  model: string
  input_tokens: number
  cached_input_tokens: number
  cache_write_input_tokens: number
  output_tokens: number
  reasoning_tokens: number
  micro_usd: number | null
  price: string | null
}

/** The ledger straight from the file, with nothing of ours in between. */
export function readLedger(dataDir: string): LedgerRecord[] {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const select = db.prepare('SELECT ledger.*, run_id FROM ledger JOIN runs USING (run_number) ORDER BY at, ledger_id')
  const rows = select.all() as LedgerRecord[] // columns of the table, as it is made
  db.close()
  return rows
}

/** Added up by hand. */
export function sumRows(rows: LedgerRecord[]): CostSum {
  const add = (value: (row: LedgerRecord) => number) => rows.reduce((sum, row) => sum + value(row), 0)
  return {
    calls: rows.length,
    runs: new Set(rows.map((row) => row.run_id)).size,
    microUsd: add((row) => row.micro_usd ?? 0),
    unknownCalls: add((row) => (row.micro_usd === null ? 1 : 0)),
    inputTokens: add((row) => row.input_tokens),
    cachedInputTokens: add((row) => row.cached_input_tokens),
    cacheWriteInputTokens: add((row) => row.cache_write_input_tokens),
    outputTokens: add((row) => row.output_tokens),
    reasoningTokens: add((row) => row.reasoning_tokens),
  }
}
