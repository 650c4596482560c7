import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
import type { OAuthSignIn } from '../integrations/define-integration.ts'
import { valueAt } from '../integrations/value-at.ts'

type Quirks = Pick<OAuthSignIn, 'tokenAt' | 'errorAt'>
type RawReply = { status: number; mediaType: string; text: string }

/**
 * A reply of a token or device address as the standard has it (RFC 6749, 5.1 and 5.2), out of what the vendor sends:
 * form-encoded, with an error under status 200, with the token somewhere inside, with an end of `0` or null, with a list
 * of scopes. `sent` is the vendor's own body. Null where it is neither JSON nor a form.
 */
export function toStandardReply(
  quirks: Quirks,
  reply: RawReply,
): { status: number; body: JsonObject; sent: JsonObject } | null {
  const sent = readBody(reply)
  if (sent === null) return null
  const error = quirks.errorAt === undefined ? undefined : valueAt(sent, quirks.errorAt)
  const isOk = reply.status >= 200 && reply.status < 300
  if (isOk && typeof error === 'string' && error !== '') {
    const description = sent.error_description
    return {
      status: 400,
      body: { error, ...(typeof description === 'string' && { error_description: description }) },
      sent,
    }
  }
  return isOk ? { status: 200, body: toStandardToken(quirks, sent), sent } : { status: reply.status, body: sent, sent }
}

function readBody({ text, mediaType }: RawReply): JsonObject | null {
  try {
    const body: unknown = JSON.parse(text)
    return isJsonObject(body) ? body : null
  } catch {
    const isForm = /x-www-form-urlencoded|text\/plain/.test(mediaType) && /^[\w.~%+-]+=/.test(text)
    return isForm ? Object.fromEntries(new URLSearchParams(text)) : null
  }
}

function toStandardToken({ tokenAt = {} }: Quirks, sent: JsonObject): JsonObject {
  // An identity token says who signed in; that is asked of the service's own API.
  const { id_token: _, token_type: __, ...rest } = sent
  const at = (path: string | undefined, name: string) =>
    (path === undefined ? undefined : valueAt(sent, path)) ?? sent[name]
  const scope = at(tokenAt.scope, 'scope')
  const expiresIn = Number(at(tokenAt.expiresIn, 'expires_in') ?? 0)
  const { expires_in: ___, refresh_token: ____, scope: _____, ...others } = rest
  const refreshToken = at(tokenAt.refreshToken, 'refresh_token')
  return {
    ...others,
    access_token: at(tokenAt.accessToken, 'access_token') ?? null,
    // Where a request carries it is said in the definition.
    token_type: 'bearer',
    ...(expiresIn > 0 && { expires_in: expiresIn }),
    ...(typeof refreshToken === 'string' && refreshToken !== '' && { refresh_token: refreshToken }),
    ...(Array.isArray(scope) && { scope: scope.join(' ') }),
    ...(typeof scope === 'string' && { scope }),
  }
}

/** A device address's reply as the standard has it (RFC 8628, 3.2): Google says `url`, and a form's numbers are text. */
export function toStandardDevice(sent: JsonObject): JsonObject {
  const { verification_url: url, interval, ...rest } = sent
  return {
    ...(url !== undefined && { verification_uri: url }),
    ...rest,
    expires_in: Number(sent.expires_in),
    ...(Number(interval) > 0 && { interval: Number(interval) }),
  }
}

/** Scopes as one text, whatever parts them. */
export function splitScopes(text: string): string[] {
  return text.split(/[\s,]+/).filter((scope) => scope !== '')
}

/** These are about the sign-in itself, and many services do not name them in what they grant. */
const unnamed = new Set(['offline_access', 'offline.access', 'offline', 'openid', 'profile', 'email'])

/**
 * What was asked for and is not among what was granted. A scope may come back under its whole address (Microsoft), in other
 * letters, or inside a wider one (GitHub's `repo` holds `repo:status`).
 */
export function missingScopes(asked: string[], granted: string[]): string[] {
  const have = new Set(granted.map(bareScope))
  const isGranted = (scope: string) => have.has(bareScope(scope)) || have.has(bareScope(scope).split(':')[0] ?? '')
  return asked.filter((scope) => !unnamed.has(scope) && !isGranted(scope))
}

function bareScope(scope: string): string {
  return (scope.split('/').at(-1) ?? scope).toLowerCase()
}
