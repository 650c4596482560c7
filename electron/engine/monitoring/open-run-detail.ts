import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { MonitoringParts } from '../monitoring/monitoring-parts.ts'
import { clearedError } from '../run/run-values.ts'
import { exportAsJson, exportAsOtlp } from './export-run.ts'
import { readLogLines } from './run-log-lines.ts'

/** One run in words and for other programs: its log, and its export. */
export function openRunDetail({ runsStore: store, blobs, version, clock }: MonitoringParts) {
  /** A run of which everything is still there. */
  function wholeRun(runId: string) {
    const summary = store.summary(runId)
    const run = store.identity(runId)
    if (!summary || !run) throw userError('run.not-found', `There is no run \`${runId}\`.`)
    if (summary.clearedAt !== null) throw clearedError(summary.clearedAt)
    return { summary, run }
  }

  return {
    handlers: (os: ContractImplementer) => ({
      runs: {
        logs: os.runs.logs.handler(({ input: { runId, ...asked } }) => readLogLines(store, wholeRun(runId).run, asked)),
        export: os.runs.export.handler(({ input: { runId, format, withContent } }) => {
          const { run, summary } = wholeRun(runId)
          const parts = { store, blobs, version, nowMs: clock.now() }
          return format === 'json'
            ? exportAsJson(parts, run, summary)
            : exportAsOtlp(parts, run, summary, { withContent })
        }),
      },
    }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {},
    async close(): Promise<void> {},
  }
}
