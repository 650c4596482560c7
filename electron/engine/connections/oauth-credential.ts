import type { TokenEndpointResponse } from 'oauth4webapi'
import { externalError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { OAuthSignIn } from '../integrations/define-integration.ts'
import { valueAt } from '../integrations/value-at.ts'
import type { Credential } from './credential.ts'
import type { OAuthClient } from './oauth-parties.ts'
import { missingScopes, splitScopes } from './token-reply.ts'

type Asked = { way: OAuthSignIn; client: OAuthClient; scopes: string[]; nowMs: number; title: string }

/** What a token's reply makes of a connection. `sent` is the vendor's own body. */
export function toCredential(token: TokenEndpointResponse, sent: Json, asked: Asked): Credential {
  const { way, client, nowMs } = asked
  const granted = token.scope === undefined ? asked.scopes : splitScopes(token.scope)
  const refreshToken = way.refresh === 'none' ? undefined : token.refresh_token
  return {
    secrets: {
      accessToken: token.access_token,
      ...(refreshToken !== undefined && { refreshToken }),
      clientId: client.clientId,
      ...(client.clientSecret !== null && { clientSecret: client.clientSecret }),
    },
    fields: fieldsAt(way.fieldsAt, sent, asked.title),
    expiresAt: expiryOf(token, nowMs),
    scopes: granted,
    missingScopes: missingScopes(asked.scopes, granted),
    renews: refreshToken !== undefined,
  }
}

/** What a refresh makes of it. A service that keeps the refresh token does not send it again. */
export function renewedCredential(
  token: TokenEndpointResponse,
  before: Record<string, string>,
  nowMs: number,
): Credential {
  return {
    secrets: {
      ...before,
      accessToken: token.access_token,
      ...(token.refresh_token !== undefined && { refreshToken: token.refresh_token }),
    },
    fields: {},
    expiresAt: expiryOf(token, nowMs),
    scopes: token.scope === undefined ? null : splitScopes(token.scope),
    missingScopes: [],
    renews: true,
  }
}

function expiryOf({ expires_in: seconds }: TokenEndpointResponse, nowMs: number): number | null {
  return seconds === undefined ? null : nowMs + seconds * 1000
}

/** Fields of the connection out of a reply; one that is not there is a reply that is not understood. */
export function fieldsAt(paths: Record<string, string> | undefined, sent: Json, title: string): Record<string, string> {
  const entries = Object.entries(paths ?? {}).map(([name, path]) => {
    const value = valueAt(sent, path)
    if (typeof value === 'string' || typeof value === 'number') return [name, String(value)] as const
    throw externalError('sign-in.bad-reply', `${title} signed in, but did not say its ${name}.`)
  })
  return Object.fromEntries(entries)
}
