import type { FetchMessageObject, ImapFlow } from 'imapflow'
import { z } from 'zod'
import { hint, textParam } from '../../../../shared/catalog/param.ts'
import { externalError } from '../../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../../shared/json.ts'
import {
  type FoundEvents,
  forClient,
  type ProtocolClient,
  type ProtocolComplaint,
  type UseContext,
} from '../define-protocol.ts'
import { headOf, headParts, readMail } from './imap-message.ts'
import { codeOf, reachServer, serverAddress, serverFields } from './server-fields.ts'

type Imap = ProtocolClient & { imap: ImapFlow }

const { action, trigger, protocol } = forClient<Imap>()

const folder = textParam()
  .default('INBOX')
  .meta(hint({ title: 'Folder', placeholder: 'INBOX' }))
const uid = z
  .number()
  .int()
  .min(1)
  .meta(hint({ title: 'Message', description: 'Its `uid` in the folder, as searching gives it.' }))

const head: Json = {
  uid: 42,
  subject: 'Hello',
  from: [{ name: 'Ada', address: 'ada@example.com' }],
  to: [{ name: '', address: 'niti@example.com' }],
  cc: [],
  messageId: '<1@example.com>',
  inReplyTo: '',
  date: '2026-11-22T09:00:00.000Z',
  flags: ['\\Seen'],
  bytes: 812,
}

/** RFC 2177 asks clients to begin anew before half an hour is over; routers forget connections sooner. */
const maxIdleTime = 5 * 60_000

