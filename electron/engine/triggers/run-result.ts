import type { ErrorInfo } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { FinishedStatus, TraceParent } from '../../../shared/run/events.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { Propagation } from '../telemetry/otel/propagation.ts'

export type RunResult = { status: FinishedStatus; outputs: JsonObject; error: ErrorInfo | null }

/** How a run ended; null where it has not, or what it did was removed. */
export function readResult(runs: RunsStore, runId: string): RunResult | null {
  const run = runs.identity(runId)
  const last = run && runs.lastEvent(run)
  if (last?.type !== 'run-finished') return null
  return { status: last.status, outputs: last.outputs, error: last.error ?? null }
}

/** The trace that goes on in a run which begins because this one ended; undefined: none. */
export function traceAfter(
  runs: RunsStore,
  runId: string,
  propagation: Pick<Propagation, 'after'>,
): TraceParent | undefined {
  const first = originOf(runs, runId)
  return first && propagation.after({ runId, ...(first.trace && { trace: first.trace }) })
}

function originOf(runs: RunsStore, runId: string) {
  const run = runs.identity(runId)
  const [first] = run ? runs.events(run, 0, 1) : []
  return first?.type === 'run-queued' ? first : undefined
}

/** How many runs in a row were begun by the end of the one before, up to this one; 0: it was begun otherwise. */
export function depthOf(runs: RunsStore, runId: string): number {
  const first = originOf(runs, runId)
  return first?.trigger === 'run' ? payloadDepth(first.payload) : 0
}

function payloadDepth(payload: Json | undefined): number {
  return payload !== undefined && isJsonObject(payload) && typeof payload.depth === 'number' ? payload.depth : 1
}
