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

const conversationId = textParam({ required: true }).meta(
  hint({ title: 'Conversation', description: 'Its id, the number in its address.' }),
)
const adminId = textParam({ required: true }).meta(
  hint({ title: 'As the teammate', description: 'An id, from “List teammates”.' }),
)
const text = textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' }))

const contact = {
  ...{ type: 'contact', id: '5ba682d23d7cf92bef87bfd4', role: 'user', email: 'joe@example.com', name: 'Joe Example' },
  ...{ external_id: '70', created_at: 1767236645, updated_at: 1767323045 },
}
const flatContact = {
  ...{ id: '5ba682d23d7cf92bef87bfd4', role: 'user', email: 'joe@example.com', name: 'Joe Example', externalId: '70' },
}
const conversation = {
  ...{
    type: 'conversation',
    id: '471',
    state: 'open',
    open: true,
    title: null,
    created_at: 1767236645,
    updated_at: 1767323045,
  },
  source: {
    type: 'conversation',
    subject: '',
    body: '<p>Hi there</p>',
    author: { type: 'user', id: '5ba6', email: 'joe@example.com' },
  },
}
const flatConversation = {
  ...{
    id: '471',
    state: 'open',
    text: 'Hi there',
    from: 'joe@example.com',
    createdAt: 1767236645,
    changedAt: 1767323045,
  },
}

