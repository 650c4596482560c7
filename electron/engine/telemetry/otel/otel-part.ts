import type { TelemetryStatus } from '../../../../shared/contract/telemetry.ts'

/** What a person set, opened: the values of the headers are secrets. */
export type OtelSettings = {
  /** OTLP over HTTP, without `/v1/traces`: `http://127.0.0.1:4318`. */
  endpoint: string
  headers: Record<string, string>
  sendsTraces: boolean
  sendsMetrics: boolean
  sendsContent: boolean
  propagates: boolean
}

/** What was sent, what waits, and what the last try said. */
export type Sending = TelemetryStatus['traces']

/** OpenTelemetry as the rest of the house sees it; `openOtel` of open-otel.ts makes it. */
export type OtelPart = {
  /** Takes effect at once; null: switched off. Called once before `open`, and again whenever a person changed something. */
  configure(settings: OtelSettings | null): void
  /** Of what other programs on the data folder sent, only the traces are known. */
  status(): { traces: Sending; metrics: Sending }
  /** Sends one small span now, and says what the collector answered; rejects with what it complained of. */
  test(): Promise<{ said: string }>
  /** Begins to send what waits; where the program stays. */
  open(): void
  /** Sends for a moment longer what is ready; the rest is sent after the next start. */
  close(): Promise<void>
}
