import { externalError } from '../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import type { ActionReply, ActionRequest, LooseJson, SessionSignIn } from '../integrations/define-integration.ts'
import { valueAt } from '../integrations/value-at.ts'
import type { Credential } from './credential.ts'
import { fillText } from './fill-text.ts'
import { fieldsAt } from './oauth-credential.ts'
import type { Secrets } from './vault.ts'

/** Sends a request of the integration with this in place of an access token, or with none. */
export type SendAs = (accessToken: string | null, request: ActionRequest) => Promise<ActionReply>

/** Opens a session with the user name and password that were entered. */
export async function openSession(
  way: SessionSignIn,
  { secrets, fields, send, title }: { secrets: Secrets; fields: Record<string, string>; send: SendAs; title: string },
): Promise<Credential> {
  const reply = await send(null, fillRequest(way.open, { ...fields, ...secrets }))
  const entered = Object.fromEntries(way.secrets.flatMap(({ name }) => (secrets[name] ? [[name, secrets[name]]] : [])))
  return toCredential(way, reply.body, { secrets: entered, title })
}

/** Renews it; where that is refused, or there is no way to, another is opened. */
export async function renewSession(way: SessionSignIn, wish: Parameters<typeof openSession>[1]): Promise<Credential> {
  const { secrets, fields, send, title } = wish
  if (!way.renew || !secrets.refreshToken) return openSession(way, wish)
  try {
    const reply = await send(secrets.refreshToken, fillRequest(way.renew, { ...fields, ...secrets }))
    return toCredential(way, reply.body, { secrets, title })
  } catch (thrown) {
    if (isAway(thrown)) throw thrown
    return openSession(way, wish)
  }
}

/** The service could not be asked, or not now: the session may be as good as before. */
export function isAway(thrown: unknown): boolean {
  return thrown instanceof Error && 'info' in thrown && isJsonObject(thrown.info) && thrown.info.retryable === true
}

function toCredential(
  way: SessionSignIn,
  body: Json,
  { secrets, title }: { secrets: Secrets; title: string },
): Credential {
  const accessToken = valueAt(body, way.tokenAt.accessToken)
  const refreshToken = way.tokenAt.refreshToken === undefined ? undefined : valueAt(body, way.tokenAt.refreshToken)
  if (typeof accessToken !== 'string' || accessToken === '') {
    throw externalError('sign-in.bad-reply', `${title} opened no session.`)
  }
  return {
    secrets: { ...secrets, accessToken, ...(typeof refreshToken === 'string' && { refreshToken }) },
    fields: fieldsAt(way.fieldsAt, body, title),
    // Not told: it is renewed when the service refuses it.
    expiresAt: null,
    scopes: null,
    missingScopes: [],
    renews: true,
  }
}

/** The request with what is entered put into its texts; JSON bodies, forms and texts can hold any. */
function fillRequest(request: ActionRequest, values: Record<string, string>): ActionRequest {
  const { body } = request
  if (!body) return request
  if ('json' in body && !('mail' in body)) return { ...request, body: { json: fillJson(body.json ?? null, values) } }
  if ('form' in body) {
    const form = Object.entries(body.form).map(([name, value]) => [
      name,
      typeof value === 'string' ? fillText(value, values) : value,
    ])
    return { ...request, body: { form: Object.fromEntries(form) } }
  }
  return 'text' in body ? { ...request, body: { ...body, text: fillText(body.text, values) } } : request
}

function fillJson(value: LooseJson, values: Record<string, string>): LooseJson {
  if (typeof value === 'string') return fillText(value, values)
  if (Array.isArray(value)) return value.map((inner) => fillJson(inner, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillJson(inner, values)]))
}
