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

const ticketId = z
  .string()
  .regex(/^#?\d+$/, 'must be the number of a ticket')
  .meta(hint({ title: 'Ticket', description: 'Its number.' }))
const number = (text: string) => text.replace(/^#/, '')
const status = z
  .enum(['same', 'open', 'pending', 'hold', 'solved'])
  .default('same')
  .meta(
    hint({
      title: 'Status',
      choices: {
        same: 'As it is',
        open: 'Open',
        pending: 'Waiting for the customer',
        hold: 'On hold',
        solved: 'Solved',
      },
    }),
  )
const priority = z
  .enum(['none', 'low', 'normal', 'high', 'urgent'])
  .default('none')
  .meta(
    hint({
      title: 'Priority',
      choices: { none: 'As it is', low: 'Low', normal: 'Normal', high: 'High', urgent: 'Urgent' },
    }),
  )
const tags = z
  .array(z.string())
  .default([])
  .meta(hint({ title: 'Tags', control: 'text-list', advanced: true }))

const ticket = {
  ...{ id: 35436, subject: 'My printer is on fire!', description: 'The smoke is very colorful.', status: 'open' },
  ...{
    priority: 'high',
    requester_id: 20978392,
    tags: ['enterprise'],
    url: 'https://acme.zendesk.com/api/v2/tickets/35436.json',
  },
  ...{ created_at: '2026-01-01T03:04:05Z', updated_at: '2026-01-02T03:04:05Z' },
}
const flat = {
  ...{ id: 35436, subject: 'My printer is on fire!', text: 'The smoke is very colorful.', status: 'open' },
  ...{ priority: 'high', requesterId: 20978392, tags: ['enterprise'] },
  ...{ createdAt: '2026-01-01T03:04:05Z', changedAt: '2026-01-02T03:04:05Z' },
}

export default defineIntegration({
  id: 'zendesk',
  title: 'Zendesk',
  category: 'support',
  brand: 'zendesk',
  summary: 'Find, create and answer tickets.',
  keywords: ['support', 'helpdesk', 'ticket', 'customer service'],
  docsUrl: 'https://developer.zendesk.com/api-reference/',
  baseUrl: 'https://{subdomain}.zendesk.com',
  fields: [
    {
      name: 'subdomain',
      title: 'Subdomain',
      description: 'What stands before .zendesk.com.',
      placeholder: 'acme',
      pattern: /[a-z0-9-]+/,
    },
  ],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'API token',
      setup: [
        'In the Admin Center, open “Apps and integrations” › “APIs” › “API tokens” and allow tokens.',
        'Add a token and copy it. It acts for the email you enter here.',
      ],
      secrets: [
        { name: 'email', title: 'Your email', placeholder: 'jane@acme.com', pattern: /\S+@\S+/ },
        { name: 'token', title: 'API token' },
      ],
      place: { basic: { user: '{email}/token', password: '{token}' } },
    },
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in in the browser',
      summary: 'With an OAuth client of your own.',
      setup: [
        'In the Admin Center, open “Apps and integrations” › “APIs” › “OAuth clients” and add a client of the kind “Public”.',
        'As redirect URL, enter {redirectUrl}',
        'Copy the identifier. No secret is needed.',
      ],
      authorizeUrl: 'https://{subdomain}.zendesk.com/oauth/authorizations/new',
      tokenUrl: 'https://{subdomain}.zendesk.com/oauth/tokens',
      scopes: [
        { scope: 'read', title: 'Read', isDefault: true },
        { scope: 'write', title: 'Write', isDefault: true },
      ],
      pkce: 'S256',
      redirect: { to: 'localhost', port: 7475 },
      secret: 'none',
      tokenBody: 'json',
      refresh: 'rotates',
    },
  ],
  limits: {
    windows: [{ requests: 200, seconds: 60 }],
    headers: { remaining: 'ratelimit-remaining', reset: 'ratelimit-reset', resetIs: 'seconds' },
    note: '200 requests a minute on the smallest plan, more on others.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/api/v2/users/me' }),
    account: (body) => (isJsonObject(body) && isJsonObject(body.user) ? String(body.user.email ?? body.user.name) : ''),
    example: {
      sends: { method: 'GET', path: '/api/v2/users/me' },
      reply: { body: { user: { id: 35436, name: 'Johnny Agent', email: 'johnny@example.com', role: 'agent' } } },
      account: 'johnny@example.com',
    },
  },
  actions: {
    'create-ticket': defineAction({
      title: 'Create a ticket',
      summary: 'Creates a ticket for somebody, who is told of it.',
      group: 'Tickets',
      kind: 'send',
      input: z.object({
        subject: textParam({ required: true }).meta(hint({ title: 'Subject' })),
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        priority,
        tags,
        external: textParam()
          .optional()
          .meta(hint({ title: 'Your own id', description: 'To find it again.', advanced: true })),
      }),
      request: ({ subject, text, priority, tags, external }) => ({
        method: 'POST',
        path: '/api/v2/tickets',
        body: {
          json: {
            ticket: {
              ...{ subject, comment: { body: text }, external_id: external || undefined },
              priority: priority === 'none' ? undefined : priority,
              tags: tags.length > 0 ? tags : undefined,
            },
          },
        },
      }),
      answer: flattenTicket,
      idempotencyHeader: 'Idempotency-Key',
      examples: [
        {
          input: { subject: 'My printer is on fire!', text: 'The smoke is very colorful.', priority: 'high' },
          sends: {
            method: 'POST',
            path: '/api/v2/tickets',
            body: {
              ticket: {
                subject: 'My printer is on fire!',
                comment: { body: 'The smoke is very colorful.' },
                priority: 'high',
              },
            },
          },
          reply: { status: 201, body: { ticket } },
          gives: flat,
        },
      ],
    }),
    'get-ticket': defineAction({
      title: 'Get a ticket',
      summary: 'Gives a ticket.',
      group: 'Tickets',
      kind: 'read',
      input: z.object({ ticketId }),
      request: ({ ticketId }) => ({ method: 'GET', path: path`/api/v2/tickets/${number(ticketId)}` }),
      answer: flattenTicket,
      examples: [
        {
          input: { ticketId: '35436' },
          sends: { method: 'GET', path: '/api/v2/tickets/35436' },
          reply: { body: { ticket } },
          gives: flat,
        },
      ],
    }),
    'answer-ticket': defineAction({
      title: 'Answer a ticket',
      summary: 'Writes to the customer, or a note that only agents see.',
      group: 'Tickets',
      kind: 'send',
      input: z.object({
        ticketId,
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        note: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Only for agents' })),
        status,
      }),
      request: ({ ticketId, text, note, status }) => ({
        method: 'PUT',
        path: path`/api/v2/tickets/${number(ticketId)}`,
        body: {
          json: { ticket: { comment: { body: text, public: !note }, status: status === 'same' ? undefined : status } },
        },
      }),
      answer: flattenTicket,
      examples: [
        {
          input: { ticketId: '#35436', text: 'Water is on its way.', status: 'open' },
          sends: {
            method: 'PUT',
            path: '/api/v2/tickets/35436',
            body: { ticket: { comment: { body: 'Water is on its way.', public: true }, status: 'open' } },
          },
          reply: { body: { ticket } },
          gives: flat,
        },
      ],
    }),
    'change-ticket': defineAction({
      title: 'Change a ticket',
      summary: 'Changes status, priority or who works on a ticket.',
      group: 'Tickets',
      kind: 'write',
      input: z.object({
        ticketId,
        status,
        priority,
        assignee: textParam()
          .optional()
          .meta(hint({ title: 'Assigned to', description: 'The email of an agent.' })),
      }),
      request: ({ ticketId, status, priority, assignee }) => ({
        method: 'PUT',
        path: path`/api/v2/tickets/${number(ticketId)}`,
        body: {
          json: {
            ticket: {
              status: status === 'same' ? undefined : status,
              priority: priority === 'none' ? undefined : priority,
              assignee_email: assignee || undefined,
            },
          },
        },
      }),
      answer: flattenTicket,
      examples: [
        {
          input: { ticketId: '35436', priority: 'high' },
          sends: { method: 'PUT', path: '/api/v2/tickets/35436', body: { ticket: { priority: 'high' } } },
          reply: { body: { ticket } },
          gives: flat,
        },
      ],
    }),
    'search-tickets': defineAction({
      title: 'Search tickets',
      summary: 'Finds tickets by words and properties.',
      group: 'Tickets',
      kind: 'read',
      input: z.object({
        query: textParam({ required: true }).meta(
          hint({
            title: 'Search for',
            description: 'In Zendesk’s own words: status<solved priority:urgent printer',
            placeholder: 'status:open',
          }),
        ),
      }),
      request: ({ query }) => ({
        method: 'GET',
        path: '/api/v2/search',
        query: { query: `type:ticket ${query}`, sort_by: 'updated_at', sort_order: 'desc' },
      }),
      pages: { items: 'results', next: { address: 'next_page' }, each: flatten },
      examples: [
        {
          input: { query: 'status:open' },
          sends: {
            method: 'GET',
            path: '/api/v2/search',
            query: { query: 'type:ticket status:open', sort_by: 'updated_at', sort_order: 'desc' },
          },
          reply: {
            body: { results: [{ ...ticket, result_type: 'ticket' }], count: 1, next_page: null, previous_page: null },
          },
          gives: [flat],
        },
      ],
    }),
    'list-comments': defineAction({
      title: 'List a ticket’s messages',
      summary: 'Lists what was written in a ticket, oldest first.',
      group: 'Tickets',
      kind: 'read',
      input: z.object({ ticketId }),
      request: ({ ticketId }) => ({ method: 'GET', path: path`/api/v2/tickets/${number(ticketId)}/comments` }),
      pages: {
        items: 'comments',
        next: { address: 'next_page' },
        each: (comment: Json) =>
          isJsonObject(comment)
            ? {
                ...{ id: comment.id ?? null, text: comment.body ?? '', public: comment.public ?? null },
                ...{ authorId: comment.author_id ?? null, at: comment.created_at ?? null },
              }
            : comment,
      },
      examples: [
        {
          input: { ticketId: '35436' },
          sends: { method: 'GET', path: '/api/v2/tickets/35436/comments' },
          reply: {
            body: {
              comments: [
                {
                  ...{ id: 1274, type: 'Comment', author_id: 123123, body: 'Thanks for your help!', public: true },
                  created_at: '2026-01-02T03:04:05Z',
                },
              ],
            },
          },
          gives: [
            { id: 1274, text: 'Thanks for your help!', public: true, authorId: 123123, at: '2026-01-02T03:04:05Z' },
          ],
        },
      ],
    }),
    'find-user': defineAction({
      title: 'Find a customer',
      summary: 'Finds people by name or email.',
      group: 'People',
      kind: 'read',
      input: z.object({ query: textParam({ required: true }).meta(hint({ title: 'Name or email' })) }),
      request: ({ query }) => ({ method: 'GET', path: '/api/v2/users/search', query: { query } }),
      reply: z.looseObject({
        users: z.array(
          z.looseObject({ id: z.number(), name: z.string(), email: z.string().nullish(), role: z.string().nullish() }),
        ),
      }),
      answer: ({ users }) =>
        users.map(({ id, name, email, role }) => ({ id, name, email: email ?? null, role: role ?? null })),
      examples: [
        {
          input: { query: 'roger@example.org' },
          sends: { method: 'GET', path: '/api/v2/users/search', query: { query: 'roger@example.org' } },
          reply: {
            body: { users: [{ id: 9873843, name: 'Roger Wilco', email: 'roger@example.org', role: 'end-user' }] },
          },
          gives: [{ id: 9873843, name: 'Roger Wilco', email: 'roger@example.org', role: 'end-user' }],
        },
      ],
    }),
  },
  triggers: {
    'changed-ticket': defineTrigger({
      title: 'When a ticket is added or changed',
      summary: 'Begins a run for each ticket that is new or changed.',
      group: 'Tickets',
      input: z.object({}),
      poll: {
        everySeconds: 60,
        request: (_, { cursor, nowMs }) => ({
          method: 'GET',
          path: '/api/v2/incremental/tickets/cursor',
          // Zendesk gives what is at least a minute old.
          query: { start_time: Math.floor(nowMs / 1000) - 120, cursor: typeof cursor === 'string' ? cursor : null },
        }),
        read: (body, { cursor }) => {
          const found = isJsonObject(body) && Array.isArray(body.tickets) ? body.tickets.filter(isJsonObject) : []
          const next = isJsonObject(body) ? body.after_cursor : undefined
          return {
            events: found.map((one) => ({ id: `${one.id} ${one.updated_at}`, payload: flatten(one) })),
            cursor: next ?? cursor,
          }
        },
        examples: [
          {
            ...{ input: {}, cursor: 'MTU3NjYxMzUzOS4wfHw0Njd8' },
            sends: {
              method: 'GET',
              path: '/api/v2/incremental/tickets/cursor',
              query: { start_time: '1767322925', cursor: 'MTU3NjYxMzUzOS4wfHw0Njd8' },
            },
            reply: { body: { tickets: [ticket], after_cursor: 'MTU3NjYxMzUzOS4wfHw0NTF8', end_of_stream: true } },
            events: [{ id: '35436 2026-01-02T03:04:05Z', payload: flat }],
            next: 'MTU3NjYxMzUzOS4wfHw0NTF8',
          },
        ],
      },
      webhook: {
        events: ['Ticket created (as a trigger or automation that notifies the webhook)'],
        matches: ({ body }) => body !== null,
      },
      sample: flat,
    }),
  },
  webhook: {
    secret: { title: 'Signing secret', description: 'On the webhook’s page, “Reveal secret”.', from: 'service' },
    signature: {
      kind: 'hmac',
      hash: 'sha256',
      header: 'x-zendesk-webhook-signature',
      encoding: 'base64',
      signed: '{header:x-zendesk-webhook-signature-timestamp}{body}',
    },
    deliveryId: { header: 'x-zendesk-webhook-invocation-id' },
    setup: [
      'In the Admin Center, open “Apps and integrations” › “Webhooks” and create one with this endpoint: {webhookUrl}',
      'Choose what it is told of, create it, and reveal and copy its signing secret.',
    ],
  },
})

function flattenTicket(body: Json): Json {
  return isJsonObject(body) ? flatten(body.ticket ?? null) : body
}

function flatten(item: Json): Json {
  if (!isJsonObject(item)) return item
  return {
    ...{
      id: item.id ?? null,
      subject: item.subject ?? null,
      text: item.description ?? '',
      status: item.status ?? null,
    },
    ...{ priority: item.priority ?? null, requesterId: item.requester_id ?? null, tags: item.tags ?? [] },
    ...{ createdAt: item.created_at ?? null, changedAt: item.updated_at ?? null },
  }
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const error = isJsonObject(body.error) ? body.error.message : body.error
  const words = [error, body.description, body.message].filter((one) => typeof one === 'string' && one !== '')
  return words.length > 0 ? { message: words.join(': ').replace(/\.$/, ''), isSignIn: status === 401 } : null
}
