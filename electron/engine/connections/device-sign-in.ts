import * as oauth from 'oauth4webapi'
import type { Clock } from '../../../shared/clock.ts'
import type { SignInStep } from '../../../shared/contract/integrations.ts'
import { externalError } from '../../../shared/errors.ts'
import type { Token } from './browser-sign-in.ts'
import { type OAuthSetup, openParties } from './oauth-parties.ts'

type Wish = OAuthSetup & { scopes: string[]; clock: Clock; title: string }

const usualIntervalMs = 5_000
const slowerByMs = 5_000

/** A code that is typed in at the service (RFC 8628): it is asked, as often as it allows, whether that was done. */
export async function* signInByDevice(wish: Wish): AsyncGenerator<SignInStep, Token> {
  const { way, scopes, clock, signal, title } = wish
  const { as, client, auth, options, lastReply } = openParties(wish)
  const asked = { [way.scopeParam ?? 'scope']: scopes.join(way.scopeSeparator ?? ' ') }
  const parameters = scopes.length > 0 ? asked : {}
  const reply = await oauth.deviceAuthorizationRequest(as, client, auth, parameters, options)
  const device = await oauth.processDeviceAuthorizationResponse(as, client, reply)
  const expiresAt = clock.now() + device.expires_in * 1000
  yield {
    step: 'code',
    userCode: device.user_code,
    url: device.verification_uri_complete ?? device.verification_uri,
    expiresAt,
  }
  let intervalMs = device.interval === undefined ? usualIntervalMs : device.interval * 1000
  for (;;) {
    await clock.sleep(intervalMs, signal)
    if (clock.now() >= expiresAt) throw tooLate(title)
    const answer = await oauth.deviceCodeGrantRequest(as, client, auth, device.device_code, options)
    try {
      const token = await oauth.processDeviceCodeResponse(as, client, answer)
      yield { step: 'checking' }
      return { token, sent: lastReply() }
    } catch (thrown) {
      if (!(thrown instanceof oauth.ResponseBodyError)) throw thrown
      if (thrown.error === 'expired_token') throw tooLate(title)
      if (thrown.error === 'slow_down') intervalMs += slowerByMs
      else if (thrown.error !== 'authorization_pending') throw thrown
    }
  }
}

function tooLate(title: string) {
  return externalError('sign-in.timeout', `The code was not entered at ${title} in time.`, {
    hint: 'Sign in again to get a new one.',
    retryable: true,
  })
}
