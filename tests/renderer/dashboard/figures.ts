import type { Dashboard, DashboardBucket, DashboardFigures } from '../../../shared/contract/dashboard.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

export function figuresOf(changes: Partial<DashboardFigures> = {}): DashboardFigures {
  return {
    ...{ workflows: 0, runs: 0, succeeded: 0, failed: 0, cancelled: 0 },
    ...{ averageMs: null, p50Ms: null, p95Ms: null },
    ...{ microUsd: 0, unknownCalls: 0, calls: 0, inputTokens: 0, outputTokens: 0 },
    ...changes,
  }
}

export function bucketOf(at: number, changes: Partial<DashboardBucket> = {}): DashboardBucket {
  return {
    ...{ at, to: at + dayMs, label: new Date(at).toISOString().slice(0, 10) },
    runs: { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 },
    ...{ microUsd: [], p50Ms: null, p95Ms: null, queued: 0 },
    ...changes,
  }
}

/** Figures of the first days of 1970 in UTC: nothing happened, unless told. */
export function dashboardOf(changes: Partial<Dashboard> = {}): Dashboard {
  return {
    ...{ from: 0, to: 7 * dayMs, timeZone: 'UTC', now: figuresOf(), before: figuresOf() },
    ...{ asksYou: 0, queuedNow: 0, runningNow: 0, bucket: 'day' },
    buckets: Array.from({ length: 7 }, (_, day) => bucketOf(day * dayMs)),
    ...{ models: [], failingNodes: [], errorCodes: [], slowNodes: [], integrations: [] },
    ...changes,
  }
}