export default defineIntegration({
  id: 'intercom',
  title: 'Intercom',
  category: 'support',
  brand: 'intercom',
  summary: 'Find contacts, read conversations and answer them.',
  keywords: ['support', 'chat', 'helpdesk', 'customer service', 'conversation'],
  docsUrl: 'https://developers.intercom.com/docs/references/rest-api/api.intercom.io',
  baseUrl: 'https://{host}',
  fields: [
    {
      name: 'host',
      title: 'Server',
      description: 'api.eu.intercom.io for workspaces in the EU, api.au.intercom.io in Australia.',
      initial: 'api.intercom.io',
      pattern: /api(\.eu|\.au)?\.intercom\.io/,
    },
  ],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Access token',
      setupUrl: 'https://app.intercom.com/a/apps/_/developer-hub',
      setup: [
        'In the Developer Hub, create an app for your workspace.',
        'Under “Configure” › “Authentication”, copy the access token.',
      ],
      secrets: [{ name: 'token', title: 'Access token' }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
  ],
  headers: { 'intercom-version': '2.11', accept: 'application/json' },
  limits: {
    windows: [{ requests: 1000, seconds: 60 }],
    headers: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', resetIs: 'epoch-seconds' },
    note: '1,000 requests a minute for an app, spread over windows of ten seconds.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/me' }),
    account: (body) => (isJsonObject(body) ? String(body.email ?? '') : ''),
    example: {
      sends: { method: 'GET', path: '/me' },
      reply: { body: { type: 'admin', id: '991267459', email: 'admin@example.com', name: 'Ciaran Lee' } },
      account: 'admin@example.com',
    },
  },
  actions: {
    'find-contacts': defineAction({
      title: 'Find contacts',
      summary: 'Finds contacts by the value of a field.',
      group: 'Contacts',
      kind: 'read',
      input: z.object({
        field: textParam({ required: true })
          .default('email')
          .meta(hint({ title: 'Where', placeholder: 'email' })),
        value: textParam({ required: true }).meta(hint({ title: 'Is', placeholder: 'joe@example.com' })),
      }),
      request: ({ field, value }) => ({
        method: 'POST',
        path: '/contacts/search',
        body: { json: { query: { field, operator: '=', value } } },
      }),
      pages: {
        items: 'data',
        size: { name: 'pagination.per_page', in: 'json', most: 150 },
        next: { cursor: 'pages.next.starting_after', name: 'pagination.starting_after', in: 'json' },
        each: flattenContact,
      },
      examples: [
        {
          input: { value: 'joe@example.com' },
          sends: {
            method: 'POST',
            path: '/contacts/search',
            body: { query: { field: 'email', operator: '=', value: 'joe@example.com' } },
          },
          reply: {
            body: { type: 'list', data: [contact], total_count: 1, pages: { type: 'pages', page: 1, next: null } },
          },
          gives: [flatContact],
        },
      ],
    }),
    'create-contact': defineAction({
      title: 'Create a contact',
      summary: 'Adds a contact.',
      group: 'Contacts',
      kind: 'write',
      input: z.object({
        email: textParam({ required: true }).meta(hint({ title: 'Email' })),
        name: textParam()
          .optional()
          .meta(hint({ title: 'Name' })),
        externalId: textParam()
          .optional()
          .meta(hint({ title: 'Your own id', advanced: true })),
      }),
      request: ({ email, name, externalId }) => ({
        method: 'POST',
        path: '/contacts',
        body: { json: { role: 'user', email, name: name || undefined, external_id: externalId || undefined } },
      }),
      answer: flattenContact,
      examples: [
        {
          input: { email: 'joe@example.com', name: 'Joe Example', externalId: '70' },
          sends: {
            method: 'POST',
            path: '/contacts',
            body: { role: 'user', email: 'joe@example.com', name: 'Joe Example', external_id: '70' },
          },
          reply: { body: contact },
          gives: flatContact,
        },
      ],
    }),
    'list-conversations': defineAction({
      title: 'List conversations',
      summary: 'Lists conversations, those changed last first.',
      group: 'Conversations',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/conversations' }),
      pages: {
        items: 'conversations',
        size: { name: 'per_page', most: 150 },
        next: { cursor: 'pages.next.starting_after', name: 'starting_after' },
        each: flattenConversation,
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/conversations' },
          reply: {
            body: { type: 'conversation.list', conversations: [conversation], pages: { type: 'pages', next: null } },
          },
          gives: [flatConversation],
        },
      ],
    }),
    'read-conversation': defineAction({
      title: 'Read a conversation',
      summary: 'Gives what was written in a conversation, oldest first.',
      group: 'Conversations',
      kind: 'read',
      input: z.object({ conversationId }),
      request: ({ conversationId }) => ({
        method: 'GET',
        path: path`/conversations/${conversationId}`,
        query: { display_as: 'plaintext' },
      }),
      reply: z.looseObject({
        source: z.looseObject({
          body: z.string().nullish(),
          author: z.looseObject({ email: z.string().nullish() }).nullish(),
        }),
        conversation_parts: z
          .looseObject({
            conversation_parts: z.array(
              z.looseObject({
                body: z.string().nullish(),
                author: z.looseObject({ email: z.string().nullish() }).nullish(),
              }),
            ),
          })
          .nullish(),
      }),
      answer: ({ source, conversation_parts }) =>
        [source, ...(conversation_parts?.conversation_parts ?? [])]
          .filter(({ body }) => body)
          .map(({ body, author }) => ({ from: author?.email ?? null, text: plainText(body ?? '') })),
      examples: [
        {
          input: { conversationId: '471' },
          sends: { method: 'GET', path: '/conversations/471', query: { display_as: 'plaintext' } },
          reply: {
            body: {
              ...conversation,
              conversation_parts: {
                type: 'conversation_part.list',
                total_count: 2,
                conversation_parts: [
                  {
                    type: 'conversation_part',
                    id: '1',
                    part_type: 'comment',
                    body: 'Hello!',
                    author: { type: 'admin', email: 'admin@example.com' },
                  },
                  {
                    type: 'conversation_part',
                    id: '2',
                    part_type: 'close',
                    body: null,
                    author: { type: 'admin', email: 'admin@example.com' },
                  },
                ],
              },
            },
          },
          gives: [
            { from: 'joe@example.com', text: 'Hi there' },
            { from: 'admin@example.com', text: 'Hello!' },
          ],
        },
      ],
    }),
    'answer-conversation': defineAction({
      title: 'Answer a conversation',
      summary: 'Writes to the customer, or a note that only teammates see.',
      group: 'Conversations',
      kind: 'send',
      input: z.object({
        conversationId,
        adminId,
        text,
        note: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Only for teammates' })),
      }),
      request: ({ conversationId, adminId, text, note }) => ({
        method: 'POST',
        path: path`/conversations/${conversationId}/reply`,
        body: { json: { message_type: note ? 'note' : 'comment', type: 'admin', admin_id: adminId, body: text } },
      }),
      answer: flattenConversation,
      examples: [
        {
          input: { conversationId: '471', adminId: '991267459', text: 'Thanks!' },
          sends: {
            method: 'POST',
            path: '/conversations/471/reply',
            body: { message_type: 'comment', type: 'admin', admin_id: '991267459', body: 'Thanks!' },
          },
          reply: { body: conversation },
          gives: flatConversation,
        },
      ],
    }),
    'close-conversation': defineAction({
      title: 'Close a conversation',
      summary: 'Closes a conversation.',
      group: 'Conversations',
      kind: 'write',
      input: z.object({ conversationId, adminId }),
      request: ({ conversationId, adminId }) => ({
        method: 'POST',
        path: path`/conversations/${conversationId}/parts`,
        body: { json: { message_type: 'close', type: 'admin', admin_id: adminId } },
      }),
      answer: flattenConversation,
      examples: [
        {
          input: { conversationId: '471', adminId: '991267459' },
          sends: {
            method: 'POST',
            path: '/conversations/471/parts',
            body: { message_type: 'close', type: 'admin', admin_id: '991267459' },
          },
          reply: { body: { ...conversation, state: 'closed', open: false } },
          gives: { ...flatConversation, state: 'closed' },
        },
      ],
    }),
    'list-teammates': defineAction({
      title: 'List teammates',
      summary: 'Lists who works in the workspace.',
      group: 'People',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/admins' }),
      reply: z.looseObject({
        admins: z.array(z.looseObject({ id: z.string(), name: z.string().nullish(), email: z.string().nullish() })),
      }),
      answer: ({ admins }) => admins.map(({ id, name, email }) => ({ id, name: name ?? null, email: email ?? null })),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/admins' },
          reply: {
            body: {
              type: 'admin.list',
              admins: [{ type: 'admin', id: '991267459', name: 'Ciaran Lee', email: 'admin@example.com' }],
            },
          },
          gives: [{ id: '991267459', name: 'Ciaran Lee', email: 'admin@example.com' }],
        },
      ],
    }),
  },
  triggers: {
    'changed-conversation': defineTrigger({
      title: 'When a conversation begins or goes on',
      summary: 'Begins a run for each conversation that is new or changed.',
      group: 'Conversations',
      input: z.object({}),
      poll: {
        everySeconds: 60,
        request: (_, { cursor, nowMs }) => ({
          method: 'POST',
          path: '/conversations/search',
          body: {
            json: {
              query: {
                field: 'updated_at',
                operator: '>',
                value: typeof cursor === 'number' ? cursor : Math.floor(nowMs / 1000),
              },
              pagination: { per_page: 150 },
            },
          },
        }),
        read: (body, { cursor, nowMs }) => {
          const list =
            isJsonObject(body) && Array.isArray(body.conversations) ? body.conversations.filter(isJsonObject) : []
          const found = list.sort((a, b) => Number(a.updated_at) - Number(b.updated_at))
          const newest = found.at(-1)?.updated_at
          return {
            events: found.map((one) => ({ id: `${one.id} ${one.updated_at}`, payload: flattenConversation(one) })),
            cursor: typeof newest === 'number' ? newest : (cursor ?? Math.floor(nowMs / 1000)),
          }
        },
        examples: [
          {
            ...{ input: {}, cursor: 1767323000 },
            sends: {
              method: 'POST',
              path: '/conversations/search',
              body: { query: { field: 'updated_at', operator: '>', value: 1767323000 }, pagination: { per_page: 150 } },
            },
            reply: { body: { type: 'conversation.list', conversations: [conversation], total_count: 1 } },
            ...{ events: [{ id: '471 1767323045', payload: flatConversation }], next: 1767323045 },
          },
        ],
      },
      webhook: {
        events: ['conversation.user.created', 'conversation.user.replied'],
        matches: ({ body }) => isJsonObject(body) && String(body.topic).startsWith('conversation.'),
        payload: ({ body }) => {
          const data = isJsonObject(body) && isJsonObject(body.data) ? body.data : {}
          return flattenConversation(data.item ?? null)
        },
      },
      sample: flatConversation,
    }),
  },
  webhook: {
    secret: { title: 'Client secret', description: 'Of the app, under “Basic information”.', from: 'service' },
    signature: {
      kind: 'hmac',
      hash: 'sha1',
      header: 'x-hub-signature',
      prefix: 'sha1=',
      encoding: 'hex',
      signed: '{body}',
    },
    deliveryId: { body: 'id' },
    setup: [
      'In the Developer Hub, open your app, then “Webhooks”, and enter this endpoint: {webhookUrl}',
      'Choose the topics, save, and copy the client secret from “Basic information”.',
    ],
  },
})

function flattenContact(item: Json): Json {
  if (!isJsonObject(item)) return item
  return {
    ...{ id: item.id ?? null, role: item.role ?? null, email: item.email ?? null, name: item.name ?? null },
    externalId: item.external_id ?? null,
  }
}

function flattenConversation(item: Json): Json {
  if (!isJsonObject(item)) return item
  const source = isJsonObject(item.source) ? item.source : {}
  const author = isJsonObject(source.author) ? source.author : {}
  return {
    ...{ id: item.id ?? null, state: item.state ?? null, text: plainText(String(source.body ?? '')) },
    ...{ from: author.email ?? null, createdAt: item.created_at ?? null, changedAt: item.updated_at ?? null },
  }
}

function plainText(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/p>\s*<p[^>]*>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .trim()
}

function complaint({ status, body }: ActionReply): Complaint | null {
  const errors = isJsonObject(body) && Array.isArray(body.errors) ? body.errors.filter(isJsonObject) : []
  const [first] = errors
  if (status < 400 || !first) return null
  const code = typeof first.code === 'string' ? { code: first.code } : {}
  const message = errors.map((error) => String(error.message ?? error.code)).join('; ')
  return { message: message.replace(/\.$/, ''), ...code, isSignIn: status === 401 }
}
