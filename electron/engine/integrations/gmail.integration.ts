import { z } from 'zod'
import { filesParam, hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  entriesOf,
  googleComplaint,
  googleList,
  googleNextPage,
  googleScope,
  googleSignIn,
  googleTest,
  textAt,
} from './define-google.ts'
import { defineAction, defineIntegration, defineTrigger, path } from './define-integration.ts'
import { addressesParam } from './define-mail.ts'

const readScope = googleScope('gmail.readonly')
const sendScope = googleScope('gmail.send')
const composeScope = googleScope('gmail.compose')
const modifyScope = googleScope('gmail.modify')

const messageId = textParam({ required: true }).meta(
  hint({
    title: 'Message',
    description: 'Its id, as the search and the trigger give it.',
    placeholder: '18c2f0a9d3b7e541',
  }),
)
const search = textParam()
  .optional()
  .meta(
    hint({ title: 'Search', description: 'As in Gmail’s search box.', placeholder: 'from:ada@example.com is:unread' }),
  )
const mailFields = {
  to: addressesParam({ required: true }).meta(
    hint({
      title: 'To',
      description: 'Several: with commas between them.',
      control: 'text',
      placeholder: 'ada@example.com',
    }),
  ),
  subject: textParam()
    .default('')
    .meta(hint({ title: 'Subject' })),
  text: textParam()
    .default('')
    .meta(hint({ title: 'Text', control: 'long-text' })),
  html: textParam()
    .optional()
    .meta(
      hint({
        title: 'HTML',
        description: 'Shown instead of the text where mail is shown with formatting.',
        control: 'long-text',
        advanced: true,
      }),
    ),
  cc: addressesParam()
    .optional()
    .meta(hint({ title: 'Cc', control: 'text', advanced: true })),
  bcc: addressesParam()
    .optional()
    .meta(hint({ title: 'Bcc', control: 'text', advanced: true })),
  attachments: filesParam()
    .optional()
    .meta(
      hint({
        title: 'Attachments',
        description: 'A file that a node before gives, or a list of them.',
        control: 'file',
        advanced: true,
      }),
    ),
}
const withSpam = z
  .boolean()
  .default(false)
  .meta(hint({ title: 'In spam and trash too', advanced: true }))

const sent = z.looseObject({ id: z.string(), threadId: z.string() })

const exampleMessage: JsonObject = {
  id: '18c2f0a9d3b7e541',
  threadId: '18c2f0a9d3b7e541',
  labelIds: ['UNREAD', 'INBOX'],
  snippet: 'Hello, the report is attached.',
  historyId: '987654',
  internalDate: '1767322800000',
  sizeEstimate: 24310,
  payload: {
    partId: '',
    mimeType: 'multipart/mixed',
    filename: '',
    headers: [
      { name: 'From', value: 'Ada Lovelace <ada@example.com>' },
      { name: 'To', value: 'me@example.com' },
      { name: 'Subject', value: 'Report' },
      { name: 'Date', value: 'Fri, 2 Jan 2026 03:00:00 +0000' },
      { name: 'Message-ID', value: '<CAF1@mail.example.com>' },
    ],
    body: { size: 0 },
    parts: [
      {
        partId: '0',
        mimeType: 'text/plain',
        filename: '',
        headers: [{ name: 'Content-Type', value: 'text/plain; charset="UTF-8"' }],
        body: { size: 33, data: 'SGVsbG8sIHRoZSByZXBvcnQgaXMgYXR0YWNoZWQuIOKCrA==' },
      },
      {
        partId: '1',
        mimeType: 'application/pdf',
        filename: 'report.pdf',
        headers: [{ name: 'Content-Disposition', value: 'attachment; filename="report.pdf"' }],
        body: { attachmentId: 'ANGjdJ8w', size: 20480 },
      },
    ],
  },
}
const exampleMail: JsonObject = {
  id: '18c2f0a9d3b7e541',
  threadId: '18c2f0a9d3b7e541',
  from: 'Ada Lovelace <ada@example.com>',
  to: 'me@example.com',
  cc: '',
  subject: 'Report',
  date: '2026-01-02T03:00:00.000Z',
  messageId: '<CAF1@mail.example.com>',
  replyTo: '',
  references: '',
  labels: ['UNREAD', 'INBOX'],
  snippet: 'Hello, the report is attached.',
  text: 'Hello, the report is attached. €',
  html: '',
  attachments: [{ id: 'ANGjdJ8w', name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480 }],
}

