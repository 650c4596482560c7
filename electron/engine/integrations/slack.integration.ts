import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject, jsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  type Delivery,
  defineAction,
  defineIntegration,
  defineTrigger,
} from './define-integration.ts'
import {
  channelOf,
  exampleChannel,
  exampleMatch,
  exampleMessage,
  exampleReply,
  exampleUser,
  historyOf,
  shortChannel,
  shortUser,
  slackAppUrl,
  userOf,
} from './define-slack.ts'

const channel = textParam({ required: true }).meta(
  hint({
    title: 'Channel',
    description: 'Its ID or name, such as C024BE91L or #general; a person’s ID for a direct message.',
    placeholder: '#general',
  }),
)
const channelId = textParam({ required: true }).meta(
  hint({
    title: 'Channel',
    description: 'Its ID, at the foot of the channel’s details in Slack; “List channels” gives it too.',
    placeholder: 'C024BE91L',
  }),
)
const text = textParam({ required: true }).meta(
  hint({
    title: 'Text',
    description: 'Slack’s own markup: *bold*, _italic_, <https://example.com|a link>.',
    control: 'long-text',
  }),
)
const ts = textParam({ required: true }).meta(
  hint({ title: 'Message', description: 'The `ts` of the message.', placeholder: '1503435956.000247' }),
)
const blocks = valueParam()
  .optional()
  .meta(
    hint({
      title: 'Blocks',
      description: 'A list of Block Kit blocks in place of plain text, which is then shown in notifications.',
      control: 'json',
      advanced: true,
    }),
  )
const emoji = textParam({ required: true }).meta(
  hint({ title: 'Emoji', description: 'Its name without colons.', placeholder: 'white_check_mark' }),
)
const user = textParam({ required: true }).meta(
  hint({ title: 'Person', description: 'Their Slack ID.', placeholder: 'U024BE7LH' }),
)
const bots = z
  .boolean()
  .default(false)
  .meta(hint({ title: 'Messages of bots too', description: 'Mind that a workflow may answer itself.', advanced: true }))
const onlyChannel = textParam()
  .default('')
  .meta(hint({ title: 'Only in channel', description: 'A channel’s ID; every channel the app is in if left empty.' }))

const byCursor = {
  size: { name: 'limit', most: 200 },
  next: { cursor: 'response_metadata.next_cursor', name: 'cursor' },
} as const
const posted = z.looseObject({ ts: z.string(), channel: z.string() })

