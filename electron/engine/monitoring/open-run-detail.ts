import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { MonitoringParts } from '../monitoring/monitoring-parts.ts'
import { clearedError } from '../run/run-values.ts'
import { createSaidTexts } from '../store/said-texts.store.ts'
import { exportAsJson, exportAsOtlp } from './export-run.ts'
import { readLogLines } from './run-log-lines.ts'

/** One run in words and for other programs: its log, and its export. */
export function openRunDetail({ db, runsStore: store, blobs, version, clock }: MonitoringParts) {
  const saidText = createSaidTexts(db)

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
        said: os.runs.said.handler(({ input: { runId, offset, limit, ...at } }) => {
          const whole = saidText(wholeRun(runId).run, at)
          if (whole === undefined) throw userError('run.no-such-text', 'This run holds no such text.', { details: at })
          return { text: whole.slice(offset, offset + limit), characters: whole.length }
        }),
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
