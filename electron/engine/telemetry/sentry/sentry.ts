import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { Clock } from '../../../../shared/clock.ts'
import type { TelemetryStatus } from '../../../../shared/contract/telemetry.ts'
import { type ErrorInfo, NitiError } from '../../../../shared/errors.ts'
import type { Http } from '../../http/http.ts'
import { redactText } from '../../http/redact.ts'
import type { Bug, SafeLog } from '../../safe-log.ts'
import { type BugFacts, describeBug, type SentryEvent, signOf } from './describe-bug.ts'
import type { ReportFolder } from './report-folder.ts'
import { createSender, type SendReport } from './send-report.ts'

type Parts = {
  folder: ReportFolder
  http: Pick<Http, 'guarded'>
  clock: Clock
  log: SafeLog
  version: string
}

const hourMs = 3_600_000
/** Reports an hour at most, and what is like one of them is not sent again in it. */
const mostInAnHour = 20
/** Milliseconds until what could not be sent is tried again. */
const againMs = 5 * 60_000
/** The folder the program lies in: this file is in it four folders down as source, two in the bundle. */
const root = resolve(import.meta.dirname, import.meta.url.endsWith('.ts') ? '../../../..' : '../..')

/**
 * Crashes and mistakes of ours, sent to a person's own project of Sentry where they switched that on. Listens to the log,
 * where each is written without secrets, and to what is about to end the process. Each report is a file until it was taken.
 */
export function createSentry({ folder, http, clock, log, version }: Parts) {
  let dsn: string | null = null
  let isConfigured = false
  let sender: Promise<SendReport> | null = null
  let stopListening: (() => void) | null = null
  let leaving = new AbortController()
  let working: Promise<void> = Promise.resolve()
  let again: NodeJS.Timeout | undefined
  const recent: { at: number; sign: string }[] = []
  let counts = { sent: 0, dropped: 0 }
  let lastAt: number | null = null
  let error: ErrorInfo | null = null

  function describe(bug: BugFacts): SentryEvent {
    const eventId = randomUUID().replaceAll('-', '')
    const world = { eventId, at: clock.now(), version, root, platform: process.platform, nodeVersion: process.version }
    return describeBug({ ...bug, stack: redactText(bug.stack) }, world)
  }

  /** Whether it is worth a report: the same thing once in an hour, and not more than so many. */
  function isWanted(report: SentryEvent): boolean {
    const now = clock.now()
    while (recent[0] && now - recent[0].at > hourMs) recent.shift()
    const sign = signOf(report)
    if (recent.length >= mostInAnHour || recent.some((one) => one.sign === sign)) return false
    recent.push({ at: now, sign })
    return true
  }

  function keep(bug: BugFacts): void {
    const report = describe(bug)
    if (!isWanted(report)) {
      counts.dropped++
      return
    }
    try {
      counts.dropped += folder.add(report)
    } catch (thrown) {
      counts.dropped++
      log.warn('a report could not be written down', { reason: String(thrown) })
    }
  }

  function onBug({ message, bugId, stack, data }: Bug): void {
    const from = data.process === 'page' ? 'page' : 'engine'
    keep({ stack, where: message, bugId, process: from, isFatal: false })
    void send()
  }

  function onCrash(thrown: unknown): void {
    // Whatever was thrown: a value that is no error has no stack, and its text is not for others.
    const stack = thrown instanceof Error ? (thrown.stack ?? thrown.name) : 'Error: '
    if (thrown instanceof NitiError && thrown.info.kind !== 'bug') return
    keep({ stack, where: 'the process ended unexpectedly', bugId: null, process: 'engine', isFatal: true })
  }

  /** One after the other, oldest first; ends at the first that cannot be sent now. */
  function send(): Promise<void> {
    working = working.then(async () => {
      for (const name of folder.reports()) {
        if (dsn === null || !(await sendOne(name))) break
      }
      clearTimeout(again)
      if (dsn === null || folder.reports().length === 0) return
      again = setTimeout(() => void send(), againMs)
      again.unref()
    })
    return working
  }

  /** Whether to go on with the next. */
  async function sendOne(name: string): Promise<boolean> {
    const report = folder.read(name)
    if (!report) {
      folder.remove(name)
      return true
    }
    const sent = await post(report, leaving.signal)
    if (leaving.signal.aborted) return false
    error = sent.outcome === 'taken' ? null : sent.error
    if (sent.outcome === 'later') return false
    folder.remove(name)
    if (sent.outcome === 'refused') counts.dropped++
    else {
      counts.sent++
      lastAt = clock.now()
    }
    return true
  }

  async function post(report: SentryEvent, signal: AbortSignal) {
    sender ??= createSender({ http, version }, dsn ?? '')
    return (await sender)(report, signal)
  }

  function switchOff(): void {
    stopListening?.()
    stopListening = null
    process.off('uncaughtExceptionMonitor', onCrash)
    clearTimeout(again)
    leaving.abort()
    sender = null
  }

  return {
    /** Takes effect at once; null: switched off, and what waits is thrown away. */
    configure(next: string | null): void {
      if (next === dsn && isConfigured) return
      isConfigured = true
      switchOff()
      dsn = next
      error = null
      counts = { sent: 0, dropped: 0 }
      if (next === null) {
        folder.clear()
        return
      }
      leaving = new AbortController()
      stopListening = log.onBug(onBug)
      process.on('uncaughtExceptionMonitor', onCrash)
      for (const { stack } of folder.takeShellCrashes()) {
        keep({ stack, where: 'the desktop shell ended unexpectedly', bugId: null, process: 'shell', isFatal: true })
      }
      void send()
    },

    status: (): TelemetryStatus['sentry'] => ({
      ...counts,
      waiting: dsn === null ? 0 : folder.reports().length,
      lastAt,
      error,
    }),

    /** Sends one small report now; rejects with what the other side complained of. */
    async test(to: string): Promise<{ said: string }> {
      const stack = 'Error: '
      const report = describe({
        stack,
        where: 'a test from the settings',
        bugId: null,
        process: 'engine',
        isFatal: false,
      })
      const sent = await (await createSender({ http, version }, to))(report, AbortSignal.timeout(20_000))
      if (sent.outcome !== 'taken') throw new NitiError(sent.error)
      return { said: `The project took the test report ${report.event_id}.` }
    },

    async close(): Promise<void> {
      switchOff()
      dsn = null
      await working
    },
  }
}

export type Sentry = ReturnType<typeof createSentry>
