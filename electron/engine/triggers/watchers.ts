import type { Json, JsonObject } from '../../../shared/json.ts'
import type { Integration, ServiceEvent } from '../integrations/define-integration.ts'
import type { OpenConnection } from '../integrations/open-connection.ts'

/** What a watcher is handed: everything it needs to keep one connection open. */
export type WatchContext = {
  integration: Integration
  /** Name of the trigger among the integration's. */
  trigger: string
  input: JsonObject
  connection: OpenConnection
  /** Where it left off; null at the first time. */
  cursor: Json | null
  now(): number
  /** Resolves after so many milliseconds; rejects as the signal aborts. */
  sleep(ms: number): Promise<void>
  /** Aborts when it is to end. */
  signal: AbortSignal
}

/**
 * Keeps a connection of a protocol open and hands over what comes, in batches and in order, each with where it stands
 * after it. As with a poll, the first batch of a trigger that has no cursor yet is only remembered. What it throws is
 * shown at the trigger, and it is begun again after a while from the last cursor; the next batch is asked for once the
 * last one's runs are recorded.
 */
export type Watcher = (context: WatchContext) => AsyncIterable<{ events: ServiceEvent[]; cursor: Json }>

/** By the name a trigger's `watch.protocol` says. */
export type Watchers = Record<string, Watcher>
