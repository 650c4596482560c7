import { z } from 'zod'
import type { TelemetrySettings } from '../../../shared/contract/telemetry.ts'
import { userError } from '../../../shared/errors.ts'
import type { Vault } from '../connections/vault.ts'
import type { SafeLog } from '../safe-log.ts'
import type { NamedSettingsStore } from '../store/named-settings.store.ts'
import type { OtelSettings } from './otel/otel-part.ts'
import { readDsn } from './sentry/read-dsn.ts'

const name = 'telemetry'

/** As it is kept: what is secret is sealed by the host. Everything is off until a person switches it on. */
const kept = z.object({
  otel: z
    .object({
      isOn: z.boolean().default(false),
      endpoint: z.string().default('http://127.0.0.1:4318'),
      sealedHeaders: z.string().nullable().default(null),
      headerNames: z.array(z.string()).default([]),
      sendsTraces: z.boolean().default(true),
      sendsMetrics: z.boolean().default(true),
      sendsContent: z.boolean().default(false),
      propagates: z.boolean().default(false),
    })
    .prefault({}),
  prometheus: z.object({ isOn: z.boolean().default(false), port: z.number().default(9464) }).prefault({}),
  health: z.object({ isOn: z.boolean().default(false) }).prefault({}),
  sentry: z
    .object({
      isOn: z.boolean().default(false),
      sealedDsn: z.string().nullable().default(null),
      dsnHint: z.string().nullable().default(null),
    })
    .prefault({}),
})
type Kept = z.infer<typeof kept>

/** What `telemetry.change` takes. */
export type TelemetryChange = {
  otel?: Partial<Omit<TelemetrySettings['otel'], 'headerNames'>> & { headers?: Record<string, string> | null }
  prometheus?: Partial<TelemetrySettings['prometheus']>
  health?: Partial<TelemetrySettings['health']>
  sentry?: { isOn?: boolean; dsn?: string | null }
}

type Parts = { store: NamedSettingsStore; vault: Vault; log: SafeLog }

/** What a person set about other programs: kept, and opened for the parts that need what is secret of it. */
export function createTelemetrySettings({ store, vault, log }: Parts) {
  const read = (): Kept => {
    const found = kept.safeParse(store.get(name) ?? {})
    return found.success ? found.data : kept.parse({})
  }

  function shown({ otel, prometheus, health, sentry }: Kept): TelemetrySettings {
    const { sealedHeaders: _, ...rest } = otel
    const { isOn, sealedDsn, dsnHint } = sentry
    return { otel: rest, prometheus, health, sentry: { isOn, hasDsn: sealedDsn !== null, dsnHint } }
  }

  async function sealOtel({ headers, ...rest }: NonNullable<TelemetryChange['otel']>): Promise<Partial<Kept['otel']>> {
    if (headers === undefined) return rest
    checkHeaders(headers ?? {})
    return { ...rest, sealedHeaders: await vault.seal(headers ?? {}), headerNames: Object.keys(headers ?? {}) }
  }

  async function sealSentry({
    dsn,
    ...rest
  }: NonNullable<TelemetryChange['sentry']>): Promise<Partial<Kept['sentry']>> {
    if (dsn === undefined) return rest
    if (dsn === null) return { ...rest, isOn: false, sealedDsn: null, dsnHint: null }
    return { ...rest, sealedDsn: await vault.seal({ dsn }), dsnHint: readDsn(dsn).hint }
  }

  async function openDsn(): Promise<string | null> {
    const { dsn } = await vault.open(read().sentry.sealedDsn)
    if (dsn !== undefined) log.hide('telemetry dsn', [dsn, readDsn(dsn).publicKey])
    return dsn ?? null
  }

  return {
    shown: (): TelemetrySettings => shown(read()),
    /** Another string after every change, whichever program made it. */
    mark: (): string => JSON.stringify(store.get(name) ?? null),

    /** Each key given replaces its value. Rejects with a user error where it makes no sense; then nothing is changed. */
    async change({ otel = {}, prometheus, health, sentry = {} }: TelemetryChange): Promise<TelemetrySettings> {
      const [newOtel, newSentry] = [await sealOtel(otel), await sealSentry(sentry)]
      const before = read()
      const after: Kept = {
        otel: { ...before.otel, ...newOtel },
        prometheus: { ...before.prometheus, ...prometheus },
        health: { ...before.health, ...health },
        sentry: { ...before.sentry, ...newSentry },
      }
      if (after.sentry.isOn && after.sentry.sealedDsn === null) {
        throw noDsn()
      }
      store.set(name, after)
      return shown(after)
    },

    /** null: it is off. Rejects where what was sealed cannot be opened here. */
    async openOtel(): Promise<OtelSettings | null> {
      const { isOn, sealedHeaders, headerNames: _, ...rest } = read().otel
      if (!isOn) return null
      const headers = await vault.open(sealedHeaders)
      log.hide('telemetry headers', Object.values(headers))
      return { ...rest, headers }
    },
    /** null: it is off. */
    openDsn: async (): Promise<string | null> => (read().sentry.isOn ? openDsn() : null),
    /** Also where it is off, for a person who wants to try it first. Rejects with a user error where there is none. */
    async openDsnForTest(): Promise<string> {
      const dsn = await openDsn()
      if (dsn !== null) return dsn
      throw noDsn()
    },
  }
}

export type TelemetrySettingsKeeper = ReturnType<typeof createTelemetrySettings>

function noDsn() {
  return userError('telemetry.no-dsn', 'Sentry needs the address of a project (DSN) first.', { field: 'sentry.dsn' })
}

/** As RFC 9110 has them: names are tokens, and a line break in a value would begin another header. */
function checkHeaders(headers: Record<string, string>): void {
  for (const [header, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header)) {
      throw userError('telemetry.bad-header', `“${header}” is not the name of a header.`, { field: 'otel.headers' })
    }
    if (/[\r\n\0]/.test(value)) {
      throw userError('telemetry.bad-header', `The value of “${header}” holds a line break.`, { field: 'otel.headers' })
    }
  }
}