export default defineIntegration({
  id: 'gmail',
  title: 'Gmail',
  category: 'mail',
  brand: 'gmail',
  summary: 'Send, find, read and sort mail.',
  keywords: ['google', 'email', 'mail', 'inbox'],
  docsUrl: 'https://developers.google.com/workspace/gmail/api/reference/rest',
  baseUrl: 'https://gmail.googleapis.com',
  hosts: ['www.googleapis.com'],
  signIn: [
    googleSignIn({
      apis: ['Gmail API'],
      scopes: {
        'gmail.readonly': { title: 'Read mail', isDefault: true },
        'gmail.send': { title: 'Send mail', isDefault: true },
        'gmail.compose': { title: 'Write drafts', isDefault: false },
        'gmail.modify': { title: 'Label, archive and trash mail', isDefault: false },
      },
    }),
  ],
  limits: {
    windows: [{ requests: 50, seconds: 1 }],
    note: '15,000 units a minute for one person; reading a message takes 5, sending one 100 (https://developers.google.com/workspace/gmail/api/reference/quota).',
  },
  complaint: googleComplaint,
  test: googleTest,
  actions: {
    'send-message': defineAction({
      title: 'Send a mail',
      summary: 'Sends a mail from your address.',
      group: 'Messages',
      kind: 'send',
      scopes: [sendScope],
      input: z.object(mailFields),
      request: (mail) => ({
        method: 'POST',
        path: '/gmail/v1/users/me/messages/send',
        body: { mail, field: 'raw' },
      }),
      reply: sent,
      answer: ({ id, threadId }) => ({ id, threadId }),
      examples: [
        {
          input: { to: 'Ada <ada@example.com>, grace@example.com', subject: 'Report', text: 'It is done.' },
          sends: {
            method: 'POST',
            path: '/gmail/v1/users/me/messages/send',
            body: {
              raw: { to: ['Ada <ada@example.com>', 'grace@example.com'], subject: 'Report', text: 'It is done.' },
            },
          },
          reply: { body: { id: '18c2f0b1', threadId: '18c2f0b1', labelIds: ['SENT'] } },
          gives: { id: '18c2f0b1', threadId: '18c2f0b1' },
        },
      ],
    }),
    'reply-to-message': defineAction({
      title: 'Reply to a mail',
      summary: 'Answers a mail in its conversation.',
      group: 'Messages',
      kind: 'send',
      scopes: [sendScope],
      input: z.object({
        message: valueParam()
          .refine((mail) => textAt(mail, 'from') !== '', 'is not a mail as “Get a mail” gives it')
          .meta(
            hint({
              title: 'Mail',
              description: 'What “Get a mail” gave.',
              control: 'json',
              placeholder: '{{ getMail }}',
            }),
          ),
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        html: mailFields.html,
        cc: mailFields.cc,
        attachments: mailFields.attachments,
      }),
      request: ({ message, ...written }) => ({
        method: 'POST',
        path: '/gmail/v1/users/me/messages/send',
        body: {
          mail: { ...replyHeaders(message), ...written },
          field: 'raw',
          json: { threadId: textAt(message, 'threadId') },
        },
      }),
      reply: sent,
      answer: ({ id, threadId }) => ({ id, threadId }),
      examples: [
        {
          input: { message: exampleMail, text: 'Thank you!' },
          sends: {
            method: 'POST',
            path: '/gmail/v1/users/me/messages/send',
            body: {
              threadId: '18c2f0a9d3b7e541',
              raw: {
                to: ['Ada Lovelace <ada@example.com>'],
                subject: 'Re: Report',
                headers: { 'In-Reply-To': '<CAF1@mail.example.com>', References: '<CAF1@mail.example.com>' },
                text: 'Thank you!',
              },
            },
          },
          reply: { body: { id: '18c2f0b2', threadId: '18c2f0a9d3b7e541', labelIds: ['SENT'] } },
          gives: { id: '18c2f0b2', threadId: '18c2f0a9d3b7e541' },
        },
      ],
    }),
    'create-draft': defineAction({
      title: 'Write a draft',
      summary: 'Puts a mail among the drafts, to be sent by hand.',
      group: 'Messages',
      kind: 'write',
      scopes: [composeScope],
      input: z.object(mailFields),
      request: (mail) => ({
        method: 'POST',
        path: '/gmail/v1/users/me/drafts',
        body: { mail, field: 'message.raw' },
      }),
      reply: z.looseObject({ id: z.string(), message: sent }),
      answer: ({ id, message }) => ({ id, messageId: message.id, threadId: message.threadId }),
      examples: [
        {
          input: { to: ['ada@example.com'], subject: 'Report', text: 'To be continued.' },
          sends: {
            method: 'POST',
            path: '/gmail/v1/users/me/drafts',
            body: { 'message.raw': { to: ['ada@example.com'], subject: 'Report', text: 'To be continued.' } },
          },
          reply: { body: { id: 'r-6789', message: { id: '18c2f0b3', threadId: '18c2f0b3', labelIds: ['DRAFT'] } } },
          gives: { id: 'r-6789', messageId: '18c2f0b3', threadId: '18c2f0b3' },
        },
      ],
    }),
    'search-messages': defineAction({
      title: 'Search mail',
      summary: 'Finds mail, newest first, with sender, subject and text; or only the ids, which is faster.',
      group: 'Messages',
      kind: 'read',
      scopes: [readScope],
      input: z.object({
        search,
        whole: z
          .boolean()
          .default(true)
          .meta(hint({ title: 'Whole mails', description: 'Otherwise only their ids.' })),
        withSpam,
      }),
      request: (input) => ({
        method: 'GET',
        path: '/gmail/v1/users/me/messages',
        query: { q: input.search || undefined, includeSpamTrash: input.withSpam || undefined },
      }),
      pages: { items: googleList('messages'), size: { name: 'maxResults', most: 500 }, next: googleNextPage },
      detail: {
        request: (entry, input) => (input.whole ? messageRequest(textAt(entry, 'id')) : null),
        answer: flatMail,
      },
      examples: [
        {
          input: { search: 'from:ada@example.com is:unread' },
          sends: {
            method: 'GET',
            path: '/gmail/v1/users/me/messages',
            query: { q: 'from:ada@example.com is:unread' },
          },
          reply: {
            body: { messages: [{ id: '18c2f0a9d3b7e541', threadId: '18c2f0a9d3b7e541' }], resultSizeEstimate: 1 },
          },
          details: [
            {
              sends: { method: 'GET', path: '/gmail/v1/users/me/messages/18c2f0a9d3b7e541', query: { format: 'full' } },
              reply: { body: exampleMessage },
            },
          ],
          gives: [exampleMail],
        },
        {
          title: 'only ids',
          input: { search: 'label:orders', whole: false },
          sends: { method: 'GET', path: '/gmail/v1/users/me/messages', query: { q: 'label:orders' } },
          reply: {
            body: { messages: [{ id: '18c2f0a9d3b7e541', threadId: '18c2f0a9d3b7e541' }], resultSizeEstimate: 1 },
          },
          gives: [{ id: '18c2f0a9d3b7e541', threadId: '18c2f0a9d3b7e541' }],
        },
        {
          title: 'nothing found',
          input: {},
          sends: { method: 'GET', path: '/gmail/v1/users/me/messages' },
          reply: { body: { resultSizeEstimate: 0 } },
          gives: [],
        },
      ],
    }),
    'get-message': defineAction({
      title: 'Get a mail',
      summary: 'Gives a mail with its sender, subject, text and list of attachments.',
      group: 'Messages',
      kind: 'read',
      scopes: [readScope],
      input: z.object({ message: messageId }),
      request: ({ message }) => messageRequest(message),
      answer: flatMail,
      examples: [
        {
          input: { message: '18c2f0a9d3b7e541' },
          sends: { method: 'GET', path: '/gmail/v1/users/me/messages/18c2f0a9d3b7e541', query: { format: 'full' } },
          reply: { body: exampleMessage },
          gives: exampleMail,
        },
      ],
    }),
    'download-attachment': defineAction({
      title: 'Download an attachment',
      summary: 'Gives an attachment of a mail as a file.',
      group: 'Messages',
      kind: 'read',
      scopes: [readScope],
      input: z.object({
        message: messageId,
        attachment: valueParam()
          .refine((found) => textAt(found, 'id') !== '', 'is not one of the attachments “Get a mail” lists')
          .meta(
            hint({
              title: 'Attachment',
              description: 'One of those that “Get a mail” lists.',
              control: 'json',
              placeholder: '{{ getMail.attachments[0] }}',
            }),
          ),
      }),
      request: ({ message, attachment }) => ({
        method: 'GET',
        path: path`/gmail/v1/users/me/messages/${message}/attachments/${textAt(attachment, 'id')}`,
        reads: {
          base64At: 'data',
          name: textAt(attachment, 'name') || 'attachment',
          mediaType: textAt(attachment, 'mediaType') || 'application/octet-stream',
        },
      }),
      examples: [
        {
          input: {
            message: '18c2f0a9d3b7e541',
            attachment: { id: 'ANGjdJ8w', name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480 },
          },
          sends: { method: 'GET', path: '/gmail/v1/users/me/messages/18c2f0a9d3b7e541/attachments/ANGjdJ8w' },
          reply: { body: { size: 9, data: 'JVBERi0xLjQK' } },
          gives: { $file: { name: 'report.pdf', mediaType: 'application/pdf', bytes: 9 } },
        },
      ],
    }),
    'search-threads': defineAction({
      title: 'Search conversations',
      summary: 'Finds conversations, newest first, with the beginning of their last mail.',
      group: 'Conversations',
      kind: 'read',
      scopes: [readScope],
      input: z.object({ search, withSpam }),
      request: (input) => ({
        method: 'GET',
        path: '/gmail/v1/users/me/threads',
        query: { q: input.search || undefined, includeSpamTrash: input.withSpam || undefined },
      }),
      pages: {
        items: googleList('threads'),
        size: { name: 'maxResults', most: 500 },
        next: googleNextPage,
        each: (thread) => ({ id: textAt(thread, 'id'), snippet: textAt(thread, 'snippet') }),
      },
      examples: [
        {
          input: { search: 'label:orders' },
          sends: { method: 'GET', path: '/gmail/v1/users/me/threads', query: { q: 'label:orders' } },
          reply: {
            body: { threads: [{ id: '18c2f0a9', snippet: 'Your order', historyId: '98765' }], resultSizeEstimate: 1 },
          },
          gives: [{ id: '18c2f0a9', snippet: 'Your order' }],
        },
      ],
    }),
    'get-thread': defineAction({
      title: 'Get a conversation',
      summary: 'Gives all mails of a conversation, oldest first.',
      group: 'Conversations',
      kind: 'read',
      scopes: [readScope],
      input: z.object({
        thread: textParam({ required: true }).meta(
          hint({ title: 'Conversation', description: 'Its id (`threadId`).' }),
        ),
      }),
      request: ({ thread }) => ({
        method: 'GET',
        path: path`/gmail/v1/users/me/threads/${thread}`,
        query: { format: 'full' },
      }),
      answer: (thread) => (isJsonObject(thread) ? entriesOf(thread, 'messages').map(flatMail) : []),
      examples: [
        {
          input: { thread: '18c2f0a9d3b7e541' },
          sends: { method: 'GET', path: '/gmail/v1/users/me/threads/18c2f0a9d3b7e541', query: { format: 'full' } },
          reply: { body: { id: '18c2f0a9d3b7e541', historyId: '98765', messages: [exampleMessage] } },
          gives: [exampleMail],
        },
      ],
    }),
    'label-message': defineAction({
      title: 'Label a mail',
      summary: 'Adds and takes away labels: also marks a mail as read, or archives it.',
      group: 'Messages',
      kind: 'write',
      scopes: [modifyScope],
      input: z.object({
        message: messageId,
        add: addressesParam()
          .optional()
          .meta(
            hint({
              title: 'Add labels',
              description: 'Ids, with commas between them: STARRED, Label_12.',
              control: 'text',
              placeholder: 'STARRED',
            }),
          ),
        remove: addressesParam()
          .optional()
          .meta(
            hint({
              title: 'Take labels away',
              description: 'UNREAD marks as read, INBOX archives.',
              control: 'text',
              placeholder: 'UNREAD',
            }),
          ),
      }),
      request: ({ message, add, remove }) => ({
        method: 'POST',
        path: path`/gmail/v1/users/me/messages/${message}/modify`,
        body: { json: { addLabelIds: add, removeLabelIds: remove } },
      }),
      reply: z.looseObject({ id: z.string(), labelIds: z.array(z.string()).default([]) }),
      answer: ({ id, labelIds }) => ({ id, labels: labelIds }),
      examples: [
        {
          title: 'Mark as read and star',
          input: { message: '18c2f0a9d3b7e541', add: 'STARRED', remove: 'UNREAD' },
          sends: {
            method: 'POST',
            path: '/gmail/v1/users/me/messages/18c2f0a9d3b7e541/modify',
            body: { addLabelIds: ['STARRED'], removeLabelIds: ['UNREAD'] },
          },
          reply: {
            body: { id: '18c2f0a9d3b7e541', threadId: '18c2f0a9d3b7e541', labelIds: ['INBOX', 'STARRED'] },
          },
          gives: { id: '18c2f0a9d3b7e541', labels: ['INBOX', 'STARRED'] },
        },
      ],
    }),
    'trash-message': defineAction({
      title: 'Move a mail to the trash',
      summary: 'Moves a mail to the trash, where Gmail keeps it for 30 days.',
      group: 'Messages',
      kind: 'delete',
      scopes: [modifyScope],
      input: z.object({ message: messageId }),
      request: ({ message }) => ({ method: 'POST', path: path`/gmail/v1/users/me/messages/${message}/trash` }),
      reply: z.looseObject({ id: z.string(), labelIds: z.array(z.string()).default([]) }),
      answer: ({ id, labelIds }) => ({ id, labels: labelIds }),
      examples: [
        {
          input: { message: '18c2f0a9d3b7e541' },
          sends: { method: 'POST', path: '/gmail/v1/users/me/messages/18c2f0a9d3b7e541/trash' },
          reply: { body: { id: '18c2f0a9d3b7e541', threadId: '18c2f0a9d3b7e541', labelIds: ['TRASH'] } },
          gives: { id: '18c2f0a9d3b7e541', labels: ['TRASH'] },
        },
      ],
    }),
    'list-labels': defineAction({
      title: 'List labels',
      summary: 'Lists all labels with their ids.',
      group: 'Labels',
      kind: 'read',
      scopes: [readScope],
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/gmail/v1/users/me/labels' }),
      answer: (body) => googleList('labels')(body),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/gmail/v1/users/me/labels' },
          reply: { body: { labels: [{ id: 'Label_12', name: 'Orders', type: 'user' }] } },
          gives: [{ id: 'Label_12', name: 'Orders', type: 'user' }],
        },
      ],
    }),
  },
  triggers: {
    'new-message': defineTrigger({
      title: 'New mail',
      summary: 'Begins a run for each mail that arrives.',
      group: 'Messages',
      scopes: [readScope],
      input: z.object({
        search: textParam()
          .default('in:inbox')
          .meta(
            hint({
              title: 'Only mail found by',
              description: 'As in Gmail’s search box.',
              placeholder: 'in:inbox from:ada@example.com',
            }),
          ),
      }),
      poll: {
        request: (input, { cursor }) => ({
          method: 'GET',
          path: '/gmail/v1/users/me/messages',
          query: {
            q: [input.search, typeof cursor === 'number' && `after:${cursor}`].filter(Boolean).join(' '),
            maxResults: 500,
          },
        }),
        read: (body, { nowMs }) => ({
          events: googleList('messages')(body)
            .filter(isJsonObject)
            .map((message) => ({ id: textAt(message, 'id'), payload: message }))
            .reverse(),
          // Some mail is only found a while after it came; ids that are known begin nothing a second time.
          cursor: Math.floor(nowMs / 1000) - 3600,
        }),
        detail: { request: (message) => messageRequest(textAt(message, 'id')), payload: flatMail },
        everySeconds: 60,
        examples: [
          {
            input: {},
            cursor: null,
            sends: {
              method: 'GET',
              path: '/gmail/v1/users/me/messages',
              query: { q: 'in:inbox', maxResults: '500' },
            },
            reply: { body: { resultSizeEstimate: 0 } },
            events: [],
            next: 1767319445,
          },
          {
            input: { search: 'in:inbox is:important' },
            cursor: 1767319400,
            sends: {
              method: 'GET',
              path: '/gmail/v1/users/me/messages',
              query: { q: 'in:inbox is:important after:1767319400', maxResults: '500' },
            },
            reply: {
              body: {
                messages: [
                  { id: '18c2f0a9d3b7e541', threadId: '18c2f0a9d3b7e541' },
                  { id: '18c1', threadId: '18c1' },
                ],
                resultSizeEstimate: 2,
              },
            },
            events: [
              { id: '18c1', payload: { id: '18c1', threadId: '18c1' } },
              { id: '18c2f0a9d3b7e541', payload: { id: '18c2f0a9d3b7e541', threadId: '18c2f0a9d3b7e541' } },
            ],
            details: [
              {
                sends: { method: 'GET', path: '/gmail/v1/users/me/messages/18c1', query: { format: 'full' } },
                reply: { body: { ...exampleMessage, id: '18c1', threadId: '18c1' } },
                payload: { ...exampleMail, id: '18c1', threadId: '18c1' },
              },
              {
                sends: {
                  method: 'GET',
                  path: '/gmail/v1/users/me/messages/18c2f0a9d3b7e541',
                  query: { format: 'full' },
                },
                reply: { body: exampleMessage },
                payload: exampleMail,
              },
            ],
            next: 1767319445,
          },
        ],
      },
      sample: exampleMail,
    }),
  },
})

