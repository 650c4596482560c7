import type { Host } from '../../../shared/contract/host.ts'
import type { Integration } from '../integrations/define-integration.ts'
import type { IntegrationClient } from '../integrations/integration-client.ts'
import type { ConnectionAccess } from '../integrations/open-connection.ts'
import { createDeliveriesStore } from '../store/deliveries.store.ts'
import type { Db } from '../store/open-database.ts'
import { createTriggerLooksStore } from '../store/trigger-looks.store.ts'
import { createWebhookSecretsStore } from '../store/webhook-secrets.store.ts'
import type { TriggerServices } from './trigger-services.ts'
import type { Watchers } from './watchers.ts'

type Parts = {
  db: Db
  host: Host
  services: {
    loaded: ReadonlyMap<string, Integration>
    client: Pick<IntegrationClient, 'send'>
    connections: { access: ConnectionAccess }
  }
  watchers: Watchers | undefined
}

/** What triggers of services need, put together. */
export function openTriggerServices({ db, host, services, watchers = {} }: Parts): TriggerServices {
  return {
    ...{ host, watchers },
    find: (integrationId) => services.loaded.get(integrationId),
    connections: services.connections.access,
    client: services.client,
    looks: createTriggerLooksStore(db),
    deliveries: createDeliveriesStore(db),
    secrets: createWebhookSecretsStore(db),
  }
}
