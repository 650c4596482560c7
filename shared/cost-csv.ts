import type { CostGrouping, CostReport, CostSum, LedgerRow } from './contract/costs.ts'

/**
 * Tables of costs as they are saved: the same columns and cells wherever it is done. Money is in dollars with all six
 * digits, so that sums in a spreadsheet are exact; a price nobody knows is an empty cell, never 0. Times are UTC.
 */

type Cell = string | number

/**
 * How papaparse is to write the cells: as RFC 4180 has it, and with a mark before texts that a spreadsheet would run as a
 * formula, because names of workflows and nodes may come from a stranger. Its own pattern passes over texts of several
 * lines.
 */
export const csvFormat = { newline: '\r\n', escapeFormulae: /^[=+\-@\t\r\n]/ }

const tokenColumns = [
  ...['input_tokens', 'cached_input_tokens', 'cache_write_input_tokens', 'output_tokens', 'reasoning_tokens'],
]

export const ledgerColumns: Cell[] = [
  ...['time', 'run', 'workflow_id', 'workflow', 'agent', 'node', 'scope', 'attempt', 'call', 'outcome'],
  ...['provider', 'model', 'cost_usd', ...tokenColumns, 'tokens_are_estimated', 'counted_input_tokens'],
  ...['input_usd_per_million', 'cached_input_usd_per_million', 'output_usd_per_million', 'price_source', 'price_as_of'],
  ...['is_most_it_may_be', 'instead_of', 'latency_ms', 'first_token_ms'],
]

/** The cells of one billed call, under `ledgerColumns`. */
export function ledgerCells({ usage, price, ...row }: LedgerRow): Cell[] {
  return [
    ...[new Date(row.at).toISOString(), row.runId, row.workflowId ?? '', row.workflowName, row.agentId ?? '', row.node],
    ...[row.scope, row.attempt, row.callId, row.outcome, row.provider, row.model, dollars(row.microUsd)],
    ...[usage.inputTokens, usage.cachedInputTokens, usage.cacheWriteInputTokens ?? 0, usage.outputTokens],
    ...[usage.reasoningTokens, yesOrNo(usage.estimated === true), row.countedInputTokens ?? ''],
    ...[price?.inputUsdPerMillion ?? '', price?.cachedInputUsdPerMillion ?? '', price?.outputUsdPerMillion ?? ''],
    ...[price?.source ?? '', price?.asOf ?? '', yesOrNo(row.atMaximum), row.insteadOf ?? ''],
    ...[row.latencyMs, row.firstTokenMs ?? ''],
  ]
}

/** A report's breakdown, titles first: a row for each group. */
export function breakdownCells({ groups }: Pick<CostReport, 'groups'>, by: CostGrouping): Cell[][] {
  const columns = [by, 'title', 'cost_usd', 'calls', 'calls_of_unknown_price', 'runs', ...tokenColumns]
  return [columns, ...groups.map((group) => [group.key ?? '', group.title, ...sumCells(group)])]
}

function sumCells(sum: CostSum): Cell[] {
  return [
    ...[dollars(sum.microUsd), sum.calls, sum.unknownCalls, sum.runs, sum.inputTokens, sum.cachedInputTokens],
    ...[sum.cacheWriteInputTokens, sum.outputTokens, sum.reasoningTokens],
  ]
}

function dollars(microUsd: number | null): string {
  return microUsd === null ? '' : (microUsd / 1_000_000).toFixed(6)
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
