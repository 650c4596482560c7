import type { CostGroup, CostReport, LedgerRow } from '../../shared/contract/costs.ts'
import { microUsdPerUsd } from '../../shared/money.ts'
import type { CostQuery } from '../state/cost-query.ts'

export type CostFileKind = 'csv' | 'json'
export type CostFile = { fileName: string; content: Blob }

const mediaTypes: Record<CostFileKind, string> = { csv: 'text/csv', json: 'application/json' }

/** The breakdown as it is shown: a line for each group, or the whole report. */
export async function breakdownFile(query: CostQuery, report: CostReport, kind: CostFileKind): Promise<CostFile> {
  const { by, range, filter } = query
  const text =
    kind === 'json'
      ? `${JSON.stringify({ range, by, filter, ...report }, null, 2)}\n`
      : await csv(groupColumns, report.groups, true)
  return file([text], `costs-${range}-by-${by}`, kind)
}

type Reading = { kind: CostFileKind; onProgress(calls: number): void }

/** Every call as it comes in, a page at a time, so that nothing else waits. */
export async function callsFile(
  { range }: CostQuery,
  pages: AsyncIterable<LedgerRow[]>,
  { kind, onProgress }: Reading,
): Promise<CostFile & { calls: number }> {
  const parts: string[] = []
  let calls = 0
  for await (const rows of pages) {
    const isFirst = calls === 0
    if (kind === 'csv') parts.push(await csv(callColumns, rows, isFirst))
    else parts.push(isFirst ? '[\n' : ',\n', rows.map((row) => JSON.stringify(row)).join(',\n'))
    calls += rows.length
    onProgress(calls)
  }
  if (kind === 'json') parts.push(calls === 0 ? '[]\n' : '\n]\n')
  return { ...file(parts, `costs-${range}-calls`, kind), calls }
}

function file(parts: string[], name: string, kind: CostFileKind): CostFile {
  return { fileName: `${name.replaceAll('..', '-to-')}.${kind}`, content: new Blob(parts, { type: mediaTypes[kind] }) }
}

type Cell = string | number | boolean | null
type Columns<Row> = Record<string, (row: Row) => Cell>

/** Empty where nobody knows the price. */
function usd(microUsd: number | null): number | null {
  return microUsd === null ? null : microUsd / microUsdPerUsd
}

const groupColumns: Columns<CostGroup> = {
  key: ({ key }) => key,
  title: ({ title }) => title,
  usd: ({ microUsd }) => usd(microUsd),
  microUsd: ({ microUsd }) => microUsd,
  unknownCalls: ({ unknownCalls }) => unknownCalls,
  calls: ({ calls }) => calls,
  runs: ({ runs }) => runs,
  inputTokens: ({ inputTokens }) => inputTokens,
  cachedInputTokens: ({ cachedInputTokens }) => cachedInputTokens,
  cacheWriteInputTokens: ({ cacheWriteInputTokens }) => cacheWriteInputTokens,
  outputTokens: ({ outputTokens }) => outputTokens,
  reasoningTokens: ({ reasoningTokens }) => reasoningTokens,
}

const callColumns: Columns<LedgerRow> = {
  at: ({ at }) => new Date(at).toISOString(),
  runId: ({ runId }) => runId,
  workflowId: ({ workflowId }) => workflowId,
  workflowName: ({ workflowName }) => workflowName,
  agentId: ({ agentId }) => agentId,
  node: ({ node }) => node,
  scope: ({ scope }) => scope,
  attempt: ({ attempt }) => attempt,
  callId: ({ callId }) => callId,
  outcome: ({ outcome }) => outcome,
  provider: ({ provider }) => provider,
  model: ({ model }) => model,
  usd: ({ microUsd }) => usd(microUsd),
  microUsd: ({ microUsd }) => microUsd,
  atMaximum: ({ atMaximum }) => atMaximum,
  inputTokens: ({ usage }) => usage.inputTokens,
  cachedInputTokens: ({ usage }) => usage.cachedInputTokens,
  cacheWriteInputTokens: ({ usage }) => usage.cacheWriteInputTokens ?? 0,
  outputTokens: ({ usage }) => usage.outputTokens,
  reasoningTokens: ({ usage }) => usage.reasoningTokens,
  countedInputTokens: ({ countedInputTokens }) => countedInputTokens,
  insteadOf: ({ insteadOf }) => insteadOf,
  latencyMs: ({ latencyMs }) => latencyMs,
  firstTokenMs: ({ firstTokenMs }) => firstTokenMs,
}

/** Lines of a table. A name that begins like a formula is kept from being one in the spreadsheet that opens it. */
async function csv<Row>(columns: Columns<Row>, rows: readonly Row[], hasHead: boolean): Promise<string> {
  const { default: papa } = await import('papaparse')
  const read = Object.values(columns)
  const data = rows.map((row) => read.map((cell) => cell(row)))
  return `${papa.unparse({ fields: Object.keys(columns), data }, { header: hasHead, escapeFormulae: true })}\r\n`
}
