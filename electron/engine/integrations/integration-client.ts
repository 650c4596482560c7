import type { Json, JsonObject } from '../../../shared/json.ts'
import type { ServiceCall } from '../nodes/define-node.ts'
import type { ActionReply, ActionRequest, Integration } from './define-integration.ts'
import type { OpenConnection } from './open-connection.ts'

/** One HTTP request that was made, for the trace. Secrets are out of all of it. */
export type RequestTrace = {
  method: string
  url: string
  status: number | null
  durationMs: number
  /** Of the reply. */
  bytes: number
  /** Time it waited for its turn, because of the service's limits, in milliseconds. */
  waitedMs: number
  /** Beginnings of the bodies as text; null where there is none, or it is a file. */
  sent: string | null
  received: string | null
}

/** Where a call's requests are told, its files are kept, and by what it is stopped. */
export type CallContext = {
  signal: AbortSignal
  /** Resolves before anything leaves: what happened so far is on disk. */
  beforeSend(): Promise<void>
  onRequest(trace: RequestTrace): void
  /** A wait of more than a moment begins: for the service's limit, or before another try. */
  onWaiting(waitMs: number, reason: string): void
  files: {
    /** Bytes of a file as a stream, and how many they are. */
    read(
      file: JsonObject,
    ): Promise<{ stream: AsyncIterable<Uint8Array>; bytes: number; name: string; mediaType: string }>
    /** Keeps what a stream brings, and answers the value that stands for it. */
    keep(file: { name: string; mediaType: string; stream: AsyncIterable<Uint8Array> }): Promise<Json>
  }
  /** For services that do a thing once however often it is asked; null where there is nothing it could stand for. */
  idempotencyKey: string | null
  /** Ends the whole call, in milliseconds. */
  timeoutMs: number
}

/** Calls services: the one way a request leaves for one. */
export type IntegrationClient = {
  /** Does an action, all pages and tries, and gives what it gives. Its input is checked against the action's schema. */
  call(call: ServiceCall, context: CallContext): Promise<Json>
  /** One request of an integration over an open connection, with tries and limits: for tests of connections and triggers. */
  send(
    integration: Integration,
    connection: OpenConnection,
    request: ActionRequest,
    context: CallContext,
  ): Promise<ActionReply>
}
