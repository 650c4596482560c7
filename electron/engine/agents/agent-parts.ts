import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import type { ModelConnections } from '../connections/model-connections.ts'
import type { createForecasts } from '../costs/forecast.ts'
import type { Http } from '../http/http.ts'
import type { openServices } from '../integrations/open-services.ts'
import type { Provider } from '../models/define-provider.ts'
import type { Prices } from '../models/prices.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import type { Queue } from '../run/queue.ts'
import type { RunChanges } from '../run/run-changes.ts'
import type { RunFeed } from '../run/run-feed.ts'
import type { Starts } from '../run/starts.ts'
import type { SafeLog } from '../safe-log.ts'
import type { BlobsStore } from '../store/blobs.store.ts'
import type { Db } from '../store/open-database.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { Versions } from '../workflows/versions.ts'
import type { Workflows } from '../workflows/workflows.ts'

/** What the parts around agents are made of: the engine's own. */
export type AgentParts = {
  db: Db
  workspaceId: string
  dataDir: string
  filesDir: string
  /** What comes with the app: templates and the like. */
  resourcesDir: string
  host: Host
  http: Http
  clock: Clock
  log: SafeLog
  /** Names this process. */
  owner: string
  /** Whether the program stays, or ends with its one command. */
  stays: boolean
  nodeTypes: NodeTypes
  providers: Provider[]
  prices: Prices
  connections: ModelConnections
  services: ReturnType<typeof openServices>
  runsStore: RunsStore
  versions: Versions
  blobs: BlobsStore
  feed: RunFeed
  /** Says that runs changed. */
  changes: RunChanges
  monthStart(): number
  /** Made after this: asked for when something is done, not before. */
  late(): { starts: Starts; queue: Queue; forecast: ReturnType<typeof createForecasts>; workflows: Workflows }
}
