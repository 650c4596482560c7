import type { Host } from '../../../shared/contract/host.ts'
import type { Service } from '../integrations/define-service.ts'
import type { IntegrationClient } from '../integrations/integration-client.ts'
import type { ConnectionAccess } from '../integrations/open-connection.ts'
import type { ProtocolRunner } from '../integrations/run-protocol.ts'
import { createDeliveriesStore } from '../store/deliveries.store.ts'
import type { Db } from '../store/open-database.ts'
import { createTriggerLooksStore } from '../store/trigger-looks.store.ts'
import { createWebhookSecretsStore } from '../store/webhook-secrets.store.ts'
import type { TriggerServices } from './trigger-services.ts'

type Parts = {
  db: Db
  host: Host
  services: {
    loaded: ReadonlyMap<string, Service>
    client: Pick<IntegrationClient, 'send'>
    connections: { access: ConnectionAccess }
    protocols: ProtocolRunner
  }
}

/** What triggers of services need, put together. */
export function openTriggerServices({ db, host, services }: Parts): TriggerServices {
  return {
    host,
    protocols: services.protocols,
    find: (integrationId) => services.loaded.get(integrationId),
    connections: services.connections.access,
    client: services.client,
    looks: createTriggerLooksStore(db),
    deliveries: createDeliveriesStore(db),
    secrets: createWebhookSecretsStore(db),
  }
}
