import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { wordsOfHtml } from './define-html.ts'
import { defineAction, defineIntegration, defineTrigger, path } from './define-integration.ts'
import {
  graphLimits,
  graphList,
  graphPages,
  graphUrl,
  microsoftComplaint,
  microsoftFields,
  microsoftSignIn,
  microsoftTest,
  objectAt,
  textAt,
} from './define-microsoft.ts'

const required = textParam({ required: true })
const team = required.meta(hint({ title: 'Team', description: 'Its id, as “List teams” gives it.' }))
const channel = required.meta(
  hint({ title: 'Channel', description: 'Its id, as “List channels” gives it.', placeholder: '19:…@thread.tacv2' }),
)
const chat = required.meta(
  hint({ title: 'Chat', description: 'Its id, as “List chats” gives it.', placeholder: '19:…@unq.gbl.spaces' }),
)
const written = {
  text: required.meta(hint({ title: 'Text', control: 'long-text' })),
  asHtml: z
    .boolean()
    .default(false)
    .meta(hint({ title: 'The text is HTML', advanced: true })),
  importance: z
    .enum(['normal', 'high', 'urgent'])
    .default('normal')
    .meta(hint({ title: 'Importance', choices: { normal: 'Normal', high: 'High', urgent: 'Urgent' }, advanced: true })),
}

const teamId = '02bd9fd6-8f93-4758-87c3-1fb73740a315'
const channelId = '19:4a95f7d8db4c4e7fae857bcebe0623e6@thread.tacv2'
const chatId = '19:8ea0e38b-efb3-4757-924a-5f94061cf8c2_97f62344-57dc-409c-88ad-c4af14158ff5@unq.gbl.spaces'
const channelPath = `/teams/${teamId}/channels/${encodeURIComponent(channelId)}`
const chatPath = `/chats/${encodeURIComponent(chatId)}`

const exampleMessage: JsonObject = {
  id: '1616990032035',
  replyToId: null,
  etag: '1616990032035',
  messageType: 'message',
  createdDateTime: '2026-01-02T03:00:00.035Z',
  lastModifiedDateTime: '2026-01-02T03:00:00.035Z',
  deletedDateTime: null,
  subject: null,
  importance: 'normal',
  locale: 'en-us',
  webUrl: 'https://teams.microsoft.com/l/message/19%3A4a95/1616990032035',
  from: { user: { id: '8ea0e38b-efb3-4757-924a-5f94061cf8c2', displayName: 'Robin Kline' } },
  body: { contentType: 'html', content: '<p>It is <b>done</b> &amp; tested.</p>' },
  attachments: [],
  mentions: [],
  reactions: [],
}
const flatExample: JsonObject = {
  id: '1616990032035',
  from: 'Robin Kline',
  text: 'It is done & tested.',
  html: '<p>It is <b>done</b> &amp; tested.</p>',
  subject: '',
  importance: 'normal',
  date: '2026-01-02T03:00:00.035Z',
  replyTo: '',
  link: 'https://teams.microsoft.com/l/message/19%3A4a95/1616990032035',
  attachments: [],
}

