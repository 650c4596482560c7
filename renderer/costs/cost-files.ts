import type { CostReport, LedgerRow } from '../../shared/contract/costs.ts'
import { breakdownCells, ledgerCells, ledgerColumns } from '../../shared/cost-csv.ts'
import { csvText } from '../parts/charts/csv-text.ts'
import type { CostQuery } from '../state/cost-query.ts'

export type CostFileKind = 'csv' | 'json'
export type CostFile = { fileName: string; content: Blob }

const mediaTypes: Record<CostFileKind, string> = { csv: 'text/csv', json: 'application/json' }

/** The breakdown as it is shown: a line for each group, or the whole report. */
export async function breakdownFile(query: CostQuery, report: CostReport, kind: CostFileKind): Promise<CostFile> {
  const { by, range, filter } = query
  const words =
    kind === 'csv'
      ? await csvText(breakdownCells(report, by))
      : `${JSON.stringify({ range, by, filter, ...report }, null, 2)}\n`
  return file([words], `costs-${range}-by-${by}`, kind)
}

type Reading = { kind: CostFileKind; onProgress(calls: number): void }

/** Every call as it comes in, a page at a time, so that nothing else has to wait. */
export async function callsFile(
  { range }: CostQuery,
  pages: AsyncIterable<LedgerRow[]>,
  { kind, onProgress }: Reading,
): Promise<CostFile & { calls: number }> {
  const parts = kind === 'csv' ? [await csvText([ledgerColumns])] : []
  let calls = 0
  for await (const rows of pages) {
    if (kind === 'csv') parts.push(await csvText(rows.map(ledgerCells)))
    else parts.push(calls === 0 ? '[\n' : ',\n', rows.map((row) => JSON.stringify(row)).join(',\n'))
    calls += rows.length
    onProgress(calls)
  }
  if (kind === 'json') parts.push(calls === 0 ? '[]\n' : '\n]\n')
  return { ...file(parts, `costs-${range}-calls`, kind), calls }
}

function file(parts: string[], name: string, kind: CostFileKind): CostFile {
  return { fileName: `${name.replaceAll('..', '-to-')}.${kind}`, content: new Blob(parts, { type: mediaTypes[kind] }) }
}
