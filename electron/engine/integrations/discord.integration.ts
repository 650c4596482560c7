import { z } from 'zod'
import { fileParam, hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject, jsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const idDescription = 'Its ID: switch on “Developer mode” in Discord’s settings, then right-click it and “Copy ID”.'
const channel = textParam({ required: true }).meta(
  hint({ title: 'Channel', description: idDescription, placeholder: '1055555555555555555' }),
)
const server = textParam({ required: true }).meta(
  hint({ title: 'Server', description: idDescription, placeholder: '1044444444444444444' }),
)
const messageId = textParam({ required: true }).meta(hint({ title: 'Message', description: 'Its ID.' }))
const text = textParam({ required: true }).meta(
  hint({ title: 'Text', description: 'Up to 2,000 characters; Discord’s Markdown.', control: 'long-text' }),
)
const embeds = valueParam()
  .optional()
  .meta(hint({ title: 'Embeds', description: 'A list of up to 10 embeds.', control: 'json', advanced: true }))

const ada = {
  id: '1033333333333333333',
  username: 'ada',
  avatar: null,
  discriminator: '0',
  public_flags: 0,
  flags: 0,
  global_name: 'Ada',
  primary_guild: null,
}
const exampleMessage = {
  type: 0,
  content: 'Deployed.',
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  timestamp: '2026-01-02T03:00:00.000000+00:00',
  edited_timestamp: null,
  flags: 0,
  components: [],
  id: '1066666666666666666',
  channel_id: '1055555555555555555',
  author: ada,
  pinned: false,
  mention_everyone: false,
  tts: false,
}
const shortMessage = {
  id: '1066666666666666666',
  channel: '1055555555555555555',
  text: 'Deployed.',
  author: { id: '1033333333333333333', name: 'Ada', isBot: false },
  attachments: [],
  embeds: [],
  sentAt: '2026-01-02T03:00:00.000000+00:00',
}
const exampleMember = {
  avatar: null,
  banner: null,
  communication_disabled_until: null,
  flags: 0,
  joined_at: '2025-06-01T10:00:00.000000+00:00',
  nick: null,
  pending: false,
  premium_since: null,
  roles: ['1077777777777777777'],
  user: ada,
  mute: false,
  deaf: false,
}
const shortMember = {
  id: '1033333333333333333',
  name: 'Ada',
  username: 'ada',
  isBot: false,
  roles: ['1077777777777777777'],
  joinedAt: '2025-06-01T10:00:00.000000+00:00',
}

export default defineIntegration({
  id: 'discord',
  title: 'Discord',
  category: 'chat',
  brand: 'discord',
  summary: 'Send and read messages as a bot, look up channels and members, and answer slash commands.',
  keywords: ['chat', 'message', 'bot', 'community', 'server', 'guild'],
  docsUrl: 'https://docs.discord.com/developers/reference',
  baseUrl: 'https://discord.com/api/v10',
  hosts: ['cdn.discordapp.com'],
  signIn: [
    {
      id: 'bot-token',
      kind: 'secret',
      title: 'Bot token',
      setupUrl: 'https://discord.com/developers/applications',
      setup: [
        'Choose “New application”, and give it a name.',
        'Under “Bot”, choose “Reset token” and copy the token. Switch on “Message content intent” to read messages, and “Server members intent” to list members.',
        'Under “OAuth2”, make an address with the scope bot and the permissions View Channels, Send Messages, Attach Files, Read Message History, Add Reactions and Create Public Threads. Open it in the browser, and pick your server.',
      ],
      secrets: [{ name: 'token', title: 'Bot token', pattern: /[\w-]{20,}\.[\w-]+\.[\w-]+/ }],
      place: { headers: { authorization: 'Bot {token}' } },
    },
  ],
  headers: { 'user-agent': 'DiscordBot (Niti, 0.1.0)' },
  limits: {
    windows: [{ requests: 50, seconds: 1 }],
    headers: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset-after', resetIs: 'seconds' },
    note: '50 requests a second in all, and about 5 messages in 5 seconds in one channel.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/users/@me' }),
    account: (body) => (isJsonObject(body) ? String(body.username ?? '') : ''),
    example: {
      sends: { method: 'GET', path: '/users/@me' },
      reply: { body: { ...ada, username: 'niti', bot: true, mfa_enabled: false, locale: 'en-US' } },
      account: 'niti',
    },
  },
  actions: {
    'send-message': defineAction({
      title: 'Send a message',
      summary: 'Posts a message to a channel or thread.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        channel,
        text,
        replyTo: textParam()
          .default('')
          .meta(hint({ title: 'In answer to', description: 'ID of another message.', advanced: true })),
        embeds,
      }),
      request: ({ channel, text, replyTo, embeds }) => ({
        method: 'POST',
        path: path`/channels/${channel}/messages`,
        body: {
          json: {
            content: text,
            embeds,
            message_reference: replyTo ? { message_id: replyTo } : undefined,
            // What a workflow writes comes from elsewhere: it names people, and wakes no whole server.
            allowed_mentions: { parse: ['users'] },
          },
        },
      }),
      reply: jsonObject,
      answer: messageOf,
      examples: [
        {
          input: { channel: '1055555555555555555', text: 'Deployed.' },
          sends: {
            method: 'POST',
            path: '/channels/1055555555555555555/messages',
            body: { content: 'Deployed.', allowed_mentions: { parse: ['users'] } },
          },
          reply: { body: exampleMessage },
          gives: shortMessage,
        },
      ],
    }),
    'send-file': defineAction({
      title: 'Send a file',
      summary: 'Posts a file of up to 10 MB to a channel, with a text.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        channel,
        file: fileParam().meta(hint({ title: 'File', control: 'file' })),
        text: textParam()
          .default('')
          .meta(hint({ title: 'Text', control: 'long-text' })),
      }),
      request: ({ channel, file, text }) => ({
        method: 'POST',
        path: path`/channels/${channel}/messages`,
        body: {
          parts: [
            { name: 'payload_json', json: { content: text, allowed_mentions: { parse: ['users'] } } },
            { name: 'files[0]', file },
          ],
        },
      }),
      reply: jsonObject,
      answer: messageOf,
      examples: [
        {
          input: {
            channel: '1055555555555555555',
            file: { $file: { name: 'plan.pdf', mediaType: 'application/pdf', bytes: 48213 } },
            text: 'Deployed.',
          },
          sends: {
            method: 'POST',
            path: '/channels/1055555555555555555/messages',
            body: {
              payload_json: { content: 'Deployed.', allowed_mentions: { parse: ['users'] } },
              'files[0]': 'plan.pdf',
            },
          },
          reply: { body: exampleMessage },
          gives: shortMessage,
        },
      ],
    }),
    'edit-message': defineAction({
      title: 'Change a message',
      summary: 'Replaces the text of a message the bot has sent.',
      group: 'Messages',
      kind: 'send',
      input: z.object({ channel, messageId, text, embeds }),
      request: ({ channel, messageId, text, embeds }) => ({
        method: 'PATCH',
        path: path`/channels/${channel}/messages/${messageId}`,
        body: { json: { content: text, embeds } },
      }),
      reply: jsonObject,
      answer: messageOf,
      examples: [
        {
          input: { channel: '1055555555555555555', messageId: '1066666666666666666', text: 'Deployed.' },
          sends: {
            method: 'PATCH',
            path: '/channels/1055555555555555555/messages/1066666666666666666',
            body: { content: 'Deployed.' },
          },
          reply: { body: exampleMessage },
          gives: shortMessage,
        },
      ],
    }),
    'delete-message': defineAction({
      title: 'Delete a message',
      summary: 'Takes away a message.',
      group: 'Messages',
      kind: 'delete',
      input: z.object({ channel, messageId }),
      request: ({ channel, messageId }) => ({
        method: 'DELETE',
        path: path`/channels/${channel}/messages/${messageId}`,
      }),
      answer: (_, { input }) => ({ channel: input.channel, messageId: input.messageId }),
      examples: [
        {
          input: { channel: '1055555555555555555', messageId: '1066666666666666666' },
          sends: { method: 'DELETE', path: '/channels/1055555555555555555/messages/1066666666666666666' },
          reply: { status: 204, body: null },
          gives: { channel: '1055555555555555555', messageId: '1066666666666666666' },
        },
      ],
    }),
    'list-messages': defineAction({
      title: 'List messages',
      summary: 'Reads a channel, newest message first.',
      group: 'Messages',
      kind: 'read',
      input: z.object({ channel }),
      request: ({ channel }) => ({ method: 'GET', path: path`/channels/${channel}/messages` }),
      pages: {
        items: '',
        each: (item) => (isJsonObject(item) ? messageOf(item) : item),
        size: { name: 'limit', most: 100 },
        next: ({ request, reply }) => {
          const last = objects(reply.body).at(-1)?.id
          return last ? { ...request, query: { ...request.query, before: String(last) } } : null
        },
      },
      examples: [
        {
          input: { channel: '1055555555555555555' },
          sends: { method: 'GET', path: '/channels/1055555555555555555/messages' },
          reply: { body: [exampleMessage] },
          gives: [shortMessage],
        },
      ],
    }),
    'add-reaction': defineAction({
      title: 'Add a reaction',
      summary: 'Puts an emoji on a message.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        channel,
        messageId,
        emoji: textParam({ required: true }).meta(
          hint({
            title: 'Emoji',
            description: 'The sign itself, or name:ID of one of the server’s own.',
            placeholder: '👍',
          }),
        ),
      }),
      request: ({ channel, messageId, emoji }) => ({
        method: 'PUT',
        path: path`/channels/${channel}/messages/${messageId}/reactions/${emoji}/@me`,
      }),
      answer: (_, { input }) => ({ channel: input.channel, messageId: input.messageId, emoji: input.emoji }),
      examples: [
        {
          input: { channel: '1055555555555555555', messageId: '1066666666666666666', emoji: '👍' },
          sends: {
            method: 'PUT',
            path: '/channels/1055555555555555555/messages/1066666666666666666/reactions/%F0%9F%91%8D/@me',
          },
          reply: { status: 204, body: null },
          gives: { channel: '1055555555555555555', messageId: '1066666666666666666', emoji: '👍' },
        },
      ],
    }),
    'start-thread': defineAction({
      title: 'Start a thread',
      summary: 'Opens a thread under a message.',
      group: 'Channels',
      kind: 'send',
      input: z.object({
        channel,
        messageId,
        name: textParam({ required: true }).meta(hint({ title: 'Name', description: 'Up to 100 characters.' })),
      }),
      request: ({ channel, messageId, name }) => ({
        method: 'POST',
        path: path`/channels/${channel}/messages/${messageId}/threads`,
        body: { json: { name } },
      }),
      reply: z.looseObject({ id: z.string(), name: z.string() }),
      answer: ({ id, name }) => ({ id, name }),
      examples: [
        {
          input: { channel: '1055555555555555555', messageId: '1066666666666666666', name: 'Release 42' },
          sends: {
            method: 'POST',
            path: '/channels/1055555555555555555/messages/1066666666666666666/threads',
            body: { name: 'Release 42' },
          },
          reply: {
            status: 201,
            body: {
              id: '1066666666666666666',
              type: 11,
              flags: 0,
              guild_id: '1044444444444444444',
              name: 'Release 42',
              owner_id: '1033333333333333333',
              thread_metadata: {
                archived: false,
                archive_timestamp: '2026-01-02T03:00:00.000000+00:00',
                auto_archive_duration: 1440,
                locked: false,
              },
              message_count: 0,
              member_count: 1,
              total_message_sent: 0,
            },
          },
          gives: { id: '1066666666666666666', name: 'Release 42' },
        },
      ],
    }),
    'list-channels': defineAction({
      title: 'List channels',
      summary: 'Lists the channels of a server.',
      group: 'Channels',
      kind: 'read',
      input: z.object({ server }),
      request: ({ server }) => ({ method: 'GET', path: path`/guilds/${server}/channels` }),
      answer: (body) =>
        objects(body).map((item) => ({
          id: item.id ?? null,
          name: item.name ?? null,
          type: channelTypes[Number(item.type)] ?? 'other',
          topic: item.topic ?? '',
          parent: item.parent_id ?? null,
        })),
      examples: [
        {
          input: { server: '1044444444444444444' },
          sends: { method: 'GET', path: '/guilds/1044444444444444444/channels' },
          reply: {
            body: [
              {
                id: '1055555555555555555',
                type: 0,
                flags: 0,
                guild_id: '1044444444444444444',
                name: 'general',
                topic: 'For everybody',
                position: 0,
                permission_overwrites: [],
                parent_id: null,
              },
            ],
          },
          gives: [{ id: '1055555555555555555', name: 'general', type: 'text', topic: 'For everybody', parent: null }],
        },
      ],
    }),
    'list-members': defineAction({
      title: 'List members',
      summary: 'Lists the members of a server; needs the “Server members intent”.',
      group: 'Members',
      kind: 'read',
      input: z.object({ server }),
      request: ({ server }) => ({ method: 'GET', path: path`/guilds/${server}/members` }),
      pages: {
        items: '',
        each: (item) => (isJsonObject(item) ? memberOf(item) : item),
        size: { name: 'limit', most: 1000 },
        next: ({ request, reply }) => {
          const user = objects(reply.body).at(-1)?.user
          return isJsonObject(user) ? { ...request, query: { ...request.query, after: String(user.id) } } : null
        },
      },
      examples: [
        {
          input: { server: '1044444444444444444' },
          sends: { method: 'GET', path: '/guilds/1044444444444444444/members' },
          reply: { body: [exampleMember] },
          gives: [shortMember],
        },
      ],
    }),
    'find-members': defineAction({
      title: 'Find members by name',
      summary: 'Lists up to 100 members of a server whose name begins so.',
      group: 'Members',
      kind: 'read',
      input: z.object({ server, name: textParam({ required: true }).meta(hint({ title: 'Name begins with' })) }),
      request: ({ server, name }) => ({
        method: 'GET',
        path: path`/guilds/${server}/members/search`,
        query: { query: name, limit: 100 },
      }),
      answer: (body) => objects(body).map(memberOf),
      examples: [
        {
          input: { server: '1044444444444444444', name: 'ad' },
          sends: {
            method: 'GET',
            path: '/guilds/1044444444444444444/members/search',
            query: { query: 'ad', limit: '100' },
          },
          reply: { body: [exampleMember] },
          gives: [shortMember],
        },
      ],
    }),
    'answer-command': defineAction({
      title: 'Answer a command or button',
      summary: 'Answers what began the run; within three seconds, as Discord waits no longer.',
      group: 'Commands',
      kind: 'send',
      input: z.object({
        id: textParam({ required: true }).meta(hint({ title: 'ID', description: 'The `id` the run began with.' })),
        token: textParam({ required: true }).meta(
          hint({ title: 'Token', description: 'The `token` the run began with.' }),
        ),
        text,
        onlyThem: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Only they see it' })),
      }),
      request: ({ id, token, text, onlyThem }) => ({
        method: 'POST',
        path: path`/interactions/${id}/${token}/callback`,
        body: { json: { type: 4, data: { content: text, flags: onlyThem ? 64 : undefined } } },
      }),
      answer: (_, { input }) => ({ id: input.id }),
      examples: [
        {
          input: { id: '1088888888888888888', token: 'aW50ZXJhY3Rpb24', text: 'All is well.', onlyThem: true },
          sends: {
            method: 'POST',
            path: '/interactions/1088888888888888888/aW50ZXJhY3Rpb24/callback',
            body: { type: 4, data: { content: 'All is well.', flags: 64 } },
          },
          reply: { status: 204, body: null },
          gives: { id: '1088888888888888888' },
        },
      ],
    }),
  },
  triggers: {
    'new-message': defineTrigger({
      title: 'When a message is posted',
      summary: 'Begins a run with each new message of a channel; needs the “Message content intent”.',
      group: 'Messages',
      input: z.object({
        channel,
        bots: z
          .boolean()
          .default(false)
          .meta(
            hint({
              title: 'Messages of bots too',
              description: 'Mind that a workflow may answer itself.',
              advanced: true,
            }),
          ),
      }),
      poll: {
        request: ({ channel }, { cursor }) => ({
          method: 'GET',
          path: path`/channels/${channel}/messages`,
          query: typeof cursor === 'string' ? { after: cursor, limit: 100 } : { limit: 1 },
        }),
        read: (body, { input, cursor }) => {
          const messages = objects(body).reverse()
          return {
            events: messages
              .map(messageOf)
              .filter(({ author }) => input.bots || (isJsonObject(author) && author.isBot === false))
              .map((message) => ({ id: String(message.id), payload: message })),
            cursor: messages.at(-1)?.id ?? cursor ?? '0',
          }
        },
        everySeconds: 30,
        examples: [
          {
            input: { channel: '1055555555555555555' },
            cursor: '1066666666666666000',
            sends: {
              method: 'GET',
              path: '/channels/1055555555555555555/messages',
              query: { after: '1066666666666666000', limit: '100' },
            },
            reply: {
              body: [{ ...exampleMessage, id: '1066666666666666777', author: { ...ada, bot: true } }, exampleMessage],
            },
            events: [{ id: '1066666666666666666', payload: shortMessage }],
            next: '1066666666666666777',
          },
        ],
      },
      sample: shortMessage,
    }),
    command: defineTrigger({
      title: 'When a command or button is used',
      summary:
        'Begins a run with each slash command, button or form of the app; “Answer a command or button” has to follow within three seconds.',
      group: 'Commands',
      input: z.object({
        name: textParam()
          .default('')
          .meta(
            hint({ title: 'Only this one', description: 'Name of the command, or `custom_id` of the button or form.' }),
          ),
      }),
      webhook: {
        matches: ({ body }, { name }) => {
          if (!isJsonObject(body) || ![2, 3, 5].includes(Number(body.type))) return false
          const data = isJsonObject(body.data) ? body.data : {}
          return name === '' || data.name === name || data.custom_id === name
        },
        events: [],
      },
      sample: {
        id: '1088888888888888888',
        application_id: '1022222222222222222',
        type: 2,
        token: 'aW50ZXJhY3Rpb24',
        guild_id: '1044444444444444444',
        channel_id: '1055555555555555555',
        member: { user: ada, roles: [] },
        data: { id: '1099999999999999999', name: 'status', type: 1, options: [] },
        version: 1,
      },
    }),
  },
  webhook: {
    secret: {
      title: 'Public key',
      description: 'On the page “General information” of your application at discord.com/developers.',
      from: 'service',
    },
    signature: { kind: 'ed25519', header: 'x-signature-ed25519', timeHeader: 'x-signature-timestamp' },
    handshake: { kind: 'discord-ping' },
    deliveryId: { body: 'id' },
    setup: [
      'Open your application at discord.com/developers/applications, and “General information” in it.',
      'Enter {webhookUrl} as the “Interactions endpoint URL”, and save. Discord checks it at once.',
    ],
  },
})

