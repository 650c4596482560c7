import type { z } from 'zod'
import type { ActionKind, IntegrationCategory } from '../../../shared/catalog/integration.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { ActionReply, ActionRequest, FieldSpec } from './define-request.ts'
import type { SignIn } from './define-sign-in.ts'
import type { WebhookSecurity } from './define-webhook.ts'

export type * from './define-request.ts'
export type * from './define-sign-in.ts'
export type * from './define-webhook.ts'
export { path } from './path.ts'
export { valueAt } from './value-at.ts'

/** What a request may depend on besides its input. */
export type RequestContext = {
  /** What the connection says that is no secret: the subdomain, an account's id. */
  fields: Record<string, string>
  /** Milliseconds since the Unix epoch. */
  nowMs: number
}

/**
 * A list that comes in pages. The node then asks how many entries are wanted at most (`limit`), and gives a list.
 * Dotted paths lead into the reply's body; the empty one is the body itself.
 */
export type Pages = {
  /** Where the entries are. */
  items: string | ((body: Json) => Json[])
  /** What an entry becomes; as it came unless told. */
  each?(item: Json): Json
  /** How a page's size is asked for, and the largest and smallest the service gives. `json`: at this dotted path of the body. */
  size?: { name: string; in?: 'query' | 'json'; most: number; least?: number }
  /**
   * Where the next page is: a cursor in the reply that goes into the query or body (no cursor, an empty or a null one:
   * the end; so does `more`, a path that says false); the `Link` header (RFC 8288); a whole address in the reply; a page
   * number or an offset, until a page comes back shorter than it may be; or a function.
   */
  next:
    | { cursor: string; name: string; in?: 'query' | 'json'; more?: string }
    | { link: true }
    | { address: string }
    | { page: string; first?: number }
    | { offset: string }
    | ((last: { request: ActionRequest; reply: ActionReply; count: number }) => ActionRequest | null)
}

/** A call with what goes out, what comes back and what is made of it: the documentation, and a test. */
export type Example = {
  title?: string
  input: JsonObject
  /** Of the connection. */
  fields?: Record<string, string>
  /** `query` as text; `body` as JSON, a form as an object, a multipart body as an object by name (a file as its name). */
  sends: {
    method: string
    path: string
    query?: Record<string, string | string[]>
    headers?: Record<string, string>
    body?: Json
  }
  /** Status 200 unless told. */
  reply: { status?: number; headers?: Record<string, string>; body: Json }
  /** The requests for the entries, where the action has a `detail`, in their order. */
  details?: { sends: Example['sends']; reply: Example['reply'] }[]
  gives: Json
}

export type Action<I extends z.ZodObject = z.ZodObject, R = Json> = {
  title: string
  /** One sentence: what it does. */
  summary: string
  /** Heading among the integration's actions, such as `Messages`. */
  group: string
  kind: ActionKind
  /** Form, validation and types in one; hints go in `.meta()` as for nodes. */
  input: I
  /** OAuth scopes it needs, as the vendor calls them. */
  scopes?: string[]
  /** Pure. */
  request(input: z.output<I>, context: RequestContext): ActionRequest
  /** What the body of the reply must look like for `answer`; loose, as vendors add to it. Refused otherwise, with what is wrong. */
  reply?: z.ZodType<R>
  /** What the node gives; the body unless told. Not together with `pages`. Pure. */
  answer?(body: R, reply: { input: z.output<I>; status: number; headers: Record<string, string> }): Json
  pages?: Pages
  /**
   * Of a list that says too little: one more request for each entry it gives, and what the entry becomes. No request: it
   * stays as it is. Pure. Only together with `pages`.
   */
  detail?: { request(entry: Json, input: z.output<I>): ActionRequest | null; answer(body: Json): Json }
  /** The header by which the service does a thing once however often it is asked. */
  idempotencyHeader?: string
  /** At least one. */
  examples: Example[]
}

/** What came in: by a look, a held-open request, a socket or a webhook. */
export type ServiceEvent = { id: string; payload: Json }

export type Poll<I extends z.ZodObject = z.ZodObject> = {
  /** Pure. `cursor`: what the last look answered; null at the first. */
  request(input: z.output<I>, context: RequestContext & { cursor: Json | null }): ActionRequest
  /**
   * What was found, oldest first, and where the next look begins. Pure. Events of the first look (`cursor` null) are
   * only remembered, not delivered: a trigger begins with what happens from now on. Known ids are not delivered again.
   */
  read(
    body: Json,
    context: { input: z.output<I>; cursor: Json | null; nowMs: number },
  ): { events: ServiceEvent[]; cursor: Json }
  /** One more request for each new event, where the look says too little of it, and what the run is begun with. Pure. */
  detail?: { request(payload: Json): ActionRequest; payload(body: Json): Json }
  /** The service holds the request open until something happens: looked again at once. */
  isLong?: boolean
  /** Seconds between two looks unless the person says otherwise. */
  everySeconds: number
  examples: {
    input: JsonObject
    cursor: Json | null
    sends: Example['sends']
    reply: Example['reply']
    events: ServiceEvent[]
    /** For the events, where there is a `detail`, in their order. */
    details?: { sends: Example['sends']; reply: Example['reply']; payload: Json }[]
    next: Json
  }[]
}

