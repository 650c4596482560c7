// The last line of CI: the sums of the reports `npm test` has read. Takes its exit code, so that an end it could not report counts.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const summary = fileURLToPath(new URL('../../test-results/summary.json', import.meta.url))
const crashed = { passed: 0, failed: 1, skipped: 0 }
const totals = existsSync(summary) ? JSON.parse(readFileSync(summary, 'utf8')).totals : crashed
if (process.argv[2] !== '0' && totals.failed === 0) totals.failed = 1
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
process.exitCode = totals.failed === 0 ? 0 : 1
