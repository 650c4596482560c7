import type { Json } from '../../../shared/json.ts'
import { nodeKey } from '../../../shared/run/events.ts'
import type { CallFiles, IntegrationClient } from '../integrations/integration-client.ts'
import type { ServiceCall } from '../nodes/define-node.ts'
import type { Propagation } from '../telemetry/otel/propagation.ts'
import type { EffectSource } from './active-run.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'

export type Services = {
  client: IntegrationClient
  /** Files of the run, as they are sent and received. */
  files: CallFiles
}

type Parts = Services & { propagation: Pick<Propagation, 'outgoing'> }

const timeoutMs = 120_000
/** Shorter waits are told by their request alone. */
const toldFromMs = 1_000

/** Calls each try of a node has made so far. */
const callsMade = new WeakMap<EffectSource, number>()

/** A call to a service with the events about it: one for each request that was made, and its longer waits. */
export function callService(
  { client, files, propagation }: Parts,
  source: EffectSource,
  call: ServiceCall,
): Promise<Json> {
  const { run, node, scope, signal } = source
  const { integrationId, action } = call
  const number = callsMade.get(source) ?? 0
  callsMade.set(source, number + 1)
  const own = nodeKey(scope, node)
  return client.call(call, {
    signal,
    files,
    timeoutMs,
    // Each call of a node has its own, the same for every try of it and after a stop of the program.
    idempotencyKey: idempotencyKeyOf(run.runId, number === 0 ? own : `${own}#call-${number}`),
    beforeSend: () => run.log.flush(),
    trace: () => propagation.outgoing(run),
    onRequest({ method, url, status, durationMs, bytes, waitedMs, sent, received, answered, spanId }) {
      const service = { integrationId, action, waitedMs, sent, received, ...(answered !== undefined && { answered }) }
      const traced = spanId === undefined ? {} : { spanId }
      run.log.append({ type: 'http-called', node, scope, method, url, status, durationMs, bytes, ...traced, service })
    },
    onWaiting(waitMs, reason) {
      if (waitMs !== null && waitMs < toldFromMs) return
      const time = waitMs === null ? '' : ` It goes on in ${Math.ceil(waitMs / 1000)} s.`
      run.log.append({ type: 'node-logged', node, scope, level: 'info', text: `${reason}${time}` })
    },
  })
}