export default defineIntegration({
  id: 'slack',
  title: 'Slack',
  category: 'chat',
  brand: null,
  summary: 'Post and read messages, look up people and channels, and begin runs when something is written.',
  keywords: ['chat', 'message', 'team', 'channel'],
  docsUrl: 'https://docs.slack.dev/reference/methods',
  baseUrl: 'https://slack.com/api',
  hosts: ['files.slack.com'],
  signIn: [
    {
      id: 'bot-token',
      kind: 'secret',
      title: 'Bot token',
      summary: 'Posts as an app of yours. Best for workflows that write to channels or wait for messages.',
      setupUrl: slackAppUrl,
      setup: [
        'Open the page below: it makes an app with all that Niti asks for. Pick your workspace, choose “Next”, then “Create”.',
        'Choose “Install to workspace”, then under “OAuth & Permissions” copy the “Bot User OAuth Token”.',
        'For triggers, generate a token with the scope `connections:write` under “Basic information”, “App-level tokens”, and copy it.',
      ],
      secrets: [
        { name: 'token', title: 'Bot User OAuth Token', placeholder: 'xoxb-…', pattern: /xox[bp]-.+/ },
        {
          name: 'appToken',
          title: 'App-level token',
          description: 'Only for triggers by Socket Mode.',
          placeholder: 'xapp-…',
          pattern: /xapp-.+/,
          optional: true,
        },
      ],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
    {
      id: 'user',
      kind: 'oauth',
      title: 'Sign in with Slack',
      summary: 'Acts as yourself: reads what you can read, and can search.',
      setupUrl: 'https://api.slack.com/apps',
      setup: [
        'Choose “Create new app”, then “From scratch”, and pick your workspace.',
        'Under “OAuth & Permissions”, switch on PKCE and add the redirect URL {redirectUrl}.',
        'On the same page, add the user token scopes: {scopes}.',
        'Under “Basic information”, copy the client ID.',
      ],
      authorizeUrl: 'https://slack.com/oauth/v2/authorize',
      tokenUrl: 'https://slack.com/api/oauth.v2.access',
      revokeUrl: 'https://slack.com/api/auth.revoke',
      scopes: [
        { scope: 'chat:write', title: 'Post messages as you', isDefault: true },
        { scope: 'channels:read', title: 'See public channels', isDefault: true },
        { scope: 'channels:history', title: 'Read public channels', isDefault: true },
        { scope: 'channels:write', title: 'Make and change public channels', isDefault: true },
        { scope: 'groups:read', title: 'See private channels you are in', isDefault: false },
        { scope: 'groups:history', title: 'Read private channels you are in', isDefault: false },
        { scope: 'users:read', title: 'See people', isDefault: true },
        { scope: 'users:read.email', title: 'See people’s email addresses', isDefault: true },
        { scope: 'users.profile:read', title: 'See people’s profiles', isDefault: true },
        { scope: 'reactions:write', title: 'Add and remove reactions', isDefault: true },
        { scope: 'files:read', title: 'Read files', isDefault: true },
        { scope: 'search:read', title: 'Search messages', isDefault: true },
      ],
      scopeSeparator: ',',
      scopeParam: 'user_scope',
      pkce: 'S256',
      // Bot scopes are refused for a redirect to the desktop, so this signs in a person.
      redirect: { to: 'localhost', port: 53682 },
      secret: 'optional',
      tokenAt: {
        accessToken: 'authed_user.access_token',
        refreshToken: 'authed_user.refresh_token',
        expiresIn: 'authed_user.expires_in',
        scope: 'authed_user.scope',
      },
      errorAt: 'error',
      refresh: 'rotates',
    },
  ],
  limits: {
    windows: [{ requests: 50, seconds: 60 }],
    note: 'Most methods take 50 requests a minute (tier 3), and about one message a second for each channel; Slack says how long to wait where one is exceeded.',
  },
  complaint,
  test: {
    request: () => ({ method: 'POST', path: '/auth.test' }),
    account: (body) => (isJsonObject(body) ? `${body.user} in ${body.team}` : ''),
    example: {
      sends: { method: 'POST', path: '/auth.test' },
      reply: {
        body: {
          ok: true,
          url: 'https://acme.slack.com/',
          team: 'Acme',
          user: 'niti',
          team_id: 'T12345678',
          user_id: 'W12345678',
        },
      },
      account: 'niti in Acme',
    },
  },
  actions: {
    'send-message': defineAction({
      title: 'Send a message',
      summary: 'Posts a message to a channel, or an answer in a thread.',
      group: 'Messages',
      kind: 'send',
      scopes: ['chat:write'],
      input: z.object({
        channel,
        text,
        threadTs: textParam()
          .optional()
          .meta(hint({ title: 'In the thread of', description: 'The `ts` of the message to answer.', advanced: true })),
        blocks,
        unfurl: z
          .boolean()
          .optional()
          .meta(hint({ title: 'Preview links', advanced: true })),
      }),
      request: ({ channel, text, threadTs, blocks, unfurl }) => ({
        method: 'POST',
        path: '/chat.postMessage',
        body: { json: { channel, text, thread_ts: threadTs || undefined, blocks, unfurl_links: unfurl } },
      }),
      reply: posted,
      answer: ({ ts, channel }) => ({ ts, channel }),
      examples: [
        {
          input: { channel: 'C024BE91L', text: 'Deployed.', threadTs: '1503435900.000100' },
          sends: {
            method: 'POST',
            path: '/chat.postMessage',
            body: { channel: 'C024BE91L', text: 'Deployed.', thread_ts: '1503435900.000100' },
          },
          reply: { body: { ok: true, channel: 'C024BE91L', ts: '1503435956.000247', message: exampleMessage } },
          gives: { ts: '1503435956.000247', channel: 'C024BE91L' },
        },
      ],
    }),
    'update-message': defineAction({
      title: 'Change a message',
      summary: 'Replaces the text of a message the app has posted.',
      group: 'Messages',
      kind: 'send',
      scopes: ['chat:write'],
      input: z.object({ channel: channelId, ts, text, blocks }),
      request: ({ channel, ts, text, blocks }) => ({
        method: 'POST',
        path: '/chat.update',
        body: { json: { channel, ts, text, blocks } },
      }),
      reply: posted,
      answer: ({ ts, channel }) => ({ ts, channel }),
      examples: [
        {
          input: { channel: 'C024BE91L', ts: '1503435956.000247', text: 'Deployed, and checked.' },
          sends: {
            method: 'POST',
            path: '/chat.update',
            body: { channel: 'C024BE91L', ts: '1503435956.000247', text: 'Deployed, and checked.' },
          },
          reply: {
            body: {
              ok: true,
              channel: 'C024BE91L',
              ts: '1503435956.000247',
              text: 'Deployed, and checked.',
              message: { text: 'Deployed, and checked.' },
            },
          },
          gives: { ts: '1503435956.000247', channel: 'C024BE91L' },
        },
      ],
    }),
    'delete-message': defineAction({
      title: 'Delete a message',
      summary: 'Takes away a message the app has posted.',
      group: 'Messages',
      kind: 'delete',
      scopes: ['chat:write'],
      input: z.object({ channel: channelId, ts }),
      request: ({ channel, ts }) => ({ method: 'POST', path: '/chat.delete', body: { form: { channel, ts } } }),
      reply: posted,
      answer: ({ ts, channel }) => ({ ts, channel }),
      examples: [
        {
          input: { channel: 'C024BE91L', ts: '1503435956.000247' },
          sends: { method: 'POST', path: '/chat.delete', body: { channel: 'C024BE91L', ts: '1503435956.000247' } },
          reply: { body: { ok: true, channel: 'C024BE91L', ts: '1503435956.000247' } },
          gives: { ts: '1503435956.000247', channel: 'C024BE91L' },
        },
      ],
    }),
    'list-messages': defineAction({
      title: 'List messages',
      summary: 'Reads a channel, newest message first.',
      group: 'Messages',
      kind: 'read',
      scopes: ['channels:history'],
      input: z.object({
        channel: channelId,
        after: textParam()
          .default('')
          .meta(hint({ title: 'After', description: 'Only messages after this `ts`.', advanced: true })),
        before: textParam()
          .default('')
          .meta(hint({ title: 'Before', description: 'Only messages before this `ts`.', advanced: true })),
      }),
      request: ({ channel, after, before }) => ({
        method: 'GET',
        path: '/conversations.history',
        query: { channel, oldest: after || undefined, latest: before || undefined },
      }),
      pages: { items: 'messages', ...byCursor },
      examples: [
        {
          input: { channel: 'C024BE91L' },
          sends: { method: 'GET', path: '/conversations.history', query: { channel: 'C024BE91L' } },
          reply: { body: historyOf(exampleMessage) },
          gives: [exampleMessage],
        },
      ],
    }),
    'list-replies': defineAction({
      title: 'Read a thread',
      summary: 'Lists a message and the answers to it, oldest first.',
      group: 'Messages',
      kind: 'read',
      scopes: ['channels:history'],
      input: z.object({ channel: channelId, ts }),
      request: ({ channel, ts }) => ({ method: 'GET', path: '/conversations.replies', query: { channel, ts } }),
      pages: { items: 'messages', ...byCursor },
      examples: [
        {
          input: { channel: 'C024BE91L', ts: '1503435956.000247' },
          sends: {
            method: 'GET',
            path: '/conversations.replies',
            query: { channel: 'C024BE91L', ts: '1503435956.000247' },
          },
          reply: {
            body: { ok: true, has_more: false, messages: [exampleReply] },
          },
          gives: [exampleReply],
        },
      ],
    }),
    'search-messages': defineAction({
      title: 'Search messages',
      summary: 'Finds messages in all channels you can read; needs “Sign in with Slack”, as apps cannot search.',
      group: 'Messages',
      kind: 'read',
      scopes: ['search:read'],
      input: z.object({
        query: textParam({ required: true }).meta(
          hint({ title: 'Query', description: 'As in Slack’s own search.', placeholder: 'invoice in:#finance' }),
        ),
        sort: z
          .enum(['score', 'timestamp'])
          .default('score')
          .meta(hint({ title: 'Order', choices: { score: 'Best match first', timestamp: 'Newest first' } })),
      }),
      request: ({ query, sort }) => ({ method: 'GET', path: '/search.messages', query: { query, sort } }),
      pages: { items: 'messages.matches', size: { name: 'count', most: 100 }, next: { page: 'page' } },
      examples: [
        {
          input: { query: 'invoice in:#finance' },
          sends: { method: 'GET', path: '/search.messages', query: { query: 'invoice in:#finance', sort: 'score' } },
          reply: {
            body: {
              ok: true,
              query: 'invoice in:#finance',
              messages: {
                matches: [exampleMatch],
                paging: { count: 20, page: 1, pages: 1, total: 1 },
                total: 1,
              },
            },
          },
          gives: [exampleMatch],
        },
      ],
    }),
    'add-reaction': defineAction({
      title: 'Add a reaction',
      summary: 'Puts an emoji on a message.',
      group: 'Messages',
      kind: 'send',
      scopes: ['reactions:write'],
      input: z.object({ channel: channelId, ts, emoji }),
      request: ({ channel, ts, emoji }) => ({
        method: 'POST',
        path: '/reactions.add',
        body: { json: { channel, timestamp: ts, name: withoutColons(emoji) } },
      }),
      answer: (_, { input }) => ({ channel: input.channel, ts: input.ts, emoji: withoutColons(input.emoji) }),
      examples: [
        {
          input: { channel: 'C024BE91L', ts: '1503435956.000247', emoji: ':thumbsup:' },
          sends: {
            method: 'POST',
            path: '/reactions.add',
            body: { channel: 'C024BE91L', timestamp: '1503435956.000247', name: 'thumbsup' },
          },
          reply: { body: { ok: true } },
          gives: { channel: 'C024BE91L', ts: '1503435956.000247', emoji: 'thumbsup' },
        },
      ],
    }),
    'list-channels': defineAction({
      title: 'List channels',
      summary: 'Lists the channels the app can see.',
      group: 'Channels',
      kind: 'read',
      scopes: ['channels:read'],
      input: z.object({
        archived: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Archived ones too' })),
      }),
      request: ({ archived }) => ({
        method: 'GET',
        path: '/conversations.list',
        query: { exclude_archived: !archived, types: 'public_channel,private_channel' },
      }),
      pages: {
        items: 'channels',
        ...byCursor,
        each: (item) => (isJsonObject(item) ? channelOf(item) : item),
      },
      examples: [
        {
          input: {},
          sends: {
            method: 'GET',
            path: '/conversations.list',
            query: { exclude_archived: 'true', types: 'public_channel,private_channel' },
          },
          reply: { body: { ok: true, channels: [exampleChannel], response_metadata: { next_cursor: '' } } },
          gives: [shortChannel],
        },
      ],
    }),
    'create-channel': defineAction({
      title: 'Create a channel',
      summary: 'Makes a new channel.',
      group: 'Channels',
      kind: 'write',
      scopes: ['channels:manage'],
      input: z.object({
        name: textParam({ required: true }).meta(
          hint({ title: 'Name', description: 'Small letters, digits and hyphens.', placeholder: 'release-42' }),
        ),
        isPrivate: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Private' })),
      }),
      request: ({ name, isPrivate }) => ({
        method: 'POST',
        path: '/conversations.create',
        body: { json: { name, is_private: isPrivate } },
      }),
      reply: z.looseObject({ channel: jsonObject }),
      answer: ({ channel }) => channelOf(channel),
      examples: [
        {
          input: { name: 'general' },
          sends: { method: 'POST', path: '/conversations.create', body: { name: 'general', is_private: false } },
          reply: { body: { ok: true, channel: exampleChannel } },
          gives: shortChannel,
        },
      ],
    }),
    'join-channel': defineAction({
      title: 'Join a channel',
      summary: 'Makes the app a member of a public channel, so that it can read it.',
      group: 'Channels',
      kind: 'write',
      scopes: ['channels:join'],
      input: z.object({ channel: channelId }),
      request: ({ channel }) => ({ method: 'POST', path: '/conversations.join', body: { json: { channel } } }),
      reply: z.looseObject({ channel: jsonObject }),
      answer: ({ channel }) => channelOf(channel),
      examples: [
        {
          input: { channel: 'C012AB3CD' },
          sends: { method: 'POST', path: '/conversations.join', body: { channel: 'C012AB3CD' } },
          reply: { body: { ok: true, channel: exampleChannel } },
          gives: shortChannel,
        },
      ],
    }),
    'invite-to-channel': defineAction({
      title: 'Invite people to a channel',
      summary: 'Adds people to a channel.',
      group: 'Channels',
      kind: 'send',
      scopes: ['channels:manage'],
      input: z.object({
        channel: channelId,
        users: textParam({ required: true }).meta(
          hint({ title: 'People', description: 'Their Slack IDs, separated by commas.', placeholder: 'U024BE7LH' }),
        ),
      }),
      request: ({ channel, users }) => ({
        method: 'POST',
        path: '/conversations.invite',
        body: { json: { channel, users: users.replaceAll(/\s/g, '') } },
      }),
      reply: z.looseObject({ channel: jsonObject }),
      answer: ({ channel }) => channelOf(channel),
      examples: [
        {
          input: { channel: 'C012AB3CD', users: 'U024BE7LH, W012A3CDE' },
          sends: {
            method: 'POST',
            path: '/conversations.invite',
            body: { channel: 'C012AB3CD', users: 'U024BE7LH,W012A3CDE' },
          },
          reply: { body: { ok: true, channel: exampleChannel } },
          gives: shortChannel,
        },
      ],
    }),
    'set-topic': defineAction({
      title: 'Set a channel’s topic',
      summary: 'Replaces the topic shown at the top of a channel.',
      group: 'Channels',
      kind: 'write',
      scopes: ['channels:manage'],
      input: z.object({
        channel: channelId,
        topic: textParam()
          .default('')
          .meta(hint({ title: 'Topic' })),
      }),
      request: ({ channel, topic }) => ({
        method: 'POST',
        path: '/conversations.setTopic',
        body: { json: { channel, topic } },
      }),
      answer: (_, { input }) => ({ channel: input.channel, topic: input.topic }),
      examples: [
        {
          input: { channel: 'C012AB3CD', topic: 'Plans' },
          sends: { method: 'POST', path: '/conversations.setTopic', body: { channel: 'C012AB3CD', topic: 'Plans' } },
          reply: { body: { ok: true, channel: exampleChannel } },
          gives: { channel: 'C012AB3CD', topic: 'Plans' },
        },
      ],
    }),
    'list-users': defineAction({
      title: 'List people',
      summary: 'Lists everybody in the workspace, bots and people who have left included.',
      group: 'People',
      kind: 'read',
      scopes: ['users:read'],
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/users.list' }),
      pages: {
        items: 'members',
        ...byCursor,
        each: (item) => (isJsonObject(item) ? userOf(item) : item),
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/users.list' },
          reply: { body: { ok: true, members: [exampleUser], cache_ts: 1498777272 } },
          gives: [shortUser],
        },
      ],
    }),
    'find-user': defineAction({
      title: 'Find a person by email',
      summary: 'Gives the person who has an email address.',
      group: 'People',
      kind: 'read',
      scopes: ['users:read.email'],
      input: z.object({
        email: textParam({ required: true }).meta(hint({ title: 'Email', placeholder: 'egon@example.com' })),
      }),
      request: ({ email }) => ({ method: 'GET', path: '/users.lookupByEmail', query: { email } }),
      reply: z.looseObject({ user: jsonObject }),
      answer: ({ user }) => userOf(user),
      examples: [
        {
          input: { email: 'egon@example.com' },
          sends: { method: 'GET', path: '/users.lookupByEmail', query: { email: 'egon@example.com' } },
          reply: { body: { ok: true, user: exampleUser } },
          gives: shortUser,
        },
      ],
    }),
    'get-profile': defineAction({
      title: 'Get a person’s profile',
      summary: 'Gives a person’s status, title and further fields of the profile.',
      group: 'People',
      kind: 'read',
      scopes: ['users.profile:read'],
      input: z.object({ user }),
      request: ({ user }) => ({ method: 'GET', path: '/users.profile.get', query: { user } }),
      reply: z.looseObject({ profile: jsonObject }),
      answer: ({ profile }) => profile,
      examples: [
        {
          input: { user: 'W012A3CDE' },
          sends: { method: 'GET', path: '/users.profile.get', query: { user: 'W012A3CDE' } },
          reply: { body: { ok: true, profile: exampleUser.profile } },
          gives: exampleUser.profile,
        },
      ],
    }),
    'download-file': defineAction({
      title: 'Download a file',
      summary: 'Fetches a file that was shared in a message.',
      group: 'Files',
      kind: 'read',
      scopes: ['files:read'],
      input: z.object({
        address: textParam({ required: true }).meta(
          hint({
            title: 'Address',
            description: 'The `url_private_download` of an entry of a message’s `files`.',
            placeholder: 'https://files.slack.com/files-pri/…',
          }),
        ),
      }),
      request: ({ address }) => ({ method: 'GET', path: address, reads: 'file' }),
      examples: [
        {
          input: { address: 'https://files.slack.com/files-pri/T12345678-F0S43PZDF/download/plan.pdf' },
          sends: { method: 'GET', path: 'https://files.slack.com/files-pri/T12345678-F0S43PZDF/download/plan.pdf' },
          reply: { body: { $file: { name: 'plan.pdf', mediaType: 'application/pdf', bytes: 48213 } } },
          gives: { $file: { name: 'plan.pdf', mediaType: 'application/pdf', bytes: 48213 } },
        },
      ],
    }),
  },
  triggers: {
    'new-message': defineTrigger({
      title: 'When a message is posted',
      summary: 'Begins a run with each new message of a channel.',
      group: 'Messages',
      scopes: ['channels:history'],
      input: z.object({ channel: channelId, bots }),
      poll: {
        request: ({ channel }, { cursor }) => ({
          method: 'GET',
          path: '/conversations.history',
          query: { channel, oldest: typeof cursor === 'string' ? cursor : undefined, limit: cursor === null ? 1 : 200 },
        }),
        read: (body, { input, cursor }) => {
          const messages = listAt(body, 'messages')
          const newest = messages[0]?.ts
          return {
            events: messages
              .filter((found) => isPlainMessage(found, input.bots))
              .map((found) => ({ id: String(found.ts), payload: { ...found, channel: input.channel } }))
              .reverse(),
            cursor: typeof newest === 'string' ? newest : (cursor ?? '0'),
          }
        },
        everySeconds: 60,
        examples: [
          {
            input: { channel: 'C024BE91L' },
            cursor: '1503435900.000100',
            sends: {
              method: 'GET',
              path: '/conversations.history',
              query: { channel: 'C024BE91L', oldest: '1503435900.000100', limit: '200' },
            },
            reply: {
              body: historyOf({ ...exampleMessage, subtype: 'channel_join', ts: '1503435960.000300' }, exampleMessage, {
                ...exampleMessage,
                text: 'Deploying …',
                ts: '1503435950.000200',
              }),
            },
            events: [
              {
                id: '1503435950.000200',
                payload: { ...exampleMessage, text: 'Deploying …', ts: '1503435950.000200', channel: 'C024BE91L' },
              },
              { id: '1503435956.000247', payload: { ...exampleMessage, channel: 'C024BE91L' } },
            ],
            next: '1503435960.000300',
          },
          {
            input: { channel: 'C024BE91L' },
            cursor: null,
            sends: { method: 'GET', path: '/conversations.history', query: { channel: 'C024BE91L', limit: '1' } },
            reply: { body: historyOf(exampleMessage) },
            events: [{ id: '1503435956.000247', payload: { ...exampleMessage, channel: 'C024BE91L' } }],
            next: '1503435956.000247',
          },
        ],
      },
      webhook: {
        matches: (delivery, { channel, bots }) => {
          const event = eventOf(delivery)
          return event.type === 'message' && event.channel === channel && isPlainMessage(event, bots)
        },
        payload: eventOf,
        events: ['message.channels', 'message.groups'],
      },
      socket: { kind: 'slack' },
      sample: { ...exampleMessage, channel: 'C024BE91L' },
    }),
    mention: defineTrigger({
      title: 'When the app is mentioned',
      summary: 'Begins a run with each message that names the app.',
      group: 'Messages',
      scopes: ['app_mentions:read'],
      input: z.object({ channel: onlyChannel }),
      webhook: {
        matches: (delivery, { channel }) => {
          const event = eventOf(delivery)
          return event.type === 'app_mention' && (channel === '' || event.channel === channel)
        },
        payload: eventOf,
        events: ['app_mention'],
      },
      socket: { kind: 'slack' },
      sample: {
        type: 'app_mention',
        user: 'U061F7AUR',
        text: '<@U0LAN0Z89> what is the weather like?',
        ts: '1515449522.000016',
        channel: 'C123ABC456',
      },
    }),
    reaction: defineTrigger({
      title: 'When a reaction is added',
      summary: 'Begins a run when somebody puts an emoji on a message.',
      group: 'Messages',
      scopes: ['reactions:read'],
      input: z.object({
        emoji: textParam()
          .default('')
          .meta(hint({ title: 'Only this emoji', description: 'Its name without colons; any if left empty.' })),
        channel: onlyChannel,
      }),
      webhook: {
        matches: (delivery, { emoji, channel }) => {
          const event = eventOf(delivery)
          const item = isJsonObject(event.item) ? event.item : {}
          return (
            event.type === 'reaction_added' &&
            (emoji === '' || event.reaction === withoutColons(emoji)) &&
            (channel === '' || item.channel === channel)
          )
        },
        payload: eventOf,
        events: ['reaction_added'],
      },
      socket: { kind: 'slack' },
      sample: {
        type: 'reaction_added',
        user: 'U123ABC456',
        reaction: 'thumbsup',
        item_user: 'U222222222',
        item: { type: 'message', channel: 'C123ABC456', ts: '1360782400.498405' },
      },
    }),
  },
  webhook: {
    secret: {
      title: 'Signing secret',
      description: 'On the page “Basic information” of your app, under “App credentials”.',
      from: 'service',
    },
    signature: {
      kind: 'hmac',
      hash: 'sha256',
      header: 'x-slack-signature',
      prefix: 'v0=',
      encoding: 'hex',
      signed: 'v0:{header:x-slack-request-timestamp}:{body}',
      time: { header: 'x-slack-request-timestamp', unit: 'seconds', toleranceSeconds: 300 },
    },
    handshake: {
      kind: 'echo-json',
      when: { path: 'type', is: 'url_verification' },
      challenge: 'challenge',
      answer: 'text',
    },
    deliveryId: { body: 'event_id' },
    hidden: ['token'],
    setup: [
      'Open your app at api.slack.com/apps, and switch “Socket Mode” off in it.',
      'Open “Event subscriptions”.',
      'Switch on events and enter {webhookUrl} as the request URL. Slack checks it at once.',
      'Under “Subscribe to bot events”, add the events named above, and save.',
      'Invite the app to the channel: /invite @your-app.',
    ],
  },
})