export default protocol({
  id: 'imap',
  title: 'Email (IMAP)',
  category: 'mail',
  brand: null,
  summary: 'Find, read and sort email in any mailbox, and begin runs with new mail.',
  keywords: ['email', 'mail', 'inbox', 'attachment', 'imap'],
  docsUrl: 'https://imapflow.com/',
  fields: [
    ...serverFields({ port: '993', ways: ['tls', 'starttls', 'off'] }),
    { name: 'user', title: 'User name', placeholder: 'niti@example.com' },
  ],
  signIn: [
    {
      id: 'password',
      title: 'Password',
      setup: [
        'Look up the name and port of your provider’s IMAP server: 993 goes with `tls`, 143 with `starttls`.',
        'Where your provider wants two factors, make an app password.',
      ],
      secrets: [{ name: 'password', title: 'Password' }],
    },
  ],
  speaks: 'IMAP',
  address: (fields) => serverAddress('imap', fields),
  async connect(context) {
    const { user = '' } = context.fields
    const { password = '' } = context.secrets
    const { address, port, security, tls } = await reachServer(context, password)
    const { ImapFlow: Client } = await import('imapflow')
    const imap = new Client({
      ...{ host: address, port, secure: security === 'tls', doSTARTTLS: security === 'starttls' },
      ...{
        auth: { user, pass: password },
        logger: false,
        disableAutoIdle: true,
        maxIdleTime,
        connectionTimeout: 20_000,
      },
      ...(tls.servername !== undefined && { servername: tls.servername }),
      ...(tls.ca && { tls: { ca: tls.ca } }),
    })
    // What breaks while nobody waits for anything shows in `usable`.
    imap.on('error', () => {})
    const close = () => imap.close()
    context.signal.addEventListener('abort', close, { once: true })
    try {
      await imap.connect()
    } catch (thrown) {
      close()
      throw thrown
    } finally {
      context.signal.removeEventListener('abort', close)
    }
    return { imap, isOpen: () => imap.usable, close }
  },
  async test({ imap }, { fields }) {
    await imap.noop()
    return fields.user ?? ''
  },
  complaint,
  actions: {
    'list-folders': action({
      title: 'List folders',
      summary: 'Lists the folders of the mailbox with how many messages they hold.',
      group: 'Folders',
      kind: 'read',
      input: z.object({}),
      async run({ imap }) {
        const folders = await imap.list({ statusQuery: { messages: true, unseen: true } })
        return folders.map(({ path, specialUse = '', status }) => ({
          ...{ path, use: specialUse.replace('\\', '').toLowerCase() },
          ...{ messages: status?.messages ?? null, unread: status?.unseen ?? null },
        }))
      },
      examples: [{ input: {}, gives: [{ path: 'INBOX', use: 'inbox', messages: 3, unread: 1 }] }],
    }),
    search: action({
      title: 'Find messages',
      summary: 'Lists messages of a folder, newest first: who wrote them, when and about what.',
      group: 'Messages',
      kind: 'read',
      input: z.object({
        folder,
        from: textParam()
          .default('')
          .meta(hint({ title: 'From' })),
        to: textParam()
          .default('')
          .meta(hint({ title: 'To', advanced: true })),
        subject: textParam()
          .default('')
          .meta(hint({ title: 'Subject holds' })),
        text: textParam()
          .default('')
          .meta(hint({ title: 'Text holds', advanced: true })),
        since: textParam()
          .default('')
          .meta(hint({ title: 'Since', description: 'A date, such as 2026-11-22.', advanced: true })),
        read: z
          .enum(['any', 'read', 'unread'])
          .default('any')
          .meta(hint({ title: 'Read', choices: { any: 'Read or not', read: 'Read', unread: 'Not read' } })),
        flagged: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Only flagged ones', advanced: true })),
        most: z
          .number()
          .int()
          .min(1)
          .max(1_000)
          .default(50)
          .meta(hint({ title: 'Most messages', advanced: true })),
      }),
      run: ({ imap }, { folder, from, to, subject, text, since, read, flagged, most }) =>
        inFolder(imap, folder, true, async () => {
          const found = await imap.search(
            {
              all: true,
              ...(from !== '' && { from }),
              ...(to !== '' && { to }),
              ...(subject !== '' && { subject }),
              ...(text !== '' && { text }),
              ...(since !== '' && { since: dateOf(since) }),
              ...(read !== 'any' && { seen: read === 'read' }),
              ...(flagged && { flagged }),
            },
            { uid: true },
          )
          const uids = (found || []).sort((a, b) => b - a).slice(0, most)
          if (uids.length === 0) return []
          const messages = await imap.fetchAll(uids.join(','), headParts, { uid: true })
          return messages.sort((a, b) => b.uid - a.uid).map(headOf)
        }),
      examples: [{ input: { from: 'ada@example.com' }, gives: [head] }],
    }),
    read: action({
      title: 'Read a message',
      summary: 'Gives a whole message: its text, its HTML and its attachments as files.',
      group: 'Messages',
      kind: 'read',
      input: z.object({
        folder,
        uid,
        markRead: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Mark it as read' })),
      }),
      run: ({ imap }, { folder, uid, markRead }, { files }) =>
        inFolder(imap, folder, !markRead, async () => {
          const message = await imap.fetchOne(String(uid), { ...headParts, source: true }, { uid: true })
          if (!message) throw noMessage(folder, uid)
          if (markRead) await imap.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
          return { ...headOf(message), ...(await readMail(message.source ?? Buffer.alloc(0), files)) }
        }),
      examples: [
        { input: { uid: 42 }, gives: { ...(head as object), text: 'Hello!', html: '', attachments: [] } as Json },
      ],
    }),
    move: action({
      title: 'Move a message',
      summary: 'Moves a message to another folder and gives its place there.',
      group: 'Messages',
      kind: 'write',
      input: z.object({
        folder,
        uid,
        to: textParam({ required: true }).meta(hint({ title: 'To the folder', placeholder: 'Archive' })),
      }),
      run: ({ imap }, { folder, uid, to }) =>
        inFolder(imap, folder, false, async () => {
          await mustBeThere(imap, folder, uid)
          const moved = await imap.messageMove(String(uid), to, { uid: true })
          if (!moved) throw refused(`There is no folder \`${to}\`, or nothing can be moved there.`)
          return { folder: to, uid: moved.uidMap?.get(uid) ?? null }
        }),
      examples: [{ input: { uid: 42, to: 'Archive' }, gives: { folder: 'Archive', uid: 7 } }],
    }),
    flag: action({
      title: 'Mark a message',
      summary: 'Marks a message as read, flagged or answered, or takes the mark away.',
      group: 'Messages',
      kind: 'write',
      input: z.object({
        folder,
        uid,
        mark: z
          .enum(['read', 'flagged', 'answered'])
          .default('read')
          .meta(hint({ title: 'Mark', choices: { read: 'Read', flagged: 'Flagged', answered: 'Answered' } })),
        on: z
          .boolean()
          .default(true)
          .meta(hint({ title: 'Set it' })),
      }),
      run: ({ imap }, { folder, uid, mark, on }) =>
        inFolder(imap, folder, false, async () => {
          await mustBeThere(imap, folder, uid)
          const flags = [{ read: '\\Seen', flagged: '\\Flagged', answered: '\\Answered' }[mark]]
          if (on) await imap.messageFlagsAdd(String(uid), flags, { uid: true })
          else await imap.messageFlagsRemove(String(uid), flags, { uid: true })
          const message = await imap.fetchOne(String(uid), { uid: true, flags: true }, { uid: true })
          return { uid, flags: message ? (headOf(message).flags ?? []) : [] }
        }),
      examples: [{ input: { uid: 42 }, gives: { uid: 42, flags: ['\\Seen'] } }],
    }),
    delete: action({
      title: 'Delete a message',
      summary: 'Deletes a message for good; moving it to the trash is a move.',
      group: 'Messages',
      kind: 'delete',
      input: z.object({ folder, uid }),
      run: ({ imap }, { folder, uid }) =>
        inFolder(imap, folder, false, async () => {
          await mustBeThere(imap, folder, uid)
          await imap.messageDelete(String(uid), { uid: true })
          return { deleted: true }
        }),
      examples: [{ input: { uid: 42 }, gives: { deleted: true } }],
    }),
  },
  triggers: {
    'new-mail': trigger({
      title: 'New mail',
      summary: 'Begins a run for each message that comes into a folder.',
      group: 'Messages',
      input: z.object({ folder }),
      poll: {
        everySeconds: 120,
        look: ({ imap }, { folder }, { cursor }) => inFolder(imap, folder, true, () => lookIn(imap, cursor)),
      },
      watch: watchFolder,
      sample: head,
    }),
  },
})