function messageRequest(id: string) {
  return { method: 'GET' as const, path: path`/gmail/v1/users/me/messages/${id}`, query: { format: 'full' } }
}

/** A mail as people know it, from Gmail's tree of parts. */
function flatMail(message: Json): Json {
  if (!isJsonObject(message) || !isJsonObject(message.payload)) return message
  const { payload } = message
  const parts = partsOf(payload)
  const receivedMs = Number(message.internalDate)
  return {
    id: textAt(message, 'id'),
    threadId: textAt(message, 'threadId'),
    from: headerOf(payload, 'From'),
    to: headerOf(payload, 'To'),
    cc: headerOf(payload, 'Cc'),
    subject: headerOf(payload, 'Subject'),
    date: Number.isFinite(receivedMs) ? new Date(receivedMs).toISOString() : headerOf(payload, 'Date'),
    messageId: headerOf(payload, 'Message-ID'),
    replyTo: headerOf(payload, 'Reply-To'),
    references: headerOf(payload, 'References'),
    labels: message.labelIds ?? [],
    snippet: textAt(message, 'snippet'),
    text: bodyOf(parts, 'text/plain'),
    html: bodyOf(parts, 'text/html'),
    attachments: parts.filter(({ filename }) => filename).map(attachmentOf),
  }
}

