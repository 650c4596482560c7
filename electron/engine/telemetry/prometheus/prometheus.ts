import { statSync } from 'node:fs'
import { type Health, healthState } from '../../../../shared/contract/health.ts'
import type { RunSummary } from '../../../../shared/contract/runs.ts'
import type { CommittedEvents } from '../../run/committed-events.ts'
import type { LoopLag } from '../health/check-engine.ts'
import type { Page } from '../listener.ts'
import { createEventCounter } from './count-events.ts'
import { createCounters, createGauges, type Gauges } from './instruments.ts'

type Parts = {
  committed: CommittedEvents
  summaryOf(runId: string): RunSummary | undefined
  /** Runs that wait and that are under way in all programs. */
  waiting(): { count: number; oldest: number | null }
  underWay(): number
  lag(): LoopLag | null
  health(): Health
  databasePath: string
  now(): number
}

type Running = { page(): Promise<Page>; stop(): void }

/**
 * Figures for Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/). Counting begins when it is switched
 * on and costs nothing before: the library is not even loaded. What grows is counted from what this program's runs did;
 * what stands for the moment is asked when somebody reads.
 */
export function createPrometheus(parts: Parts) {
  let running: Promise<Running> | null = null

  async function start(): Promise<Running> {
    // The package is CommonJS.
    const { default: library } = await import('prom-client')
    const registry = new library.Registry()
    const count = createEventCounter({ counters: createCounters(library, registry), summaryOf: parts.summaryOf })
    const gauges = createGauges(library, registry)
    const stop = parts.committed.listen((entries) => {
      for (const entry of entries) count(entry)
    })
    return {
      stop,
      async page() {
        measure(gauges, parts)
        return { status: 200, type: registry.contentType, body: await registry.metrics() }
      },
    }
  }

  return {
    on(): void {
      running ??= start()
    },
    off(): void {
      running?.then(({ stop }) => stop()).catch(() => {})
      running = null
    },
    /** null: it is off. */
    page: async (): Promise<Page | null> => (await running)?.page() ?? null,
  }
}

export type Prometheus = ReturnType<typeof createPrometheus>

function measure(gauges: Gauges, parts: Parts): void {
  const health = parts.health()
  const now = parts.now()
  const waiting = parts.waiting()
  gauges.build.set({ version: health.version }, 1)
  gauges.underWay.set(parts.underWay())
  gauges.waiting.set(waiting.count)
  gauges.oldest.set(waiting.oldest === null ? 0 : Math.max(0, now - waiting.oldest) / 1000)
  const lag = parts.lag()
  if (lag) {
    gauges.lag.set({ quantile: '0.5' }, lag.p50 / 1000)
    gauges.lag.set({ quantile: '0.99' }, lag.p99 / 1000)
    gauges.lag.set({ quantile: '1' }, lag.max / 1000)
  }
  const { rss, heapUsed } = process.memoryUsage()
  gauges.memory.set(rss)
  gauges.heap.set(heapUsed)
  gauges.started.set(Math.round(Date.now() / 1000 - process.uptime()))
  for (const [file, path] of [
    ['database', parts.databasePath],
    ['log', `${parts.databasePath}-wal`],
  ] as const) {
    gauges.database.set({ file }, statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  }
  for (const check of health.checks) {
    for (const state of healthState.options)
      gauges.health.set({ check: check.name, state }, check.state === state ? 1 : 0)
    if (check.name === 'disk' && typeof check.facts.freeBytes === 'number') gauges.diskFree.set(check.facts.freeBytes)
  }
}
