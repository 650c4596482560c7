import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const from = textParam({ required: true }).meta(
  hint({ title: 'From', description: 'A sender that was confirmed.', placeholder: 'hello@example.com' }),
)
const to = z
  .array(z.string())
  .min(1)
  .max(50)
  .meta(hint({ title: 'To', control: 'text-list', placeholder: 'jane@example.com' }))
const people = (title: string) =>
  z
    .array(z.string())
    .default([])
    .meta(hint({ title, control: 'text-list', advanced: true }))
const text = (title: string) =>
  textParam()
    .optional()
    .meta(hint({ title, advanced: true }))
const tag = text('Tag')
const replyTo = text('Answers to')

const accepted = {
  ...{ ErrorCode: 0, Message: 'OK', To: 'jane@example.com', SubmittedAt: '2026-01-02T03:04:05Z' },
  MessageID: 'b7bc2f4a-e38e-4336-af7d-e6c392c2f817',
}
const sentReply = z.looseObject({ MessageID: z.string(), SubmittedAt: z.string().optional() })
const message = {
  ...{ MessageID: accepted.MessageID, From: '"Acme" <hello@example.com>', Subject: 'Welcome', Status: 'Sent' },
  ...{ To: [{ Email: 'jane@example.com', Name: '' }], Cc: [], Bcc: [], Recipients: ['jane@example.com'] },
  ...{ ReceivedAt: '2026-01-02T03:04:05Z', Tag: 'welcome', TrackOpens: true, Attachments: [] },
}
const bounce = {
  ...{ ID: 692560173, Type: 'HardBounce', TypeCode: 1, Name: 'Hard bounce', Email: 'jane@example.com', Inactive: true },
  ...{ MessageID: accepted.MessageID, Description: 'The server was unable to deliver your message.', Details: 'gone' },
  ...{ Subject: 'Welcome', Tag: 'welcome', BouncedAt: '2026-01-02T03:04:05Z', DumpAvailable: true, CanActivate: true },
}
const received = {
  ...{
    MessageID: 'cc5727a0-ea30-4e79-baea-aa43c9628ac4',
    From: 'jane@example.com',
    FromName: 'Jane',
    To: 'in@example.com',
  },
  ...{ FromFull: { Email: 'jane@example.com', Name: 'Jane' }, ToFull: [{ Email: 'in@example.com', Name: '' }], Cc: '' },
  ...{ CcFull: [], Subject: 'A question', Date: 'Fri, 2 Jan 2026 03:04:05 +0000', Status: 'Processed', Tag: '' },
  ...{ OriginalRecipient: 'in@example.com', MailboxHash: '', ReplyTo: '', Attachments: [] },
}
const template = { TemplateId: 1234, Name: 'Welcome', Alias: 'welcome', Active: true }
const server = { ID: 1, Name: 'Production', Color: 'blue', SmtpApiActivated: true, InboundAddress: 'in@example.com' }

