import { z } from 'zod'
import { json, jsonObject } from '../json.ts'

export const integrationCategory = z.enum([
  ...(['mail', 'chat', 'calendar', 'tasks', 'documents', 'tables', 'files', 'databases', 'search'] as const),
  ...(['developer', 'support', 'sales', 'marketing', 'payments', 'social', 'ai', 'media'] as const),
])
export type IntegrationCategory = z.infer<typeof integrationCategory>

/**
 * What an action does to the service: `read` changes nothing there, `send` reaches other people (a message, a post, a
 * payment), `delete` takes away, `write` is every other change.
 */
export const actionKind = z.enum(['read', 'write', 'send', 'delete'])
export type ActionKind = z.infer<typeof actionKind>

/** Where a node comes from whose type an integration brings: for its heading and picture in the palette and on cards. */
export const nodeIntegration = z.object({
  id: z.string(),
  title: z.string(),
  /** Slug of simple-icons; null where it has none. */
  brand: z.string().nullable(),
  category: integrationCategory,
  /** Of an action; null for a trigger. */
  kind: actionKind.nullable(),
  /** Heading among the integration's own nodes, such as `Messages`. */
  group: z.string(),
})
export type NodeIntegration = z.infer<typeof nodeIntegration>

/**
 * Kept with the secrets, but none: it names the account or the client, services rightly say it, and whoever enters it wants
 * to read it.
 */
export function namesAccount(name: string): boolean {
  return /^(client_?id|client_?email|key_?id|access_?key_?id|identifier|user|user_?name|email|login|account)$/i.test(
    name,
  )
}

/** A value a person enters to sign in or to say where the service is. */
export const signInField = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  placeholder: z.string(),
  /** It is never shown again, and sealed. */
  secret: z.boolean(),
  required: z.boolean(),
  /** A regular expression that the value matches. */
  pattern: z.string().nullable(),
  /** What it is unless something else is entered. */
  initial: z.string(),
})
export type SignInField = z.infer<typeof signInField>

/** One way of signing in to a service, as the wizard shows it. */
export const signInMethod = z.object({
  id: z.string(),
  kind: z.enum(['oauth', 'secret', 'service-account', 'session', 'none']),
  title: z.string(),
  summary: z.string(),
  /** What to do at the service first, step by step. `{redirectUrl}`, `{scopes}` stand for values to copy. */
  setup: z.array(z.string()),
  /** The page at the service where that is done. */
  setupUrl: z.string().nullable(),
  fields: z.array(signInField),
  /** Of OAuth. */
  oauth: z
    .object({
      /** `device`: a code is typed in at the service. */
      flow: z.enum(['browser', 'device']),
      /** What the service calls back; it must be told this beforehand. Null where none is needed. */
      redirectUrl: z.string().nullable(),
      secret: z.enum(['required', 'optional', 'none']),
      scopes: z.array(z.object({ scope: z.string(), title: z.string(), isDefault: z.boolean() })),
      /** A client of one's own was entered before, and is used again unless another is given. */
      hasClient: z.boolean(),
    })
    .nullable(),
})
export type SignInMethod = z.infer<typeof signInMethod>

/** A service in the gallery. */
export const integrationSummary = z.object({
  id: z.string(),
  title: z.string(),
  category: integrationCategory,
  brand: z.string().nullable(),
  summary: z.string(),
  keywords: z.array(z.string()),
  actions: z.number().int(),
  triggers: z.number().int(),
  /** It needs no sign-in: its nodes work as they are. */
  open: z.boolean(),
  connections: z.object({ working: z.number().int(), broken: z.number().int() }),
})
export type IntegrationSummary = z.infer<typeof integrationSummary>

/** An action or trigger as its documentation shows it. */
export const capability = z.object({
  id: z.string(),
  /** The node type it is on the canvas. */
  nodeType: z.string(),
  title: z.string(),
  summary: z.string(),
  group: z.string(),
  /** Null for a trigger. */
  kind: actionKind.nullable(),
  /** JSON Schema of what it takes, with form hints. */
  input: jsonObject,
  scopes: z.array(z.string()),
  /** Of an action: what it takes and gives. Of a trigger: what a run is begun with. */
  example: z.object({ input: jsonObject, gives: json }),
  /** Of a trigger: how it learns of what happens. */
  ways: z.array(z.enum(['poll', 'long-poll', 'socket', 'webhook'])),
})
export type Capability = z.infer<typeof capability>

export const integrationDetail = integrationSummary.extend({
  docsUrl: z.string(),
  /** Hosts its credentials may be sent to, and nowhere else; placeholders stand for what a connection says. */
  hosts: z.array(z.string()),
  methods: z.array(signInMethod),
  actionList: z.array(capability),
  triggerList: z.array(capability),
  /** The vendor's published limits, in words. */
  limits: z.array(z.string()),
})
export type IntegrationDetail = z.infer<typeof integrationDetail>