/** What a webhook brought; header names in lower case. */
export type Delivery = { headers: Record<string, string>; query: Record<string, string>; body: Json }

/**
 * A way to begin runs. At least one of `poll`, `webhook` and `socket` is there; the person's set-up picks what works.
 */
export type Trigger<I extends z.ZodObject = z.ZodObject> = {
  title: string
  summary: string
  group: string
  input: I
  scopes?: string[]
  poll?: Poll<I>
  webhook?: {
    /** Whether a delivery is what this trigger waits for. Pure. */
    matches(delivery: Delivery, input: z.output<I>): boolean
    /** What the run is begun with; the body unless told. Pure. */
    payload?(delivery: Delivery): Json
    /** The service's own names of the events to be ticked there. */
    events: string[]
  }
  /** A socket the program opens; what comes over it is matched as a webhook's delivery is. */
  socket?: { kind: 'slack' }
  /** What a run is begun with, for trying it by hand and for the documentation. */
  sample: Json
}

/** The vendor's own complaint. */
export type Complaint = {
  /** In the vendor's words, without a final stop. */
  message: string
  /** Its code for it. */
  code?: string
  /** The credential is refused: the connection has to be signed in again. */
  isSignIn?: boolean
  /** Trying again later may help; by the status unless told. */
  retryable?: boolean
}

export type RateHeaders = {
  /** Header that says how many requests are left in the window. */
  remaining: string
  /** Header that says when the window ends. */
  reset: string
  resetIs: 'seconds' | 'milliseconds' | 'epoch-seconds' | 'epoch-milliseconds' | 'iso'
}

/** The vendor's published limits for one credential. */
export type ServiceLimits = {
  /** Requests in a window of time; all of them hold. */
  windows?: { requests: number; seconds: number }[]
  atOnce?: number
  /** Limits seen in replies are obeyed. */
  headers?: RateHeaders
  /** In words, with where the vendor says so. */
  note?: string
}

export type Integration = {
  /** Stable name in files: kebab-case. */
  id: string
  title: string
  category: IntegrationCategory
  /** Slug of simple-icons; null where it has none. */
  brand: string | null
  summary: string
  keywords?: string[]
  /** The vendor's documentation of its API. */
  docsUrl: string
  /** May hold `{name}` of a connection's field, or of a secret where the service wants it in the address (Telegram). */
  baseUrl: string
  /** Further hosts the credential may go to, such as `content.dropboxapi.com` or `*.slack-files.com`. */
  hosts?: string[]
  /** What a connection says besides its credential, such as the subdomain. Same for all ways to sign in. */
  fields?: FieldSpec[]
  /** Ways to sign in, the recommended one first. Empty: none is needed. */
  signIn: SignIn[]
  /** Sent with every request, such as the API's version. */
  headers?: Record<string, string>
  limits?: ServiceLimits
  /**
   * What the service complains of, where this reply is a complaint: also one that says 200. Null: nothing, or not in a
   * way it knows; then a status of 400 or more is put into words as it is. Pure.
   */
  complaint?(reply: ActionReply): Complaint | null
  /** The cheapest call that proves a connection, and whose it is. */
  test?: {
    request(context: RequestContext): ActionRequest
    /** Name of the account, for the list of connections. Pure. */
    account(body: Json): string
    example: { sends: Example['sends']; reply: Example['reply']; account: string }
  }
  /** By name: kebab-case. */
  actions: Record<string, Action>
  triggers?: Record<string, Trigger>
  webhook?: WebhookSecurity
}

/** An action, with its types drawn from its schemas. */
export function defineAction<I extends z.ZodObject, R = Json>(action: Action<I, R>): Action {
  // Its own input and reply come in checked by its own schemas; the list of actions cannot name a type for each.
  return action as unknown as Action
}

/** A trigger, with its types drawn from its schema. */
export function defineTrigger<I extends z.ZodObject>(trigger: Trigger<I>): Trigger {
  return trigger as unknown as Trigger // as for actions
}

/** A service, said once: palette nodes, forms, sign-in, documentation, CLI and agents' tools come out of this value. */
export function defineIntegration(integration: Integration): Integration {
  return integration
}
