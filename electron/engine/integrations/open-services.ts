import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import { createIntegrationConnections } from '../connections/integration-connections.ts'
import { createDiskPath } from '../files/own-files.ts'
import type { Http } from '../http/http.ts'
import type { NodeDefinition } from '../nodes/define-node.ts'
import type { SafeLog } from '../safe-log.ts'
import { createIntegrationConnectionsStore } from '../store/integration-connections.store.ts'
import { createOAuthClientsStore } from '../store/oauth-clients.store.ts'
import type { Db } from '../store/open-database.ts'
import type { Service } from './define-service.ts'
import { createIntegrationClient } from './run-action.ts'
import { createProtocolRunner } from './run-protocol.ts'
import { createServiceNodes } from './service-nodes.ts'

type Parts = {
  db: Db
  dataDir: string
  workspaceId: string
  host: Host
  http: Http
  clock: Clock
  log: SafeLog
  owner: string
  isAlive(owner: string): boolean
  nodeTypes: ReadonlyMap<string, NodeDefinition>
  /** Stand in for those that come with Niti. */
  integrations: Service[] | undefined
}

/** Services, put together: what they bring to the palette, people's connections to them, and how they are called. */
export function openServices({ db, dataDir, workspaceId, nodeTypes, integrations, ...parts }: Parts) {
  const nodes = createServiceNodes(nodeTypes, integrations)
  const connections = createIntegrationConnections({
    ...parts,
    integrations: nodes.loaded,
    store: createIntegrationConnectionsStore(db, workspaceId),
    clients: createOAuthClientsStore(db, workspaceId),
    send: (...request) => client.send(...request),
    protocolAccount: (...asked) => protocols.account(...asked),
  })
  const access = { ...parts, connections: connections.access }
  const protocols = createProtocolRunner({ ...access, diskPath: createDiskPath(dataDir) })
  const client = createIntegrationClient({ ...access, protocols, integrations: nodes.loaded, load: nodes.load })
  return { ...nodes, connections, client, protocols }
}
