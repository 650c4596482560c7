import { assert } from '../../../shared/assert.ts'
import type { Host } from '../../../shared/contract/host.ts'
import { noFiles } from '../files/file-streams.ts'
import { readTriggerParams, type ServiceTriggerParams } from '../integrations/as-trigger-nodes.ts'
import type { Integration } from '../integrations/define-integration.ts'
import { isProtocol, type Service, type ServiceTriggerSpec } from '../integrations/define-service.ts'
import type { CallContext, IntegrationClient } from '../integrations/integration-client.ts'
import type { ConnectionAccess } from '../integrations/open-connection.ts'
import type { ProtocolRunner } from '../integrations/run-protocol.ts'
import type { DeliveriesStore } from '../store/deliveries.store.ts'
import type { TriggerLooksStore } from '../store/trigger-looks.store.ts'
import type { TriggerRow } from '../store/triggers.store.ts'
import type { WebhookSecretsStore } from '../store/webhook-secrets.store.ts'

/** What triggers of services need besides what all triggers do. */
export type TriggerServices = {
  find(integrationId: string): Service | undefined
  connections: ConnectionAccess
  client: Pick<IntegrationClient, 'send'>
  protocols: Pick<ProtocolRunner, 'look' | 'watch'>
  host: Pick<Host, 'seal' | 'unseal'>
  looks: TriggerLooksStore
  deliveries: DeliveriesStore
  secrets: WebhookSecretsStore
}

/** A trigger of a service with what it is set up with. */
export type ServiceTrigger = {
  row: TriggerRow
  integration: Service
  trigger: ServiceTriggerSpec
  name: string
  params: ServiceTriggerParams
}

/** The service and the trigger a row is about; null where this program knows none of that name. */
export function readServiceTrigger(row: TriggerRow, { find }: Pick<TriggerServices, 'find'>): ServiceTrigger | null {
  if (row.service === null) return null
  const at = row.service.indexOf('.')
  const name = row.service.slice(at + 1)
  const integration = find(row.service.slice(0, at))
  const trigger = integration?.triggers?.[name]
  return integration && trigger
    ? { row, integration, trigger, name, params: readTriggerParams(trigger, row.params) }
    : null
}

/** The service of a way that goes by HTTP. */
export function httpServiceOf({ integration }: ServiceTrigger): Integration {
  assert(!isProtocol(integration), `${integration.id} has an HTTP API`)
  return integration
}

/** For requests no run makes: nothing is traced, and no file comes or goes. */
export function lookContext(signal: AbortSignal, timeoutMs: number): CallContext {
  return {
    signal,
    timeoutMs,
    idempotencyKey: null,
    beforeSend: async () => {},
    onRequest() {},
    onWaiting() {},
    files: noFiles,
  }
}
