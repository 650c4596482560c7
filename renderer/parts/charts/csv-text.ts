import { csvFormat } from '../../../shared/cost-csv.ts'

/** A table as CSV; names in it may come from a stranger, and nothing of them is run as a formula. */
export async function csvText(table: readonly (readonly (string | number)[])[]): Promise<string> {
  const { default: papa } = await import('papaparse')
  const lines = table.map((cells) => [...cells])
  return `${papa.unparse(lines, csvFormat)}${csvFormat.newline}`
}
