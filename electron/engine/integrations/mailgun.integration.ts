import { z } from 'zod'
import { filesParam, hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  type BodyPart,
  defineAction,
  defineIntegration,
  defineTrigger,
  type Pages,
  path,
} from './define-integration.ts'

const domain = textParam({ required: true }).meta(
  hint({ title: 'Domain', description: 'That mail is sent from.', placeholder: 'mg.example.com' }),
)
const list = textParam({ required: true }).meta(
  hint({ title: 'Mailing list', description: 'Its address.', placeholder: 'news@mg.example.com' }),
)
const address = textParam({ required: true }).meta(hint({ title: 'Address', placeholder: 'jane@example.com' }))
const people = (title: string) =>
  z
    .array(z.string())
    .default([])
    .meta(hint({ title, control: 'text-list', advanced: true }))
const events = {
  accepted: 'Accepted',
  delivered: 'Delivered',
  failed: 'Failed',
  opened: 'Opened',
  clicked: 'Clicked',
  unsubscribed: 'Unsubscribed',
  complained: 'Called spam',
  stored: 'Received',
} as const
const kinds = ['accepted', 'delivered', 'failed', 'opened', 'clicked', 'unsubscribed', 'complained', 'stored'] as const

/** The last page is an empty one, and still names a next. */
function pagesOf(most: number): Pages {
  return {
    items: 'items',
    size: { name: 'limit', most },
    next: ({ reply: { body } }) => {
      const { items, paging } = isJsonObject(body) ? body : {}
      const next = isJsonObject(paging) ? paging.next : undefined
      if (!Array.isArray(items) || items.length === 0 || typeof next !== 'string' || next === '') return null
      return { method: 'GET', path: next }
    },
  }
}

const delivered = {
  ...{ id: 'W3X4JOhFT-OZidZGKKr9iA', event: 'delivered', timestamp: 1767323045.5, 'log-level': 'info' },
  ...{ recipient: 'jane@example.com', 'recipient-domain': 'example.com', tags: ['welcome'] },
  'delivery-status': { code: 250, 'attempt-no': 1, message: 'OK' },
}
const paging = { previous: '', first: '', next: '', last: '' }
const member = { address: 'jane@example.com', name: 'Jane', vars: { plan: 'pro' }, subscribed: true }
const newsletter = {
  ...{ address: 'news@mg.example.com', name: 'News', description: '', access_level: 'readonly', members_count: 1 },
  ...{ reply_preference: 'list', created_at: 'Fri, 02 Jan 2026 03:04:05 -0000' },
}
const account = {
  ...{ id: '64e7f5a8b8c1', name: 'mg.example.com', created_at: 'Fri, 02 Jan 2026 03:04:05 GMT', is_disabled: false },
  ...{ require_tls: false, skip_verification: false, smtp_login: 'postmaster@mg.example.com', spam_action: 'disabled' },
  ...{ state: 'active', type: 'custom', use_automatic_sender_security: true, web_prefix: 'email', web_scheme: 'https' },
  ...{ wildcard: false, encrypt_incoming_message: false, message_ttl: 259200 },
}