async function inFolder<T>(imap: ImapFlow, folder: string, readOnly: boolean, work: () => Promise<T>): Promise<T> {
  const lock = await imap.getMailboxLock(folder, { readOnly })
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** UIDs are given in order and never again, for as long as the folder's validity is the same (RFC 3501, 2.3.1.1). */
async function lookIn(imap: ImapFlow, cursor: Json | null): Promise<FoundEvents> {
  const box = imap.mailbox
  if (!box) throw externalError('service.not-found', 'The folder was closed.', { retryable: true })
  const validity = String(box.uidValidity)
  const known =
    isJsonObject(cursor) && cursor.validity === validity && typeof cursor.next === 'number' ? cursor.next : null
  if (known === null) return { events: [], cursor: { validity, next: box.uidNext } }
  // The last message stands for `*` also where it is older than what is asked for.
  const found: FetchMessageObject[] = (await imap.fetchAll(`${known}:*`, headParts, { uid: true }))
    .filter((message) => message.uid >= known)
    .sort((a, b) => a.uid - b.uid)
  const next = found.reduce((most, message) => Math.max(most, message.uid + 1), known)
  const events = found.map((message) => ({ id: `${validity}.${message.uid}`, payload: headOf(message) }))
  return { events, cursor: { validity, next } }
}

async function* watchFolder(
  { imap }: Imap,
  { folder }: { folder: string },
  { signal, cursor: begun }: UseContext & { cursor: Json | null },
): AsyncGenerator<FoundEvents> {
  await imap.mailboxOpen(folder, { readOnly: true })
  let cursor = begun
  let wake = () => {}
  let hasNews = false
  imap.on('exists', () => {
    hasNews = true
    wake()
  })
  imap.on('close', () => wake())
  while (!signal.aborted && imap.usable) {
    hasNews = false
    const found = await lookIn(imap, cursor)
    cursor = found.cursor
    yield found
    if (hasNews) continue
    const news = new Promise<void>((resolve) => (wake = resolve))
    const idling = imap.idle()
    await Promise.race([news, idling])
    // A command ends the idling.
    if (imap.usable) await imap.noop()
    await idling
  }
}

async function mustBeThere(imap: ImapFlow, folder: string, uid: number): Promise<void> {
  if (!(await imap.fetchOne(String(uid), { uid: true }, { uid: true }))) throw noMessage(folder, uid)
}

function noMessage(folder: string, uid: number) {
  return externalError('service.not-found', `There is no message ${uid} in \`${folder}\`.`, {
    hint: 'It may have been moved: messages have other numbers in other folders.',
  })
}

function refused(message: string) {
  return externalError('service.bad-request', message)
}

function dateOf(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw refused(`\`${text.slice(0, 100)}\` is no date.`)
  return date
}

function complaint(thrown: unknown): ProtocolComplaint | null {
  if (!(thrown instanceof Error)) return null
  const said = 'responseText' in thrown && typeof thrown.responseText === 'string' ? thrown.responseText : null
  if ('authenticationFailed' in thrown && thrown.authenticationFailed) {
    return { message: said ?? thrown.message, isSignIn: true }
  }
  if (said !== null) {
    const isMissing =
      'serverResponseCode' in thrown && ['NONEXISTENT', 'TRYCREATE'].includes(String(thrown.serverResponseCode))
    const isAbsent = isMissing || /doesn't exist|not exist|no such|unknown mailbox/i.test(said)
    return { message: said, reason: isAbsent ? 'not-found' : 'bad-request' }
  }
  const code = codeOf(thrown)
  if (['NoConnection', 'EConnectionClosed', 'ClosedAfterConnectTLS', 'ClosedAfterConnectText'].includes(code)) {
    return { message: 'it closed the connection', retryable: true }
  }
  if (/^(CONNECT|GREETING|UPGRADE)_TIMEOUT$|^ETIMEOUT$/.test(code)) {
    return { message: 'it did not answer in time', retryable: true, reason: 'timeout' }
  }
  return code === 'ETHROTTLE' ? { message: thrown.message, retryable: true, reason: 'rate-limited' } : null
}
