import type { Dashboard, DashboardFigures } from '../../../shared/contract/dashboard.ts'
import { type BinCounts, percentileOf } from '../../../shared/run/duration-bins.ts'
import type { RunStatus } from '../../../shared/run/events.ts'
import type { CallSum } from '../store/dashboard.store.ts'

/** Models with a series of their own. */
export const mostModels = 8

type Calls = Omit<CallSum, 'model'>

/** What one span of time comes to. */
export type SpanSum = {
  runs: Record<RunStatus, number>
  /** Milliseconds that runs which are over took together, and how many there are of each size. */
  ms: number
  bins: BinCounts
  calls: Map<string, Calls>
}

export function emptySpan(): SpanSum {
  return {
    ...{ runs: { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 }, ms: 0 },
    ...{ bins: new Map(), calls: new Map() },
  }
}

export function addRuns(
  to: SpanSum,
  { status, bin, runs, ms }: { status: RunStatus; bin: number; runs: number; ms: number },
): void {
  to.runs[status] += runs
  to.ms += ms
  to.bins.set(bin, (to.bins.get(bin) ?? 0) + runs)
}

export function addCalls(to: SpanSum, { model, ...sum }: CallSum): void {
  const known = to.calls.get(model) ?? emptyCalls()
  to.calls.set(model, plus(known, sum))
}

/** The sum of spans that lie beside each other is that of the span they make up. */
export function addSpan(to: SpanSum, { runs, ms, bins, calls }: SpanSum): void {
  for (const status of Object.keys(runs) as RunStatus[]) to.runs[status] += runs[status] // its keys are just these
  to.ms += ms
  for (const [bin, count] of bins) to.bins.set(bin, (to.bins.get(bin) ?? 0) + count)
  for (const [model, sum] of calls) addCalls(to, { model, ...sum })
}

export function figuresOf({ runs, ms, bins, calls }: SpanSum, workflows: number): DashboardFigures {
  const over = runs.succeeded + runs.failed + runs.cancelled
  const total = [...calls.values()].reduce(plus, emptyCalls())
  return {
    workflows,
    runs: over + runs.queued + runs.running,
    ...{ succeeded: runs.succeeded, failed: runs.failed, cancelled: runs.cancelled },
    averageMs: over === 0 ? null : ms / over,
    ...percentilesOf(bins),
    ...{ microUsd: total.micro_usd, unknownCalls: total.unknown_calls, calls: total.calls },
    ...{ inputTokens: total.input_tokens, outputTokens: total.output_tokens },
  }
}

export function percentilesOf(bins: BinCounts): { p50Ms: number | null; p95Ms: number | null } {
  return { p50Ms: percentileOf(bins, 0.5), p95Ms: percentileOf(bins, 0.95) }
}

/** Most expensive first, those after the eighth as one; and where in that list each model stands. */
export function rankModels({ calls }: SpanSum): { models: Dashboard['models']; placeOf(model: string): number } {
  const ranked = [...calls].toSorted(
    ([one, a], [other, b]) => b.micro_usd - a.micro_usd || b.calls - a.calls || (one < other ? -1 : 1),
  )
  const rest = ranked.slice(mostModels)
  const places = new Map(ranked.map(([model], index) => [model, Math.min(index, mostModels)]))
  const all = rest.reduce((sum, [, one]) => plus(sum, one), emptyCalls())
  return {
    models: [
      ...ranked.slice(0, mostModels).map(([model, sum]) => ({ key: model, title: model, ...asModel(sum) })),
      ...(rest.length > 0 ? [{ key: null, title: 'Other models', ...asModel(all) }] : []),
    ],
    placeOf: (model) => places.get(model) ?? mostModels,
  }
}

/** Micro-dollars by place in the list of models. */
export function costsByPlace({ calls }: SpanSum, count: number, placeOf: (model: string) => number): number[] {
  const costs = Array.from({ length: count }, () => 0)
  for (const [model, { micro_usd }] of calls) costs[placeOf(model)] = (costs[placeOf(model)] ?? 0) + micro_usd
  return costs
}

/** The most that waited in each span, from the quarters of an hour in which that changed; `spans` in order. */
export function peaksOf(
  spans: { at: number; to: number }[],
  quarters: { bucket: number; most: number; last: number }[],
): number[] {
  let place = 0
  let waiting = 0
  return spans.map(({ at, to }) => {
    for (; (quarters[place]?.bucket ?? Number.POSITIVE_INFINITY) * 900_000 < at; place++) {
      waiting = quarters[place]?.last ?? waiting
    }
    let most = waiting
    for (; (quarters[place]?.bucket ?? Number.POSITIVE_INFINITY) * 900_000 < to; place++) {
      most = Math.max(most, quarters[place]?.most ?? 0)
      waiting = quarters[place]?.last ?? waiting
    }
    return most
  })
}

function asModel({ micro_usd: microUsd, calls, unknown_calls: unknownCalls }: Calls) {
  return { microUsd, calls, unknownCalls }
}

function emptyCalls(): Calls {
  return { calls: 0, unknown_calls: 0, micro_usd: 0, input_tokens: 0, output_tokens: 0 }
}

function plus(one: Calls, other: Calls): Calls {
  return {
    calls: one.calls + other.calls,
    unknown_calls: one.unknown_calls + other.unknown_calls,
    micro_usd: one.micro_usd + other.micro_usd,
    input_tokens: one.input_tokens + other.input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
  }
}
