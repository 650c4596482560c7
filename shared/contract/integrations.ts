import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { integrationDetail, integrationSummary } from '../catalog/integration.ts'
import { errorInfo } from '../errors.ts'
import { json, jsonObject } from '../json.ts'

/** Somebody's account at a service, or a service's address. Never holds a secret. */
export const connection = z.object({
  connectionId: z.string(),
  integrationId: z.string(),
  /** Id of the way it was signed in. */
  method: z.string(),
  title: z.string(),
  /** Whose it is, as the service says; empty where it does not. */
  account: z.string(),
  fields: z.record(z.string(), z.string()),
  /** What the service granted, as it calls it. */
  scopes: z.array(z.string()),
  /** What was asked for and not granted: what needs it will be refused. */
  missingScopes: z.array(z.string()),
  /** `expired`: signing in again is needed. `failing`: the last call was refused or did not get through. */
  state: z.enum(['working', 'expired', 'failing', 'untested']),
  /** Why it does not work. */
  error: errorInfo.nullable(),
  /** When the credential ends that is in use now, where it is known; it is renewed by itself where `renews`. */
  expiresAt: z.number().nullable(),
  renews: z.boolean(),
  /** It may lead to addresses on this machine and in private networks. */
  allowPrivate: z.boolean(),
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
  lastTestedAt: z.number().nullable(),
  /** Workflows that name it; of a service's only connection also those that use it without naming it. */
  usedBy: z.array(z.object({ workflowId: z.string(), name: z.string() })),
})
export type Connection = z.infer<typeof connection>

const common = {
  integrationId: z.string(),
  /** Id of the way to sign in. */
  method: z.string(),
  title: z.string().trim().max(100).optional(),
  fields: z.record(z.string(), z.string().max(10_000)).default({}),
  allowPrivate: z.boolean().default(false),
  /** Signs an existing connection in again, in place of making another. */
  connectionId: z.string().optional(),
}

/** What happens while somebody signs in; the last one is `done`. A sign-in that fails ends with an error. */
export const signInStep = z.discriminatedUnion('step', [
  /** The person's browser was asked to open `url`; where `opened` is false they open it themselves. */
  z.object({ step: z.literal('browser'), url: z.string(), opened: z.boolean() }),
  z.object({ step: z.literal('code'), userCode: z.string(), url: z.string(), expiresAt: z.number() }),
  z.object({ step: z.literal('checking') }),
  z.object({ step: z.literal('done'), connection }),
])
export type SignInStep = z.infer<typeof signInStep>

export const rawReply = z.object({ status: z.number().int(), headers: z.record(z.string(), z.string()), body: json })

/** A call that came in at a trigger's address. */
export const webhookDelivery = z.object({
  deliveryId: z.number().int(),
  workflowId: z.string(),
  node: z.string(),
  receivedAt: z.number(),
  method: z.string(),
  headers: z.record(z.string(), z.string()),
  /** The beginning of the body, as text. */
  body: z.string(),
  bytes: z.number().int(),
  /** `ignored`: it was not what the trigger waits for. `repeated`: it came before. */
  outcome: z.enum(['started', 'ignored', 'repeated', 'refused', 'handshake', 'failed']),
  /** Why it was refused or failed. */
  reason: z.string().nullable(),
  runId: z.string().nullable(),
  /** It can be sent through again: its signature was good. */
  canReplay: z.boolean(),
})
export type WebhookDelivery = z.infer<typeof webhookDelivery>

const one = z.object({ connectionId: z.string() })

export const integrationsContract = {
  list: oc.output(z.array(integrationSummary)),
  get: oc.input(z.object({ integrationId: z.string() })).output(integrationDetail),
  connections: oc.input(z.object({ integrationId: z.string().optional() })).output(z.array(connection)),
  /** Signs in with what was entered: tries it, and keeps it sealed where it works. */
  connect: oc.input(z.object({ ...common, secrets: z.record(z.string(), z.string().max(64_000)) })).output(connection),
  /** Signs in in the browser. Whoever stops listening gives it up. */
  signIn: oc
    .input(
      z.object({
        ...common,
        clientId: z.string().max(2_000).optional(),
        clientSecret: z.string().max(10_000).optional(),
        scopes: z.array(z.string()).optional(),
      }),
    )
    .output(eventIterator(signInStep)),
  /** Asks the service whose the connection is. What went wrong is answered, and kept with the connection. */
  test: oc.input(one).output(connection),
  rename: oc.input(one.extend({ title: z.string().trim().min(1).max(100) })).output(connection),
  /**
   * The address a sign-in in the browser came back to, where that is `niti://oauth`. False where no sign-in of this program
   * waits for it.
   */
  oauthAnswer: oc.input(z.object({ url: z.string().max(8_000) })).output(z.object({ isKnown: z.boolean() })),
  /**
   * Gives the access back at the service where that can be done, and forgets it. `forgetClient`: also the client of one's
   * own that was entered for this way of signing in.
   */
  disconnect: oc
    .input(one.extend({ forgetClient: z.boolean().default(false) }))
    .output(z.object({ revoked: z.boolean() })),
  /** One request to the service's own address with the connection's credential. */
  request: oc
    .input(
      z.object({
        integrationId: z.string(),
        connectionId: z.string().optional(),
        method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']),
        path: z.string().max(8_000),
        query: z.record(z.string(), z.string()).default({}),
        headers: z.record(z.string(), z.string()).default({}),
        body: json.optional(),
      }),
    )
    .output(rawReply),
  /** Does an action by hand; `''` is the only connection there is. */
  call: oc
    .input(
      z.object({
        integrationId: z.string(),
        action: z.string(),
        connectionId: z.string().default(''),
        input: jsonObject,
      }),
    )
    .output(json),
  /** Deliveries at a trigger's address, newest first. */
  deliveries: oc
    .input(z.object({ workflowId: z.string(), node: z.string(), before: z.number().int().optional() }))
    .output(z.object({ deliveries: z.array(webhookDelivery), hasMore: z.boolean() })),
  /** Sends a delivery through again, as if it came now. */
  replay: oc.input(z.object({ deliveryId: z.number().int() })).output(webhookDelivery),
  /** Says that a connection, or the list of them, changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
