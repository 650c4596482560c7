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

const contact = textParam({ required: true }).meta(
  hint({ title: 'Contact', description: 'Email or number.', placeholder: 'jane@example.com' }),
)
const attributes = z
  .record(z.string(), z.json())
  .default({})
  .meta(hint({ title: 'Attributes', description: 'Such as FIRSTNAME.', control: 'json' }))
const lists = z
  .array(z.number().int())
  .default([])
  .meta(hint({ title: 'Lists', description: 'Their numbers.', control: 'json' }))

const jane = {
  ...{ id: 21, email: 'jane@example.com', emailBlacklisted: false, smsBlacklisted: false, listIds: [2] },
  ...{
    createdAt: '2026-01-02T03:04:05.000Z',
    modifiedAt: '2026-01-02T03:04:05.000Z',
    attributes: { FIRSTNAME: 'Jane' },
  },
}
const list = {
  ...{ id: 2, name: 'Newsletter', totalBlacklisted: 0, totalSubscribers: 10, uniqueSubscribers: 10, folderId: 1 },
}
const delivered = {
  ...{ email: 'jane@example.com', date: '2026-01-02T03:04:05.000+01:00', subject: 'Welcome', event: 'delivered' },
  ...{ messageId: '<202601020304.1@smtp-relay.mailin.fr>', tag: '', from: 'hello@example.com' },
}
const account = {
  ...{ email: 'team@example.com', firstName: 'Jane', lastName: 'Doe', companyName: 'Acme' },
  address: { street: 'Main St 1', city: 'Paris', zipCode: '75001', country: 'France' },
  plan: [{ type: 'free', creditsType: 'sendLimit', credits: 300 }],
  relay: { enabled: true, data: { userName: 'team@example.com', relay: 'smtp-relay.brevo.com', port: 587 } },
}

