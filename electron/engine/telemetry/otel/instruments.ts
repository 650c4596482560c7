import type { Counter, Histogram } from '@opentelemetry/api'
import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { type Measurement, type MetricName, metricList } from './metric-list.ts'

/** Collected when it is asked for, and never by itself. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Different values of one attribute; whatever comes after them is `other`. */
const mostValues = 50
/** Attributes with values that people, models and services make up. */
const boundedAttributes = [
  'niti.workflow.name',
  'gen_ai.agent.name',
  'gen_ai.tool.name',
  'gen_ai.request.model',
  'gen_ai.provider.name',
  'niti.limit.of',
  'error.type',
]

type Parts = { resource: Record<string, string>; version: string; queueDepth(): number }

/** The sums of what was measured, kept by OpenTelemetry's own SDK; loaded only where metrics are sent. */
export function createInstruments({ resource, version, queueDepth }: Parts) {
  const reader = new Reader()
  const provider = new MeterProvider({ resource: resourceFromAttributes(resource), readers: [reader] })
  const meter = provider.getMeter('niti', version)
  const instruments = new Map<MetricName, Counter | Histogram>()
  const known = new Map<string, Set<string>>()
  for (const [name, metric] of Object.entries(metricList)) {
    const { unit, description } = metric
    const advice = 'boundaries' in metric ? { explicitBucketBoundaries: [...metric.boundaries] } : null
    const instrument = advice
      ? meter.createHistogram(name, { unit, description, advice })
      : meter.createCounter(name, { unit, description })
    instruments.set(name as MetricName, instrument) // the keys of the list are its names
  }
  meter
    .createObservableGauge('niti.queue.depth', { unit: '{run}', description: 'Runs that wait for their turn.' })
    .addCallback((result) => result.observe(queueDepth()))

  function bounded(name: string, value: string): string {
    const values = known.get(name) ?? new Set()
    known.set(name, values)
    if (values.has(value)) return value
    if (values.size >= mostValues) return 'other'
    values.add(value)
    return value
  }

  return {
    record({ metric, value, attributes }: Measurement): void {
      const of = { ...attributes }
      for (const name of boundedAttributes) {
        const given = of[name]
        if (given !== undefined) of[name] = bounded(name, given)
      }
      const instrument = instruments.get(metric)
      if (!instrument) return
      if ('record' in instrument) instrument.record(value, of)
      else instrument.add(value, of)
    },

    /** All sums since these instruments were made, as OTLP in JSON. */
    async collect(): Promise<string> {
      const { resourceMetrics, errors } = await reader.collect()
      if (errors.length > 0) throw new Error('metrics could not be collected', { cause: errors[0] })
      const bytes = JsonMetricsSerializer.serializeRequest(resourceMetrics)
      return Buffer.from(bytes ?? []).toString()
    },
  }
}

export type Instruments = ReturnType<typeof createInstruments>