const channelTypes: Record<number, string> = {
  0: 'text',
  2: 'voice',
  4: 'category',
  5: 'announcement',
  13: 'stage',
  15: 'forum',
  16: 'media',
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const details = isJsonObject(body.errors) ? ` (${JSON.stringify(body.errors)})` : ''
  return {
    message: `${String(body.message ?? 'refused')}${details}`,
    ...(body.code !== undefined && { code: String(body.code) }),
    isSignIn: status === 401,
  }
}

function messageOf(message: JsonObject): JsonObject {
  return {
    id: message.id ?? null,
    channel: message.channel_id ?? null,
    text: message.content ?? '',
    author: personOf(message.author),
    attachments: objects(message.attachments).map(({ id, filename, url, size }) => ({
      id: id ?? null,
      name: filename ?? null,
      url: url ?? null,
      bytes: size ?? null,
    })),
    embeds: message.embeds ?? [],
    sentAt: message.timestamp ?? null,
  }
}

function memberOf(member: JsonObject): JsonObject {
  const user = isJsonObject(member.user) ? member.user : {}
  const { id = null, name = null, isBot = false } = personOf(user)
  return {
    id,
    name: member.nick ?? name,
    username: user.username ?? null,
    isBot,
    roles: member.roles ?? [],
    joinedAt: member.joined_at ?? null,
  }
}

function personOf(user: Json | undefined): JsonObject {
  const { id, username, global_name: shown, bot } = isJsonObject(user) ? user : {}
  return { id: id ?? null, name: shown ?? username ?? null, isBot: bot === true }
}

function objects(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}
