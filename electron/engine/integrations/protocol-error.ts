import { externalError, NitiError } from '../../../shared/errors.ts'
import { explainNetworkError } from '../http/network-error.ts'
import { redactText } from '../http/redact.ts'
import type { Protocol } from './define-protocol.ts'
import type { OpenConnection } from './open-connection.ts'
import { secretsOf } from './place-credential.ts'
import { complaintText, refusedError } from './service-error.ts'

/** What went wrong, and what the service said where it refused the sign-in. */
export type ProtocolFailure = { error: unknown; refusal: string | null }

/**
 * What a driver threw, in words: the service's complaint, or what is wrong with the network. What is neither is thrown on
 * as it is: a mistake of ours. Secrets are out of it, also where the service repeats what it was sent.
 */
export function explainFailure(protocol: Protocol, connection: OpenConnection, thrown: unknown): ProtocolFailure {
  if (thrown instanceof NitiError) return { error: thrown, refusal: null }
  const complaint = protocol.complaint?.(thrown) ?? null
  if (complaint?.isSignIn) {
    return {
      error: refusedError(protocol, connection, complaint),
      refusal: complaintText(complaint, connection),
    }
  }
  if (complaint) {
    const { reason = 'failed', retryable = false, code } = complaint
    const error = externalError(
      `service.${reason}`,
      `${protocol.title} says: ${complaintText(complaint, connection)}`,
      { retryable, ...(code !== undefined && { details: { code } }) },
    )
    return { error, refusal: null }
  }
  const network = explainNetworkError(thrown)
  if (!network) return { error: thrown, refusal: null }
  const place = redactText(protocol.address(connection.fields), secretsOf(connection))
  const error = externalError('service.unreachable', `${place} cannot be reached: ${network.reason}.`, {
    retryable: true,
    hint: 'Look at host, port and encryption of the connection.',
    details: { code: network.code },
  })
  return { error, refusal: null }
}
