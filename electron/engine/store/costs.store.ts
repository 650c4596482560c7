import type { CostFilter, CostGrouping, LedgerRow } from '../../../shared/contract/costs.ts'
import type { ModelUsage } from '../../../shared/run/model-call.ts'
import type { Db } from './open-database.ts'

/** Milliseconds since the Unix epoch; `to` is the first moment after. */
type Span = { from: number; to: number }

/** What sums are made of. */
export type BilledCall = {
  ledger_id: number
  at: number
  run_number: number
  key: string | null
  micro_usd: number | null
  input_tokens: number
  cached_input_tokens: number
  cache_write_input_tokens: number
  output_tokens: number
  reasoning_tokens: number
  /** Of calls that read from a cache; null for all others. */
  cached_price: string | null
  instead_of: string | null
}

type RowColumns = Omit<BilledCall, 'key' | 'cached_price'> & {
  run_id: string
  workflow_id: string | null
  workflow_name: string
  agent_id: string | null
  node: string
  scope: string
  attempt: number
  call_id: string
  outcome: LedgerRow['outcome']
  provider: string
  model: string
  estimated: number
  counted_input_tokens: number | null
  price: string | null
  at_maximum: number
  latency_ms: number
  first_token_ms: number | null
}

export type CostRun = { runId: string; workflowId: string | null; workflowName: string; startedAt: number }

const keyColumns: Record<CostGrouping, string> = {
  model: "provider || '/' || model",
  workflow: 'ledger.workflow_id',
  provider: 'provider',
  agent: 'agent_id',
}

/** Rows read at once: some milliseconds, after which other things get their turn. */
const pageRows = 4_000

/**
 * The ledger, as it is looked at. Calls of dry runs cost nothing and bought nothing, so they are left out, unless their
 * run is what is asked for.
 */
export function createCostsStore(db: Db, workspaceId: string) {
  const selectLast = db.prepare<[], { last: number | null }>('SELECT MAX(ledger_id) AS last FROM ledger')
  const selectRun = db.prepare<
    [number],
    { run_id: string; workflow_id: string | null; workflow_name: string; started_at: number }
  >('SELECT run_id, workflow_id, workflow_name, started_at FROM runs WHERE run_number = ?')
  const selectName = db.prepare<{ id: string }, { name: string | null }>(`
    SELECT COALESCE((SELECT name FROM workflows WHERE workflow_id = @id),
      (SELECT workflow_name FROM runs WHERE workflow_id = @id ORDER BY run_number DESC LIMIT 1)) AS name`)

  function* pages(filter: CostFilter, by: CostGrouping, { from, to, last }: Span & { last: number }) {
    const { conditions, values } = conditionsOf(filter)
    // The index by time holds the rows' ids too, so what was written meanwhile is passed over without being read.
    const select = db.prepare<[object], BilledCall>(`
      SELECT ledger_id, at, run_number, ${keyColumns[by]} AS key, micro_usd, input_tokens, cached_input_tokens,
        cache_write_input_tokens, output_tokens, reasoning_tokens, instead_of,
        CASE WHEN cached_input_tokens > 0 AND micro_usd IS NOT NULL THEN price END AS cached_price
      FROM ledger WHERE ${conditions} AND (at, ledger_id) > (@at, @ledgerId) AND at < @to AND ledger_id <= @last
      ORDER BY at, ledger_id LIMIT ${pageRows}`)
    let after = { at: from, ledgerId: 0 }
    while (true) {
      const rows = select.all({ ...values, workspaceId, to, last, ...after })
      yield rows
      const end = rows.at(-1)
      if (!end || rows.length < pageRows) return
      after = { at: end.at, ledgerId: end.ledger_id }
    }
  }

  return {
    /** The newest row: who reads in several steps reads up to it, so that all steps speak of the same rows. */
    last: (): number => selectLast.get()?.last ?? 0,

    /** Billed calls in the order of time, page by page. `key` is what they are grouped by. */
    pages,

    /** Micro-dollars alone. */
    spent(filter: CostFilter, { from, to, last }: Span & { last: number }): number {
      const { conditions, values } = conditionsOf(filter)
      const select = db.prepare<[object], { spent: number }>(`
        SELECT COALESCE(SUM(micro_usd), 0) AS spent FROM ledger
        WHERE ${conditions} AND at >= @from AND at < @to AND ledger_id <= @last`)
      return select.get({ ...values, workspaceId, from, to, last })?.spent ?? 0
    },

    /** When the first call was that the filter names; null where there is none. */
    firstAt(filter: CostFilter): number | null {
      const { conditions, values } = conditionsOf(filter)
      const select = db.prepare<[object], { at: number }>(
        `SELECT at FROM ledger WHERE ${conditions} ORDER BY at LIMIT 1`,
      )
      return select.get({ ...values, workspaceId })?.at ?? null
    },

    /** Whole rows in the order of time, after the one named; 0 for the first. */
    rows(filter: CostFilter, { from, to, after, limit }: Span & { after: number; limit: number }): LedgerRow[] {
      const { conditions, values } = conditionsOf(filter)
      const select = db.prepare<[object], RowColumns>(`
        SELECT ledger.*, run_id, workflow_name FROM ledger JOIN runs USING (run_number)
        WHERE ${conditions} AND at >= @from AND at < @to
          AND (at, ledger_id) > (COALESCE((SELECT at FROM ledger WHERE ledger_id = @after), @from), @after)
        ORDER BY at, ledger_id LIMIT @limit`)
      return select.all({ ...values, workspaceId, from, to, after, limit }).map(toLedgerRow)
    },

    run(runNumber: number): CostRun | null {
      const row = selectRun.get(runNumber)
      if (!row) return null
      const { run_id: runId, workflow_id: workflowId, workflow_name: workflowName, started_at: startedAt } = row
      return { runId, workflowId, workflowName, startedAt }
    },

    /** What a workflow is called, or was in its last run where it is gone. */
    workflowName: (id: string): string | null => selectName.get({ id })?.name ?? null,
  }
}