export default defineIntegration({
  id: 'postmark',
  title: 'Postmark',
  category: 'mail',
  brand: null,
  summary: 'Send emails, and learn of those that bounced or came in.',
  keywords: ['email', 'mail', 'transactional', 'inbound'],
  docsUrl: 'https://postmarkapp.com/developer',
  baseUrl: 'https://api.postmarkapp.com',
  signIn: [
    {
      id: 'server-token',
      kind: 'secret',
      title: 'Server API token',
      setupUrl: 'https://account.postmarkapp.com/servers',
      setup: ['In Postmark, open a server and its “API Tokens”.', 'Copy a server API token (not the account’s).'],
      secrets: [{ name: 'token', title: 'Server API token', placeholder: 'xxxxxxxx-xxxx-…', pattern: /\S{10,}/ }],
      place: { headers: { 'x-postmark-server-token': '{token}' } },
    },
  ],
  limits: { note: 'None published; what is too fast is answered with status 429.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/server' }),
    account: (body) => (isJsonObject(body) ? String(body.Name ?? '') : ''),
    example: { sends: { method: 'GET', path: '/server' }, reply: { body: server }, account: 'Production' },
  },
  actions: {
    'send-email': defineAction({
      title: 'Send an email',
      summary: 'Sends an email to one or more people.',
      group: 'Emails',
      kind: 'send',
      input: z.object({
        from,
        to,
        subject: textParam({ required: true }).meta(hint({ title: 'Subject' })),
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        html: textParam()
          .optional()
          .meta(hint({ title: 'HTML', control: 'long-text', advanced: true })),
        cc: people('Copy'),
        bcc: people('Blind copy'),
        replyTo,
        tag,
      }),
      request: ({ from, to, subject, text, html, cc, bcc, replyTo, tag }) => ({
        method: 'POST',
        path: '/email',
        body: {
          json: {
            ...{ From: from, To: to.join(', '), Cc: cc.join(', ') || undefined, Bcc: bcc.join(', ') || undefined },
            ...{ Subject: subject, TextBody: text, HtmlBody: html || undefined },
            ...{ ReplyTo: replyTo || undefined, Tag: tag || undefined },
          },
        },
      }),
      reply: sentReply,
      answer: ({ MessageID, SubmittedAt }) => ({ id: MessageID, sentAt: SubmittedAt ?? null }),
      examples: [
        {
          input: {
            ...{ from: 'hello@example.com', to: ['jane@example.com', 'joe@example.com'], subject: 'Welcome' },
            ...{ text: 'Hello Jane', html: '<p>Hello Jane</p>', tag: 'welcome' },
          },
          sends: {
            method: 'POST',
            path: '/email',
            body: {
              ...{ From: 'hello@example.com', To: 'jane@example.com, joe@example.com', Subject: 'Welcome' },
              ...{ TextBody: 'Hello Jane', HtmlBody: '<p>Hello Jane</p>', Tag: 'welcome' },
            },
          },
          reply: { body: accepted },
          gives: { id: accepted.MessageID, sentAt: accepted.SubmittedAt },
        },
      ],
    }),
    'send-template': defineAction({
      title: 'Send a template',
      summary: 'Sends an email made from a template.',
      group: 'Emails',
      kind: 'send',
      input: z.object({
        from,
        to,
        template: textParam({ required: true }).meta(
          hint({ title: 'Template', description: 'Its alias, or its number.', placeholder: 'welcome' }),
        ),
        values: z
          .record(z.string(), z.json())
          .default({})
          .meta(hint({ title: 'Values', description: 'What stands in its gaps.', control: 'json' })),
        replyTo,
        tag,
      }),
      request: ({ from, to, template, values, replyTo, tag }) => ({
        method: 'POST',
        path: '/email/withTemplate',
        body: {
          json: {
            ...(/^\d+$/.test(template) ? { TemplateId: Number(template) } : { TemplateAlias: template }),
            ...{ TemplateModel: values, From: from, To: to.join(', ') },
            ...{ ReplyTo: replyTo || undefined, Tag: tag || undefined },
          },
        },
      }),
      reply: sentReply,
      answer: ({ MessageID, SubmittedAt }) => ({ id: MessageID, sentAt: SubmittedAt ?? null }),
      examples: [
        {
          input: { from: 'hello@example.com', to: ['jane@example.com'], template: 'welcome', values: { name: 'Jane' } },
          sends: {
            method: 'POST',
            path: '/email/withTemplate',
            body: {
              ...{ TemplateAlias: 'welcome', TemplateModel: { name: 'Jane' } },
              ...{ From: 'hello@example.com', To: 'jane@example.com' },
            },
          },
          reply: { body: accepted },
          gives: { id: accepted.MessageID, sentAt: accepted.SubmittedAt },
        },
      ],
    }),
    'list-messages': defineAction({
      title: 'List sent emails',
      summary: 'Lists emails that were sent, the newest first.',
      group: 'Emails',
      kind: 'read',
      input: z.object({
        recipient: textParam()
          .optional()
          .meta(hint({ title: 'To', placeholder: 'jane@example.com' })),
        tag: textParam()
          .optional()
          .meta(hint({ title: 'Tag' })),
      }),
      request: ({ recipient, tag }) => ({
        method: 'GET',
        path: '/messages/outbound',
        query: { count: 100, offset: 0, recipient: recipient || null, tag: tag || null },
      }),
      pages: { items: 'Messages', next: { offset: 'offset' } },
      examples: [
        {
          input: { recipient: 'jane@example.com' },
          sends: {
            method: 'GET',
            path: '/messages/outbound',
            query: { count: '100', offset: '0', recipient: 'jane@example.com' },
          },
          reply: { body: { TotalCount: 1, Messages: [message] } },
          gives: [message],
        },
      ],
    }),
    'list-templates': defineAction({
      title: 'List templates',
      summary: 'Lists the server’s email templates.',
      group: 'Templates',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/templates', query: { Count: 100, Offset: 0 } }),
      pages: { items: 'Templates', next: { offset: 'Offset' } },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/templates', query: { Count: '100', Offset: '0' } },
          reply: { body: { TotalCount: 1, Templates: [template] } },
          gives: [template],
        },
      ],
    }),
    'list-bounces': defineAction({
      title: 'List bounces',
      summary: 'Lists emails that came back, the newest first.',
      group: 'Bounces',
      kind: 'read',
      input: z.object({
        email: textParam()
          .optional()
          .meta(hint({ title: 'To', placeholder: 'jane@example.com' })),
      }),
      request: ({ email }) => ({
        method: 'GET',
        path: '/bounces',
        query: { count: 100, offset: 0, emailFilter: email || null },
      }),
      pages: { items: 'Bounces', next: { offset: 'offset' } },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/bounces', query: { count: '100', offset: '0' } },
          reply: { body: { TotalCount: 1, Bounces: [bounce] } },
          gives: [bounce],
        },
      ],
    }),
    'activate-bounce': defineAction({
      title: 'Allow a bounced address again',
      summary: 'Lets an address that bounced get mail again.',
      group: 'Bounces',
      kind: 'write',
      input: z.object({
        bounceId: textParam({ required: true }).meta(hint({ title: 'Bounce', placeholder: '692560173' })),
      }),
      request: ({ bounceId }) => ({ method: 'PUT', path: path`/bounces/${bounceId}/activate` }),
      reply: z.looseObject({ Message: z.string(), Bounce: z.json() }),
      answer: ({ Bounce }) => Bounce,
      examples: [
        {
          input: { bounceId: '692560173' },
          sends: { method: 'PUT', path: '/bounces/692560173/activate' },
          reply: { body: { Message: 'OK', Bounce: { ...bounce, Inactive: false } } },
          gives: { ...bounce, Inactive: false },
        },
      ],
    }),
  },
  triggers: {
    bounce: defineTrigger({
      title: 'When an email bounces',
      summary: 'Begins a run for each email that came back.',
      group: 'Bounces',
      input: z.object({}),
      poll: {
        everySeconds: 120,
        request: () => ({ method: 'GET', path: '/bounces', query: { count: 100, offset: 0 } }),
        read: (body) => ({ events: newest(body, 'Bounces', 'ID'), cursor: '' }),
        examples: [
          {
            ...{ input: {}, cursor: '' },
            sends: { method: 'GET', path: '/bounces', query: { count: '100', offset: '0' } },
            reply: { body: { TotalCount: 1, Bounces: [bounce] } },
            events: [{ id: '692560173', payload: bounce }],
            next: '',
          },
        ],
      },
      sample: bounce,
    }),
    'email-received': defineTrigger({
      title: 'When an email comes in',
      summary: 'Begins a run for each email that reaches the server’s inbound address.',
      group: 'Emails',
      input: z.object({}),
      poll: {
        everySeconds: 120,
        request: () => ({
          method: 'GET',
          path: '/messages/inbound',
          query: { count: 100, offset: 0, status: 'processed' },
        }),
        read: (body) => ({ events: newest(body, 'InboundMessages', 'MessageID'), cursor: '' }),
        // The list has no texts.
        detail: {
          request: (payload) => ({
            method: 'GET',
            path: path`/messages/inbound/${isJsonObject(payload) ? String(payload.MessageID) : ''}/details`,
          }),
          payload: (body) => body,
        },
        examples: [
          {
            ...{ input: {}, cursor: '' },
            sends: {
              method: 'GET',
              path: '/messages/inbound',
              query: { count: '100', offset: '0', status: 'processed' },
            },
            reply: { body: { TotalCount: 1, InboundMessages: [received] } },
            events: [{ id: received.MessageID, payload: received }],
            details: [
              {
                sends: { method: 'GET', path: `/messages/inbound/${received.MessageID}/details` },
                reply: { body: { ...received, TextBody: 'Is it open on Sunday?' } },
                payload: { ...received, TextBody: 'Is it open on Sunday?' },
              },
            ],
            next: '',
          },
        ],
      },
      sample: { ...received, TextBody: 'Is it open on Sunday?' },
    }),
  },
})

/** Postmark lists the newest first; what was seen before is known by its id. */
function newest(body: Json, list: string, id: string): { id: string; payload: JsonObject }[] {
  const found = isJsonObject(body) ? body[list] : undefined
  const items = Array.isArray(found) ? found.filter(isJsonObject) : []
  return items.map((item) => ({ id: String(item[id]), payload: item })).reverse()
}

/** Codes: postmarkapp.com/developer/api/overview#error-codes. */
function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body) || typeof body.Message !== 'string') return null
  return { message: body.Message.replace(/\.$/, ''), code: String(body.ErrorCode ?? status), isSignIn: status === 401 }
}
