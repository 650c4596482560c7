import type { Clock } from '../../../../shared/clock.ts'
import type { SafeLog } from '../../safe-log.ts'
import type { RunsStore } from '../../store/runs.store.ts'
import type { TelemetryStore } from '../../store/telemetry.store.ts'
import { foldRun } from './fold-run.ts'
import { giveUpOld } from './give-up-old.ts'
import type { Instruments } from './instruments.ts'
import { createRunMeasures } from './measure-run.ts'
import type { Sent } from './send-otlp.ts'

type Parts = {
  store: TelemetryStore
  runsStore: Pick<RunsStore, 'events'>
  clock: Clock
  log: SafeLog
  closing: AbortSignal
  /** Whether metrics are to be sent, and by this engine. */
  isMine(): boolean
  makeInstruments(): Promise<Instruments>
  send(body: string): Promise<Sent>
}

/** As often as OpenTelemetry's SDKs do unless told otherwise. */
const everyMs = 60_000
const runsAtOnce = 200

/**
 * Adds up what happened in the runs that ended and sends the sums every minute. A run stays noted as one to be counted until
 * its figures arrived: sums that go down with the program are added up again by the next, from zero and from a later start,
 * as OpenTelemetry expects it of a program that was started anew.
 */
export function createMetricDelivery(parts: Parts) {
  const { store, runsStore, clock, log, closing } = parts
  let instruments: Instruments | null = null
  /** Counted here, and not known to have arrived. */
  let unconfirmed: number[] = []
  let lastEntry = 0
  let nap = new AbortController()
  let working: Promise<void> | null = null
  /** Not before: so long the collector asked to be left in peace. */
  let pausedUntil = 0

  async function round(): Promise<void> {
    if (closing.aborted) return
    if (!parts.isMine()) return forget()
    await countRuns()
    if (clock.now() < pausedUntil || !instruments) return
    const sent = await parts.send(await instruments.collect())
    if (sent.kind === 'taken') {
      store.settleMeasures(unconfirmed, { sent: 1, at: clock.now(), error: sent.error })
      unconfirmed = []
      return
    }
    // The next sums hold all of these.
    if (sent.kind === 'later' && sent.afterMs !== null) pausedUntil = clock.now() + sent.afterMs
    store.noteFailure('metrics', sent.error)
    giveUpOld(store, clock.now())
  }

  async function countRuns(): Promise<void> {
    instruments ??= await parts.makeInstruments()
    for (;;) {
      const page = store.uncounted(lastEntry, runsAtOnce)
      for (const { entry, run, isGone } of page) {
        if (!isGone) {
          const measures = createRunMeasures()
          const spans = await foldRun(runsStore, run, { closing, onEvent: measures.take })
          for (const measurement of measures.measured(spans)) instruments.record(measurement)
        }
        lastEntry = entry
        unconfirmed.push(run.runNumber)
      }
      if (page.length < runsAtOnce) return
    }
  }

  /** Another engine counts from now on, or nobody. */
  function forget(): void {
    instruments = null
    unconfirmed = []
    lastEntry = 0
  }

  function sleep(): void {
    nap.abort()
    if (closing.aborted) return
    nap = new AbortController()
    clock.sleep(everyMs, AbortSignal.any([nap.signal, closing])).then(wake, () => {})
  }

  /** Counts and sends now. */
  function wake(): void {
    if (closing.aborted || working) return
    working = round()
      .catch((thrown) => {
        if (closing.aborted) return
        log.error('metrics could not be sent', { stack: thrown instanceof Error ? thrown.stack : String(thrown) })
      })
      .finally(() => {
        working = null
        sleep()
      })
  }

  return {
    wake,
    /** Metrics go elsewhere from now on, or are switched off or on. */
    restart(): void {
      pausedUntil = 0
      wake()
    },
    async idle(): Promise<void> {
      await working
    },
    async close(): Promise<void> {
      nap.abort()
      await working
    },
  }
}
