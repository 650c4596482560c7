import { z } from 'zod'
import { fileParam, hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject, jsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const channel = textParam({ required: true }).meta(
  hint({
    title: 'Channel',
    description: 'Its ID: in the channel’s menu under “View info”, or from “Find a channel”.',
    placeholder: '4xp9fdt77pncbef59f4k1qe83o',
  }),
)
const team = textParam({ required: true }).meta(
  hint({ title: 'Team', description: 'Its ID, as “List teams” gives it.', placeholder: 'c9f1qpjqfbd5u8nh4f1k8k5q3a' }),
)
const message = textParam({ required: true }).meta(hint({ title: 'Message', description: 'Its ID.' }))
const text = textParam({ required: true }).meta(hint({ title: 'Text', description: 'Markdown.', control: 'long-text' }))
const bots = z
  .boolean()
  .default(false)
  .meta(hint({ title: 'Messages of bots too', description: 'Mind that a workflow may answer itself.', advanced: true }))

const byPage = { size: { name: 'per_page', most: 200 }, next: { page: 'page', first: 0 } }

const examplePost = {
  id: 'wqpuawcw3iym3pq63s5xi1776r',
  create_at: 1767322800000,
  update_at: 1767322800000,
  delete_at: 0,
  edit_at: 0,
  user_id: 'uchkmtjcaigodcsg3dfkdu1hqe',
  channel_id: '4xp9fdt77pncbef59f4k1qe83o',
  root_id: '',
  original_id: '',
  message: 'Deployed.',
  type: '',
  props: {},
  hashtag: '',
  file_ids: [],
  pending_post_id: '',
}
const shortPost = {
  id: 'wqpuawcw3iym3pq63s5xi1776r',
  channel: '4xp9fdt77pncbef59f4k1qe83o',
  user: 'uchkmtjcaigodcsg3dfkdu1hqe',
  text: 'Deployed.',
  thread: null,
  files: [],
  createdAt: '2026-01-02T03:00:00.000Z',
}
const exampleUser = {
  id: 'uchkmtjcaigodcsg3dfkdu1hqe',
  create_at: 1700000000000,
  update_at: 1700000000000,
  delete_at: 0,
  username: 'ada',
  first_name: 'Ada',
  last_name: 'Byron',
  nickname: '',
  email: 'ada@example.com',
  locale: 'en',
}
const shortUser = {
  id: 'uchkmtjcaigodcsg3dfkdu1hqe',
  username: 'ada',
  name: 'Ada Byron',
  email: 'ada@example.com',
  isBot: false,
}
const exampleChannel = {
  id: '4xp9fdt77pncbef59f4k1qe83o',
  create_at: 1700000000000,
  update_at: 1700000000000,
  delete_at: 0,
  team_id: 'c9f1qpjqfbd5u8nh4f1k8k5q3a',
  type: 'O',
  display_name: 'Town Square',
  name: 'town-square',
  header: '',
  purpose: 'For everybody',
}
const shortChannel = {
  id: '4xp9fdt77pncbef59f4k1qe83o',
  name: 'town-square',
  title: 'Town Square',
  purpose: 'For everybody',
  isPrivate: false,
  team: 'c9f1qpjqfbd5u8nh4f1k8k5q3a',
}
const planFile = { $file: { name: 'plan.pdf', mediaType: 'application/pdf', bytes: 48213 } }

export default defineIntegration({
  id: 'mattermost',
  title: 'Mattermost',
  category: 'chat',
  brand: 'mattermost',
  summary: 'Post and read messages on a Mattermost server, share files, and begin runs when something is written.',
  keywords: ['chat', 'message', 'team', 'self-hosted'],
  docsUrl: 'https://developers.mattermost.com/api-documentation/',
  baseUrl: '{server}/api/v4',
  fields: [
    {
      name: 'server',
      title: 'Server',
      description: 'Its address, as in the browser. For one in your own network, allow private addresses as well.',
      placeholder: 'https://chat.example.com',
      pattern: /https?:\/\/\S+/,
    },
  ],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Access token',
      setup: [
        'For a bot: open “Integrations”, “Bot accounts”, choose “Add bot account”, and copy the token. Add the bot to the team and its channels.',
        'For yourself: open your profile’s “Security”, “Personal access tokens”, and create one. An administrator may have to allow it first.',
      ],
      setupUrl: 'https://developers.mattermost.com/integrate/reference/bot-accounts/',
      secrets: [{ name: 'token', title: 'Access token', placeholder: '9xuqwrwgstrb3mzrxb83nb357a' }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
  ],
  limits: {
    windows: [{ requests: 10, seconds: 1 }],
    headers: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', resetIs: 'seconds' },
    note: 'Ten requests a second where the server has its limit switched on and unchanged.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/users/me' }),
    account: (body) => (isJsonObject(body) ? `@${body.username}` : ''),
    example: { sends: { method: 'GET', path: '/users/me' }, reply: { body: exampleUser }, account: '@ada' },
  },
  actions: {
    'send-message': defineAction({
      title: 'Send a message',
      summary: 'Posts a message to a channel, or an answer in a thread.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        channel,
        text,
        thread: textParam()
          .default('')
          .meta(hint({ title: 'In the thread of', description: 'ID of the message to answer.', advanced: true })),
        files: z
          .array(z.string())
          .optional()
          .meta(
            hint({
              title: 'Files',
              description: 'IDs, as “Upload a file” gives them.',
              control: 'text-list',
              advanced: true,
            }),
          ),
      }),
      request: ({ channel, text, thread, files }) => ({
        method: 'POST',
        path: '/posts',
        body: { json: { channel_id: channel, message: text, root_id: thread || undefined, file_ids: files } },
      }),
      reply: jsonObject,
      answer: postOf,
      examples: [
        {
          input: { channel: '4xp9fdt77pncbef59f4k1qe83o', text: 'Deployed.' },
          sends: {
            method: 'POST',
            path: '/posts',
            body: { channel_id: '4xp9fdt77pncbef59f4k1qe83o', message: 'Deployed.' },
          },
          reply: { status: 201, body: examplePost },
          gives: shortPost,
        },
      ],
    }),
    'update-message': defineAction({
      title: 'Change a message',
      summary: 'Replaces the text of a message.',
      group: 'Messages',
      kind: 'send',
      input: z.object({ message, text }),
      request: ({ message, text }) => ({
        method: 'PUT',
        path: path`/posts/${message}/patch`,
        body: { json: { message: text } },
      }),
      reply: jsonObject,
      answer: postOf,
      examples: [
        {
          input: { message: 'wqpuawcw3iym3pq63s5xi1776r', text: 'Deployed.' },
          sends: {
            method: 'PUT',
            path: '/posts/wqpuawcw3iym3pq63s5xi1776r/patch',
            body: { message: 'Deployed.' },
          },
          reply: { body: examplePost },
          gives: shortPost,
        },
      ],
    }),
    'delete-message': defineAction({
      title: 'Delete a message',
      summary: 'Takes away a message.',
      group: 'Messages',
      kind: 'delete',
      input: z.object({ message }),
      request: ({ message }) => ({ method: 'DELETE', path: path`/posts/${message}` }),
      answer: (_, { input }) => ({ message: input.message }),
      examples: [
        {
          input: { message: 'wqpuawcw3iym3pq63s5xi1776r' },
          sends: { method: 'DELETE', path: '/posts/wqpuawcw3iym3pq63s5xi1776r' },
          reply: { body: { status: 'OK' } },
          gives: { message: 'wqpuawcw3iym3pq63s5xi1776r' },
        },
      ],
    }),
    'list-messages': defineAction({
      title: 'List messages',
      summary: 'Reads a channel, newest message first.',
      group: 'Messages',
      kind: 'read',
      input: z.object({ channel }),
      request: ({ channel }) => ({ method: 'GET', path: path`/channels/${channel}/posts` }),
      pages: { items: postsOf, each: (item) => (isJsonObject(item) ? postOf(item) : item), ...byPage },
      examples: [
        {
          input: { channel: '4xp9fdt77pncbef59f4k1qe83o' },
          sends: { method: 'GET', path: '/channels/4xp9fdt77pncbef59f4k1qe83o/posts' },
          reply: { body: listOf(examplePost) },
          gives: [shortPost],
        },
      ],
    }),
    'search-messages': defineAction({
      title: 'Search messages',
      summary: 'Finds messages of a team.',
      group: 'Messages',
      kind: 'read',
      input: z.object({
        team,
        query: textParam({ required: true }).meta(
          hint({ title: 'Query', description: 'As in Mattermost’s own search.', placeholder: 'invoice in:finance' }),
        ),
      }),
      request: ({ team, query }) => ({
        method: 'POST',
        path: path`/teams/${team}/posts/search`,
        body: { json: { terms: query, is_or_search: false } },
      }),
      answer: (body) => postsOf(body).map(postOf),
      examples: [
        {
          input: { team: 'c9f1qpjqfbd5u8nh4f1k8k5q3a', query: 'deployed' },
          sends: {
            method: 'POST',
            path: '/teams/c9f1qpjqfbd5u8nh4f1k8k5q3a/posts/search',
            body: { terms: 'deployed', is_or_search: false },
          },
          reply: { body: listOf(examplePost) },
          gives: [shortPost],
        },
      ],
    }),
    'list-teams': defineAction({
      title: 'List teams',
      summary: 'Lists the teams you or the bot belong to.',
      group: 'Channels',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/users/me/teams' }),
      answer: (body) =>
        objects(body).map(({ id = null, name = null, display_name: title = null }) => ({ id, name, title })),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/users/me/teams' },
          reply: {
            body: [{ id: 'c9f1qpjqfbd5u8nh4f1k8k5q3a', name: 'acme', display_name: 'Acme', type: 'O' }],
          },
          gives: [{ id: 'c9f1qpjqfbd5u8nh4f1k8k5q3a', name: 'acme', title: 'Acme' }],
        },
      ],
    }),
    'list-channels': defineAction({
      title: 'List channels',
      summary: 'Lists the public channels of a team.',
      group: 'Channels',
      kind: 'read',
      input: z.object({ team }),
      request: ({ team }) => ({ method: 'GET', path: path`/teams/${team}/channels` }),
      pages: { items: '', each: (item) => (isJsonObject(item) ? channelOf(item) : item), ...byPage },
      examples: [
        {
          input: { team: 'c9f1qpjqfbd5u8nh4f1k8k5q3a' },
          sends: { method: 'GET', path: '/teams/c9f1qpjqfbd5u8nh4f1k8k5q3a/channels' },
          reply: { body: [exampleChannel] },
          gives: [shortChannel],
        },
      ],
    }),
    'find-channel': defineAction({
      title: 'Find a channel',
      summary: 'Gives a channel by the names of its team and itself, as they stand in its address.',
      group: 'Channels',
      kind: 'read',
      input: z.object({
        team: textParam({ required: true }).meta(hint({ title: 'Team', placeholder: 'acme' })),
        channel: textParam({ required: true }).meta(hint({ title: 'Channel', placeholder: 'town-square' })),
      }),
      request: ({ team, channel }) => ({ method: 'GET', path: path`/teams/name/${team}/channels/name/${channel}` }),
      reply: jsonObject,
      answer: channelOf,
      examples: [
        {
          input: { team: 'acme', channel: 'town-square' },
          sends: { method: 'GET', path: '/teams/name/acme/channels/name/town-square' },
          reply: { body: exampleChannel },
          gives: shortChannel,
        },
      ],
    }),
    'create-channel': defineAction({
      title: 'Create a channel',
      summary: 'Makes a new channel in a team.',
      group: 'Channels',
      kind: 'write',
      input: z.object({
        team,
        name: textParam({ required: true }).meta(
          hint({ title: 'Name', description: 'Small letters, digits and hyphens.', placeholder: 'release-42' }),
        ),
        title: textParam({ required: true }).meta(hint({ title: 'Title', placeholder: 'Release 42' })),
        isPrivate: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Private' })),
      }),
      request: ({ team, name, title, isPrivate }) => ({
        method: 'POST',
        path: '/channels',
        body: { json: { team_id: team, name, display_name: title, type: isPrivate ? 'P' : 'O' } },
      }),
      reply: jsonObject,
      answer: channelOf,
      examples: [
        {
          input: { team: 'c9f1qpjqfbd5u8nh4f1k8k5q3a', name: 'town-square', title: 'Town Square' },
          sends: {
            method: 'POST',
            path: '/channels',
            body: {
              team_id: 'c9f1qpjqfbd5u8nh4f1k8k5q3a',
              name: 'town-square',
              display_name: 'Town Square',
              type: 'O',
            },
          },
          reply: { status: 201, body: exampleChannel },
          gives: shortChannel,
        },
      ],
    }),
    'list-users': defineAction({
      title: 'List people',
      summary: 'Lists everybody on the server.',
      group: 'People',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/users' }),
      pages: { items: '', each: (item) => (isJsonObject(item) ? userOf(item) : item), ...byPage },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/users' },
          reply: { body: [exampleUser] },
          gives: [shortUser],
        },
      ],
    }),
    'find-user': defineAction({
      title: 'Find a person by email',
      summary: 'Gives the person who has an email address.',
      group: 'People',
      kind: 'read',
      input: z.object({
        email: textParam({ required: true }).meta(hint({ title: 'Email', placeholder: 'ada@example.com' })),
      }),
      request: ({ email }) => ({ method: 'GET', path: path`/users/email/${email}` }),
      reply: jsonObject,
      answer: userOf,
      examples: [
        {
          input: { email: 'ada@example.com' },
          sends: { method: 'GET', path: '/users/email/ada%40example.com' },
          reply: { body: exampleUser },
          gives: shortUser,
        },
      ],
    }),
    'upload-file': defineAction({
      title: 'Upload a file',
      summary: 'Stores a file for a channel, to be sent along with a message.',
      group: 'Files',
      kind: 'write',
      input: z.object({ channel, file: fileParam().meta(hint({ title: 'File', control: 'file' })) }),
      request: ({ channel, file }) => ({
        method: 'POST',
        path: '/files',
        body: {
          parts: [
            { name: 'channel_id', text: channel },
            { name: 'files', file },
          ],
        },
      }),
      reply: z.looseObject({ file_infos: z.array(z.looseObject({ id: z.string(), name: z.string() })).min(1) }),
      answer: ({ file_infos: files }) => ({ id: files[0]?.id ?? null, name: files[0]?.name ?? null }),
      examples: [
        {
          input: { channel: '4xp9fdt77pncbef59f4k1qe83o', file: planFile },
          sends: {
            method: 'POST',
            path: '/files',
            body: { channel_id: '4xp9fdt77pncbef59f4k1qe83o', files: 'plan.pdf' },
          },
          reply: {
            status: 201,
            body: { file_infos: [{ id: 'qetsa8ufp7nopft7ujfc9ib1fy', name: 'plan.pdf', size: 48213 }], client_ids: [] },
          },
          gives: { id: 'qetsa8ufp7nopft7ujfc9ib1fy', name: 'plan.pdf' },
        },
      ],
    }),
    'download-file': defineAction({
      title: 'Download a file',
      summary: 'Fetches a file that was shared in a message.',
      group: 'Files',
      kind: 'read',
      input: z.object({
        file: textParam({ required: true }).meta(hint({ title: 'File', description: 'Its ID in the message.' })),
      }),
      request: ({ file }) => ({ method: 'GET', path: path`/files/${file}`, reads: 'file' }),
      examples: [
        {
          input: { file: 'qetsa8ufp7nopft7ujfc9ib1fy' },
          sends: { method: 'GET', path: '/files/qetsa8ufp7nopft7ujfc9ib1fy' },
          reply: { body: planFile },
          gives: planFile,
        },
      ],
    }),
  },
  triggers: {
    'new-message': defineTrigger({
      title: 'When a message is posted',
      summary: 'Begins a run with each new message of a channel.',
      group: 'Messages',
      input: z.object({ channel, bots }),
      poll: {
        request: ({ channel }, { cursor }) => ({
          method: 'GET',
          path: path`/channels/${channel}/posts`,
          query: typeof cursor === 'number' ? { since: cursor } : { per_page: 1 },
        }),
        // What was changed since comes back too: only what was written since counts.
        read: (body, { input, cursor }) => {
          const last = typeof cursor === 'number' ? cursor : 0
          const posts = postsOf(body)
            .filter((post) => Number(post.create_at) > last)
            .sort((a, b) => Number(a.create_at) - Number(b.create_at))
          return {
            events: posts
              .filter((post) => isWritten(post, input.bots))
              .map((post) => ({ id: String(post.id), payload: postOf(post) })),
            cursor: Number(posts.at(-1)?.create_at ?? last),
          }
        },
        everySeconds: 30,
        examples: [
          {
            input: { channel: '4xp9fdt77pncbef59f4k1qe83o' },
            cursor: 1767322700000,
            sends: {
              method: 'GET',
              path: '/channels/4xp9fdt77pncbef59f4k1qe83o/posts',
              query: { since: '1767322700000' },
            },
            reply: {
              body: listOf(
                { ...examplePost, id: 'joined', type: 'system_join_channel', create_at: 1767322810000 },
                examplePost,
                { ...examplePost, id: 'edited', create_at: 1767322600000 },
              ),
            },
            events: [{ id: 'wqpuawcw3iym3pq63s5xi1776r', payload: shortPost }],
            next: 1767322810000,
          },
        ],
      },
      webhook: {
        matches: ({ body }, { channel }) => isJsonObject(body) && body.channel_id === channel,
        payload: ({ body }) => {
          const said = isJsonObject(body) ? body : {}
          return postOf({
            id: said.post_id ?? null,
            channel_id: said.channel_id ?? null,
            user_id: said.user_id ?? null,
            message: said.text ?? '',
            create_at: Number(said.timestamp) || null,
            file_ids: typeof said.file_ids === 'string' ? said.file_ids.split(',').filter(Boolean) : [],
          })
        },
        events: [],
      },
      sample: shortPost,
    }),
  },
  webhook: {
    secret: { title: 'Token', description: 'Mattermost shows it when the outgoing webhook is saved.', from: 'service' },
    signature: { kind: 'token', body: 'token' },
    deliveryId: { body: 'post_id' },
    setup: [
      'Open “Integrations”, “Outgoing webhooks”, and choose “Add outgoing webhook”.',
      'Choose the content type application/json and the public channel, and enter {webhookUrl} as the callback URL.',
      'Save, and copy the token.',
    ],
  },
})

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  return {
    message: String(body.message ?? 'refused').replace(/\.$/, ''),
    ...(typeof body.id === 'string' && { code: body.id }),
    isSignIn: status === 401,
  }
}

