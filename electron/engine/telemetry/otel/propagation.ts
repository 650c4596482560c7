import { randomBytes } from 'node:crypto'
import type { TraceParent } from '../../../../shared/run/events.ts'
import { spanIdOf, traceIdOf } from '../../../../shared/run/trace-ids.ts'
import { formatTraceParent, parseTraceParent } from '../../../../shared/run/trace-parent.ts'

/** Where a request comes from, as far as its trace is concerned. */
export type TracedRun = { runId: string; trace?: TraceParent }

/** What goes along with one request. `spanId`: the id its span will have; undefined where nobody will ever see that span. */
export type SentTrace = { headers: Record<string, string>; spanId?: string }

/** The id of the run's own span in the fold over its events. */
const wholeRun = 'run'

export type Propagation = {
  /** The trace that a call from outside belongs to; undefined: none, or nobody asked for it. */
  incoming(headers: Headers): TraceParent | undefined
  /** What one request of a run carries, as a span of its own; null: nothing. */
  outgoing(run: TracedRun): SentTrace | null
  /** The same of what has no span of its own: what happens elsewhere then belongs to the run as a whole. */
  inRun(run: TracedRun): SentTrace | null
  /** The trace that a run goes on with that begins because another ended. */
  after(run: TracedRun): TraceParent | undefined
  configure(settings: { propagates: boolean; sendsTraces: boolean } | null): void
}

/**
 * W3C trace context (https://www.w3.org/TR/trace-context/), in and out. Off until it is configured. Whether a trace is
 * recorded is for whoever began it to decide: one that is not wanted is handed on as it came and not sent anywhere.
 */
export function createPropagation(): Propagation {
  let propagates = false
  let sendsTraces = false

  function traceOf({ runId, trace }: TracedRun, spanId: string): SentTrace | null {
    if (!propagates) return null
    const state: Record<string, string> = trace?.state === undefined ? {} : { tracestate: trace.state }
    const isRecorded = sendsTraces && (trace?.isSampled ?? true)
    // Nobody would find a span of ours in between.
    if (trace && !isRecorded) return { headers: { traceparent: formatTraceParent(trace), ...state } }
    const traceId = traceIdOf(runId, trace)
    const headers = { traceparent: formatTraceParent({ traceId, parentId: spanId, isSampled: isRecorded }), ...state }
    return isRecorded ? { headers, spanId } : { headers }
  }

  return {
    configure(settings) {
      propagates = settings?.propagates ?? false
      sendsTraces = settings?.sendsTraces ?? false
    },

    incoming: (headers) =>
      propagates ? parseTraceParent(headers.get('traceparent'), headers.get('tracestate')) : undefined,

    outgoing: (run) => traceOf(run, randomSpanId()),
    inRun: (run) => traceOf(run, spanIdOf(run.runId, wholeRun)),

    after({ runId, trace }) {
      if (!sendsTraces) return undefined
      const traceId = traceIdOf(runId, trace)
      const { state, isSampled = true } = trace ?? {}
      return { traceId, parentId: spanIdOf(runId, wholeRun), isSampled, ...(state !== undefined && { state }) }
    },
  }
}

/** The headers of a request with its trace; what whoever sends it says of one itself goes before. */
export function withTrace(
  headers: Record<string, string> | undefined,
  trace: SentTrace | null,
): { headers: Record<string, string> | undefined; spanId?: string } {
  const isSaid = Object.keys(headers ?? {}).some((name) => traceHeaders.has(name.toLowerCase()))
  if (!trace || isSaid) return { headers }
  const { spanId } = trace
  return { headers: { ...headers, ...trace.headers }, ...(spanId !== undefined && { spanId }) }
}

const traceHeaders = new Set(['traceparent', 'tracestate'])

/** All zeros are no id. */
function randomSpanId(): string {
  const id = randomBytes(8).toString('hex')
  return /^0+$/.test(id) ? randomSpanId() : id
}
