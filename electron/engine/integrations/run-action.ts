import type { z } from 'zod'
import type { Clock } from '../../../shared/clock.ts'
import { externalError, NitiError, userError } from '../../../shared/errors.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { Http } from '../http/http.ts'
import type { Action, Integration } from './define-integration.ts'
import type { ActionReply, ActionRequest } from './define-request.ts'
import { isProtocol, type Service } from './define-service.ts'
import type { CallContext, IntegrationClient } from './integration-client.ts'
import { mapInOrder } from './map-in-order.ts'
import type { ConnectionAccess, OpenConnection } from './open-connection.ts'
import { actionOf, actionsOf, changesService } from './raw-request.ts'
import type { ProtocolRunner } from './run-protocol.ts'
import { type Answer, sendRequest } from './send-request.ts'
import { complaintText, isTemporary, refusedError, serviceError } from './service-error.ts'
import { createServiceLimiter, type ServiceLimiter } from './service-limiter.ts'
import { createPager } from './turn-pages.ts'

/** So many entries of a list are asked for at once, where the service's limits let them. */
const detailsAtOnce = 4

type Parts = {
  /** Those that are loaded; a call names one of them. */
  integrations: ReadonlyMap<string, Service>
  /** Loads one that a node names only when it runs. */
  load?(ids: string[]): Promise<void>
  protocols: Pick<ProtocolRunner, 'call'>
  connections: ConnectionAccess
  http: Pick<Http, 'exchange'>
  clock: Clock
  /** In 0..1; for tests. */
  random?(): number
}

/** What a call goes on with: the credential may be renewed on the way. */
type Session = { integration: Integration; connection: OpenConnection; context: CallContext }

/**
 * Calls services. This alone knows addresses, credentials, pages, tries, limits and traces; what an action asks for and
 * what it makes of the reply are its own pure functions.
 */
