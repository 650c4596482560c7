import type { RunSummary } from '../../../shared/contract/runs.ts'

/** A run of which nothing has happened yet, as lists show it. */
export function runSummary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: 'run_1',
    workflowId: 'wf_1',
    workflowName: 'Test',
    status: 'running',
    trigger: 'manual',
    startedAt: 0,
    finishedAt: null,
    durationMs: null,
    inputTokens: 0,
    outputTokens: 0,
    microUsd: 0,
    unknownCalls: 0,
    error: null,
    openWaits: 0,
    asksYou: 0,
    clearedAt: null,
    isDryRun: false,
    ...changes,
  }
}
