import type { Clock } from '../../shared/clock.ts'
import type { Host } from '../../shared/contract/host.ts'
import type { Log } from '../../shared/log.ts'
import type { Http } from './http/http.ts'
import type { Service } from './integrations/define-service.ts'
import type { NodeDefinition } from './nodes/define-node.ts'

/** What whoever holds the engine hands to it. */
export type EngineOptions = {
  /** Holds everything Niti keeps. */
  dataDir: string
  host: Host
  /** The folder relative paths in nodes start from; the current one by default. */
  filesDir?: string
  /** What ships with the app. */
  resourcesDir?: string
  clock?: Clock
  http?: Http
  log?: Log
  /** What nodes there are, by type; those that come with Niti unless told otherwise. */
  nodeTypes?: ReadonlyMap<string, NodeDefinition>
  /** What services there are; those that come with Niti unless told otherwise. */
  integrations?: Service[]
  env?: Record<string, string | undefined>
  /**
   * Whether to go on with runs that a stop of the program left behind; true unless told otherwise. A host that ends with
   * its one command leaves them to one that stays.
   */
  resumeRuns?: boolean
  /**
   * Closes this engine and opens another on the same folder, soon after it was called. Without it a backup cannot be
   * restored while the engine is open.
   */
  restart?: () => void
}
