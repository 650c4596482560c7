import type { Json } from '../../../shared/json.ts'
import type { FileRef } from '../../../shared/run/file-ref.ts'
import type { ServiceCall } from '../nodes/define-node.ts'
import type { SentTrace } from '../telemetry/otel/propagation.ts'
import type { ActionReply, ActionRequest, Integration } from './define-integration.ts'
import type { OpenConnection } from './open-connection.ts'

/** One HTTP request that was made, for the trace. Secrets are out of all of it. */
export type RequestTrace = {
  method: string
  url: string
  /** Null where no reply came. */
  status: number | null
  durationMs: number
  /** Of the reply. */
  bytes: number
  /** Time it waited before it was sent, for the service's limits or between two tries, in milliseconds. */
  waitedMs: number
  /** Beginnings of the bodies as text; null where there is none, or it is a file. */
  sent: string | null
  received: string | null
  /** Of a protocol, which knows no status: whether it did what was asked. */
  answered?: boolean
  /** The id its span has for other programs, where it left with one. */
  spanId?: string
}

/** Files that calls send and receive. */
export type CallFiles = {
  /** Bytes of a file as a stream, and how many they are. */
  read(file: FileRef): Promise<{ stream: AsyncIterable<Uint8Array>; bytes: number; name: string; mediaType: string }>
  /** Keeps what a stream brings, and answers the value that stands for it. Refuses more than any file may have. */
  keep(file: { name: string; mediaType: string; stream: AsyncIterable<Uint8Array> }): Promise<Json>
}

/** Where a call's requests are told, its files are kept, and by what it is stopped. */
export type CallContext = {
  signal: AbortSignal
  /** Resolves before anything leaves: what happened so far is on disk. */
  beforeSend(): Promise<void>
  /** The trace that a request to the service's own hosts carries; null: none. */
  trace?(): SentTrace | null
  onRequest(trace: RequestTrace): void
  /** A wait of more than a moment begins: for the service's limit, or before another try. `waitMs` null: nobody knows. */
  onWaiting(waitMs: number | null, reason: string): void
  files: CallFiles
  /** For services that do a thing once however often it is asked; null where there is nothing it could stand for. */
  idempotencyKey: string | null
  /**
   * Longest one request may take, in milliseconds, what it waits for its turn not counted. Where a file is sent or
   * received, only silence of that length ends it.
   */
  timeoutMs: number
}

/** Calls services: the one way a request leaves for one. */
export type IntegrationClient = {
  /** Does an action, all pages and tries, and gives what it gives. Its input is checked against the action's schema. */
  call(call: ServiceCall, context: CallContext): Promise<Json>
  /** Whether a call may change something at its service; of what it does not know, yes. */
  changes(call: Pick<ServiceCall, 'integrationId' | 'action' | 'input'>): boolean
  /** Any request with one of the integration's connections; a reply of any status comes back. */
  request(
    asked: { integrationId: string; connectionId: string; request: ActionRequest },
    context: CallContext,
  ): Promise<ActionReply>
  /**
   * One request of an integration over an open connection, with tries and limits: for tests of connections and triggers.
   * Throws the service's complaint; a refused credential is renewed once.
   */
  send(
    integration: Integration,
    connection: OpenConnection,
    request: ActionRequest,
    context: CallContext,
  ): Promise<ActionReply>
}