export default defineIntegration({
  id: 'mailgun',
  title: 'Mailgun',
  category: 'mail',
  brand: 'mailgun',
  summary: 'Send emails, keep mailing lists and follow what became of each email.',
  keywords: ['email', 'mail', 'transactional', 'newsletter', 'sinch'],
  docsUrl: 'https://documentation.mailgun.com/docs/mailgun/api-reference/',
  baseUrl: 'https://{server}',
  fields: [
    {
      name: 'server',
      title: 'Server',
      description: 'api.eu.mailgun.net for an account whose domains are in the EU.',
      placeholder: 'api.eu.mailgun.net',
      pattern: /api(\.eu)?\.mailgun\.net/,
      initial: 'api.mailgun.net',
    },
  ],
  signIn: [
    {
      id: 'key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://app.mailgun.com/settings/api_security',
      setup: [
        'In Mailgun, open “API security” and add a key with the role developer.',
        'Copy it: it is shown only once.',
      ],
      secrets: [{ name: 'key', title: 'API key', pattern: /\S{20,}/ }],
      place: { basic: { user: 'api', password: '{key}' } },
    },
  ],
  limits: {
    headers: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', resetIs: 'epoch-milliseconds' },
    note: 'What it says itself in its replies.',
  },
  test: {
    request: () => ({ method: 'GET', path: '/v4/domains', query: { limit: 1 } }),
    account: (body) => {
      const [first] = isJsonObject(body) && Array.isArray(body.items) ? body.items : []
      return isJsonObject(first) ? String(first.name) : 'No domains yet'
    },
    example: {
      sends: { method: 'GET', path: '/v4/domains', query: { limit: '1' } },
      reply: { body: { total_count: 1, items: [account] } },
      account: 'mg.example.com',
    },
  },
  actions: {
    'send-email': defineAction({
      title: 'Send an email',
      summary: 'Sends an email to one or more people, also with files and from a template.',
      group: 'Emails',
      kind: 'send',
      input: z.object({
        domain,
        from: textParam({ required: true }).meta(hint({ title: 'From', placeholder: 'Acme <hello@mg.example.com>' })),
        to: z
          .array(z.string())
          .min(1)
          .max(1000)
          .meta(hint({ title: 'To', control: 'text-list', placeholder: 'jane@example.com' })),
        subject: textParam({ required: true }).meta(hint({ title: 'Subject' })),
        text: textParam()
          .optional()
          .meta(hint({ title: 'Text', control: 'long-text' })),
        html: textParam()
          .optional()
          .meta(hint({ title: 'HTML', control: 'long-text', advanced: true })),
        template: textParam()
          .optional()
          .meta(hint({ title: 'Template', description: 'In place of text and HTML.', advanced: true })),
        values: z
          .record(z.string(), z.json())
          .default({})
          .meta(hint({ title: 'Values for the template', control: 'json', advanced: true })),
        files: filesParam()
          .default([])
          .meta(hint({ title: 'Files', control: 'file', advanced: true })),
        cc: people('Copy'),
        bcc: people('Blind copy'),
        replyTo: textParam()
          .optional()
          .meta(hint({ title: 'Answers to', advanced: true })),
        tag: textParam()
          .optional()
          .meta(hint({ title: 'Tag', description: 'To find it among the events.', advanced: true })),
      }),
      request: ({ domain, from, to, subject, text, html, template, values, files, cc, bcc, replyTo, tag }) => ({
        method: 'POST',
        path: path`/v3/${domain}/messages`,
        body: {
          parts: [
            ...texts({
              from,
              to: to.join(', '),
              cc: cc.join(', '),
              bcc: bcc.join(', '),
              subject,
              text: text || (html || template ? '' : ' '),
              html,
              template,
              't:variables': template && Object.keys(values).length > 0 ? JSON.stringify(values) : '',
              'o:tag': tag,
              'h:Reply-To': replyTo,
            }),
            ...files.map((file) => ({ name: 'attachment', file })),
          ],
        },
      }),
      reply: z.looseObject({ id: z.string(), message: z.string() }),
      answer: ({ id, message }) => ({ id, message }),
      examples: [
        {
          input: {
            ...{ domain: 'mg.example.com', from: 'Acme <hello@mg.example.com>', to: ['jane@example.com'] },
            ...{ subject: 'Welcome', text: 'Hello Jane', tag: 'welcome' },
          },
          sends: {
            method: 'POST',
            path: '/v3/mg.example.com/messages',
            body: {
              ...{ from: 'Acme <hello@mg.example.com>', to: 'jane@example.com', subject: 'Welcome' },
              ...{ text: 'Hello Jane', 'o:tag': 'welcome' },
            },
          },
          reply: { body: { id: '<20260102030405.1.ABC@mg.example.com>', message: 'Queued. Thank you.' } },
          gives: { id: '<20260102030405.1.ABC@mg.example.com>', message: 'Queued. Thank you.' },
        },
        {
          title: 'from a template',
          input: {
            ...{ domain: 'mg.example.com', from: 'hello@mg.example.com', to: ['jane@example.com'] },
            ...{ subject: 'Welcome', template: 'welcome', values: { name: 'Jane' } },
          },
          sends: {
            method: 'POST',
            path: '/v3/mg.example.com/messages',
            body: {
              ...{ from: 'hello@mg.example.com', to: 'jane@example.com', subject: 'Welcome', template: 'welcome' },
              't:variables': '{"name":"Jane"}',
            },
          },
          reply: { body: { id: '<20260102030405.2.ABC@mg.example.com>', message: 'Queued. Thank you.' } },
          gives: { id: '<20260102030405.2.ABC@mg.example.com>', message: 'Queued. Thank you.' },
        },
      ],
    }),
    'list-events': defineAction({
      title: 'List events',
      summary: 'Lists what became of emails, the newest first.',
      group: 'Emails',
      kind: 'read',
      input: z.object({
        domain,
        event: z
          .enum(['any', ...kinds])
          .default('any')
          .meta(hint({ title: 'Event', choices: { any: 'Any', ...events } })),
        recipient: textParam()
          .optional()
          .meta(hint({ title: 'To', placeholder: 'jane@example.com' })),
      }),
      request: ({ domain, event, recipient }) => ({
        method: 'GET',
        path: path`/v3/${domain}/events`,
        query: { event: event === 'any' ? null : event, recipient: recipient || null },
      }),
      pages: pagesOf(300),
      examples: [
        {
          input: { domain: 'mg.example.com', event: 'delivered' },
          sends: { method: 'GET', path: '/v3/mg.example.com/events', query: { event: 'delivered' } },
          reply: { body: { items: [delivered], paging } },
          gives: [delivered],
        },
      ],
    }),
    'list-mailing-lists': defineAction({
      title: 'List mailing lists',
      summary: 'Lists the account’s mailing lists.',
      group: 'Mailing lists',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/v3/lists/pages' }),
      pages: pagesOf(100),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/v3/lists/pages' },
          reply: { body: { items: [newsletter], paging } },
          gives: [newsletter],
        },
      ],
    }),
    'list-members': defineAction({
      title: 'List members',
      summary: 'Lists who is on a mailing list.',
      group: 'Mailing lists',
      kind: 'read',
      input: z.object({ list }),
      request: ({ list }) => ({ method: 'GET', path: path`/v3/lists/${list}/members/pages` }),
      pages: pagesOf(100),
      examples: [
        {
          input: { list: 'news@mg.example.com' },
          sends: { method: 'GET', path: '/v3/lists/news%40mg.example.com/members/pages' },
          reply: { body: { items: [member], paging } },
          gives: [member],
        },
      ],
    }),
    'add-member': defineAction({
      title: 'Add a member',
      summary: 'Puts someone on a mailing list, or changes who is there already.',
      group: 'Mailing lists',
      kind: 'write',
      input: z.object({
        list,
        address,
        name: textParam()
          .optional()
          .meta(hint({ title: 'Name' })),
        values: z
          .record(z.string(), z.json())
          .default({})
          .meta(
            hint({ title: 'Values', description: 'For gaps in emails to the list.', control: 'json', advanced: true }),
          ),
      }),
      request: ({ list, address, name, values }) => ({
        method: 'POST',
        path: path`/v3/lists/${list}/members`,
        body: {
          parts: texts({
            address,
            name,
            vars: Object.keys(values).length > 0 ? JSON.stringify(values) : '',
            subscribed: 'true',
            upsert: 'true',
          }),
        },
      }),
      reply: z.looseObject({ member: z.json() }),
      answer: ({ member }) => member,
      examples: [
        {
          input: { list: 'news@mg.example.com', address: 'jane@example.com', name: 'Jane', values: { plan: 'pro' } },
          sends: {
            method: 'POST',
            path: '/v3/lists/news%40mg.example.com/members',
            body: {
              ...{ address: 'jane@example.com', name: 'Jane', vars: '{"plan":"pro"}' },
              ...{ subscribed: 'true', upsert: 'true' },
            },
          },
          reply: { body: { member, message: 'Mailing list member has been created' } },
          gives: member,
        },
      ],
    }),
    'remove-member': defineAction({
      title: 'Remove a member',
      summary: 'Takes someone off a mailing list.',
      group: 'Mailing lists',
      kind: 'delete',
      input: z.object({ list, address }),
      request: ({ list, address }) => ({ method: 'DELETE', path: path`/v3/lists/${list}/members/${address}` }),
      answer: (_, { input: { address } }) => ({ address, removed: true }),
      examples: [
        {
          input: { list: 'news@mg.example.com', address: 'jane@example.com' },
          sends: { method: 'DELETE', path: '/v3/lists/news%40mg.example.com/members/jane%40example.com' },
          reply: { body: { member: { address: 'jane@example.com' }, message: 'Mailing list member has been deleted' } },
          gives: { address: 'jane@example.com', removed: true },
        },
      ],
    }),
    'remove-bounce': defineAction({
      title: 'Allow a bounced address again',
      summary: 'Takes an address off the list of those that bounced, so that it gets mail again.',
      group: 'Suppression',
      kind: 'delete',
      input: z.object({ domain, address }),
      request: ({ domain, address }) => ({ method: 'DELETE', path: path`/v3/${domain}/bounces/${address}` }),
      answer: (_, { input: { address } }) => ({ address, removed: true }),
      examples: [
        {
          input: { domain: 'mg.example.com', address: 'jane@example.com' },
          sends: { method: 'DELETE', path: '/v3/mg.example.com/bounces/jane%40example.com' },
          reply: { body: { address: 'jane@example.com', message: 'Bounced address has been removed' } },
          gives: { address: 'jane@example.com', removed: true },
        },
      ],
    }),
  },
  triggers: {
    event: defineTrigger({
      title: 'When something becomes of an email',
      summary: 'Begins a run when an email is delivered, opened, fails and so on.',
      group: 'Emails',
      input: z.object({
        domain,
        event: z
          .enum(kinds)
          .default('failed')
          .meta(hint({ title: 'Event', choices: events })),
      }),
      poll: {
        everySeconds: 60,
        request: ({ domain, event }, { cursor, nowMs }) => ({
          method: 'GET',
          path: path`/v3/${domain}/events`,
          query: {
            event,
            begin: typeof cursor === 'number' ? cursor : nowMs / 1000 - overlap,
            ascending: 'yes',
            limit: 300,
          },
        }),
        read: (body, { cursor, nowMs }) => {
          const items = isJsonObject(body) && Array.isArray(body.items) ? body.items.filter(isJsonObject) : []
          const last = Number(items.at(-1)?.timestamp ?? 0)
          const began = typeof cursor === 'number' ? cursor : nowMs / 1000 - overlap
          // Events turn up late: each look begins a little earlier, unless its page was full; also where nothing happens it moves on,
          // as Mailgun forgets what is old.
          const next = Math.max(began, items.length < 300 ? Math.max(last - overlap, nowMs / 1000 - longestLate) : last)
          return { events: items.map((item) => ({ id: String(item.id), payload: item })), cursor: next }
        },
        examples: [
          {
            input: { domain: 'mg.example.com', event: 'delivered' },
            cursor: 1767323000,
            sends: {
              method: 'GET',
              path: '/v3/mg.example.com/events',
              query: { event: 'delivered', begin: '1767323000', ascending: 'yes', limit: '300' },
            },
            reply: { body: { items: [delivered], paging } },
            events: [{ id: delivered.id, payload: delivered }],
            next: 1767323000,
          },
        ],
      },
      webhook: {
        events: ['delivered', 'permanent_fail', 'temporary_fail', 'opened', 'clicked', 'unsubscribed', 'complained'],
        matches: ({ body }, { event }) => eventOf(body).event === event,
        payload: ({ body }) => eventOf(body),
      },
      sample: delivered,
    }),
  },
  webhook: {
    secret: {
      title: 'Webhook signing key',
      description: 'Mailgun shows it under “API security”, as “HTTP webhook signing key”.',
      from: 'service',
    },
    // documentation.mailgun.com, “Securing webhooks”
    signature: {
      kind: 'hmac',
      hash: 'sha256',
      body: 'signature.signature',
      encoding: 'hex',
      signed: '{body:signature.timestamp}{body:signature.token}',
    },
    deliveryId: { body: 'event-data.id' },
    setup: [
      'In Mailgun, open “Send” › “Webhooks” of your domain and add one with this address for each event: {webhookUrl}',
      'Copy the webhook signing key from “API security”.',
    ],
  },
})

/** Seconds. */
const overlap = 60
const longestLate = 3600

/** Parts of a form; those that are empty are left out. */
function texts(fields: Record<string, string | undefined>): BodyPart[] {
  return Object.entries(fields).flatMap(([name, text]) => (text ? [{ name, text }] : []))
}

function eventOf(body: Json): JsonObject {
  const event = isJsonObject(body) ? body['event-data'] : undefined
  return isJsonObject(event) ? event : {}
}
