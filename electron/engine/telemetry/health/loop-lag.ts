import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { LoopLag } from './check-engine.ts'

/** Milliseconds between two samples, which Node takes without running a line of ours. */
const resolutionMs = 20
const windowMs = 30_000
const nothing: LoopLag = { p50: 0, p99: 0, max: 0 }

/** How long the event loop was held in the last half to whole minute. Keeps no program from ending. */
export function watchLoopLag() {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  histogram.enable()
  let before = nothing
  const lag = (ns: number) => Math.max(0, ns / 1e6 - resolutionMs)
  const current = (): LoopLag =>
    histogram.count === 0
      ? nothing
      : { p50: lag(histogram.percentile(50)), p99: lag(histogram.percentile(99)), max: lag(histogram.max) }
  const turning = setInterval(() => {
    before = current()
    histogram.reset()
  }, windowMs)
  turning.unref()
  return {
    read(): LoopLag {
      const now = current()
      return { p50: now.p50, p99: Math.max(before.p99, now.p99), max: Math.max(before.max, now.max) }
    },
    stop(): void {
      clearInterval(turning)
      histogram.disable()
    },
  }
}

export type LoopLagWatch = ReturnType<typeof watchLoopLag>
