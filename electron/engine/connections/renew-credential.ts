import * as oauth from 'oauth4webapi'
import { externalError } from '../../../shared/errors.ts'
import type { Http } from '../http/http.ts'
import type { Integration, SignIn } from '../integrations/define-integration.ts'
import type { OpenConnection } from '../integrations/open-connection.ts'
import { askService, type Send } from './ask-service.ts'
import type { Credential } from './credential.ts'
import { expiredError } from './expired-error.ts'
import { renewedCredential } from './oauth-credential.ts'
import { explainOAuthFailure, isRefused } from './oauth-failure.ts'
import { openParties } from './oauth-parties.ts'
import { askServiceAccountToken } from './service-account.ts'
import { isAway, renewSession } from './session-sign-in.ts'

type Parts = { http: Pick<Http, 'guarded'>; send: Send }
type Wish = { integration: Integration; way: SignIn; open: OpenConnection; signal: AbortSignal; nowMs: number }

/**
 * A new credential for an open connection. Rejects with `connection.expired` where the service refuses to give one; any
 * other error leaves open whether it would, later.
 */
export async function renewCredential({ http, send }: Parts, wish: Wish): Promise<Credential> {
  const { integration, way, open, nowMs, signal } = wish
  const { fields, secrets, allowPrivate } = open
  const { title } = integration
  try {
    if (way.kind === 'oauth') {
      const client = { clientId: secrets.clientId ?? '', clientSecret: secrets.clientSecret ?? null }
      const { as, client: named, auth, options } = openParties({ way, fields, client, allowPrivate, http, signal })
      const reply = await oauth.refreshTokenGrantRequest(as, named, auth, secrets.refreshToken ?? '', options)
      return renewedCredential(await oauth.processRefreshTokenResponse(as, named, reply), secrets, nowMs)
    }
    if (way.kind === 'service-account') {
      return await askServiceAccountToken({ way, fields, secrets, allowPrivate, http, signal, nowMs })
    }
    if (way.kind === 'session') {
      const sendAs = (accessToken: string | null, request: Parameters<Send>[2]) => {
        const place = { ...open, connectionId: null, signIn: accessToken === null ? null : way }
        const shown = { ...secrets, ...(accessToken !== null && { accessToken }) }
        return askService(send, integration, { ...place, secrets: shown }, { request, signal })
      }
      return await renewSession(way, { secrets, fields, send: sendAs, title })
    }
  } catch (thrown) {
    const told = explainOAuthFailure(thrown, { title, secrets: Object.values(secrets) })
    const isOver = isRefused(thrown) || (way.kind === 'session' && !isAway(thrown))
    if (!isOver) throw told
    throw expiredError(title, open.title, told instanceof Error ? `: ${told.message.replace(/\.$/, '')}` : '')
  }
  throw externalError('connection.not-renewable', `A sign-in of this kind at ${title} cannot be renewed.`)
}
