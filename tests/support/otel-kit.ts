import type { Engine } from '../../electron/engine/engine.ts'
import type { TelemetryStatus } from '../../shared/contract/telemetry.ts'
import type { OtlpReceiver, ReceivedPoint, ReceivedSpan } from './otlp-receiver.ts'
import { until } from './trigger-engine.ts'

type Wanted = {
  sendsTraces?: boolean
  sendsMetrics?: boolean
  sendsContent?: boolean
  propagates?: boolean
  headers?: Record<string, string>
}

/** Switches OpenTelemetry on, with traces unless told otherwise. */
export async function switchOn(engine: Engine, { url }: Pick<OtlpReceiver, 'url'>, wanted: Wanted = {}): Promise<void> {
  const all = { sendsTraces: true, sendsMetrics: false, sendsContent: false, propagates: false, ...wanted }
  await engine.client.telemetry.change({ otel: { isOn: true, endpoint: url, ...all } })
}

/** Once what became of traces is as it should be. */
export function tracesAre(engine: Engine, isSo: (traces: TelemetryStatus['traces']) => boolean) {
  return until('the traces are as they should be', async () => {
    const { traces } = await engine.client.telemetry.status()
    return isSo(traces) && traces
  })
}

/** The tree of one trace as text: a line for each span, its name set in by how deep it lies. */
export function drawTree(spans: ReceivedSpan[], parentSpanId = '', depth = 0): string[] {
  return spans
    .filter((span) => span.parentSpanId === parentSpanId)
    .sort((a, b) => a.startMs - b.startMs)
    .flatMap((span) => [
      `${'  '.repeat(depth)}${span.name}${span.status.code === 2 ? ' !' : ''}`,
      ...drawTree(spans, span.spanId, depth + 1),
    ])
}

/** The one span of this name. */
export function spanNamed(spans: ReceivedSpan[], name: string): ReceivedSpan {
  const found = spans.filter((span) => span.name === name)
  const [span] = found
  if (!span || found.length > 1) {
    throw new Error(`${found.length} spans are called “${name}”, of ${spans.map((one) => one.name).join(', ')}`)
  }
  return span
}

/** The points of a metric whose attributes are these, among others. */
export function pointsOf(points: ReceivedPoint[], name: string, about: Record<string, string> = {}): ReceivedPoint[] {
  return points.filter(
    (point) => point.name === name && Object.entries(about).every(([key, value]) => point.attributes[key] === value),
  )
}
