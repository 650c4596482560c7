import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../../shared/catalog/param.ts'
import { userError } from '../../../../shared/errors.ts'
import type { Json } from '../../../../shared/json.ts'
import { type FileRef, fileRefOf } from '../../../../shared/run/file-ref.ts'
import { forClient, type ProtocolClient, type ProtocolComplaint, type UseContext } from '../define-protocol.ts'
import { codeOf, reachServer, serverAddress, serverFields } from './server-fields.ts'

type Smtp = ProtocolClient & { connection: SMTPConnection; user: string }

const { action, protocol } = forClient<Smtp>()

const addresses = z.union([z.array(textParam()), textParam()])

const sendInput = z.object({
  from: textParam({ required: true }).meta(
    hint({ title: 'From', description: 'An address, or a name with one.', placeholder: 'Niti <niti@example.com>' }),
  ),
  to: addresses.meta(
    hint({ title: 'To', description: 'Addresses, separated by commas, or a list.', placeholder: 'ada@example.com' }),
  ),
  subject: textParam()
    .default('')
    .meta(hint({ title: 'Subject' })),
  text: textParam()
    .default('')
    .meta(hint({ title: 'Text', control: 'long-text' })),
  html: textParam()
    .default('')
    .meta(
      hint({
        title: 'HTML',
        description: 'Shown in place of the text where it can be.',
        control: 'long-text',
        advanced: true,
      }),
    ),
  cc: addresses.default('').meta(hint({ title: 'Cc', advanced: true })),
  bcc: addresses.default('').meta(hint({ title: 'Bcc', advanced: true })),
  replyTo: textParam()
    .default('')
    .meta(hint({ title: 'Answers go to', advanced: true })),
  inReplyTo: textParam()
    .default('')
    .meta(
      hint({ title: 'In answer to', description: 'The `messageId` of the mail that is answered.', advanced: true }),
    ),
  attachments: valueParam()
    .default(null)
    .meta(hint({ title: 'Attachments', description: 'A file or a list of files.', control: 'json', advanced: true })),
})

export default protocol({
  id: 'smtp',
  title: 'Email (SMTP)',
  category: 'mail',
  brand: null,
  summary: 'Send email through any mail server.',
  keywords: ['email', 'mail', 'send', 'smtp'],
  docsUrl: 'https://nodemailer.com/smtp/',
  fields: [
    ...serverFields({ port: '465', ways: ['tls', 'starttls', 'off'] }),
    { name: 'user', title: 'User name', description: 'Empty where the server wants no sign-in.', optional: true },
  ],
  signIn: [
    {
      id: 'password',
      title: 'Password',
      setup: [
        'Look up the name and port of your provider’s outgoing mail server: 465 goes with `tls`, 587 with `starttls`.',
        'Where your provider wants two factors, make an app password.',
      ],
      secrets: [{ name: 'password', title: 'Password', optional: true }],
    },
  ],
  speaks: 'SMTP',
  address: (fields) => serverAddress('smtp', fields),
  async connect(context) {
    const { user = '' } = context.fields
    const { password = '' } = context.secrets
    const { address, port, security, tls } = await reachServer(context, password)
    const { default: Connection } = await import('nodemailer/lib/smtp-connection')
    const connection = new Connection({
      ...{ host: address, port, secure: security === 'tls', requireTLS: security === 'starttls' },
      ...{ ignoreTLS: security === 'off', socketCloseTimeout: 0 },
      ...(tls.servername !== undefined && { servername: tls.servername }),
      tls: { ...(tls.servername !== undefined && { servername: tls.servername }), ...(tls.ca && { ca: tls.ca }) },
    })
    let isOpen = true
    connection.once('end', () => {
      isOpen = false
    })
    const close = () => {
      isOpen = false
      connection.close()
    }
    context.signal.addEventListener('abort', close, { once: true })
    try {
      await settle((done) => {
        connection.once('error', done)
        connection.connect(done)
      })
      // What breaks while nobody waits for anything ends the connection; whoever sends learns of it there.
      connection.on('error', close)
      if (password !== '' || user !== '') {
        await settle((done) => connection.login({ credentials: { user, pass: password } }, (error) => done(error)))
      }
    } catch (thrown) {
      close()
      throw withSystemCode(thrown)
    } finally {
      context.signal.removeEventListener('abort', close)
    }
    return { connection, user, isOpen: () => isOpen, close }
  },
  test: async ({ user }, { fields }) => (user === '' ? (fields.host ?? '') : user),
  complaint,
  actions: {
    send: action({
      title: 'Send an email',
      summary: 'Sends an email, with files if need be.',
      group: 'Email',
      kind: 'send',
      input: sendInput,
      async run({ connection }, input, context) {
        const { default: Composer } = await import('nodemailer/lib/mail-composer')
        const { from, subject, text, html, replyTo, inReplyTo } = input
        const to = listOf(input.to)
        if (to.length === 0) throw userError('service.bad-input', 'It is addressed to nobody.', { field: 'params.to' })
        const mail = new Composer({
          ...{ from, subject, to, cc: listOf(input.cc), bcc: listOf(input.bcc) },
          ...(text !== '' || html === '' ? { text } : {}),
          ...(html !== '' && { html }),
          ...(replyTo !== '' && { replyTo }),
          ...(inReplyTo !== '' && { inReplyTo, references: inReplyTo }),
          ...(context.idempotencyKey !== null && { messageId: messageIdOf(context.idempotencyKey, from) }),
          date: new Date(context.now()),
          attachments: await attachmentsOf(input.attachments, context),
          disableFileAccess: true,
          disableUrlAccess: true,
        }).compile()
        const envelope = mail.getEnvelope()
        const sent = await settle<SMTPConnection.SentMessageInfo>((done) =>
          connection.send(envelope, mail.createReadStream(), (error, info) =>
            done(error ?? undefined, info ?? undefined),
          ),
        )
        const messageId = mail.messageId()
        return { messageId, accepted: sent.accepted, rejected: sent.rejected, response: sent.response }
      },
      examples: [
        {
          input: { from: 'niti@example.com', to: 'ada@example.com', subject: 'Done', text: 'All is well.' },
          gives: {
            messageId: '<5d1f@example.com>',
            accepted: ['ada@example.com'],
            rejected: [],
            response: '250 2.0.0 Ok: queued',
          },
        },
      ],
    }),
  },
})