export function createIntegrationClient(parts: Parts): IntegrationClient {
  const { integrations, protocols, connections, http, clock, random = Math.random } = parts
  const limiters = new Map<string, ServiceLimiter>()

  function limiterOf({ id, limits = {} }: Integration, { connectionId }: OpenConnection): ServiceLimiter {
    const key = `${id}/${connectionId ?? ''}`
    const limiter = limiters.get(key) ?? createServiceLimiter(limits, clock)
    limiters.set(key, limiter)
    return limiter
  }

  function integrationOf(integrationId: string): Integration {
    const found = integrations.get(integrationId)
    if (found && !isProtocol(found)) return found
    if (found) {
      throw userError('service.no-requests', `${found.title} takes no HTTP requests.`, {
        hint: 'What it can do stands among its actions.',
      })
    }
    throw userError('service.unknown', `Niti knows no service called \`${integrationId.slice(0, 100)}\`.`)
  }

  /** A request in its session. A refused credential is renewed, once. The session goes on with the new one. */
  async function ask(
    session: Session,
    request: ActionRequest,
    { from = 'request', hasKey = false }: { from?: 'request' | 'reply'; hasKey?: boolean } = {},
  ): Promise<Answer> {
    for (let isRenewed = false; ; isRenewed = true) {
      const { integration, connection, context } = session
      const limiter = limiterOf(integration, connection)
      const answer = await sendRequest(
        { http, clock, limiter, random },
        { integration, connection, request, from, hasKey, context },
      )
      const { complaint } = answer
      if (!complaint?.isSignIn || connection.signIn === null) {
        connections.note(connection, null)
        return answer
      }
      const fresh = isRenewed ? null : await connections.renew(connection, context.signal)
      if (!fresh) {
        connections.note(connection, complaintText(complaint, connection))
        return answer
      }
      session.connection = fresh
    }
  }

  /** The reply, where it is none that complains. */
  async function askWell(session: Session, request: ActionRequest, more?: Parameters<typeof ask>[2]) {
    const answer = await ask(session, request, more)
    if (answer.complaint) throw errorOf(session, answer)
    return answer
  }

  async function callList(
    session: Session,
    action: Action & { pages: NonNullable<Action['pages']> },
    {
      input,
      request,
      limit,
      hasKey,
    }: { input: Record<string, unknown>; request: ActionRequest; limit: number; hasKey: boolean },
  ): Promise<Json> {
    const { title } = session.integration
    const pager = createPager(action.pages, request, { limit, title })
    for (
      let page: { request: ActionRequest; isNamed: boolean } | null = { request: pager.first, isNamed: false };
      page;
    ) {
      const asked: ActionRequest = page.request
      const { reply, url } = await askWell(session, asked, { from: page.isNamed ? 'reply' : 'request', hasKey })
      page = pager.take(asked, reply, { body: checkReply(action, reply.body, title), url })
    }
    const { detail } = action
    if (!detail) return pager.entries()
    return mapInOrder(pager.entries(), detailsAtOnce, async (entry) => {
      const asked = detail.request(entry, input)
      return asked ? detail.answer((await askWell(session, asked)).reply.body) : entry
    })
  }

  return {
    async call(asked, context) {
      await parts.load?.([asked.integrationId])
      const { integrationId, action: name, connectionId, limit, ...given } = asked
      const service = integrations.get(integrationId)
      if (service && isProtocol(service)) return protocols.call(service, asked, context)
      const integration = integrationOf(integrationId)
      const action = actionOf(integration, name)
      if (!action) throw userError('service.unknown-action', `${integration.title} has no action \`${name}\`.`)
      const input = given.isChecked ? given.input : checkInput(action.input, given.input)
      const connection = await connections.open(integrationId, connectionId, context.signal)
      const session = { integration, connection, context }
      const made = action.request(input, { fields: connection.fields, nowMs: clock.now() })
      const { request, hasKey } = withKey(action, made, context.idempotencyKey)
      if (action.pages) return callList(session, { ...action, pages: action.pages }, { input, request, limit, hasKey })
      const { reply } = await askWell(session, request, { hasKey })
      const body = checkReply(action, reply.body, integration.title)
      // An answer of null is one: nothing was found.
      return action.answer ? action.answer(body, { input, status: reply.status, headers: reply.headers }) : body
    },

    changes({ integrationId, action: name, input }) {
      const integration = integrations.get(integrationId)
      const action = integration && actionsOf(integration)[name]
      return !action || changesService(action, name, input)
    },

    async request({ integrationId, connectionId, request }, context) {
      const integration = integrationOf(integrationId)
      const connection = await connections.open(integrationId, connectionId, context.signal)
      return (await ask({ integration, connection, context }, request)).reply
    },

    async send(integration, connection, request, context): Promise<ActionReply> {
      return (await askWell({ integration, connection, context }, request)).reply
    },
  }
}

function errorOf({ integration, connection }: Session, { complaint, reply, waitMs }: Answer): NitiError {
  if (!complaint) throw new Error('only a complaint becomes an error')
  if (complaint.isSignIn && connection.signIn !== null) return refusedError(integration, connection, complaint)
  const error = serviceError(integration, connection, { complaint, status: reply.status })
  if (waitMs === null || !isTemporary(complaint, reply.status)) return error
  return new NitiError({ ...error.info, hint: `It asks to wait ${inWords(waitMs)}.` })
}

function inWords(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1000)
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

function withKey({ idempotencyHeader }: Action, request: ActionRequest, key: string | null) {
  if (idempotencyHeader === undefined || key === null) return { request, hasKey: false }
  return { request: { ...request, headers: { ...request.headers, [idempotencyHeader]: key } }, hasKey: true }
}

/** Throws a user error that names the field. */
function checkInput(schema: z.ZodObject, input: JsonObject) {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = ['params', ...(issue?.path ?? [])].join('.')
  throw userError('service.bad-input', `\`${field}\`: ${issue?.message ?? 'is not valid'}.`, { field })
}

/** Throws an external error that names what is missing or other than expected. */
function checkReply({ reply }: Action, body: Json, title: string): Json {
  if (!reply) return body
  const parsed = reply.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  const where = field === '' ? 'its whole' : `\`${field}\``
  throw externalError(
    'service.unexpected-reply',
    `${title} answered other than Niti expects: ${where}: ${issue?.message ?? 'is not valid'}.`,
    { hint: 'Its API may have changed. “Send any request” gives what it answers as it is.', details: { field } },
  )
}
