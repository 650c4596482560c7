import * as oauth from 'oauth4webapi'
import { cancelledError, externalError, NitiError, userError } from '../../../shared/errors.ts'
import { redactText } from '../http/redact.ts'

/** Codes of the standard and of vendors that say nothing about the credential: later it may go. */
const passing = new Set([
  'temporarily_unavailable',
  'server_error',
  'slow_down',
  'ratelimited',
  'rate_limited',
  'internal_error',
])

/** Whether a service said that this credential is over, and not only that it cannot answer now. */
export function isRefused(thrown: unknown): boolean {
  return thrown instanceof oauth.ResponseBodyError && thrown.status !== 429 && !passing.has(thrown.error)
}

/**
 * What went wrong in a sign-in, in words. What the library throws holds whole replies: nothing of it goes further than the
 * service's own complaint, and that without what is secret.
 */
export function explainOAuthFailure(
  thrown: unknown,
  { title, secrets }: { title: string; secrets: string[] },
): unknown {
  if (thrown instanceof NitiError) return thrown
  const safe = (text: string) => redactText(text.slice(0, 500), secrets)
  if (thrown instanceof oauth.AuthorizationResponseError) {
    const { error, error_description: description } = thrown
    if (error === 'access_denied') return deniedError(title)
    return externalError('sign-in.refused', `${title} refused the sign-in: ${safe(description ?? error)}.`)
  }
  if (thrown instanceof oauth.ResponseBodyError) {
    const { error, error_description: description } = thrown
    if (error === 'access_denied') return deniedError(title)
    const said = safe(description ?? error).replace(/\.$/, '')
    if (error === 'invalid_client' || error === 'unauthorized_client' || error === 'incorrect_client_credentials') {
      return userError('sign-in.bad-client', `${title} does not accept this client: ${said}.`, {
        field: 'clientId',
        hint: 'Check the client’s id and secret, and how it was set up there.',
      })
    }
    return externalError('sign-in.refused', `${title} refused the sign-in: ${said}.`, { retryable: !isRefused(thrown) })
  }
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return externalError('sign-in.timeout', `${title} did not answer in time.`, { retryable: true })
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') return cancelledError()
  if (thrown instanceof oauth.OperationProcessingError || thrown instanceof oauth.UnsupportedOperationError) {
    return externalError(
      'sign-in.bad-reply',
      `${title} answered in a way that is not understood (${thrown.code ?? 'no reason'}).`,
      {
        retryable: thrown.code === oauth.RESPONSE_IS_NOT_CONFORM,
      },
    )
  }
  return thrown
}

function deniedError(title: string): NitiError {
  return userError('sign-in.denied', `${title} was not allowed to let Niti in.`, {
    hint: 'Sign in again, and allow it there.',
  })
}
