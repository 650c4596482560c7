import * as oauth from 'oauth4webapi'
import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import type { SignInStep } from '../../../shared/contract/integrations.ts'
import { userError } from '../../../shared/errors.ts'
import type { Http } from '../http/http.ts'
import type { Integration, OAuthSignIn } from '../integrations/define-integration.ts'
import type { OpenConnection } from '../integrations/open-connection.ts'
import type { OAuthClientsStore } from '../store/oauth-clients.store.ts'
import { askService, type Send } from './ask-service.ts'
import { signInByBrowser } from './browser-sign-in.ts'
import type { Credential } from './credential.ts'
import { signInByDevice } from './device-sign-in.ts'
import { toCredential } from './oauth-credential.ts'
import { explainOAuthFailure } from './oauth-failure.ts'
import { type OAuthClient, openParties } from './oauth-parties.ts'
import type { Redirects } from './redirects.ts'
import type { Vault } from './vault.ts'

export type SignInParts = {
  clients: OAuthClientsStore
  vault: Vault
  http: Pick<Http, 'guarded'>
  host: Host
  clock: Clock
  redirects: Redirects
  send: Send
}

type Wish = {
  integration: Integration
  way: OAuthSignIn
  fields: Record<string, string>
  scopes: string[]
  client: OAuthClient
  allowPrivate: boolean
  signal: AbortSignal
}

/**
 * The client to sign in as: the one that was entered, else the one kept from before.
 * @throws user errors at `clientId` and `clientSecret` where one has to be entered.
 */
export async function findClient(
  { clients, vault }: Pick<SignInParts, 'clients' | 'vault'>,
  {
    integration,
    way,
    entered,
  }: { integration: Integration; way: OAuthSignIn; entered: { clientId?: string; clientSecret?: string } },
): Promise<OAuthClient> {
  const kept = clients.get({ integrationId: integration.id, method: way.id })
  const clientId = entered.clientId?.trim() || kept?.clientId
  if (!clientId) {
    throw userError('sign-in.no-client', `${integration.title} wants a client of your own.`, {
      field: 'clientId',
      hint: 'Make one there, as the steps say, and enter its id.',
    })
  }
  const secretOf = async (sealed: string | null | undefined) => (await vault.open(sealed ?? null)).clientSecret ?? null
  const isKept = kept?.clientId === clientId
  const clientSecret = entered.clientSecret?.trim() || (isKept ? await secretOf(kept.sealedSecret) : null)
  if (clientSecret === null && way.secret === 'required') {
    throw userError('sign-in.no-client-secret', 'The client’s secret is missing.', { field: 'clientSecret' })
  }
  return { clientId, clientSecret: way.secret === 'none' ? null : clientSecret }
}

/** Signs in by OAuth, telling each step, and gives what came of it. Errors are in words. */
export async function* signInByOAuth(parts: SignInParts, wish: Wish): AsyncGenerator<SignInStep, Credential> {
  const { integration, way, client, scopes, signal } = wish
  const { title } = integration
  try {
    const setup = { ...parts, ...wish, title }
    const steps = way.flow === 'device' ? signInByDevice(setup) : signInByBrowser(setup)
    const { token, sent } = yield* steps
    const asked = { way, client, scopes, nowMs: parts.clock.now(), title }
    const credential = toCredential(token, sent, asked)
    if (!way.learn) return credential
    const open = openOf(wish, credential)
    const { body } = await askService(parts.send, integration, open, { request: way.learn.request, signal })
    return { ...credential, fields: { ...credential.fields, ...way.learn.fields(body, open.fields) } }
  } catch (thrown) {
    const { clientId, clientSecret } = client
    throw explainOAuthFailure(thrown, { title, secrets: [clientSecret ?? clientId] })
  }
}

function openOf(wish: Wish, { secrets, fields }: Credential): OpenConnection {
  const { integration, way, allowPrivate } = wish
  const entered = { integrationId: integration.id, title: integration.title, signIn: way, allowPrivate }
  return { ...entered, connectionId: null, fields: { ...wish.fields, ...fields }, secrets }
}

/**
 * Gives the access back (RFC 7009): the refresh token, and the access token where it did not go with it. False where the
 * service knows no such thing; rejects, in words, where it refused both or was not there.
 */
export async function revoke(
  http: Pick<Http, 'guarded'>,
  { title, signIn, fields, secrets, allowPrivate }: OpenConnection,
  signal: AbortSignal,
): Promise<boolean> {
  if (signIn?.kind !== 'oauth' || signIn.revokeUrl === undefined) return false
  const client = { clientId: secrets.clientId ?? '', clientSecret: secrets.clientSecret ?? null }
  const kinds = [
    ['refresh_token', secrets.refreshToken],
    ['access_token', secrets.accessToken],
  ] as const
  let refused: unknown = null
  let isDone = false
  for (const [kind, token] of kinds) {
    if (token === undefined) continue
    try {
      const {
        as,
        client: named,
        auth,
        options,
      } = openParties({ way: signIn, fields, client, allowPrivate, http, signal })
      const hint = { token_type_hint: kind }
      const reply = await oauth.revocationRequest(as, named, auth, token, { ...options, additionalParameters: hint })
      await oauth.processRevocationResponse(reply)
      isDone = true
    } catch (thrown) {
      refused = thrown
    }
  }
  if (isDone || refused === null) return isDone
  throw explainOAuthFailure(refused, { title, secrets: Object.values(secrets) })
}
