import type { SignIn } from './define-integration.ts'

/** A connection with its secrets open, for as long as a call takes. It never leaves the engine's memory. */
export type OpenConnection = {
  /** Null where the integration needs no sign-in and none was made. */
  connectionId: string | null
  integrationId: string
  title: string
  /** Null where none is needed. */
  signIn: SignIn | null
  fields: Record<string, string>
  /** By name; of OAuth and sessions: `accessToken`. */
  secrets: Record<string, string>
  allowPrivate: boolean
}

/** What those who call services ask of the connections. */
export type ConnectionAccess = {
  /**
   * The connection, its token fresh. An empty id is the only one the integration has.
   * @throws user errors `connection.none`, `connection.several`, `connection.not-found`, `connection.expired`.
   */
  open(integrationId: string, connectionId: string, signal: AbortSignal): Promise<OpenConnection>
  /** After the service refused the credential: with a new token, or null where only signing in again helps. */
  renew(refused: OpenConnection, signal: AbortSignal): Promise<OpenConnection | null>
  /** Notes how a call went: `null` where it did, else why the service refused the credential. */
  note(connection: OpenConnection, refusal: string | null): void
}
