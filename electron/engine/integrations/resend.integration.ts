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
    .meta(hint({ title, control: 'text-list', placeholder: 'delivered@resend.dev', advanced: true }))
const emailId = textParam({ required: true }).meta(hint({ title: 'Email', description: 'Its id.' }))
const audienceId = textParam({ required: true }).meta(hint({ title: 'Audience', description: 'Its id.' }))

const delivered = {
  type: 'email.delivered',
  created_at: '2026-01-02T03:04:05.000Z',
  data: {
    ...{ email_id: '56761188-7520-42d8-8898-ff6fc54ce618', from: 'Acme <onboarding@resend.dev>', subject: 'Hello' },
    ...{ to: ['delivered@resend.dev'], created_at: '2026-01-02T03:04:00.000Z' },
  },
}

export default defineIntegration({
  id: 'resend',
  title: 'Resend',
  category: 'mail',
  brand: 'resend',
  summary: 'Send emails from your own domain, and see what becomes of them.',
  keywords: ['email', 'mail', 'newsletter', 'transactional'],
  docsUrl: 'https://resend.com/docs/api-reference/introduction',
  baseUrl: 'https://api.resend.com',
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://resend.com/api-keys',
      setup: [
        'Add your domain under “Domains”; until it is verified, onboarding@resend.dev sends to yourself only.',
        'Create a key with full access under “API keys” and copy it: it is shown only once.',
      ],
      secrets: [{ name: 'key', title: 'API key', placeholder: 're_…', pattern: /re_\w+/ }],
      place: { headers: { authorization: 'Bearer {key}' } },
    },
  ],
  limits: {
    windows: [{ requests: 2, seconds: 1 }],
    headers: { remaining: 'ratelimit-remaining', reset: 'ratelimit-reset', resetIs: 'seconds' },
    note: 'Two requests a second for a team, unless Resend raised it.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/domains' }),
    account: (body) => {
      const domains = isJsonObject(body) && Array.isArray(body.data) ? body.data.filter(isJsonObject) : []
      return domains.map((domain) => String(domain.name)).join(', ')
    },
    example: {
      sends: { method: 'GET', path: '/domains' },
      reply: {
        body: {
          data: [
            {
              id: 'd91cd9bd-1176-453e-8fc1-35364d380206',
              name: 'example.com',
              status: 'verified',
              region: 'us-east-1',
            },
          ],
        },
      },
      account: 'example.com',
    },
  },
  actions: {
    'send-email': defineAction({
      title: 'Send an email',
      summary: 'Sends an email to one or more people.',
      group: 'Emails',
      kind: 'send',
      input: z.object({
        from: textParam({ required: true }).meta(hint({ title: 'From', placeholder: 'Acme <hello@example.com>' })),
        to: z
          .array(z.string())
          .min(1)
          .max(50)
          .meta(hint({ title: 'To', control: 'text-list', placeholder: 'delivered@resend.dev' })),
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
        replyTo: people('Answers to'),
        at: textParam()
          .optional()
          .meta(
            hint({
              title: 'When',
              description: 'Such as “in 1 hour” or 2026-08-05T11:52:01Z; empty: now.',
              advanced: true,
            }),
          ),
      }),
      request: ({ from, to, subject, text, html, cc, bcc, replyTo, at }) => ({
        method: 'POST',
        path: '/emails',
        body: {
          json: {
            ...{ from, to, subject, text, html: html || undefined, scheduled_at: at || undefined },
            cc: cc.length > 0 ? cc : undefined,
            bcc: bcc.length > 0 ? bcc : undefined,
            reply_to: replyTo.length > 0 ? replyTo : undefined,
          },
        },
      }),
      reply: z.looseObject({ id: z.string() }),
      answer: ({ id }) => ({ id }),
      idempotencyHeader: 'Idempotency-Key',
      examples: [
        {
          input: {
            ...{
              from: 'Acme <onboarding@resend.dev>',
              to: ['delivered@resend.dev'],
              subject: 'Hello',
              text: 'It works.',
            },
            replyTo: ['help@example.com'],
          },
          sends: {
            method: 'POST',
            path: '/emails',
            body: {
              ...{
                from: 'Acme <onboarding@resend.dev>',
                to: ['delivered@resend.dev'],
                subject: 'Hello',
                text: 'It works.',
              },
              reply_to: ['help@example.com'],
            },
          },
          reply: { body: { id: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' } },
          gives: { id: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' },
        },
      ],
    }),
    'get-email': defineAction({
      title: 'Get an email',
      summary: 'Gives an email that was sent, with what became of it.',
      group: 'Emails',
      kind: 'read',
      input: z.object({ emailId }),
      request: ({ emailId }) => ({ method: 'GET', path: path`/emails/${emailId}` }),
      examples: [
        {
          input: { emailId: '4ef9a417-02e9-4d39-ad75-9611e0fcc33c' },
          sends: { method: 'GET', path: '/emails/4ef9a417-02e9-4d39-ad75-9611e0fcc33c' },
          reply: { body: sent() },
          gives: sent(),
        },
      ],
    }),
    'cancel-email': defineAction({
      title: 'Cancel a planned email',
      summary: 'Keeps an email that is planned for later from being sent.',
      group: 'Emails',
      kind: 'write',
      input: z.object({ emailId }),
      request: ({ emailId }) => ({ method: 'POST', path: path`/emails/${emailId}/cancel` }),
      reply: z.looseObject({ id: z.string() }),
      answer: ({ id }) => ({ cancelled: id }),
      examples: [
        {
          input: { emailId: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' },
          sends: { method: 'POST', path: '/emails/49a3999c-0ce1-4ea6-ab68-afcd6dc2e794/cancel' },
          reply: { body: { object: 'email', id: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' } },
          gives: { cancelled: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' },
        },
      ],
    }),
    'add-contact': defineAction({
      title: 'Add a contact',
      summary: 'Adds somebody to an audience.',
      group: 'Contacts',
      kind: 'write',
      input: z.object({
        audienceId,
        email: textParam({ required: true }).meta(hint({ title: 'Email' })),
        firstName: textParam()
          .optional()
          .meta(hint({ title: 'First name' })),
        lastName: textParam()
          .optional()
          .meta(hint({ title: 'Last name' })),
      }),
      request: ({ audienceId, email, firstName, lastName }) => ({
        method: 'POST',
        path: path`/audiences/${audienceId}/contacts`,
        body: {
          json: { email, first_name: firstName || undefined, last_name: lastName || undefined, unsubscribed: false },
        },
      }),
      reply: z.looseObject({ id: z.string() }),
      answer: ({ id }) => ({ id }),
      examples: [
        {
          input: {
            audienceId: '78261eea-8f8b-4381-83c6-79fa7120f1cf',
            email: 'steve.wozniak@gmail.com',
            firstName: 'Steve',
          },
          sends: {
            method: 'POST',
            path: '/audiences/78261eea-8f8b-4381-83c6-79fa7120f1cf/contacts',
            body: { email: 'steve.wozniak@gmail.com', first_name: 'Steve', unsubscribed: false },
          },
          reply: { status: 201, body: { object: 'contact', id: '479e3145-dd38-476b-932c-529ceb705947' } },
          gives: { id: '479e3145-dd38-476b-932c-529ceb705947' },
        },
      ],
    }),
    'list-contacts': defineAction({
      title: 'List contacts',
      summary: 'Lists the people in an audience.',
      group: 'Contacts',
      kind: 'read',
      input: z.object({ audienceId }),
      request: ({ audienceId }) => ({ method: 'GET', path: path`/audiences/${audienceId}/contacts` }),
      reply: z.looseObject({ data: z.array(z.looseObject({ id: z.string(), email: z.string() })) }),
      answer: ({ data }) => data as Json, // came as JSON
      examples: [
        {
          input: { audienceId: '78261eea-8f8b-4381-83c6-79fa7120f1cf' },
          sends: { method: 'GET', path: '/audiences/78261eea-8f8b-4381-83c6-79fa7120f1cf/contacts' },
          reply: {
            body: {
              object: 'list',
              data: [
                { id: 'e169aa45-1ecf-4183-9955-b1499d5701d3', email: 'steve.wozniak@gmail.com', unsubscribed: false },
              ],
            },
          },
          gives: [
            { id: 'e169aa45-1ecf-4183-9955-b1499d5701d3', email: 'steve.wozniak@gmail.com', unsubscribed: false },
          ],
        },
      ],
    }),
  },
  triggers: {
    event: defineTrigger({
      title: 'When something becomes of an email',
      summary: 'Begins a run when an email is delivered, opened, bounces or the like.',
      group: 'Emails',
      input: z.object({
        type: z
          .enum(['any', 'email.delivered', 'email.bounced', 'email.opened', 'email.clicked', 'email.complained'])
          .default('any')
          .meta(
            hint({
              title: 'When it',
              choices: {
                ...{ any: 'Anything', 'email.delivered': 'Was delivered', 'email.bounced': 'Bounced' },
                ...{
                  'email.opened': 'Was opened',
                  'email.clicked': 'Was clicked in',
                  'email.complained': 'Was called spam',
                },
              },
              raw: true,
            }),
          ),
      }),
      webhook: {
        events: ['email.delivered', 'email.bounced', 'email.opened', 'email.clicked', 'email.complained'],
        matches: ({ body }, { type }) => isJsonObject(body) && (type === 'any' || body.type === type),
      },
      sample: delivered,
    }),
  },
  webhook: {
    secret: {
      title: 'Signing secret',
      description: 'It stands on the webhook’s page and begins with whsec_.',
      from: 'service',
    },
    signature: { kind: 'standard' },
    deliveryId: { header: 'svix-id' },
    setup: [
      'In Resend, open “Webhooks” and add one with this address: {webhookUrl}',
      'Tick the events you want, then copy the signing secret.',
    ],
  },
})

function sent() {
  return {
    ...{ object: 'email', id: '4ef9a417-02e9-4d39-ad75-9611e0fcc33c', to: ['delivered@resend.dev'], subject: 'Hello' },
    ...{ from: 'Acme <onboarding@resend.dev>', created_at: '2026-01-02T03:04:05.000Z', last_event: 'delivered' },
    ...{ text: 'It works.', html: null },
  }
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body) || typeof body.message !== 'string') return null
  const code = typeof body.name === 'string' ? { code: body.name } : {}
  const isSignIn = status === 401 || body.name === 'invalid_api_key' || body.name === 'restricted_api_key'
  return { message: body.message.replace(/\.$/, ''), ...code, isSignIn }
}
