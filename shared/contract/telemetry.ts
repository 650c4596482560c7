import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errorInfo } from '../errors.ts'

const port = z.number().int().min(0).max(65_535)
const endpoint = z.url({ protocol: /^https?$/ }).max(2_048)

/** All of it is off until a person switches it on. */
export const telemetrySettings = z.object({
  otel: z.object({
    isOn: z.boolean(),
    /** OTLP over HTTP, without `/v1/traces`: `http://127.0.0.1:4318`. */
    endpoint: z.string(),
    /** Names of the headers that are sent along; their values are sealed and never come back. */
    headerNames: z.array(z.string()),
    ...{ sendsTraces: z.boolean(), sendsMetrics: z.boolean() },
    /** Prompts, replies and what tools were given: what people wrote leaves the machine. */
    sendsContent: z.boolean(),
    /** Requests of nodes carry `traceparent`, and that of a webhook's caller is taken up. */
    propagates: z.boolean(),
  }),
  prometheus: z.object({ isOn: z.boolean(), port }),
  health: z.object({ isOn: z.boolean() }),
  sentry: z.object({ isOn: z.boolean(), hasDsn: z.boolean(), dsnHint: z.string().nullable() }),
})
export type TelemetrySettings = z.infer<typeof telemetrySettings>

/** What was sent, and what the last try said. */
const sending = z.object({
  sent: z.number().int(),
  /** Waiting to be sent, and given up because it was refused or there were too many. */
  ...{ waiting: z.number().int(), dropped: z.number().int() },
  lastAt: z.number().nullable(),
  error: errorInfo.nullable(),
})

export const telemetryStatus = z.object({
  traces: sending,
  metrics: sending,
  sentry: sending,
  /** `http://127.0.0.1:9464/metrics`; null: nothing listens, `listenError` says why where it should. */
  metricsUrl: z.string().nullable(),
  healthUrl: z.string().nullable(),
  listenError: errorInfo.nullable(),
})
export type TelemetryStatus = z.infer<typeof telemetryStatus>

export const telemetryContract = {
  settings: oc.output(telemetrySettings),
  /** Each key given replaces its value. `headers` and `dsn` are sealed; null: none any more. */
  change: oc
    .input(
      z.object({
        otel: telemetrySettings.shape.otel
          .omit({ headerNames: true })
          .extend({ endpoint, headers: z.record(z.string().min(1).max(100), z.string().max(4_096)).nullable() })
          .partial()
          .optional(),
        prometheus: telemetrySettings.shape.prometheus.partial().optional(),
        health: telemetrySettings.shape.health.partial().optional(),
        sentry: z
          .object({ isOn: z.boolean(), dsn: z.url().max(1_000).nullable() })
          .partial()
          .optional(),
      }),
    )
    .output(telemetrySettings),
  status: oc.output(telemetryStatus),
  /** Sends one small thing now and waits for the answer; rejects with what the other side said. */
  test: oc.input(z.object({ what: z.enum(['otel', 'sentry']) })).output(z.object({ said: z.string() })),
  /** A mistake of ours in the page: noted as one of the engine is, and sent where Sentry is on. */
  reportPageError: oc
    .input(z.object({ stack: z.string().max(20_000), where: z.enum(['screen', 'window', 'promise']) }))
    .output(z.void()),
}
