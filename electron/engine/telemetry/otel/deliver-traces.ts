import type { Clock } from '../../../../shared/clock.ts'
import { type ErrorInfo, externalError } from '../../../../shared/errors.ts'
import { retryDelayMs } from '../../http/retry-delay.ts'
import type { SafeLog } from '../../safe-log.ts'
import type { OutgoingTrace, TelemetryStore } from '../../store/telemetry.store.ts'
import { giveUpOld } from './give-up-old.ts'
import type { Sent } from './send-otlp.ts'
import type { TraceRequest } from './trace-requests.ts'

type Parts = {
  store: TelemetryStore
  clock: Clock
  log: SafeLog
  closing: AbortSignal
  /** Whether traces are to be sent, and by this engine. */
  isMine(): boolean
  /** What a run is sent as, after so many of its spans; null: whoever began its trace does not want it. */
  requestsOf(trace: OutgoingTrace, closing: AbortSignal): Promise<TraceRequest[] | null>
  send(body: string): Promise<Sent>
}

/** Timers stop while a machine sleeps, and a program that sent may have been killed: it is looked this often. */
const longestNapMs = 60_000
/** No longer than this between two tries, unless the collector asks for more. */
const longestPauseMs = 5 * 60_000
const mostRetryAfterMs = 24 * 3_600_000
const cleared: ErrorInfo = externalError(
  'telemetry.cleared',
  'What happened in a run was cleared away before its trace could be sent.',
).info

/**
 * Takes ended runs to the collector, one after the other, from the rows written with their ends. What failed is tried
 * again, later each time; what arrived is not sent again. Nothing here can slow a run down or fail it.
 */
export function createTraceDelivery(parts: Parts) {
  const { store, clock, log, closing } = parts
  let working: Promise<void> | null = null
  let again = false
  let nap = new AbortController()
  /** The collector is left in peace until then. */
  let pausedUntil = 0
  let failures = 0

  async function work(): Promise<void> {
    do {
      again = false
      while (!closing.aborted && clock.now() >= pausedUntil && parts.isMine()) {
        const trace = store.nextTrace(clock.now())
        if (!trace) break
        await deliver(trace)
      }
    } while (again && !closing.aborted)
  }

  async function deliver(trace: OutgoingTrace): Promise<void> {
    const { run, isGone } = trace
    if (isGone) return store.settleTrace(run.runNumber, { dropped: 1, error: cleared })
    const requests = await parts.requestsOf(trace, closing)
    if (requests === null) return store.settleTrace(run.runNumber, null)
    let complaint: ErrorInfo | null = null
    let rejected = 0
    for (const { body, spansBefore, spans } of requests) {
      const sent = await parts.send(body)
      if (sent.kind === 'later') return postpone(trace, sent)
      failures = 0
      if (sent.kind === 'refused') return store.settleTrace(run.runNumber, { dropped: 1, error: sent.error })
      rejected += sent.rejected
      complaint ??= sent.error
      store.noteSentSpans(run.runNumber, spansBefore + spans)
    }
    const all = requests.reduce((sum, { spans }) => sum + spans, 0)
    const came = all > 0 && rejected >= all ? { dropped: 1 } : { sent: 1, at: clock.now() }
    store.settleTrace(run.runNumber, { ...came, error: complaint })
  }

  function postpone({ run }: OutgoingTrace, { afterMs, error }: Extract<Sent, { kind: 'later' }>): void {
    failures++
    const asked = afterMs === null ? null : Math.min(afterMs, mostRetryAfterMs)
    // From a second on; a burst of tries helps nobody.
    const delay = retryDelayMs({ tries: failures + 1, askedMs: asked, random: Math.random() })
    const longer = asked ?? Math.min(longestPauseMs, delay * Math.max(1, failures - 4))
    pausedUntil = clock.now() + longer
    store.postponeTrace(run.runNumber, pausedUntil, error)
    giveUpOld(store, clock.now())
  }

  function sleep(): void {
    nap.abort()
    if (closing.aborted) return
    nap = new AbortController()
    const signal = AbortSignal.any([nap.signal, closing])
    const nextAt = Math.max(pausedUntil, store.nextTraceAt() ?? Number.POSITIVE_INFINITY)
    const napMs = Math.min(longestNapMs, Math.max(1, nextAt - clock.now()))
    clock.sleep(napMs, signal).then(wake, () => {})
  }

  /** Looks for what is to be sent; never throws. */
  function wake(): void {
    if (closing.aborted) return
    again = true
    working ??= work()
      .catch((thrown) => {
        if (closing.aborted) return
        pausedUntil = clock.now() + longestNapMs
        log.error('traces could not be sent', { stack: thrown instanceof Error ? thrown.stack : String(thrown) })
      })
      .finally(() => {
        working = null
        if (again) wake()
        else sleep()
      })
  }

  return {
    wake,
    /** The collector is another one now: what it is, is to be found out at once. */
    restart(): void {
      pausedUntil = 0
      failures = 0
      wake()
    },
    /** Resolves when all that can be sent now was tried. */
    async idle(): Promise<void> {
      while (working) await working
    },
    async close(): Promise<void> {
      nap.abort()
      await working
    },
  }
}
