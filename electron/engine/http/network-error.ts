import { NitiError } from '../../../shared/errors.ts'

/** Codes of Node and undici, in words a person can act on. */
const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at that address',
  ECONNRESET: 'the connection was broken',
  EPIPE: 'the connection was broken',
  UND_ERR_SOCKET: 'the connection was broken',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name could not be looked up; is this machine online?',
  ENETUNREACH: 'the network cannot be reached; is this machine online?',
  EHOSTUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it stopped sending',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

export type NetworkFailure = { code: string; reason: string }

/**
 * What went wrong on the wire, or null if this error is not about the wire. fetch hides the reason in `cause`, several
 * levels down, and in an AggregateError where it tried IPv4 and IPv6.
 */
export function explainNetworkError(thrown: unknown): NetworkFailure | null {
  for (const error of causes(thrown)) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
    const reason = reasons[code]
    if (reason) return { code, reason }
    if (/^(UND_ERR_|ERR_SSL|ERR_TLS|HPE_|CERT_|E[A-Z]+$)/.test(code)) return { code, reason: error.message || code }
  }
  const refused = causes(thrown).find((error) => error instanceof TypeError && error.message === 'fetch failed')
  // fetch's own refusals, such as of a port that browsers block, carry no code.
  if (refused?.cause instanceof Error) return { code: 'FETCH_REFUSED', reason: refused.cause.message }
  const isTerminated = causes(thrown).some((error) => error instanceof TypeError && error.message === 'terminated')
  return isTerminated ? { code: 'ECONNRESET', reason: 'the connection was broken' } : null
}

/** Where a request fails before anything of it is sent. */
const neverLeft = /^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|FETCH_REFUSED)$|CERT|TLS|SSL/

/**
 * Whether a request that failed like this may have reached the other side all the same, so that nobody knows what was
 * done with it there.
 */
export function mayHaveArrived(thrown: unknown): boolean {
  const isConnecting = causes(thrown).some(
    (error) => 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo'),
  )
  if (isConnecting) return false
  const network = explainNetworkError(thrown)
  if (network) return !neverLeft.test(network.code)
  // A time limit of the SDK's own.
  return causes(thrown).some(({ name }) => /^(Abort|Timeout)Error$/.test(name))
}

/** An error of our own that fetch wrapped into its "fetch failed", or null. */
export function findNitiError(thrown: unknown): NitiError | null {
  return causes(thrown).find((error) => error instanceof NitiError) ?? null
}

function causes(thrown: unknown, depth = 0): Error[] {
  if (!(thrown instanceof Error) || depth > 8) return []
  const inner = thrown instanceof AggregateError ? thrown.errors : []
  return [thrown, ...inner.flatMap((error) => causes(error, depth + 1)), ...causes(thrown.cause, depth + 1)]
}