/** Slack answers 200 with `ok: false` where something is wrong. */
function complaint({ body }: ActionReply): Complaint | null {
  if (!isJsonObject(body) || body.ok !== false) return null
  const code = String(body.error ?? 'unknown_error')
  const isSignIn = ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'].includes(code)
  const needed = typeof body.needed === 'string' ? ` (needs the scope ${body.needed})` : ''
  return { message: `${code.replaceAll('_', ' ')}${needed}`, code, isSignIn, retryable: code === 'ratelimited' }
}

/** What happened, out of the envelope in which the Events API and Socket Mode bring it. */
function eventOf({ body }: Delivery): JsonObject {
  return isJsonObject(body) && isJsonObject(body.event) ? body.event : {}
}

/** Something somebody wrote, and no notice such as a change of topic. */
function isPlainMessage({ subtype, bot_id: botId }: JsonObject, bots: boolean): boolean {
  const isBot = subtype === 'bot_message' || typeof botId === 'string'
  const isWritten = subtype === undefined || ['file_share', 'thread_broadcast', 'bot_message'].includes(String(subtype))
  return isWritten && (bots || !isBot)
}

function withoutColons(emoji: string): string {
  return emoji.replaceAll(/^:|:$/g, '')
}

function listAt(body: Json, name: string): JsonObject[] {
  const list = isJsonObject(body) ? body[name] : null
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}
