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

type Billed = Partial<Omit<LedgerRecord, 'ledger_id' | 'call_id'>> & { instead_of?: string | null }

/** Writes runs and billed calls into the file, as if they had been made: for ledgers no test has the time to earn. */
export function writeLedger(dataDir: string, calls: Billed[]): void {
  const db = new Database(join(dataDir, 'niti.db'))
  const insertRun = db.prepare(`
    INSERT OR IGNORE INTO runs (run_id, workspace_id, workflow_id, workflow_name, document_id, run_trigger, status, started_at)
    VALUES (@run_id, 'default', @workflow_id, 'Name in ' || @run_id, 'none', 'manual', 'succeeded', @at)`)
  const insert = db.prepare(`
    INSERT INTO ledger (workspace_id, workflow_id, run_number, agent_id, node, scope, attempt, call_id, outcome, at, provider,
      model, input_tokens, cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_tokens, estimated, micro_usd,
      price, latency_ms, instead_of)
    VALUES ('default', @workflow_id, (SELECT run_number FROM runs WHERE run_id = @run_id), @agent_id, @node, @scope, 1,
      @call_id, @outcome, @at, @provider, @model, @input_tokens, @cached_input_tokens, @cache_write_input_tokens,
      @output_tokens, @reasoning_tokens, 0, @micro_usd, @price, 20, @instead_of)`)
  const usual = {
    ...{ run_id: 'run_a', workflow_id: null, agent_id: null, node: 'ask', scope: '', outcome: 'finished', at: 0 },
    ...{ provider: 'openai', model: 'gpt-4o', input_tokens: 100, cached_input_tokens: 0, cache_write_input_tokens: 0 },
    ...{ output_tokens: 10, reasoning_tokens: 0, micro_usd: 350, price: null, instead_of: null },
  }
  db.transaction(() => {
    db.prepare("INSERT OR IGNORE INTO documents VALUES ('none', '{}')").run()
    for (const [index, call] of calls.entries()) {
      const row = { ...usual, ...call, call_id: `call_${index}` }
      insertRun.run(row)
      insert.run(row)
    }
  })()
  db.close()
}