/** Mattermost gives posts by ID, and their order apart. */
function postsOf(body: Json): JsonObject[] {
  const { order, posts } = isJsonObject(body) ? body : {}
  if (!Array.isArray(order) || !isJsonObject(posts)) return []
  return order.map((id) => posts[String(id)]).filter(isJsonObject)
}

/** As Mattermost gives a list of posts, for the examples. */
function listOf(...posts: JsonObject[]): JsonObject {
  return {
    order: posts.map(({ id }) => String(id)),
    posts: Object.fromEntries(posts.map((post) => [String(post.id), post])),
    next_post_id: '',
    prev_post_id: '',
  }
}

function postOf(post: JsonObject): JsonObject {
  return {
    id: post.id ?? null,
    channel: post.channel_id ?? null,
    user: post.user_id ?? null,
    text: post.message ?? '',
    thread: post.root_id || null,
    files: post.file_ids ?? [],
    createdAt: typeof post.create_at === 'number' ? new Date(post.create_at).toISOString() : null,
  }
}

/** Something somebody wrote, and no notice such as who joined. */
function isWritten({ type, props }: JsonObject, bots: boolean): boolean {
  const { from_bot: bot, from_webhook: hook } = isJsonObject(props) ? props : {}
  return !type && (bots || (bot !== 'true' && hook !== 'true'))
}

function channelOf(channel: JsonObject): JsonObject {
  return {
    id: channel.id ?? null,
    name: channel.name ?? null,
    title: channel.display_name ?? null,
    purpose: channel.purpose ?? '',
    isPrivate: channel.type === 'P',
    team: channel.team_id ?? null,
  }
}

function userOf(user: JsonObject): JsonObject {
  return {
    id: user.id ?? null,
    username: user.username ?? null,
    name: [user.first_name, user.last_name].filter(Boolean).join(' '),
    email: user.email ?? null,
    isBot: user.is_bot ?? false,
  }
}

function objects(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}