export type CostsStore = ReturnType<typeof createCostsStore>

function conditionsOf({ runId, workflowId, agentId, provider, model }: CostFilter) {
  const conditions =
    runId === undefined
      ? ['ledger.workspace_id = @workspaceId', 'instead_of IS NULL']
      : // The plus keeps SQLite from taking the index by time, where it would look through everybody's calls.
        [
          '+ledger.workspace_id = @workspaceId',
          'ledger.run_number = (SELECT run_number FROM runs WHERE run_id = @runId)',
        ]
  if (workflowId !== undefined) conditions.push('ledger.workflow_id = @workflowId')
  if (agentId !== undefined) conditions.push('agent_id = @agentId')
  if (provider !== undefined) conditions.push('provider = @provider')
  // A provider's id holds no slash, a model's name may.
  if (model !== undefined) conditions.push("provider || '/' || model = @model")
  return { conditions: conditions.join(' AND '), values: { runId, workflowId, agentId, provider, model } }
}

/** Tokens by kind, as the ledger keeps them. */
export function usageOf(row: Omit<BilledCall, 'key'> & { estimated?: number }): ModelUsage {
  return {
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens,
    ...(row.cache_write_input_tokens > 0 && { cacheWriteInputTokens: row.cache_write_input_tokens }),
    outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens,
    ...(row.estimated === 1 && { estimated: true }),
  }
}

function toLedgerRow(row: RowColumns): LedgerRow {
  return {
    ...{ ledgerId: row.ledger_id, at: row.at, runId: row.run_id, workflowId: row.workflow_id },
    ...{ workflowName: row.workflow_name, agentId: row.agent_id },
    ...{ node: row.node, scope: row.scope, attempt: row.attempt, callId: row.call_id, outcome: row.outcome },
    ...{ provider: row.provider, model: row.model, usage: usageOf({ ...row, cached_price: null }) },
    countedInputTokens: row.counted_input_tokens,
    ...{ microUsd: row.micro_usd, price: row.price === null ? null : JSON.parse(row.price) },
    ...{ atMaximum: row.at_maximum === 1, insteadOf: row.instead_of },
    ...{ latencyMs: row.latency_ms, firstTokenMs: row.first_token_ms },
  }
}
