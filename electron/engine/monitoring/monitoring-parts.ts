import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import type { Alerts } from '../alerts/alerts.ts'
import type { ModelConnections } from '../connections/model-connections.ts'
import type { Budgets } from '../costs/budgets.ts'
import type { Http } from '../http/http.ts'
import type { openServices } from '../integrations/open-services.ts'
import type { Provider } from '../models/define-provider.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import type { CommittedEvents } from '../run/committed-events.ts'
import type { Queue } from '../run/queue.ts'
import type { RunChanges } from '../run/run-changes.ts'
import type { RunFeed } from '../run/run-feed.ts'
import type { Starts } from '../run/starts.ts'
import type { SafeLog } from '../safe-log.ts'
import type { openStorage } from '../storage/open-storage.ts'
import type { BlobsStore } from '../store/blobs.store.ts'
import type { DataFolder } from '../store/open-data-folder.ts'
import type { Db } from '../store/open-database.ts'
import type { QueueStore } from '../store/queue.store.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { Propagation } from '../telemetry/otel/propagation.ts'

/** What the parts that watch are made of: the engine's own. */
export type MonitoringParts = {
  db: Db
  workspaceId: string
  dataDir: string
  folder: DataFolder
  /** Closes the engine and opens another on the same folder, soon; null: whoever holds it cannot. */
  restart: (() => void) | null
  host: Host
  http: Http
  clock: Clock
  log: SafeLog
  /** Names this process. */
  owner: string
  /** Whether the program stays, or ends with its one command. */
  stays: boolean
  /** Aborts when the engine closes. */
  closing: AbortSignal
  /** Of Niti. */
  version: string
  runsStore: RunsStore
  blobs: BlobsStore
  feed: RunFeed
  /** Says that runs changed. */
  changes: RunChanges
  /** What runs of this program did, once it is on disk. */
  committed: CommittedEvents
  queue: Queue
  queueStore: QueueStore
  starts: Starts
  alerts: Alerts
  budgets: Budgets
  connections: ModelConnections
  providers: Provider[]
  services: ReturnType<typeof openServices>
  /** Which trace a request is part of. */
  propagation: Propagation
  storage: ReturnType<typeof openStorage>
  nodeTypes: NodeTypes
  /** That of the settings; null: this machine's. */
  timeZone(): string | null
  workflowName(workflowId: string): string | undefined
  agentName(agentId: string): string | undefined
}
