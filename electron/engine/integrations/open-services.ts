import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import type { Log } from '../../../shared/log.ts'
import { createIntegrationConnections } from '../connections/integration-connections.ts'
import type { Http } from '../http/http.ts'
import type { NodeDefinition } from '../nodes/define-node.ts'
import { createIntegrationConnectionsStore } from '../store/integration-connections.store.ts'
import { createOAuthClientsStore } from '../store/oauth-clients.store.ts'
import type { Db } from '../store/open-database.ts'
import type { Integration } from './define-integration.ts'
import { createIntegrationClient } from './run-action.ts'
import { createServiceNodes } from './service-nodes.ts'

type Parts = {
  db: Db
  workspaceId: string
  host: Host
  http: Http
  clock: Clock
  log: Log
  owner: string
  isAlive(owner: string): boolean
  nodeTypes: ReadonlyMap<string, NodeDefinition>
  /** Stand in for those that come with Niti. */
  integrations: Integration[] | undefined
}

/** Services, put together: what they bring to the palette, people's connections to them, and how they are called. */
export function openServices({ db, workspaceId, nodeTypes, integrations, ...parts }: Parts) {
  const nodes = createServiceNodes(nodeTypes, integrations)
  const connections = createIntegrationConnections({
    ...parts,
    integrations: nodes.loaded,
    store: createIntegrationConnectionsStore(db, workspaceId),
    clients: createOAuthClientsStore(db, workspaceId),
    send: (...request) => client.send(...request),
  })
  const client = createIntegrationClient({ ...parts, integrations: nodes.loaded, connections: connections.access })
  return { ...nodes, connections, client }
}