function settle<T = void>(begin: (done: (error?: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    begin((error, value) => (error ? reject(error) : resolve(value as T))) // each caller's own callback gives it
  })
}

/** The library puts a code of its own in place of the system's, which its text still names. */
function withSystemCode(thrown: unknown): unknown {
  const code = thrown instanceof Error ? /\bE(CONN|HOST|NET|TIMED|PIPE)[A-Z]*\b/.exec(thrown.message)?.[0] : undefined
  return code === undefined ? thrown : Object.assign(new Error(code, { cause: thrown }), { code })
}

/** Two tries of one node make one mail: servers and mail programs know it by this. */
function messageIdOf(key: string, from: string): string {
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'
  return `<${key}@${domain}>`
}

function listOf(value: string | string[]): string[] {
  const texts = Array.isArray(value) ? value : [value]
  return texts.map((text) => text.trim()).filter((text) => text !== '')
}

async function attachmentsOf(value: Json, { files }: UseContext) {
  const found = value === null || value === '' ? [] : Array.isArray(value) ? value : [value]
  const refs = found.map((one): FileRef => {
    const ref = fileRefOf(one)
    if (ref) return ref
    throw userError('service.bad-input', 'An attachment is a file, as nodes that read or fetch files give it.', {
      field: 'params.attachments',
    })
  })
  return Promise.all(
    refs.map(async (ref) => {
      const { stream, name, mediaType } = await files.read(ref)
      const parts: Uint8Array[] = []
      for await (const part of stream) parts.push(part)
      return { filename: name, contentType: mediaType, content: Buffer.concat(parts) }
    }),
  )
}

function complaint(thrown: unknown): ProtocolComplaint | null {
  if (!(thrown instanceof Error)) return null
  const status = 'responseCode' in thrown && typeof thrown.responseCode === 'number' ? thrown.responseCode : null
  const said = 'response' in thrown && typeof thrown.response === 'string' ? thrown.response : thrown.message
  const code = codeOf(thrown)
  if (code === 'EAUTH' || code === 'ENOAUTH') return { message: said, isSignIn: true }
  if (status !== null) {
    const reason = status < 500 ? 'failed' : status === 552 ? 'bad-request' : 'forbidden'
    return { message: said, retryable: status < 500, reason }
  }
  if (['ETLS', 'EENVELOPE', 'EMESSAGE', 'EPROTOCOL'].includes(code)) {
    return { message: thrown.message, reason: 'bad-request' }
  }
  return code === 'ECONNECTION' ? { message: 'it closed the connection', retryable: true } : null
}