function partsOf(part: JsonObject): JsonObject[] {
  return [part, ...entriesOf(part, 'parts').flatMap(partsOf)]
}

/** Header names count in whatever case. */
function headerOf(part: JsonObject, name: string): string {
  const header = entriesOf(part, 'headers').find((entry) => textAt(entry, 'name').toLowerCase() === name.toLowerCase())
  return textAt(header, 'value')
}

function bodyOf(parts: JsonObject[], mediaType: string): string {
  const texts = parts
    .filter((part) => part.mimeType === mediaType && !part.filename)
    .map((part) => decodeText(textAt(part.body, 'data'), headerOf(part, 'Content-Type')))
  return texts.filter(Boolean).join('\n')
}

/** Gmail gives UTF-8 nearly always; what is none is read by the character set that its part names. */
function decodeText(base64url: string, contentType: string): string {
  const bytes = Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'latin1'
    return decoderOf(charset).decode(bytes)
  }
}

function decoderOf(charset: string) {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder('latin1') // A character set nobody knows: most letters come out right.
  }
}

function attachmentOf(part: JsonObject): Json {
  const { body } = part
  return {
    id: textAt(body, 'attachmentId'),
    name: textAt(part, 'filename'),
    mediaType: textAt(part, 'mimeType'),
    bytes: isJsonObject(body) && typeof body.size === 'number' ? body.size : 0,
  }
}

/** To whom and under which headers an answer goes, so that it stands in the same conversation everywhere. */
function replyHeaders(message: Json) {
  const id = textAt(message, 'messageId')
  const subject = textAt(message, 'subject')
  const sender = textAt(message, 'replyTo') || textAt(message, 'from')
  return {
    to: [sender],
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    headers: {
      'In-Reply-To': id,
      References: [textAt(message, 'references'), id].filter(Boolean).join(' '),
    },
  }
}
