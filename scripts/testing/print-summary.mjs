/**
 * @typedef {import('./read-reports.mjs').Counts} Counts
 * @typedef {Counts & { step: string, seconds: number }} StepResult
 */

/** @param {Pick<Counts, 'passed' | 'failed' | 'skipped'>[]} results */
export function sum(results) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of results) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/**
 * What was skipped and why, what failed, and a table of the steps.
 * @param {StepResult[]} results
 */
export function formatSummary(results) {
  const lines = []
  const skips = results.flatMap(({ step, skips }) => skips.map((skip) => ({ step, ...skip })))
  if (skips.length > 0)
    lines.push(
      '',
      'Skipped:',
      ...skips.map(({ step, name, reason }) => `  ${step}: ${name} (${reason ?? 'no reason given'})`),
    )
  const failures = results.flatMap(({ step, failures }) => failures.map((failure) => `  ${step}: ${failure}`))
  if (failures.length > 0) lines.push('', 'Failed:', ...failures)
  const total = {
    step: 'total',
    ...sum(results),
    seconds: results.reduce((seconds, result) => seconds + result.seconds, 0),
  }
  const rows = [['step', 'passed', 'failed', 'skipped', 'time'], ...[...results, total].map(row)]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? []
  lines.push('')
  for (const cells of rows) {
    lines.push(
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('   '),
    )
  }
  return lines.join('\n')
}

/** @param {{ step: string, passed: number, failed: number, skipped: number, seconds: number }} result */
function row({ step, passed, failed, skipped, seconds }) {
  return [step, String(passed), String(failed), String(skipped), `${seconds.toFixed(1)} s`]
}
