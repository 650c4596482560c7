import type { CheckedIntegration } from './check-integration.ts'

/** A table for people: how many actions there are, how many were checked and fit, and what could not be checked and why. */
export function formatReport(results: CheckedIntegration[]): string {
  const rows = results.map(rowOf)
  const total = ['total', ...[1, 2, 3, 4].map((column) => String(sum(rows.map((row) => Number(row[column]))))), '']
  const table = [['integration', 'actions', 'checked', 'failed', 'not checkable', 'why not'], ...rows, total]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  return table
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Counted by action: one is checked when all its examples are, and has failed when one of them has. */
function rowOf({ id, actions, calls, missing }: CheckedIntegration): string[] {
  if (missing) return [id, String(actions), '0', '0', String(actions), missing]
  const failed = new Set(calls.filter(({ findings }) => findings.length > 0).map(({ part }) => part))
  const unchecked = new Map(calls.flatMap(({ part, exception }) => (exception ? [[part, exception] as const] : [])))
  const parts = new Set(calls.map(({ part }) => part))
  const why = [...unchecked].map(([part, reason]) => `${part}: ${reason}`).join('; ')
  return [id, actions, parts.size - unchecked.size, failed.size, unchecked.size, why].map(String)
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 || column === 5 ? cell.padEnd(width) : cell.padStart(width)
}
