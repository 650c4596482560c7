import { newId } from '../../../shared/ids.ts'
import { createVault } from '../connections/vault.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { MonitoringParts } from '../monitoring/monitoring-parts.ts'
import { isAlive } from '../run/owners.ts'
import { createNamedSettingsStore } from '../store/named-settings.store.ts'
import { withoutNames } from './health/check.ts'
import { createListenerKeeper } from './keep-listener.ts'
import type { Page } from './listener.ts'
import type { HealthPart } from './open-health.ts'
import { openOtel } from './otel/open-otel.ts'
import { createPageErrors } from './page-errors.ts'
import { createPrometheus } from './prometheus/prometheus.ts'
import { createReportFolder } from './sentry/report-folder.ts'
import { createSentry } from './sentry/sentry.ts'
import { createTelemetrySettings, type TelemetryChange } from './telemetry-settings.ts'

/** What another program on the data folder changed counts here after so many milliseconds. */
const othersMs = 5_000

/** What other programs may see of Niti: OpenTelemetry, Prometheus, Sentry. All of it is off until it is switched on. */
export function openTelemetry(parts: MonitoringParts, health: HealthPart) {
  const { db, dataDir, workspaceId, host, http, clock, log, owner, stays, version, committed, runsStore } = parts
  const vault = createVault(host)
  const settings = createTelemetrySettings({ store: createNamedSettingsStore(db, workspaceId), vault, log })
  const otel = openOtel(parts)
  const sentry = createSentry({ folder: createReportFolder(dataDir), http, clock, log, version })
  const pageErrors = createPageErrors({ log, clock })
  const prometheus = createPrometheus({
    committed,
    summaryOf: runsStore.summary,
    waiting: health.store.waiting,
    underWay: health.store.underWay,
    lag: () => health.lag?.read() ?? null,
    health: health.get,
    databasePath: health.databasePath,
    now: clock.now,
  })
  const listener = createListenerKeeper({ log, pageAt, onChanged: health.lookSoon })
  let mark = ''
  let timer: NodeJS.Timeout | undefined
  let applying: Promise<void> = Promise.resolve()

  async function pageAt(path: string): Promise<Page | null> {
    const shown = settings.shown()
    if (path === '/metrics' && shown.prometheus.isOn) return prometheus.page()
    return path === '/health' && shown.health.isOn ? healthPage() : null
  }

  function healthPage(): Page {
    const now = withoutNames(health.get())
    const status = now.state === 'bad' ? 503 : 200
    return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(now)}\n` }
  }

  /** Makes everything as the settings say. One part that cannot be made so does not keep the others from it. */
  async function applyNow(): Promise<void> {
    mark = settings.mark()
    const shown = settings.shown()
    await attempt('OpenTelemetry', async () => otel.configure(await settings.openOtel()))
    if (!stays) return
    await attempt('Sentry', async () => sentry.configure(await settings.openDsn()))
    if (shown.prometheus.isOn) prometheus.on()
    else prometheus.off()
    await listener.want(shown.prometheus.isOn || shown.health.isOn ? shown.prometheus.port : null)
  }

  function apply(): Promise<void> {
    applying = applying.then(applyNow).catch((thrown: unknown) => noteFailure('telemetry', thrown))
    return applying
  }

  async function attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      noteFailure(what, thrown)
    }
  }

  function noteFailure(what: string, thrown: unknown): void {
    log.warn('a part of telemetry could not be set up', { what, reason: String(thrown) })
  }

  /** Another program may have changed them, and what was switched off there must not leave from here. */
  function lookAtSettings(): void {
    try {
      if (settings.mark() !== mark) void apply()
    } catch (thrown) {
      noteFailure('settings', thrown)
    }
  }

  /** The port at which figures are shown: by this program, or by another one on the same data folder. */
  function shownAt(): number | null {
    const own = listener.port()
    if (own !== null || listener.error() === null) return own
    const { port } = settings.shown().prometheus
    const other = health.store.beats().find((beat) => beat.owner !== owner && beat.listensAt === port)
    return other && isAlive(other.owner) ? port : null
  }

  function status() {
    const shown = settings.shown()
    const port = shownAt()
    const urlOf = (path: string, isOn: boolean) => (isOn && port !== null ? `http://127.0.0.1:${port}${path}` : null)
    return {
      ...otel.status(),
      sentry: sentry.status(),
      metricsUrl: urlOf('/metrics', shown.prometheus.isOn),
      healthUrl: urlOf('/health', shown.health.isOn),
      listenError: port === null ? listener.error() : null,
    }
  }

  async function change(wish: TelemetryChange) {
    const after = await settings.change(wish)
    await apply()
    return after
  }

  return {
    handlers: (os: ContractImplementer) => ({
      telemetry: {
        settings: os.telemetry.settings.handler(() => settings.shown()),
        change: os.telemetry.change.handler(({ input }) => change(input)),
        status: os.telemetry.status.handler(status),
        test: os.telemetry.test.handler(async ({ input }) =>
          input.what === 'otel' ? otel.test() : sentry.test(await settings.openDsnForTest()),
        ),
        reportPageError: os.telemetry.reportPageError.handler(({ input }) =>
          pageErrors.note(input, newId('bug', clock.now())),
        ),
      },
    }),
    listensAt: (): number | null => listener.port(),
    /** Begins what goes on beside the calls: once everything is wired. What is off costs one look at the settings. */
    open(): void {
      void apply().then(() => otel.open())
      if (!stays) return
      timer = setInterval(lookAtSettings, othersMs)
      timer.unref()
    },
    async close(): Promise<void> {
      clearInterval(timer)
      await applying
      prometheus.off()
      await Promise.all([listener.close(), sentry.close(), otel.close()])
    },
  }
}
