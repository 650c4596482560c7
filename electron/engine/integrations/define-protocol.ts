import type { z } from 'zod'
import type { ActionKind, IntegrationCategory } from '../../../shared/catalog/integration.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { Complaint, ServiceEvent, ServiceLimits } from './define-integration.ts'
import type { FieldSpec } from './define-request.ts'
import type { SecretSignIn } from './define-sign-in.ts'
import type { CallFiles } from './integration-client.ts'

export type { ServiceEvent } from './define-integration.ts'
export type { FieldSpec } from './define-request.ts'
export type { CallFiles } from './integration-client.ts'

/** Where a host's name leads, checked: the driver connects to this address and looks nothing up itself. */
export type ReachedHost = {
  address: string
  /** On the internet, not on this machine or in its own network. */
  isPublic: boolean
}

/** What opening a connection may depend on. */
export type ConnectContext = {
  fields: Record<string, string>
  secrets: Record<string, string>
  /** Aborts when it is given up or takes too long; what was opened by then has to be closed. */
  signal: AbortSignal
  /**
   * The address of a host, for the driver to connect to (with the name for TLS).
   * @throws a user error for addresses of this machine and private networks unless the connection allows them, and for
   * those of metadata services always.
   */
  reach(host: string): Promise<ReachedHost>
  /**
   * Where a path on the disk really leads.
   * @throws a user error where that is one of Niti's own files, or nothing is there though it must be.
   */
  diskPath(path: string, options: { mustExist: boolean }): Promise<string>
}

export type WebRequest = { url: string; headers?: Record<string, string>; allowPrivate: boolean }
export type WebReply = { status: number; headers: Record<string, string>; text: string }

/** What an action, a look or a watch has besides its client. */
export type UseContext = {
  fields: Record<string, string>
  signal: AbortSignal
  now(): number
  files: CallFiles
  /** The same for every try of a node in a run, also after a stop of the program; null where no run is there. */
  idempotencyKey: string | null
  /** A GET, for protocols that lie on top of HTTP. Checked as any address a person types. */
  fetch(request: WebRequest): Promise<WebReply>
}

/** What a driver opened. One call uses it at a time; it is kept for the next one for a little while. */
export type ProtocolClient = {
  /** Whether it can be used again. */
  isOpen(): boolean
  /** At once, also in the middle of something: every socket is gone soon after. */
  close(): void
}

/** What went wrong, in the service's own words. */
export type ProtocolComplaint = Complaint & {
  /** End of the error's code, `service.…`; `failed` unless told. */
  reason?: 'bad-request' | 'not-found' | 'forbidden' | 'conflict' | 'rate-limited' | 'timeout' | 'failed'
}

export type ProtocolAction<I extends z.ZodObject = z.ZodObject, C = ProtocolClient> = {
  title: string
  /** One sentence: what it does. */
  summary: string
  /** Heading among the protocol's actions, such as `Messages`. */
  group: string
  kind: ActionKind
  /** Form, validation and types in one; hints go in `.meta()` as for nodes. No field is called `connection`. */
  input: I
  run(client: C, input: z.output<I>, context: UseContext): Promise<Json>
  /** Longest time it may take, in milliseconds; two minutes unless told. */
  timeoutMs?(input: z.output<I>): number
  /** For the documentation; at least one. */
  examples: { input: JsonObject; gives: Json }[]
} & OnlyOfHttp<'scopes' | 'pages' | 'idempotencyHeader'>

export type FoundEvents = { events: ServiceEvent[]; cursor: Json }

/** A way to begin runs: by looking again and again, or by keeping a connection open. */
export type ProtocolTrigger<I extends z.ZodObject = z.ZodObject, C = ProtocolClient> = {
  title: string
  summary: string
  group: string
  input: I
  poll?: {
    /** Seconds between two looks unless the person says otherwise. */
    everySeconds: number
    /**
     * What happened since `cursor`, oldest first, and where the next look begins. Events of the first look (`cursor` null)
     * are only remembered. Known ids are not delivered again.
     */
    look(client: C, input: z.output<I>, context: UseContext & { cursor: Json | null }): Promise<FoundEvents>
  } & OnlyOfHttp<'isLong' | 'examples'>
  /**
   * Keeps the connection open and hands over what comes, in order. The first batch of a trigger without a cursor is only
   * remembered; the next batch is asked for once the runs of the last one are recorded.
   */
  watch?(client: C, input: z.output<I>, context: UseContext & { cursor: Json | null }): AsyncIterable<FoundEvents>
  /** What a run is begun with, for trying it by hand and for the documentation. */
  sample: Json
} & OnlyOfHttp<'scopes' | 'webhook' | 'socket'>

/** Members that only services with an HTTP API have: who reads both finds them absent. */
type OnlyOfHttp<N extends string> = { [name in N]?: undefined }

/** A service that is spoken to through a driver, such as a database or a mail server. */
export type Protocol = {
  /** Stable name in files: kebab-case. */
  id: string
  title: string
  category: IntegrationCategory
  /** Slug of simple-icons; null where it has none. */
  brand: string | null
  summary: string
  keywords?: string[]
  docsUrl: string
  fields?: FieldSpec[]
  /** Its secrets are the driver's alone. Empty: none is needed. */
  signIn: SecretSignIn[]
  limits?: ServiceLimits
  /** How it is named in traces, such as `SMTP`. */
  speaks: string
  /** Address for traces and errors, such as `postgres://db.example.com:5432`, without anything secret. */
  address(fields: Record<string, string>): string
  /** Calls with one connection at the same time; 4 unless told. More wait. */
  atOnce?: number
  /** The driver is loaded here, at first use. */
  connect(context: ConnectContext): Promise<ProtocolClient>
  /** Proves a connection; gives the account's name for the list of connections, or an empty text. */
  test?(client: ProtocolClient, context: UseContext): Promise<string>
  /** What the driver's error says; null where it is none of the service's own. Network errors are put into words for it. */
  complaint?(thrown: unknown): ProtocolComplaint | null
  /** By name: kebab-case. */
  actions: Record<string, ProtocolAction>
  triggers?: Record<string, ProtocolTrigger>
} & OnlyOfHttp<'baseUrl' | 'hosts' | 'headers' | 'webhook'>

type Said<C> = Omit<Protocol, 'signIn' | 'connect' | 'test' | 'actions' | 'triggers'> & {
  signIn: Omit<SecretSignIn, 'place' | 'kind'>[]
  connect(context: ConnectContext): Promise<C>
  test?(client: C, context: UseContext): Promise<string>
  // Each was made for this very client by `forClient`.
  actions: Record<string, ProtocolAction>
  triggers?: Record<string, ProtocolTrigger>
}

/** An action and a trigger with their types drawn from their schemas, for the client that `connect` gives. */
export function forClient<C extends ProtocolClient>() {
  return {
    // Input comes in checked by its own schema, the client from the same protocol's `connect`; the list of actions cannot
    // name a type for each.
    action: <I extends z.ZodObject>(action: ProtocolAction<I, C>) => action as unknown as ProtocolAction,
    trigger: <I extends z.ZodObject>(trigger: ProtocolTrigger<I, C>) => trigger as unknown as ProtocolTrigger, // as above
    protocol: (said: Said<C>): Protocol => {
      const signIn = said.signIn.map((way) => ({ ...way, kind: 'secret' as const, place: {} }))
      return { ...said, signIn } as Protocol // its client is its own `connect`'s
    },
  }
}
