import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import type { Log } from '../../../shared/log.ts'
import { createIntegrationConnections } from '../connections/integration-connections.ts'
import { plainSend } from '../connections/plain-send.ts'
import type { Http } from '../http/http.ts'
import type { NodeDefinition } from '../nodes/define-node.ts'
import { createIntegrationConnectionsStore } from '../store/integration-connections.store.ts'
import { createOAuthClientsStore } from '../store/oauth-clients.store.ts'
import type { Db } from '../store/open-database.ts'
import type { Integration } from './define-integration.ts'
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

/** Services, put together: what they bring to the palette, and people's connections to them. */
export function openServices({ db, workspaceId, nodeTypes, integrations, ...parts }: Parts) {
  const nodes = createServiceNodes(nodeTypes, integrations)
  const connections = createIntegrationConnections({
    ...parts,
    integrations: nodes.loaded,
    store: createIntegrationConnectionsStore(db, workspaceId),
    clients: createOAuthClientsStore(db, workspaceId),
    send: plainSend(parts.http),
  })
  return { ...nodes, connections, client: { send: plainSend(parts.http) } }
}
