import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const people = (title: string) =>
  z
    .array(z.string())
    .default([])
    .meta(hint({ title, control: 'text-list', placeholder: 'jane@example.com', advanced: true }))
const email = textParam({ required: true }).meta(hint({ title: 'Email', placeholder: 'jane@example.com' }))
const contact = {
  ...{ id: 'a1b2', email: 'jane@example.com', first_name: 'Jane', last_name: 'Doe', list_ids: [], segment_ids: [] },
  ...{ created_at: '2026-01-02T03:04:05Z', updated_at: '2026-01-02T03:04:05Z' },
}
const bounce = {
  ...{ email: 'example@test.com', timestamp: 1513299569, 'smtp-id': '<14c5d75ce93.dfd.64b469@ismtpd-555>' },
  ...{
    event: 'bounce',
    sg_event_id: '6g4ZI7SA-xmRDv57GoPIPw==',
    sg_message_id: '14c5d75ce93.dfd.64b469',
    reason: '500 unknown',
  },
}

export default defineIntegration({
  id: 'sendgrid',
  title: 'SendGrid',
  category: 'mail',
  brand: null,
  summary: 'Send emails, keep contacts and see what bounced.',
  keywords: ['email', 'mail', 'newsletter', 'twilio', 'transactional'],
  docsUrl: 'https://www.twilio.com/docs/sendgrid/api-reference',
  baseUrl: 'https://api.sendgrid.com/v3',
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://app.sendgrid.com/settings/api_keys',
      setup: [
        'Verify a sender or your domain under “Settings” › “Sender authentication”.',
        'Create a key under “Settings” › “API keys”: mail send, marketing, suppressions and user account (read).',
        'Copy it: it is shown only once.',
      ],
      secrets: [{ name: 'key', title: 'API key', placeholder: 'SG.…', pattern: /SG\.\S+/ }],
      place: { headers: { authorization: 'Bearer {key}' } },
    },
  ],
  limits: {
    windows: [{ requests: 600, seconds: 60 }],
    headers: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', resetIs: 'epoch-seconds' },
    note: 'Mail may be sent far faster; most other calls take 600 a minute.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/user/account' }),
    account: (body) => (isJsonObject(body) ? `${body.type === 'paid' ? 'Paid' : 'Free'} account` : ''),
    example: {
      sends: { method: 'GET', path: '/user/account' },
      reply: { body: { type: 'free', reputation: 99.7 } },
      account: 'Free account',
    },
  },
  actions: {
    'send-email': defineAction({
      title: 'Send an email',
      summary: 'Sends an email to one or more people.',
      group: 'Emails',
      kind: 'send',
      input: z.object({
        from: textParam({ required: true }).meta(
          hint({ title: 'From', description: 'A sender that was verified.', placeholder: 'hello@example.com' }),
        ),
        fromName: textParam()
          .optional()
          .meta(hint({ title: 'From (name)' })),
        to: z
          .array(z.string())
          .min(1)
          .max(1000)
          .meta(hint({ title: 'To', control: 'text-list', placeholder: 'jane@example.com' })),
        subject: textParam({ required: true }).meta(hint({ title: 'Subject' })),
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        html: textParam()
          .optional()
          .meta(
            hint({
              title: 'HTML',
              description: 'Shown in place of the text where it can be.',
              control: 'long-text',
              advanced: true,
            }),
          ),
        cc: people('Copy'),
        bcc: people('Blind copy'),
        replyTo: textParam()
          .optional()
          .meta(hint({ title: 'Answers to', advanced: true })),
      }),
      request: ({ from, fromName, to, subject, text, html, cc, bcc, replyTo }) => ({
        method: 'POST',
        path: '/mail/send',
        body: {
          json: {
            personalizations: [
              {
                to: addresses(to),
                cc: cc.length > 0 ? addresses(cc) : undefined,
                bcc: bcc.length > 0 ? addresses(bcc) : undefined,
              },
            ],
            from: { email: from, name: fromName || undefined },
            reply_to: replyTo ? { email: replyTo } : undefined,
            subject,
            content: [{ type: 'text/plain', value: text }, ...(html ? [{ type: 'text/html', value: html }] : [])],
          },
        },
        reads: 'text',
      }),
      answer: (_, { headers }) => ({ messageId: headers['x-message-id'] ?? null }),
      examples: [
        {
          input: { from: 'hello@example.com', to: ['jane@example.com'], subject: 'Hello', text: 'It works.' },
          sends: {
            method: 'POST',
            path: '/mail/send',
            body: {
              personalizations: [{ to: [{ email: 'jane@example.com' }] }],
              from: { email: 'hello@example.com' },
              subject: 'Hello',
              content: [{ type: 'text/plain', value: 'It works.' }],
            },
          },
          reply: { status: 202, headers: { 'x-message-id': '14c5d75ce93.dfd.64b469' }, body: '' },
          gives: { messageId: '14c5d75ce93.dfd.64b469' },
        },
      ],
    }),
    'save-contact': defineAction({
      title: 'Save a contact',
      summary: 'Adds a contact, or changes the one with that email.',
      group: 'Contacts',
      kind: 'write',
      input: z.object({
        email,
        firstName: textParam()
          .optional()
          .meta(hint({ title: 'First name' })),
        lastName: textParam()
          .optional()
          .meta(hint({ title: 'Last name' })),
        listIds: z
          .array(z.string())
          .default([])
          .meta(hint({ title: 'Lists', description: 'Their ids, from “List lists”.', control: 'text-list' })),
      }),
      request: ({ email, firstName, lastName, listIds }) => ({
        method: 'PUT',
        path: '/marketing/contacts',
        body: {
          json: {
            list_ids: listIds.length > 0 ? listIds : undefined,
            contacts: [{ email, first_name: firstName || undefined, last_name: lastName || undefined }],
          },
        },
      }),
      reply: z.looseObject({ job_id: z.string() }),
      answer: ({ job_id }) => ({ jobId: job_id }),
      examples: [
        {
          input: { email: 'jane@example.com', firstName: 'Jane' },
          sends: {
            method: 'PUT',
            path: '/marketing/contacts',
            body: { contacts: [{ email: 'jane@example.com', first_name: 'Jane' }] },
          },
          reply: { status: 202, body: { job_id: '5c6e2e8a-9e2a-4b5e-9d0b-bb0f7a2a4d3b' } },
          gives: { jobId: '5c6e2e8a-9e2a-4b5e-9d0b-bb0f7a2a4d3b' },
        },
      ],
    }),
    'find-contact': defineAction({
      title: 'Find a contact',
      summary: 'Gives the contact with an email, or nothing.',
      group: 'Contacts',
      kind: 'read',
      input: z.object({ email }),
      request: ({ email }) => ({
        method: 'POST',
        path: '/marketing/contacts/search/emails',
        body: { json: { emails: [email.toLowerCase()] } },
      }),
      answer: (body, { input }) => {
        const found = isJsonObject(body) && isJsonObject(body.result) ? body.result[input.email.toLowerCase()] : null
        return isJsonObject(found) ? (found.contact ?? null) : null
      },
      examples: [
        {
          input: { email: 'Jane@example.com' },
          sends: {
            method: 'POST',
            path: '/marketing/contacts/search/emails',
            body: { emails: ['jane@example.com'] },
          },
          reply: { body: { result: { 'jane@example.com': { contact } } } },
          gives: contact,
        },
      ],
    }),
    'list-lists': defineAction({
      title: 'List lists',
      summary: 'Lists the lists of contacts.',
      group: 'Contacts',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/marketing/lists' }),
      pages: {
        items: 'result',
        size: { name: 'page_size', most: 1000 },
        next: { address: '_metadata.next' },
        each: (list: Json) =>
          isJsonObject(list)
            ? { id: list.id ?? null, name: list.name ?? null, contacts: list.contact_count ?? null }
            : list,
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/marketing/lists' },
          reply: {
            body: {
              result: [{ id: 'abc12312-x3y4-1234-abcd-123qwe456rty', name: 'Newsletter', contact_count: 13 }],
              _metadata: { self: 'https://api.sendgrid.com/v3/marketing/lists?page_size=100', count: 1 },
            },
          },
          gives: [{ id: 'abc12312-x3y4-1234-abcd-123qwe456rty', name: 'Newsletter', contacts: 13 }],
        },
      ],
    }),
    'list-bounces': defineAction({
      title: 'List bounces',
      summary: 'Lists the addresses that did not take an email.',
      group: 'Suppressions',
      kind: 'read',
      input: z.object({
        sinceHours: z
          .number()
          .min(1)
          .default(24)
          .meta(hint({ title: 'In the last hours' })),
      }),
      request: ({ sinceHours }, { nowMs }) => ({
        method: 'GET',
        path: '/suppression/bounces',
        query: { start_time: Math.floor(nowMs / 1000 - sinceHours * 3600) },
        headers: { accept: 'application/json' },
      }),
      examples: [
        {
          input: {},
          sends: {
            method: 'GET',
            path: '/suppression/bounces',
            query: { start_time: '1767236645' },
            headers: { accept: 'application/json' },
          },
          reply: {
            body: [{ created: 1767300000, email: 'gone@example.com', reason: '550 No such user', status: '5.1.1' }],
          },
          gives: [{ created: 1767300000, email: 'gone@example.com', reason: '550 No such user', status: '5.1.1' }],
        },
      ],
    }),
    'allow-again': defineAction({
      title: 'Take back an unsubscribe',
      summary: 'Takes an address off the list of those that want no emails.',
      group: 'Suppressions',
      kind: 'delete',
      input: z.object({ email }),
      request: ({ email }) => ({ method: 'DELETE', path: path`/asm/suppressions/global/${email}` }),
      answer: (_, { input }) => ({ email: input.email }),
      examples: [
        {
          input: { email: 'jane@example.com' },
          sends: { method: 'DELETE', path: '/asm/suppressions/global/jane%40example.com' },
          reply: { status: 204, body: null },
          gives: { email: 'jane@example.com' },
        },
      ],
    }),
  },
  triggers: {
    event: defineTrigger({
      title: 'When something becomes of emails',
      summary: 'Begins a run with the events SendGrid sends: delivered, opened, bounced and the like.',
      group: 'Emails',
      input: z.object({}),
      webhook: {
        events: ['Delivered', 'Bounced', 'Opened', 'Clicked', 'Spam reports', 'Unsubscribes'],
        matches: ({ body }) => Array.isArray(body) && body.length > 0,
      },
      sample: [bounce],
    }),
  },
  webhook: {
    secret: {
      title: 'Verification key',
      description: 'The public key SendGrid shows once the signed event webhook is on.',
      from: 'service',
    },
    signature: {
      kind: 'ecdsa',
      header: 'x-twilio-email-event-webhook-signature',
      timeHeader: 'x-twilio-email-event-webhook-timestamp',
    },
    setup: [
      'In SendGrid, open “Settings” › “Mail settings” › “Event webhooks” and create one with this address: {webhookUrl}',
      'Tick the actions you want, switch “Signed event webhook” on, save, and copy the verification key.',
    ],
  },
})

function addresses(emails: string[]): { email: string }[] {
  return emails.map((email) => ({ email }))
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400) return null
  const read = typeof body === 'string' ? parsed(body) : body
  const errors = isJsonObject(read) && Array.isArray(read.errors) ? read.errors.filter(isJsonObject) : []
  const words = errors.map(({ message, field }) => (field ? `${field}: ${message}` : String(message)))
  return words.length > 0 ? { message: words.join('; '), isSignIn: status === 401 } : null
}

/** Sending answers with nothing, so it is read as text; what it complains of is JSON all the same. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
