import type { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Seconds a run may take: from a tenth of one to a day. */
const runSeconds = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400]

type Library = typeof import('prom-client')

/** The figures that grow while the program runs. They begin at zero with it, which Prometheus knows how to read. */
export function createCounters({ Counter, Histogram }: Library, registry: Registry) {
  const registers = [registry]
  const counter = <T extends string>(name: string, help: string, labelNames: T[]): Counter<T> =>
    new Counter({ name: `niti_${name}`, help, labelNames, registers })
  const runDuration: Histogram<'workflow'> = new Histogram({
    name: 'niti_run_duration_seconds',
    help: 'How long runs took that ended here, from when they were asked for, by workflow.',
    labelNames: ['workflow'],
    buckets: runSeconds,
    registers,
  })
  return {
    runDuration,
    runs: counter('runs_total', 'Runs that ended here, by workflow and how they ended. Dry runs are left out.', [
      ...(['workflow', 'status'] as const),
    ]),
    calls: counter('model_calls_total', 'Model calls that ended here, tries that were repeated included.', [
      ...(['provider', 'model', 'outcome'] as const),
    ]),
    tokens: counter(
      'model_tokens_total',
      'Tokens as providers billed them. input includes cached_input and cache_write_input; output includes reasoning.',
      [...(['provider', 'model', 'kind'] as const)],
    ),
    cost: counter('model_cost_usd_total', 'What model calls cost, in US dollars, where the price is known.', [
      ...(['provider', 'model'] as const),
    ]),
    unpriced: counter('model_calls_unpriced_total', 'Billed model calls whose price nobody knows.', [
      ...(['provider', 'model'] as const),
    ]),
    errors: counter('provider_errors_total', 'Model calls that failed, by provider and code.', [
      ...(['provider', 'code'] as const),
    ]),
    waits: counter('rate_limit_waits_total', 'Calls that waited for a limit of a model provider or a service.', [
      ...(['target'] as const),
    ]),
    waitSeconds: counter('rate_limit_wait_seconds_total', 'How long they waited for it, in seconds.', [
      ...(['target'] as const),
    ]),
  }
}

export type Counters = ReturnType<typeof createCounters>

/** The figures that stand for this moment. */
export function createGauges({ Gauge }: Library, registry: Registry) {
  const registers = [registry]
  const gauge = <T extends string>(name: string, help: string, labelNames: T[] = []): Gauge<T> =>
    new Gauge({ name, help, labelNames, registers })
  return {
    build: gauge('niti_build_info', 'Always 1; its label says which version runs.', ['version']),
    underWay: gauge('niti_runs_under_way', 'Runs under way in all programs on this data folder.'),
    waiting: gauge('niti_queue_depth', 'Runs that wait for their turn.'),
    oldest: gauge('niti_queue_oldest_seconds', 'How long the oldest of them has waited; 0 where none does.'),
    lag: gauge('niti_event_loop_lag_seconds', 'How long the event loop was held in the last minute.', ['quantile']),
    memory: gauge('process_resident_memory_bytes', 'Memory of this process.'),
    heap: gauge('nodejs_heap_size_used_bytes', 'Of it, what the program itself uses.'),
    started: gauge('process_start_time_seconds', 'When the process began, in seconds since the Unix epoch.'),
    database: gauge('niti_database_bytes', 'Size of the database and of its log of late writes.', ['file']),
    diskFree: gauge('niti_disk_free_bytes', 'Free room on the disk of the data folder.'),
    health: gauge('niti_health', '1 for the state each check of health is in, 0 for the others.', [
      ...(['check', 'state'] as const),
    ]),
  }
}

export type Gauges = ReturnType<typeof createGauges>
