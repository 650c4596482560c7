import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './test-engine.ts'

type Options = {
  /** Offers no STARTTLS, as a server does that cannot, or whose offer somebody hides. */
  hidesStartTls?: boolean
  /** Speaks TLS from the first byte. */
  secure?: boolean
  /** What `ada` signs in with. */
  password?: string
  /** Takes mail from anybody. */
  needsNoSignIn?: boolean
  /** What it says to these receivers, such as `550 no such user`. */
  refuses?: Record<string, string>
  /** What it says to the first mails, in order; those after them are taken. */
  says?: string[]
}
type Mail = { from: string; to: string[]; text: string; isEncrypted: boolean; user: string | null }

/** A certificate for `localhost` that nobody has signed. */
export function selfSigned(): { key: string; cert: string } {
  const folder = temporaryFolder()
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert]
  execFileSync('openssl', [...made, ...name], { stdio: 'ignore' })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

/** A real mail server on loopback. Signs in `ada` with `canary-password`, unless told otherwise. */
export async function startMailServer({ says = [], refuses = {}, ...options }: Options = {}) {
  const certificate = selfSigned()
  const mails: Mail[] = []
  const server = new SMTPServer({
    ...certificate,
    secure: options.secure ?? false,
    ...(options.hidesStartTls && { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }),
    authOptional: options.needsNoSignIn ?? false,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth({ username, password }, _session, done) {
      const isRight = username === 'ada' && password === (options.password ?? 'canary-password')
      if (isRight) done(null, { user: username })
      else done(asReply('535 5.7.8 bad credentials'))
    },
    onRcptTo({ address }, _session, done) {
      const refusal = refuses[address]
      done(refusal === undefined ? null : asReply(refusal))
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const refusal = says.shift()
        if (refusal !== undefined) return done(asReply(refusal))
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(parts).toString('utf8'),
          isEncrypted: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
        })
        done(null, 'Taken as mail 7')
      })
    },
  })
  // A client that refuses the certificate breaks off, which is no failure of the test.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo // a listening TCP server has one
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)))
  return { mails, port, certificate }
}

function asReply(reply: string): Error {
  const [, code = '', words = ''] = /^(\d{3}) (.*)$/.exec(reply) ?? []
  return Object.assign(new Error(words), { responseCode: Number(code) })
}
