import { NitiError } from '../../../shared/errors.ts'
import type { Parcel, Receipt, Send } from './channel-kind.ts'
import { mailError, refusedFor } from './mail-error.ts'
import { mailOf } from './mail-text.ts'

const connectTimeoutMs = 10_000
const silenceTimeoutMs = 20_000

/** Mail by SMTP. The library is loaded with the first one, as most people never send any. */
export function createEmail(): Send<'email'> {
  return async (parcel) => {
    const { createTransport } = await import('nodemailer')
    const { target, signal } = parcel
    const server = { name: `${target.host}:${target.port}`, secrets: secretsOf(parcel) }
    const transport = createTransport(optionsOf(parcel))
    try {
      const { response, rejected, rejectedErrors } = await transport.sendMail({ ...mailOf(parcel), signal })
      const receipt: Receipt = { said: server.name.concat(': ', response).slice(0, 300) }
      return rejected.length === 0 ? receipt : { ...receipt, complaint: refusedFor(rejectedErrors ?? [], server) }
    } catch (thrown) {
      if (signal.aborted || thrown instanceof NitiError) throw thrown
      throw mailError(thrown, server)
    } finally {
      transport.close()
    }
  }
}

/**
 * `starttls` is insisted on: a server that does not offer it, or somebody in between who hides that it does, gets neither
 * the password nor the mail. Certificates are checked as everywhere.
 */
function optionsOf({ target: { host, port, security, user }, secrets: { password } }: Parcel<'email'>) {
  return {
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
    ...(user !== null && { auth: { user, pass: password ?? '' } }),
    ...{ connectionTimeout: connectTimeoutMs, greetingTimeout: connectTimeoutMs, dnsTimeout: connectTimeoutMs },
    ...{ socketTimeout: silenceTimeoutMs, disableFileAccess: true, disableUrlAccess: true },
  }
}

function secretsOf({ target: { user }, secrets: { password } }: Parcel<'email'>): string[] {
  if (password === undefined) return []
  // As they travel: a server that quotes what it was sent must not give the password away either.
  const encode = (text: string) => Buffer.from(text).toString('base64')
  return [password, encode(password), encode(`\u0000${user ?? ''}\u0000${password}`)]
}
