import type { NodemailerError } from 'nodemailer'
import { type ErrorInfo, externalError, type NitiError } from '../../../shared/errors.ts'
import { explainNetworkError } from '../http/network-error.ts'
import { redactText } from '../http/redact.ts'

/** The server as it is named in errors, and what may not be said of it. */
type Server = { name: string; secrets: string[] }

const saidMaxChars = 300

/** What went wrong with a mail, in the server's own words where it said any, and whether trying again may help. */
export function mailError(thrown: unknown, server: Server): unknown {
  if (!(thrown instanceof Error)) return thrown
  const failure: NodemailerError = thrown
  const { name } = server
  if (failure.responseCode !== undefined && failure.code !== 'ETLS') return refusedError(failure, server)
  const code = failure.originalCode ?? failure.code ?? ''
  if (failure.code === 'ETIMEDOUT' || code === 'ETIMEDOUT') {
    return unreachable(`${name} did not answer in time.`, { retryable: true })
  }
  if (isCertificateCode(code) || isCertificateCode(codeOfCause(failure))) {
    const reason = explainNetworkError(Object.assign(new Error(failure.message), { code: certificateCode(failure) }))
    return unreachable(`The connection to ${name} is not safe: ${reason?.reason ?? 'its certificate is not valid'}.`, {
      retryable: false,
      hint: 'Nothing was sent. Check the server’s name; a certificate of your own can be named in NODE_EXTRA_CA_CERTS.',
    })
  }
  if (failure.code === 'ETLS') {
    return unreachable(`${name} cannot encrypt the connection: ${saidBy(failure, server)}`, {
      retryable: false,
      hint: 'Nothing was sent. Choose TLS (port 465 as a rule) in place of STARTTLS, or check host and port.',
    })
  }
  if (failure.code === 'EENVELOPE' || failure.code === 'ENOAUTH' || failure.code === 'EAUTH') {
    return externalError('channel.refused', `${name}: ${saidBy(failure, server)}`, { retryable: false })
  }
  const network = explainNetworkError(Object.assign(new Error(failure.message), { code }))
  if (network && code !== failure.code)
    return unreachable(`Could not reach ${name}: ${network.reason}.`, { retryable: true })
  return unreachable(`Could not reach ${name}: ${saidBy(failure, server)}`, { retryable: true })
}

/** The mail was taken for some of its receivers, and refused for these. */
export function refusedFor(errors: NodemailerError[], server: Server): ErrorInfo {
  const words = errors.map((error) => `${error.recipient ?? 'a receiver'} (${saidBy(error, server)})`)
  const message = `${server.name} did not take it for ${words.join(', ')}`
  return externalError('channel.partly-refused', message, { retryable: false, hint: 'The others have it.' }).info
}

function refusedError(failure: NodemailerError, server: Server): NitiError {
  const { responseCode: status = 0, permanent = true, code } = failure
  return externalError('channel.refused', `${server.name} answered: ${saidBy(failure, server)}`, {
    retryable: !permanent,
    ...(code === 'EAUTH' && {
      hint: 'Check user and password. Many providers want an app password here, not the one you sign in with.',
    }),
    details: { status },
  })
}

/** The server's words, or the library's where it said none. */
function saidBy({ response, message }: NodemailerError, { secrets }: Server): string {
  return redactText(response || message, secrets).slice(0, saidMaxChars)
}

function unreachable(message: string, more: { retryable: boolean; hint?: string }): NitiError {
  return externalError('channel.unreachable', message, more)
}

function isCertificateCode(code: string): boolean {
  return /CERT|SIGNATURE|ERR_TLS|ISSUER/.test(code)
}

function certificateCode(failure: NodemailerError): string {
  const code = failure.originalCode ?? failure.code ?? ''
  return isCertificateCode(code) ? code : codeOfCause(failure)
}

function codeOfCause({ cause }: Error): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}
