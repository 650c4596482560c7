import type { CheckedIntegration } from './check-integration.ts'

const head = ['integration', 'actions', 'checked', 'failed', 'not checkable', 'looks and tests', 'failed', 'why not']

/**
 * A table for people: how many actions there are, how many were checked, did not fit and could not be checked, the same
 * for what triggers and tests of connections ask, and why something could not be checked.
 */
export function formatReport(results: CheckedIntegration[]): string {
  const rows = results.map(rowOf)
  const sums = head.slice(1, -1).map((_, column) => String(sum(rows.map((row) => Number(row[column + 1])))))
  const table = [head, ...rows, ['total', ...sums, '']]
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const isText = (column: number) => column === 0 || column === head.length - 1
  return table
    .map((row) =>
      row
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** An action is checked when all its examples are, and has failed when one of them has. */
function rowOf({ id, actions, calls, missing }: CheckedIntegration): string[] {
  if (missing) return [id, String(actions.length), '0', '0', String(actions.length), '0', '0', missing]
  const failed = new Set(calls.filter(({ findings }) => findings.length > 0).map(({ part }) => part))
  const unchecked = new Map(calls.flatMap(({ part, exception }) => (exception ? [[part, exception] as const] : [])))
  const others = [...new Set(calls.map(({ part }) => part))].filter((part) => !actions.includes(part))
  const among = (parts: string[], set: { has(part: string): boolean }) => parts.filter((part) => set.has(part)).length
  const excepted = calls.flatMap(({ part, exception }) => (exception ? [{ part, why: exception }] : []))
  const tolerated = calls.flatMap(({ part, tolerated }) => (tolerated ? [{ part, why: tolerated }] : []))
  const why = [...byReason(excepted), ...byReason(tolerated).map((one) => `but for one finding, ${one}`)].join('; ')
  return [
    id,
    String(actions.length),
    String(actions.length - among(actions, unchecked)),
    String(among(actions, failed)),
    String(among(actions, unchecked)),
    String(others.length - among(others, unchecked)),
    String(among(others, failed)),
    why,
  ]
}

function byReason(excuses: { part: string; why: string }[]): string[] {
  const reasons = [...new Set(excuses.map(({ why }) => why))]
  return reasons.map((why) => {
    const parts = new Set(excuses.filter((one) => one.why === why).map(({ part }) => part))
    return `${[...parts].join(', ')}: ${why}`
  })
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
