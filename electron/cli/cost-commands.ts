import {
  type CostFilter,
  type CostGroup,
  type CostGrouping,
  type CostRange,
  type CostReport,
  type CostSum,
  costRange,
  type LedgerRow,
  rangeNames,
} from '../../shared/contract/costs.ts'
import { breakdownCells, csvFormat, ledgerCells, ledgerColumns } from '../../shared/cost-csv.ts'
import { userError } from '../../shared/errors.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import { machineZone, wallTime } from '../../shared/workflow/time-zone.ts'
import { countOf, formatCost, formatCount, formatDuration } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Paint, Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

type FilterOptions = {
  range?: string
  run?: string
  workflow?: string
  model?: string
  provider?: string
  agent?: string
}
type CostsOptions = FilterOptions & {
  by: CostGrouping
  limit: number
  rows?: boolean
  json?: boolean
  csv?: boolean
}
type Client = Parameters<Parameters<typeof withEngine>[1]>[0]['client']
type Filtered = CostFilter & { range: CostRange }

/** `niti costs`: a report of the ledger, or the ledger itself. */
export function costsCommand(terminal: Terminal, options: CostsOptions): Promise<void> {
  const { by, rows, json, csv, limit } = options
  const filter = filterOf(options)
  if (json && csv) throw userError('costs.two-formats', 'Choose one of --json and --csv.')
  return withEngine(terminal, async ({ client }) => {
    if (rows && json) return printJsonRows(terminal, client, filter)
    if (rows && csv) return printCsvRows(terminal, client, filter)
    if (rows) return newestRows(client, filter, { limit, paint: terminal.paint })
    const report = await client.costs.report({ ...filter, by })
    if (json) return `${JSON.stringify(report)}\n`
    if (csv) return toCsv(breakdownCells(report, by))
    return reportText(report, { by, paint: terminal.paint })
  })
}

type CompareOptions = FilterOptions & { models: string[]; json?: boolean }

/** `niti costs compare`: the same calls at today's prices of other models. */
export function compareCommand(terminal: Terminal, { models, json, ...options }: CompareOptions): Promise<void> {
  const filter = filterOf(options)
  return withEngine(terminal, async ({ client }) => {
    const compared = await client.costs.compare({ ...filter, models })
    if (json) return `${JSON.stringify(compared)}\n`
    const { actual } = compared
    const rows = compared.models.map(({ model, microUsd, isAsPlanned }) => ({
      model: isAsPlanned ? `as planned (${model})` : model,
      cost: formatMicroUsd(microUsd),
      difference: microUsd === null || actual.unknownCalls > 0 ? '' : differenceText(microUsd - actual.microUsd),
    }))
    const table = formatTextTable(
      [{ model: 'as it was', cost: formatCost(actual), difference: '' }, ...rows],
      [
        { title: 'model', text: (row) => row.model },
        { title: 'cost', align: 'right', text: (row) => row.cost },
        { title: 'difference', align: 'right', text: (row) => row.difference },
      ],
      terminal.paint,
    )
    return `${callsText(actual)}\n\n${table}`
  })
}

function differenceText(microUsd: number): string {
  return microUsd > 0 ? `+${formatMicroUsd(microUsd)}` : formatMicroUsd(microUsd)
}

function filterOf({ range, run, workflow, model, provider, agent }: FilterOptions): Filtered {
  const parsed = costRange.safeParse(range ?? (run === undefined ? 'this-month' : 'all'))
  if (!parsed.success) {
    throw userError('costs.bad-range', `"${range}" is not a range.`, {
      hint: `Write one of ${rangeNames.join(', ')}, or two dates such as 2026-11-01..2026-11-15.`,
    })
  }
  return { range: parsed.data, runId: run, workflowId: workflow, model, provider, agentId: agent }
}

// --- The report ---

function reportText(report: CostReport, { by, paint }: { by: CostGrouping; paint: Paint }): string {
  const { from, to, timeZone, total, before, groups, topRuns, cache, forecast } = report
  const [first, last] = [from, to - 1].map((at) => wallTime(at, timeZone).slice(0, 10))
  const days = first === last ? first : `${first} to ${last}`
  const more = [
    ...(before ? [`The time before: ${formatCost(before)}.`] : []),
    ...(cache.savedMicroUsd > 0 ? [`Reading from caches saved ${formatMicroUsd(cache.savedMicroUsd)}.`] : []),
    ...(forecast && forecast.monthMicroUsd > 0
      ? [
          `By the month's end: about ${formatMicroUsd(forecast.monthMicroUsd)}, ${formatMicroUsd(forecast.perDayMicroUsd)} a day.`,
        ]
      : []),
  ]
  const head = [`${days} (${timeZone}): ${paint('bold', formatCost(total))}`, callsText(total), ...more].join('\n')
  if (total.calls === 0) return `${head}\n`
  const groupTable = formatTextTable(groups, groupColumns(by, total), paint)
  const runTable = formatTextTable(topRuns, topRunColumns(timeZone), paint)
  return `${head}\n\n${groupTable}${topRuns.length > 0 ? `\n${runTable}` : ''}`
}

