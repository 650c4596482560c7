import { randomBytes, randomUUID } from 'node:crypto'
import { NitiError, userError } from '../../../../shared/errors.ts'
import { newId } from '../../../../shared/ids.ts'
import { isJsonObject } from '../../../../shared/json.ts'
import { resourceSpansOf } from '../../../../shared/run/otlp.ts'
import { nanosOf } from '../../../../shared/run/otlp-value.ts'
import type { MonitoringParts } from '../../monitoring/monitoring-parts.ts'
import { isAlive } from '../../run/owners.ts'
import { createNamedSettingsStore } from '../../store/named-settings.store.ts'
import { createTelemetryStore, type Signal } from '../../store/telemetry.store.ts'
import { createMetricDelivery } from './deliver-metrics.ts'
import { createTraceDelivery } from './deliver-traces.ts'
import type { OtelPart, OtelSettings, Sending } from './otel-part.ts'
import { createOtlpSender } from './send-otlp.ts'
import { traceRequests } from './trace-requests.ts'

/** The settings' name of what tells this data folder from others in the eyes of a collector. */
const instanceName = 'otel-instance'
/** How long closing waits for what is being sent: where the program stays, the rest is sent after the next start. */
const graceMs = { stays: 1_000, ends: 5_000 }

/**
 * OpenTelemetry: what ended runs are told of as traces and metrics, over OTLP/HTTP. Of all programs on the data folder one
 * sends; where none is there that stays, one that ends with its command sends before it does.
 */
export function openOtel(parts: MonitoringParts): OtelPart {
  const { db, workspaceId, http, clock, log, owner, stays, version, runsStore, queueStore, changes, propagation } =
    parts
  const store = createTelemetryStore(db, workspaceId)
  const named = createNamedSettingsStore(db, workspaceId)
  const engineId = newId('engine', clock.now())
  const me = { owner, engineId }
  /** Aborts what is sent; later than the engine's own, so that what is ready may still leave. */
  const closing = new AbortController()
  const send = createOtlpSender({ http, clock, log, closing: closing.signal })
  let settings: OtelSettings | null = null
  let isConfigured = false
  let isOpen = false
  /** It may be this engine that is noted as the one that sends. */
  let hasKept = false

  const source = () => ({ version, resource: { 'service.instance.id': instanceId() } })
  const collectorOr = (current: OtelSettings | null) => {
    if (current) return current
    throw userError('telemetry.is-off', 'OpenTelemetry is switched off.', { hint: 'Switch it on first.' })
  }
  const isMine = (wants: 'sendsTraces' | 'sendsMetrics') => () =>
    (isOpen || !stays) && settings?.[wants] === true && keeps()

  const traces = createTraceDelivery({
    ...{ store, clock, log, closing: closing.signal },
    isMine: isMine('sendsTraces'),
    requestsOf: (trace) => {
      const { sendsContent, propagates } = collectorOr(settings)
      return traceRequests(trace, { runsStore, source: source(), sendsContent, propagates, closing: closing.signal })
    },
    send: (body) => send(collectorOr(settings), 'traces', body),
  })
  const metrics = createMetricDelivery({
    ...{ store, runsStore, clock, log, closing: closing.signal },
    isMine: isMine('sendsMetrics'),
    async makeInstruments() {
      // OpenTelemetry's SDK: loaded by who sends metrics alone.
      const { createInstruments } = await import('./instruments.ts')
      const resource = { 'service.name': 'niti', 'service.version': version, 'service.instance.id': instanceId() }
      return createInstruments({ resource, version, queueDepth: () => queueStore.countWaiting(workspaceId) })
    },
    send: (body) => send(collectorOr(settings), 'metrics', body),
  })

  function keeps(): boolean {
    const isMe = store.keep(me, isAlive)
    hasKept ||= isMe
    return isMe
  }

  /** The same for all programs on the data folder, and for none elsewhere. */
  function instanceId(): string {
    const kept = named.get(instanceName)
    if (kept !== undefined && isJsonObject(kept) && typeof kept.id === 'string') return kept.id
    const id = randomUUID()
    named.set(instanceName, { id })
    return id
  }

  /** So that another program need not find out first that this one is gone. */
  function letGo(): void {
    if (!hasKept) return
    try {
      store.letGo(engineId)
    } catch (thrown) {
      log.warn('another program cannot be told that it may send', { reason: String(thrown) })
    }
  }

  function statusOf(signal: Signal): Sending {
    return { ...store.counts(signal), waiting: store.waiting()[signal] }
  }

  async function follow(): Promise<void> {
    for await (const _ of changes.listen(closing.signal)) if (settings?.sendsTraces) traces.wake()
  }

  return {
    configure(wanted) {
      const isFirst = !isConfigured
      isConfigured = true
      settings = wanted
      propagation.configure(wanted)
      hasKept ||= !isFirst && stays
      const wishes = wanted && { traces: wanted.sendsTraces, metrics: wanted.sendsMetrics }
      // Who changes the settings knows them, unlike other programs, so it is this one that sends from now on.
      store.wish(wishes?.traces || wishes?.metrics ? wishes : null, isFirst || !stays ? null : me)
      if (!isOpen) return
      traces.restart()
      metrics.restart()
    },

    status: () => ({ traces: statusOf('traces'), metrics: statusOf('metrics') }),

    async test() {
      const sent = await send(collectorOr(settings), 'traces', testBody(source(), clock.now()))
      if (sent.kind !== 'taken') throw new NitiError(sent.error)
      if (sent.rejected > 0 && sent.error) throw new NitiError(sent.error)
      return { said: sent.said }
    },

    open() {
      if (!stays) return
      isOpen = true
      void follow()
      traces.wake()
      metrics.wake()
    },

    async close() {
      const grace = setTimeout(() => closing.abort(), stays ? graceMs.stays : graceMs.ends)
      try {
        if (settings && (isOpen || !stays)) {
          if (!stays) traces.wake()
          metrics.wake()
          await Promise.all([traces.idle(), metrics.idle()])
        }
      } finally {
        clearTimeout(grace)
        closing.abort()
        await Promise.all([traces.close(), metrics.close()])
        letGo()
      }
    },
  }
}

/** One span of no run, so that a collector can be tried out. */
function testBody(source: Parameters<typeof resourceSpansOf>[1], nowMs: number): string {
  const span = {
    ...{ traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), flags: 0x101 },
    ...{ name: 'niti.test', kind: 1 as const, startTimeUnixNano: nanosOf(nowMs - 1), endTimeUnixNano: nanosOf(nowMs) },
    ...{ attributes: [], status: {} },
  }
  return JSON.stringify({ resourceSpans: [resourceSpansOf([span], source)] })
}
