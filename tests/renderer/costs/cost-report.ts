import type { CostGroup, CostReport, CostSum, LedgerRow } from '../../../shared/contract/costs.ts'

export function costSum(changes: Partial<CostSum> = {}): CostSum {
  return {
    ...{ calls: 1, runs: 1, microUsd: 0, unknownCalls: 0 },
    ...{ inputTokens: 0, cachedInputTokens: 0, cacheWriteInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    ...changes,
  }
}

export function costGroup(key: string | null, microUsd: number, changes: Partial<CostGroup> = {}): CostGroup {
  return { ...costSum({ microUsd }), key, title: key ?? 'None', ...changes }
}

/** A report of these groups, all of it spent in the last of its buckets unless told. */
export function costReport(groups: CostGroup[], changes: Partial<CostReport> = {}): CostReport {
  const total = costSum({
    calls: groups.reduce((sum, { calls }) => sum + calls, 0),
    microUsd: groups.reduce((sum, { microUsd }) => sum + microUsd, 0),
    unknownCalls: groups.reduce((sum, { unknownCalls }) => sum + unknownCalls, 0),
  })
  return {
    ...{ from: 0, to: 100, timeZone: 'UTC', total, before: null, groups, bucket: 'day' },
    buckets: [{ at: 0, label: '1970-01-01', microUsd: groups.map(({ microUsd }) => microUsd) }],
    ...{ topRuns: [], cache: { cachedInputTokens: 0, savedMicroUsd: 0 }, forecast: null },
    ...changes,
  }
}

export function ledgerRow(ledgerId: number, changes: Partial<LedgerRow> = {}): LedgerRow {
  return {
    ...{ ledgerId, at: 0, runId: 'run_1', workflowId: 'wf_1', workflowName: 'Test', agentId: null },
    ...{ node: 'ask', scope: '', attempt: 1, callId: `call_${ledgerId}`, outcome: 'finished' },
    ...{ provider: 'openai', model: 'gpt-4o-mini' },
    usage: { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 },
    ...{ countedInputTokens: null, microUsd: 12, price: null, atMaximum: false, insteadOf: null },
    ...{ latencyMs: 1, firstTokenMs: null },
    ...changes,
  }
}