function callsText({ calls, runs, inputTokens, cachedInputTokens, outputTokens }: CostSum): string {
  const cached = cachedInputTokens > 0 ? ` (${formatCount(cachedInputTokens)} from caches)` : ''
  const tokens = `${formatCount(inputTokens)} tokens in${cached}, ${formatCount(outputTokens)} out`
  return `${countOf(calls, 'call')} in ${countOf(runs, 'run')}: ${tokens}`
}

function groupColumns(by: CostGrouping, total: CostSum): TextColumn<CostGroup>[] {
  const id: TextColumn<CostGroup>[] = by === 'workflow' ? [{ title: 'id', text: ({ key }) => key ?? '' }] : []
  return [
    { title: by, text: ({ title }) => title, most: 44 },
    ...id,
    ...countColumns,
    { title: 'runs', align: 'right', text: ({ runs }) => formatCount(runs) },
    { title: 'cost', align: 'right', text: formatCost },
    { title: 'share', align: 'right', text: ({ microUsd }) => shareText(microUsd, total.microUsd) },
  ]
}

const countColumns: TextColumn<Pick<CostSum, 'calls' | 'inputTokens' | 'outputTokens'>>[] = [
  { title: 'calls', align: 'right', text: ({ calls }) => formatCount(calls) },
  { title: 'in', align: 'right', text: ({ inputTokens }) => formatCount(inputTokens) },
  { title: 'out', align: 'right', text: ({ outputTokens }) => formatCount(outputTokens) },
]

function topRunColumns(timeZone: string): TextColumn<CostReport['topRuns'][number]>[] {
  return [
    { title: 'dearest runs', text: ({ runId }) => runId },
    { title: 'workflow', text: ({ workflowName }) => workflowName, most: 30 },
    { title: 'started', text: ({ startedAt }) => wallTime(startedAt, timeZone).slice(0, 16) },
    ...countColumns,
    { title: 'cost', align: 'right', text: formatCost },
  ]
}

function shareText(part: number, whole: number): string {
  return whole === 0 ? '' : `${((part / whole) * 100).toFixed(1)} %`
}

// --- The ledger itself ---

async function* pagesOf(client: Client, filter: Filtered): AsyncGenerator<LedgerRow[]> {
  let after = 0
  while (true) {
    const { rows, hasMore } = await client.costs.rows({ ...filter, after, limit: 2_000 })
    yield rows
    if (!hasMore) return
    after = rows.at(-1)?.ledgerId ?? after
  }
}

/** Page by page, as it is read: a ledger may be larger than memory likes. */
async function printJsonRows(terminal: Terminal, client: Client, filter: Filtered): Promise<string> {
  let before = '['
  for await (const rows of pagesOf(client, filter)) {
    for (const row of rows) {
      await terminal.out(`${before}${JSON.stringify(row)}`)
      before = ',\n'
    }
  }
  return before === '[' ? '[]\n' : ']\n'
}

async function printCsvRows(terminal: Terminal, client: Client, filter: Filtered): Promise<string> {
  await terminal.out(await toCsv([ledgerColumns]))
  for await (const rows of pagesOf(client, filter)) {
    if (rows.length > 0) await terminal.out(await toCsv(rows.map(ledgerCells)))
  }
  return ''
}

async function newestRows(client: Client, filter: Filtered, { limit, paint }: { limit: number; paint: Paint }) {
  let newest: LedgerRow[] = []
  let count = 0
  for await (const rows of pagesOf(client, filter)) {
    count += rows.length
    newest = [...newest, ...rows].slice(-limit)
  }
  if (count === 0) return 'No calls were billed then.\n'
  const { timeZone } = await client.settings.get()
  const table = formatTextTable(newest, rowColumns(timeZone), paint)
  if (count === newest.length) return table
  return `${table}The newest ${formatCount(newest.length)} of ${formatCount(count)}; --csv and --json give all.\n`
}

function rowColumns(timeZone: string | null): TextColumn<LedgerRow>[] {
  const zone = timeZone ?? machineZone()
  return [
    { title: 'time', text: ({ at }) => wallTime(at, zone) },
    { title: 'run', text: ({ runId }) => runId },
    { title: 'node', text: ({ node, scope }) => `${scope}${node}`, most: 30 },
    { title: 'model', text: ({ provider, model }) => `${provider}/${model}`, most: 40 },
    { title: 'outcome', text: ({ outcome }) => outcome },
    { title: 'in', align: 'right', text: ({ usage }) => formatCount(usage.inputTokens) },
    { title: 'out', align: 'right', text: ({ usage }) => formatCount(usage.outputTokens) },
    { title: 'time taken', align: 'right', text: ({ latencyMs }) => formatDuration(latencyMs) },
    { title: 'cost', align: 'right', text: ({ microUsd }) => formatMicroUsd(microUsd) },
  ]
}

/** Lines of CSV, each with its end. */
async function toCsv(cells: (string | number)[][]): Promise<string> {
  const { default: Papa } = await import('papaparse')
  return `${Papa.unparse(cells, csvFormat)}${csvFormat.newline}`
}