export default defineIntegration({
  id: 'brevo',
  title: 'Brevo',
  category: 'marketing',
  brand: 'brevo',
  summary: 'Send emails and texts, and keep contacts and lists.',
  keywords: ['email', 'mail', 'sms', 'newsletter', 'sendinblue', 'crm'],
  docsUrl: 'https://developers.brevo.com/reference',
  baseUrl: 'https://api.brevo.com/v3',
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://app.brevo.com/settings/keys/api',
      setup: [
        'In Brevo, open “Settings” › “SMTP & API” › “API keys”.',
        'Generate a key and copy it: it is shown once.',
      ],
      secrets: [{ name: 'key', title: 'API key', placeholder: 'xkeysib-…', pattern: /\S{20,}/ }],
      place: { headers: { 'api-key': '{key}' } },
    },
  ],
  limits: {
    windows: [{ requests: 10, seconds: 1 }],
    headers: { remaining: 'x-sib-ratelimit-remaining', reset: 'x-sib-ratelimit-reset', resetIs: 'seconds' },
    note: 'Ten contacts calls a second; far more emails.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/account' }),
    account: (body) => (isJsonObject(body) ? String(body.companyName || body.email) : ''),
    example: { sends: { method: 'GET', path: '/account' }, reply: { body: account }, account: 'Acme' },
  },
  actions: {
    'send-email': defineAction({
      title: 'Send an email',
      summary: 'Sends an email to one or more people, from a text or a template.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        from: textParam().meta(
          hint({
            title: 'From',
            description: 'A verified sender; a template has its own.',
            placeholder: 'hello@example.com',
          }),
        ),
        fromName: textParam()
          .optional()
          .meta(hint({ title: 'From (name)' })),
        to: z
          .array(z.string())
          .min(1)
          .max(99)
          .meta(hint({ title: 'To', control: 'text-list', placeholder: 'jane@example.com' })),
        subject: textParam()
          .optional()
          .meta(hint({ title: 'Subject' })),
        text: textParam()
          .optional()
          .meta(hint({ title: 'Text', control: 'long-text' })),
        html: textParam()
          .optional()
          .meta(hint({ title: 'HTML', control: 'long-text', advanced: true })),
        templateId: z
          .number()
          .int()
          .optional()
          .meta(hint({ title: 'Template', description: 'Its number, in place of the texts.', advanced: true })),
        values: z
          .record(z.string(), z.json())
          .default({})
          .meta(hint({ title: 'Values for the template', control: 'json', advanced: true })),
        replyTo: textParam()
          .optional()
          .meta(hint({ title: 'Answers to', advanced: true })),
      }),
      request: ({ from, fromName, to, subject, text, html, templateId, values, replyTo }) => ({
        method: 'POST',
        path: '/smtp/email',
        body: {
          json: {
            sender: from ? { email: from, name: fromName || undefined } : undefined,
            to: to.map((email) => ({ email })),
            subject: subject || undefined,
            textContent: text || undefined,
            htmlContent: html || undefined,
            templateId,
            params: Object.keys(values).length > 0 ? values : undefined,
            replyTo: replyTo ? { email: replyTo } : undefined,
          },
        },
      }),
      reply: z.looseObject({ messageId: z.string() }),
      answer: ({ messageId }) => ({ id: messageId }),
      examples: [
        {
          input: {
            ...{ from: 'hello@example.com', fromName: 'Acme', to: ['jane@example.com'], subject: 'Welcome' },
            text: 'Hello Jane',
          },
          sends: {
            method: 'POST',
            path: '/smtp/email',
            body: {
              ...{ sender: { email: 'hello@example.com', name: 'Acme' }, to: [{ email: 'jane@example.com' }] },
              ...{ subject: 'Welcome', textContent: 'Hello Jane' },
            },
          },
          reply: { status: 201, body: { messageId: delivered.messageId } },
          gives: { id: delivered.messageId },
        },
        {
          title: 'from a template',
          input: { from: '', to: ['jane@example.com'], templateId: 7, values: { name: 'Jane' } },
          sends: {
            method: 'POST',
            path: '/smtp/email',
            body: { to: [{ email: 'jane@example.com' }], templateId: 7, params: { name: 'Jane' } },
          },
          reply: { status: 201, body: { messageId: delivered.messageId } },
          gives: { id: delivered.messageId },
        },
      ],
    }),
    'send-text': defineAction({
      title: 'Send a text message',
      summary: 'Sends an SMS to a mobile phone.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        sender: z
          .string()
          .min(1)
          .max(15)
          .meta(hint({ title: 'Sender', description: 'Up to 11 letters, or a number.', placeholder: 'Acme' })),
        recipient: textParam({ required: true }).meta(hint({ title: 'To', placeholder: '33612345678' })),
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
      }),
      request: ({ sender, recipient, text }) => ({
        method: 'POST',
        path: '/transactionalSMS/sms',
        body: { json: { sender, recipient, content: text, type: 'transactional' } },
      }),
      reply: z.looseObject({ reference: z.string(), messageId: z.number() }),
      answer: ({ reference, messageId }) => ({ id: messageId, reference }),
      examples: [
        {
          input: { sender: 'Acme', recipient: '33612345678', text: 'Your code is 1234' },
          sends: {
            method: 'POST',
            path: '/transactionalSMS/sms',
            body: { sender: 'Acme', recipient: '33612345678', content: 'Your code is 1234', type: 'transactional' },
          },
          reply: { status: 201, body: { reference: 'ab1cde2fgh3i4jklmno', messageId: 1511882900176220 } },
          gives: { id: 1511882900176220, reference: 'ab1cde2fgh3i4jklmno' },
        },
      ],
    }),
    'save-contact': defineAction({
      title: 'Save a contact',
      summary: 'Creates a contact, or changes the one with this email.',
      group: 'Contacts',
      kind: 'write',
      input: z.object({
        email: textParam({ required: true }).meta(hint({ title: 'Email', placeholder: 'jane@example.com' })),
        attributes,
        lists,
      }),
      request: ({ email, attributes, lists }) => ({
        method: 'POST',
        path: '/contacts',
        body: {
          json: {
            email,
            attributes: Object.keys(attributes).length > 0 ? attributes : undefined,
            listIds: lists.length > 0 ? lists : undefined,
            updateEnabled: true,
          },
        },
      }),
      // Nothing comes back where it was there already.
      answer: (body, { input: { email } }) => ({ email, isNew: isJsonObject(body) && body.id !== undefined }),
      examples: [
        {
          input: { email: 'jane@example.com', attributes: { FIRSTNAME: 'Jane' }, lists: [2] },
          sends: {
            method: 'POST',
            path: '/contacts',
            body: { email: 'jane@example.com', attributes: { FIRSTNAME: 'Jane' }, listIds: [2], updateEnabled: true },
          },
          reply: { status: 201, body: { id: 21 } },
          gives: { email: 'jane@example.com', isNew: true },
        },
      ],
    }),
    'get-contact': defineAction({
      title: 'Get a contact',
      summary: 'Gives a contact with its attributes and lists.',
      group: 'Contacts',
      kind: 'read',
      input: z.object({ contact }),
      request: ({ contact }) => ({ method: 'GET', path: path`/contacts/${contact}` }),
      examples: [
        {
          input: { contact: 'jane@example.com' },
          sends: { method: 'GET', path: '/contacts/jane%40example.com' },
          reply: { body: { ...jane, statistics: {} } },
          gives: { ...jane, statistics: {} },
        },
      ],
    }),
    'list-contacts': defineAction({
      title: 'List contacts',
      summary: 'Lists contacts, the newest first.',
      group: 'Contacts',
      kind: 'read',
      input: z.object({
        since: textParam()
          .optional()
          .meta(hint({ title: 'Changed since', placeholder: '2026-01-02T03:04:05.000Z' })),
      }),
      request: ({ since }) => ({ method: 'GET', path: '/contacts', query: { modifiedSince: since || null } }),
      pages: { items: 'contacts', size: { name: 'limit', most: 1000 }, next: { offset: 'offset' } },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/contacts' },
          reply: { body: { contacts: [jane], count: 1 } },
          gives: [jane],
        },
      ],
    }),
    'delete-contact': defineAction({
      title: 'Delete a contact',
      summary: 'Deletes a contact.',
      group: 'Contacts',
      kind: 'delete',
      input: z.object({ contact }),
      request: ({ contact }) => ({ method: 'DELETE', path: path`/contacts/${contact}` }),
      answer: (_, { input: { contact } }) => ({ contact, deleted: true }),
      examples: [
        {
          input: { contact: '21' },
          sends: { method: 'DELETE', path: '/contacts/21' },
          reply: { status: 204, body: null },
          gives: { contact: '21', deleted: true },
        },
      ],
    }),
    'list-lists': defineAction({
      title: 'List lists',
      summary: 'Lists the lists contacts can be on.',
      group: 'Lists',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/contacts/lists' }),
      pages: { items: 'lists', size: { name: 'limit', most: 50 }, next: { offset: 'offset' } },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/contacts/lists' },
          reply: { body: { lists: [list], count: 1 } },
          gives: [list],
        },
      ],
    }),
  },
  triggers: {
    event: defineTrigger({
      title: 'When something becomes of an email',
      summary: 'Begins a run when a transactional email is delivered, opened, bounces and so on.',
      group: 'Messages',
      input: z.object({
        event: z
          .enum(['delivered', 'opened', 'clicks', 'hardBounces', 'softBounces', 'spam', 'unsubscribed', 'blocked'])
          .default('hardBounces')
          .meta(
            hint({
              title: 'Event',
              choices: {
                ...{ delivered: 'Delivered', opened: 'Opened', clicks: 'Clicked', spam: 'Called spam' },
                ...{ hardBounces: 'Bounced for good', softBounces: 'Bounced for now' },
                ...{ unsubscribed: 'Unsubscribed', blocked: 'Blocked' },
              },
            }),
          ),
      }),
      poll: {
        everySeconds: 120,
        request: ({ event }) => ({
          method: 'GET',
          path: '/smtp/statistics/events',
          query: { event, limit: 100, sort: 'desc' },
        }),
        read: (body) => {
          const items = isJsonObject(body) && Array.isArray(body.events) ? body.events.filter(isJsonObject) : []
          return { events: items.map((item) => ({ id: idOf(item), payload: item })).reverse(), cursor: '' }
        },
        examples: [
          {
            ...{ input: { event: 'delivered' }, cursor: '' },
            sends: {
              method: 'GET',
              path: '/smtp/statistics/events',
              query: { event: 'delivered', limit: '100', sort: 'desc' },
            },
            reply: { body: { events: [delivered] } },
            events: [{ id: idOf(delivered), payload: delivered }],
            next: '',
          },
        ],
      },
      sample: delivered,
    }),
  },
})

/** Events have no id of their own. */
function idOf({ messageId, event, email, date, link }: JsonObject): string {
  return [messageId, event, email, date, link].map((part: Json | undefined) => String(part ?? '')).join(' ')
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body) || typeof body.message !== 'string') return null
  return {
    message: body.message.replace(/\.$/, ''),
    ...(typeof body.code === 'string' && { code: body.code }),
    isSignIn: status === 401,
  }
}
