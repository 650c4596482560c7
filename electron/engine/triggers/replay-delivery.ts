import type { Clock } from '../../../shared/clock.ts'
import type { WebhookDelivery } from '../../../shared/contract/integrations.ts'
import { userError } from '../../../shared/errors.ts'
import type { TriggerRow } from '../store/triggers.store.ts'
import { openHeaders } from './deliver.ts'
import type { StartTriggered } from './fire.ts'
import { parseBody } from './read-body.ts'
import { readServiceTrigger, type TriggerServices } from './trigger-services.ts'

type Parts = {
  services: TriggerServices
  start: StartTriggered
  clock: Clock
  list(workflowId: string): TriggerRow[]
}

/**
 * Begins a run with what a delivery brought, as if it came now, also where it began one before. A person asks for it, so
 * it needs neither a trigger that is switched on nor the engine that keeps watch.
 */
export async function replayDelivery(
  deliveryId: number,
  { services, start, clock, list }: Parts,
): Promise<WebhookDelivery> {
  const { deliveries } = services
  const kept = deliveries.kept(deliveryId)
  if (!kept?.canReplay) {
    throw userError('trigger.no-replay', `Delivery ${deliveryId} cannot be sent through again.`, {
      hint: 'Only what was believed to come from the service, and is still kept whole, can be.',
    })
  }
  const { workflowId, node, method, query, headers, body } = kept
  const row = list(workflowId).find((one) => one.node === node)
  const found = row && readServiceTrigger(row, services)
  if (!row || !found?.trigger.webhook) {
    throw userError('trigger.gone', `The published workflow has no trigger \`${node}\` of that service any more.`)
  }
  const parsed = await parseBody(Buffer.from(body), headers['content-type'] ?? '')
  if ('error' in parsed) throw userError('trigger.bad-delivery', parsed.error)
  const delivery = { headers: openHeaders(headers), query, body: parsed.body }
  const now = { workflowId, node, receivedAt: clock.now(), key: null, method, query, headers, body }
  const add = (more: Pick<WebhookDelivery, 'outcome' | 'reason' | 'runId'>) =>
    deliveries.add({ ...now, ...more, canReplay: true })
  let added: number | null = null
  if (found.trigger.webhook.matches(delivery, found.params.input)) {
    const payload = found.trigger.webhook.payload?.(delivery) ?? delivery.body
    await start({
      ...{ workflowId, trigger: 'service', startNode: node, payload },
      alongside(runId) {
        added = add({ outcome: 'started', reason: null, runId })
      },
    })
  } else added = add({ outcome: 'ignored', reason: null, runId: null })
  const noted = added === null ? null : deliveries.get(added)
  if (!noted) throw userError('trigger.no-replay', `Delivery ${deliveryId} could not be sent through again.`)
  return noted
}