export default defineIntegration({
  id: 'microsoft-teams',
  title: 'Microsoft Teams',
  category: 'chat',
  brand: null,
  summary: 'Post and read messages in channels and chats.',
  keywords: ['microsoft', 'office', 'chat', 'message', 'meeting'],
  docsUrl: 'https://learn.microsoft.com/graph/api/resources/teams-api-overview',
  baseUrl: graphUrl,
  fields: microsoftFields,
  signIn: microsoftSignIn({
    'Team.ReadBasic.All': { title: 'See the teams you are in', isDefault: true },
    'Channel.ReadBasic.All': { title: 'See their channels', isDefault: true },
    'ChannelMessage.Send': { title: 'Post in channels', isDefault: true },
    'Chat.Read': { title: 'See and read chats', isDefault: true },
    'ChatMessage.Send': { title: 'Write in chats', isDefault: true },
    'ChannelMessage.Read.All': { title: 'Read channels (an administrator has to consent)', isDefault: false },
    'Channel.Create': { title: 'Make channels (an administrator has to consent)', isDefault: false },
  }),
  limits: {
    ...graphLimits,
    note: 'About four messages a second in one channel, and two in one chat (https://learn.microsoft.com/graph/throttling-limits).',
  },
  complaint: microsoftComplaint,
  test: microsoftTest,
  actions: {
    'send-channel-message': defineAction({
      title: 'Post in a channel',
      summary: 'Posts a message in a channel, in your name.',
      group: 'Messages',
      kind: 'send',
      scopes: ['ChannelMessage.Send'],
      input: z.object({
        team,
        channel,
        subject: textParam()
          .optional()
          .meta(hint({ title: 'Heading', advanced: true })),
        ...written,
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/teams/${input.team}/channels/${input.channel}/messages`,
        body: { json: { subject: input.subject || undefined, ...writtenMessage(input) } },
      }),
      answer: flatMessage,
      examples: [
        {
          input: { team: teamId, channel: channelId, text: '<p>It is <b>done</b> &amp; tested.</p>', asHtml: true },
          sends: {
            method: 'POST',
            path: `${channelPath}/messages`,
            body: { body: { contentType: 'html', content: '<p>It is <b>done</b> &amp; tested.</p>' } },
          },
          reply: { status: 201, body: exampleMessage },
          gives: flatExample,
        },
      ],
    }),
    'reply-in-channel': defineAction({
      title: 'Answer in a channel',
      summary: 'Answers a message of a channel, below it.',
      group: 'Messages',
      kind: 'send',
      scopes: ['ChannelMessage.Send'],
      input: z.object({
        team,
        channel,
        message: required.meta(hint({ title: 'Message', description: 'Its id.' })),
        ...written,
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/teams/${input.team}/channels/${input.channel}/messages/${input.message}/replies`,
        body: { json: writtenMessage(input) },
      }),
      answer: flatMessage,
      examples: [
        {
          input: {
            team: teamId,
            channel: channelId,
            message: '1616989510408',
            text: 'It is done & tested.',
            importance: 'high',
          },
          sends: {
            method: 'POST',
            path: `${channelPath}/messages/1616989510408/replies`,
            body: { body: { contentType: 'text', content: 'It is done & tested.' }, importance: 'high' },
          },
          reply: { status: 201, body: { ...exampleMessage, replyToId: '1616989510408', importance: 'high' } },
          gives: { ...flatExample, replyTo: '1616989510408', importance: 'high' },
        },
      ],
    }),
    'list-channel-messages': defineAction({
      title: 'List the messages of a channel',
      summary: 'Lists the messages of a channel, without the answers to them, newest first.',
      group: 'Messages',
      kind: 'read',
      scopes: ['ChannelMessage.Read.All'],
      input: z.object({ team, channel }),
      request: (input) => ({ method: 'GET', path: path`/teams/${input.team}/channels/${input.channel}/messages` }),
      pages: graphPages(50, flatMessage),
      examples: [
        {
          input: { team: teamId, channel: channelId },
          sends: { method: 'GET', path: `${channelPath}/messages` },
          reply: { body: { '@odata.count': 1, value: [exampleMessage] } },
          gives: [flatExample],
        },
      ],
    }),
    'send-chat-message': defineAction({
      title: 'Write in a chat',
      summary: 'Writes a message in a chat with one person or several, in your name.',
      group: 'Messages',
      kind: 'send',
      scopes: ['ChatMessage.Send'],
      input: z.object({ chat, ...written }),
      request: (input) => ({
        method: 'POST',
        path: path`/chats/${input.chat}/messages`,
        body: { json: writtenMessage(input) },
      }),
      answer: flatMessage,
      examples: [
        {
          input: { chat: chatId, text: 'It is done & tested.' },
          sends: {
            method: 'POST',
            path: `${chatPath}/messages`,
            body: { body: { contentType: 'text', content: 'It is done & tested.' } },
          },
          reply: {
            status: 201,
            body: {
              ...exampleMessage,
              chatId,
              webUrl: null,
              body: { contentType: 'text', content: 'It is done & tested.' },
            },
          },
          gives: { ...flatExample, html: '', link: '' },
        },
      ],
    }),
    'list-chat-messages': defineAction({
      title: 'List the messages of a chat',
      summary: 'Lists the messages of a chat, newest first.',
      group: 'Messages',
      kind: 'read',
      scopes: ['Chat.Read'],
      input: z.object({ chat }),
      request: (input) => ({ method: 'GET', path: path`/chats/${input.chat}/messages` }),
      pages: graphPages(50, flatMessage),
      examples: [
        {
          input: { chat: chatId },
          sends: { method: 'GET', path: `${chatPath}/messages` },
          reply: { body: { value: [exampleMessage] } },
          gives: [flatExample],
        },
      ],
    }),
    'list-teams': defineAction({
      title: 'List teams',
      summary: 'Lists the teams you are in, with their ids.',
      group: 'Teams',
      kind: 'read',
      scopes: ['Team.ReadBasic.All'],
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/me/joinedTeams' }),
      pages: { items: graphList, next: graphPages(1).next, each: (found) => flatNamed(found) },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/me/joinedTeams' },
          reply: {
            body: {
              value: [{ id: teamId, displayName: 'Engineering', description: 'All who build', isArchived: false }],
            },
          },
          gives: [{ id: teamId, title: 'Engineering', description: 'All who build' }],
        },
      ],
    }),
    'list-channels': defineAction({
      title: 'List channels',
      summary: 'Lists the channels of a team, with their ids.',
      group: 'Teams',
      kind: 'read',
      scopes: ['Channel.ReadBasic.All'],
      input: z.object({ team }),
      request: (input) => ({ method: 'GET', path: path`/teams/${input.team}/channels` }),
      pages: { items: graphList, next: graphPages(1).next, each: (found) => flatNamed(found) },
      examples: [
        {
          input: { team: teamId },
          sends: { method: 'GET', path: `/teams/${teamId}/channels` },
          reply: {
            body: { value: [{ id: channelId, displayName: 'General', description: '', membershipType: 'standard' }] },
          },
          gives: [{ id: channelId, title: 'General', description: '' }],
        },
      ],
    }),
    'create-channel': defineAction({
      title: 'Create a channel',
      summary: 'Makes a channel in a team.',
      group: 'Teams',
      kind: 'write',
      scopes: ['Channel.Create'],
      input: z.object({
        team,
        title: required.meta(hint({ title: 'Name' })),
        description: textParam()
          .optional()
          .meta(hint({ title: 'Description' })),
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/teams/${input.team}/channels`,
        body: {
          json: { displayName: input.title, description: input.description || undefined, membershipType: 'standard' },
        },
      }),
      answer: flatNamed,
      examples: [
        {
          input: { team: teamId, title: 'Releases' },
          sends: {
            method: 'POST',
            path: `/teams/${teamId}/channels`,
            body: { displayName: 'Releases', membershipType: 'standard' },
          },
          reply: {
            status: 201,
            body: { id: channelId, displayName: 'Releases', description: null, membershipType: 'standard' },
          },
          gives: { id: channelId, title: 'Releases', description: '' },
        },
      ],
    }),
    'list-chats': defineAction({
      title: 'List chats',
      summary: 'Lists your chats with who takes part, last used first.',
      group: 'Chats',
      kind: 'read',
      scopes: ['Chat.Read'],
      input: z.object({}),
      request: () => ({
        method: 'GET',
        path: '/me/chats',
        query: { $expand: 'members,lastMessagePreview', $orderby: 'lastMessagePreview/createdDateTime desc' },
      }),
      pages: graphPages(50, flatChat),
      examples: [
        {
          input: {},
          sends: {
            method: 'GET',
            path: '/me/chats',
            query: { $expand: 'members,lastMessagePreview', $orderby: 'lastMessagePreview/createdDateTime desc' },
          },
          reply: {
            body: {
              value: [
                {
                  id: chatId,
                  topic: null,
                  chatType: 'oneOnOne',
                  createdDateTime: '2025-12-01T10:00:00.000Z',
                  lastUpdatedDateTime: '2026-01-02T03:00:00.000Z',
                  webUrl: 'https://teams.microsoft.com/l/chat/19%3A8ea0',
                  members: [
                    {
                      '@odata.type': '#microsoft.graph.aadUserConversationMember',
                      id: 'MCMjMQ==',
                      displayName: 'Robin Kline',
                      roles: ['owner'],
                    },
                  ],
                },
              ],
            },
          },
          gives: [
            {
              id: chatId,
              title: 'Robin Kline',
              type: 'oneOnOne',
              members: ['Robin Kline'],
              link: 'https://teams.microsoft.com/l/chat/19%3A8ea0',
            },
          ],
        },
      ],
    }),
  },
  triggers: {
    'new-channel-message': defineTrigger({
      title: 'New message in a channel',
      summary: 'Begins a run for each message that is posted in a channel.',
      group: 'Messages',
      scopes: ['ChannelMessage.Read.All'],
      input: z.object({ team, channel }),
      poll: {
        request: (input) => ({
          method: 'GET',
          path: path`/teams/${input.team}/channels/${input.channel}/messages`,
          query: { $top: 50 },
        }),
        read: (body, { cursor }) => newMessages(body, cursor),
        everySeconds: 60,
        examples: [
          {
            input: { team: teamId, channel: channelId },
            cursor: '2026-01-02T02:00:00.000Z',
            sends: { method: 'GET', path: `${channelPath}/messages`, query: { $top: '50' } },
            reply: {
              body: {
                value: [
                  exampleMessage,
                  { ...exampleMessage, id: '1616', createdDateTime: '2026-01-01T00:00:00.000Z' },
                  { ...exampleMessage, id: '1617', messageType: 'systemEventMessage' },
                ],
              },
            },
            events: [{ id: '1616990032035', payload: flatExample }],
            next: '2026-01-02T03:00:00.035Z',
          },
        ],
      },
      sample: flatExample,
    }),
    'new-chat-message': defineTrigger({
      title: 'New message in a chat',
      summary: 'Begins a run for each message that is written in a chat.',
      group: 'Messages',
      scopes: ['Chat.Read'],
      input: z.object({ chat }),
      poll: {
        request: (input) => ({ method: 'GET', path: path`/chats/${input.chat}/messages`, query: { $top: 50 } }),
        read: (body, { cursor }) => newMessages(body, cursor),
        everySeconds: 60,
        examples: [
          {
            input: { chat: chatId },
            cursor: '2026-01-02T02:00:00.000Z',
            sends: { method: 'GET', path: `${chatPath}/messages`, query: { $top: '50' } },
            reply: { body: { value: [exampleMessage] } },
            events: [{ id: '1616990032035', payload: flatExample }],
            next: '2026-01-02T03:00:00.035Z',
          },
        ],
      },
      sample: flatExample,
    }),
  },
})

/** What came since the newest one of the last look, oldest first; what Teams itself tells, such as who joined, is left out. */
function newMessages(body: Json, cursor: Json | null) {
  const since = typeof cursor === 'string' ? cursor : ''
  const found = graphList(body)
    .filter((message) => textAt(message, 'messageType') === 'message' && !textAt(message, 'deletedDateTime'))
    .filter((message) => textAt(message, 'createdDateTime') >= since)
    .sort((a, b) => textAt(a, 'createdDateTime').localeCompare(textAt(b, 'createdDateTime')))
  return {
    events: found.map((message) => ({ id: textAt(message, 'id'), payload: flatMessage(message) })),
    cursor: textAt(found.at(-1), 'createdDateTime') || since,
  }
}

function writtenMessage({ text, asHtml, importance }: { text: string; asHtml: boolean; importance: string }) {
  return {
    body: { contentType: asHtml ? 'html' : 'text', content: text },
    importance: importance === 'normal' ? undefined : importance,
  }
}

function flatMessage(message: Json): Json {
  if (!isJsonObject(message)) return message
  const { contentType, content } = objectAt(message, 'body')
  const from = objectAt(message, 'from')
  const written = typeof content === 'string' ? content : ''
  const attachments = Array.isArray(message.attachments) ? message.attachments : []
  return {
    id: textAt(message, 'id'),
    from: textAt(from.user, 'displayName') || textAt(from.application, 'displayName'),
    text: contentType === 'html' ? textOfHtml(written) : written,
    html: contentType === 'html' ? written : '',
    subject: textAt(message, 'subject'),
    importance: textAt(message, 'importance'),
    date: textAt(message, 'createdDateTime'),
    replyTo: textAt(message, 'replyToId'),
    link: textAt(message, 'webUrl'),
    attachments: attachments.map((file) => ({ name: textAt(file, 'name'), link: textAt(file, 'contentUrl') })),
  }
}

/** The words of a message; Teams writes simple HTML. */
function textOfHtml(html: string): string {
  return wordsOfHtml(html.replace(/<(br|\/p|\/div|\/li|\/tr)\b[^>]*>/gi, '\n')).trim()
}

function flatNamed(found: Json): Json {
  return { id: textAt(found, 'id'), title: textAt(found, 'displayName'), description: textAt(found, 'description') }
}

/** A chat without a topic is called by who takes part. */
function flatChat(found: Json): Json {
  if (!isJsonObject(found)) return found
  const members = (Array.isArray(found.members) ? found.members : []).map((member) => textAt(member, 'displayName'))
  return {
    id: textAt(found, 'id'),
    title: textAt(found, 'topic') || members.filter(Boolean).join(', '),
    type: textAt(found, 'chatType'),
    members,
    link: textAt(found, 'webUrl'),
  }
}
