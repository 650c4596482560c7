import * as oauth from 'oauth4webapi'
import type { Host } from '../../../shared/contract/host.ts'
import type { SignInStep } from '../../../shared/contract/integrations.ts'
import { fillText } from './fill-text.ts'
import { type OAuthSetup, openParties } from './oauth-parties.ts'
import type { Redirects } from './redirects.ts'

type Wish = OAuthSetup & { scopes: string[]; redirects: Redirects; host: Pick<Host, 'openExternal'> }
export type Token = {
  token: oauth.TokenEndpointResponse
  sent: ReturnType<ReturnType<typeof openParties>['lastReply']>
}

/**
 * Authorization code (RFC 6749, 4.1) with PKCE (RFC 7636) in the person's own browser. Errors are the library's or ours:
 * the caller puts them into words.
 */
export async function* signInByBrowser(wish: Wish): AsyncGenerator<SignInStep, Token> {
  const { way, signal, redirects, host } = wish
  const { as, client, auth, options, lastReply } = openParties(wish)
  const state = oauth.generateRandomState()
  const verifier = way.pkce === 'S256' ? oauth.generateRandomCodeVerifier() : oauth.nopkce
  const expected = await redirects.expect({ redirect: way.redirect, state, signal })
  try {
    const { redirectUrl } = expected
    const url = await authorizeUrl(wish, { endpoint: as.authorization_endpoint ?? '', redirectUrl, state, verifier })
    const { opened } = await host.openExternal({ url }).catch(() => ({ opened: false }))
    yield { step: 'browser', url, opened }
    const answer = await expected.answer
    const parameters = oauth.validateAuthResponse(withIssuerOf(as, answer, way.issuer), client, answer, state)
    yield { step: 'checking' }
    const reply = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      auth,
      parameters,
      redirectUrl,
      verifier,
      options,
    )
    const token = await oauth.processAuthorizationCodeResponse(as, client, reply)
    return { token, sent: lastReply() }
  } finally {
    expected.close()
  }
}

/**
 * Where a definition does not say what the service names itself in `iss`, any name on the host that was asked will do: an
 * answer of another service, sent here in its place (RFC 9207), is refused all the same.
 */
function withIssuerOf(
  as: oauth.AuthorizationServer,
  answer: URL,
  issuer: string | undefined,
): oauth.AuthorizationServer {
  const named = answer.searchParams.get('iss')
  if (issuer !== undefined || named === null || URL.parse(named)?.origin !== as.issuer) return as
  return { ...as, issuer: named }
}

type Request = { endpoint: string; redirectUrl: string; state: string; verifier: string | typeof oauth.nopkce }

async function authorizeUrl(wish: Wish, { endpoint, redirectUrl, state, verifier }: Request): Promise<string> {
  const { way, fields, client, scopes } = wish
  const url = new URL(endpoint)
  for (const [name, value] of Object.entries(way.authorizeParams ?? {})) {
    url.searchParams.set(name, fillText(value, { ...fields, clientId: client.clientId }))
  }
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('client_id', client.clientId)
  url.searchParams.set('redirect_uri', redirectUrl)
  url.searchParams.set('state', state)
  if (scopes.length > 0) url.searchParams.set(way.scopeParam ?? 'scope', scopes.join(way.scopeSeparator ?? ' '))
  if (typeof verifier === 'string') {
    url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(verifier))
    url.searchParams.set('code_challenge_method', 'S256')
  }
  return url.href
}
