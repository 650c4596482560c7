import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { wordsOfHtml } from './define-html.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const postId = textParam({ required: true }).meta(hint({ title: 'Post', description: 'Its id.' }))
const status = z.looseObject({
  id: z.string(),
  url: z.string().nullish(),
  content: z.string().nullish(),
  created_at: z.string().nullish(),
  account: z.looseObject({ acct: z.string() }).nullish(),
})
type Status = z.infer<typeof status>

const notMentions = ['follow', 'follow_request', 'favourite', 'reblog', 'poll', 'status']

const account = {
  ...{ id: '14715', username: 'trwnh', acct: 'trwnh', display_name: 'infinite love', locked: false, bot: false },
  ...{ created_at: '2016-11-24T10:02:12.085Z', note: '<p>Hello</p>', url: 'https://mastodon.social/@trwnh' },
  ...{ followers_count: 821, following_count: 178, statuses_count: 33120, emojis: [], fields: [] },
}
const post = {
  ...{ id: '103254962155278888', created_at: '2026-01-02T03:04:05.000Z', visibility: 'public', sensitive: false },
  ...{ spoiler_text: '', language: 'en', uri: 'https://mastodon.social/users/trwnh/statuses/103254962155278888' },
  ...{ url: 'https://mastodon.social/@trwnh/103254962155278888', content: '<p>Hello<br>world</p>', account },
  ...{
    replies_count: 0,
    reblogs_count: 0,
    favourites_count: 0,
    media_attachments: [],
    mentions: [],
    tags: [],
    emojis: [],
  },
}
const flat = {
  ...{ id: '103254962155278888', url: 'https://mastodon.social/@trwnh/103254962155278888', text: 'Hello\nworld' },
  ...{ author: 'trwnh', createdAt: '2026-01-02T03:04:05.000Z' },
}

export default defineIntegration({
  id: 'mastodon',
  title: 'Mastodon',
  category: 'social',
  brand: 'mastodon',
  summary: 'Post, read timelines and answer mentions on any Mastodon server.',
  keywords: ['fediverse', 'toot', 'post', 'social network'],
  docsUrl: 'https://docs.joinmastodon.org/methods/',
  baseUrl: 'https://{instance}',
  fields: [
    {
      name: 'instance',
      title: 'Server',
      description: 'Where your account is, without https://.',
      placeholder: 'mastodon.social',
      pattern: /[\w-]+(\.[\w-]+)+/,
    },
  ],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Access token',
      setup: [
        'On your server, open “Preferences” › “Development” › “New application”.',
        'Name it Niti and allow read, write:statuses, write:media and write:favourites.',
        'Open the application and copy “Your access token”.',
      ],
      secrets: [{ name: 'token', title: 'Access token' }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in in the browser',
      summary: 'With an application you register once.',
      setup: [
        'On your server, open “Preferences” › “Development” › “New application”.',
        'As redirect URI, enter {redirectUrl}',
        'Allow these scopes: {scopes}. Save, and copy client key and client secret.',
      ],
      authorizeUrl: 'https://{instance}/oauth/authorize',
      tokenUrl: 'https://{instance}/oauth/token',
      revokeUrl: 'https://{instance}/oauth/revoke',
      scopes: [
        { scope: 'read', title: 'Read posts and notifications', isDefault: true },
        { scope: 'write:statuses', title: 'Post', isDefault: true },
        { scope: 'write:favourites', title: 'Mark as favourite', isDefault: true },
      ],
      pkce: 'S256',
      redirect: { to: 'loopback', port: 7475 },
      secret: 'required',
      refresh: 'none',
    },
  ],
  limits: {
    windows: [{ requests: 300, seconds: 300 }],
    headers: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', resetIs: 'iso' },
    note: '300 requests in 5 minutes for an account.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/api/v1/accounts/verify_credentials' }),
    account: (body) => (isJsonObject(body) ? `@${body.acct}` : ''),
    example: {
      sends: { method: 'GET', path: '/api/v1/accounts/verify_credentials' },
      reply: { body: account },
      account: '@trwnh',
    },
  },
  actions: {
    post: defineAction({
      title: 'Post',
      summary: 'Publishes a post, or an answer to one.',
      group: 'Posts',
      kind: 'send',
      scopes: ['write:statuses'],
      input: z.object({
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        visibility: z
          .enum(['public', 'unlisted', 'private', 'direct'])
          .default('public')
          .meta(
            hint({
              title: 'Seen by',
              choices: {
                public: 'Everybody',
                unlisted: 'Everybody, not in timelines',
                private: 'Followers',
                direct: 'Those mentioned',
              },
            }),
          ),
        answerTo: textParam()
          .optional()
          .meta(hint({ title: 'Answer to', description: 'The id of a post.', advanced: true })),
        warning: textParam()
          .optional()
          .meta(hint({ title: 'Content warning', advanced: true })),
        language: textParam()
          .optional()
          .meta(hint({ title: 'Language', placeholder: 'en', advanced: true })),
      }),
      request: ({ text, visibility, answerTo, warning, language }) => ({
        method: 'POST',
        path: '/api/v1/statuses',
        body: {
          json: {
            ...{ status: text, visibility, in_reply_to_id: answerTo || undefined },
            ...{ spoiler_text: warning || undefined, language: language || undefined },
          },
        },
      }),
      reply: status,
      answer: flatten,
      idempotencyHeader: 'Idempotency-Key',
      examples: [
        {
          input: { text: 'Hello\nworld' },
          sends: { method: 'POST', path: '/api/v1/statuses', body: { status: 'Hello\nworld', visibility: 'public' } },
          reply: { body: post },
          gives: flat,
        },
      ],
    }),
    'get-post': defineAction({
      title: 'Get a post',
      summary: 'Gives one post.',
      group: 'Posts',
      kind: 'read',
      scopes: ['read'],
      input: z.object({ postId }),
      request: ({ postId }) => ({ method: 'GET', path: path`/api/v1/statuses/${postId}` }),
      reply: status,
      answer: flatten,
      examples: [
        {
          input: { postId: '103254962155278888' },
          sends: { method: 'GET', path: '/api/v1/statuses/103254962155278888' },
          reply: { body: post },
          gives: flat,
        },
      ],
    }),
    'delete-post': defineAction({
      title: 'Delete a post',
      summary: 'Deletes one of your own posts.',
      group: 'Posts',
      kind: 'delete',
      scopes: ['write:statuses'],
      input: z.object({ postId }),
      request: ({ postId }) => ({ method: 'DELETE', path: path`/api/v1/statuses/${postId}` }),
      reply: z.looseObject({ id: z.string() }),
      answer: ({ id }) => ({ deleted: id }),
      examples: [
        {
          input: { postId: '103254962155278888' },
          sends: { method: 'DELETE', path: '/api/v1/statuses/103254962155278888' },
          reply: { body: { ...post, text: 'Hello\nworld' } },
          gives: { deleted: '103254962155278888' },
        },
      ],
    }),
    boost: defineAction({
      title: 'Boost a post',
      summary: 'Shares a post with your followers.',
      group: 'Posts',
      kind: 'send',
      scopes: ['write:statuses'],
      input: z.object({ postId }),
      request: ({ postId }) => ({ method: 'POST', path: path`/api/v1/statuses/${postId}/reblog` }),
      reply: status,
      answer: ({ id }) => ({ boosted: id }),
      examples: [
        {
          input: { postId: '103254962155278888' },
          sends: { method: 'POST', path: '/api/v1/statuses/103254962155278888/reblog' },
          reply: { body: post },
          gives: { boosted: '103254962155278888' },
        },
      ],
    }),
    favourite: defineAction({
      title: 'Mark a post as favourite',
      summary: 'Tells its author that you like it.',
      group: 'Posts',
      kind: 'write',
      scopes: ['write:favourites'],
      input: z.object({ postId }),
      request: ({ postId }) => ({ method: 'POST', path: path`/api/v1/statuses/${postId}/favourite` }),
      reply: status,
      answer: ({ id }) => ({ favourite: id }),
      examples: [
        {
          input: { postId: '103254962155278888' },
          sends: { method: 'POST', path: '/api/v1/statuses/103254962155278888/favourite' },
          reply: { body: post },
          gives: { favourite: '103254962155278888' },
        },
      ],
    }),
    'list-timeline': defineAction({
      title: 'Read the home timeline',
      summary: 'Lists the newest posts of those you follow.',
      group: 'Timelines',
      kind: 'read',
      scopes: ['read'],
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/api/v1/timelines/home' }),
      pages: { items: '', size: { name: 'limit', most: 40 }, next: { link: true }, each: flattenItem },
      examples: [
        { input: {}, sends: { method: 'GET', path: '/api/v1/timelines/home' }, reply: { body: [post] }, gives: [flat] },
      ],
    }),
    'list-hashtag': defineAction({
      title: 'Read a hashtag',
      summary: 'Lists the newest posts with a hashtag.',
      group: 'Timelines',
      kind: 'read',
      scopes: ['read'],
      input: z.object({
        hashtag: textParam({ required: true }).meta(hint({ title: 'Hashtag', placeholder: 'opensource' })),
      }),
      request: ({ hashtag }) => ({ method: 'GET', path: path`/api/v1/timelines/tag/${hashtag.replace(/^#/, '')}` }),
      pages: { items: '', size: { name: 'limit', most: 40 }, next: { link: true }, each: flattenItem },
      examples: [
        {
          input: { hashtag: '#opensource' },
          sends: { method: 'GET', path: '/api/v1/timelines/tag/opensource' },
          reply: { body: [post] },
          gives: [flat],
        },
      ],
    }),
    search: defineAction({
      title: 'Search',
      summary: 'Finds accounts, posts and hashtags.',
      group: 'Timelines',
      kind: 'read',
      scopes: ['read'],
      input: z.object({
        query: textParam({ required: true }).meta(hint({ title: 'Search for' })),
        results: z
          .number()
          .int()
          .min(1)
          .max(40)
          .default(20)
          .meta(hint({ title: 'Results of each kind' })),
      }),
      request: ({ query, results }) => ({ method: 'GET', path: '/api/v2/search', query: { q: query, limit: results } }),
      reply: z.looseObject({
        accounts: z.array(
          z.looseObject({ acct: z.string(), display_name: z.string().nullish(), url: z.string().nullish() }),
        ),
        statuses: z.array(status),
        hashtags: z.array(z.looseObject({ name: z.string() })),
      }),
      answer: ({ accounts, statuses, hashtags }) => ({
        accounts: accounts.map(({ acct, display_name, url }) => ({
          account: acct,
          name: display_name ?? '',
          url: url ?? null,
        })),
        posts: statuses.map(flatten),
        hashtags: hashtags.map(({ name }) => name),
      }),
      examples: [
        {
          input: { query: 'trwnh' },
          sends: { method: 'GET', path: '/api/v2/search', query: { q: 'trwnh', limit: '20' } },
          reply: { body: { accounts: [account], statuses: [], hashtags: [] } },
          gives: {
            accounts: [{ account: 'trwnh', name: 'infinite love', url: 'https://mastodon.social/@trwnh' }],
            ...{ posts: [], hashtags: [] },
          },
        },
      ],
    }),
  },
  triggers: {
    'new-mention': defineTrigger({
      title: 'When somebody mentions me',
      summary: 'Begins a run for each new mention.',
      group: 'Posts',
      scopes: ['read'],
      input: z.object({}),
      poll: {
        everySeconds: 60,
        request: (_, { cursor }) => ({
          method: 'GET',
          path: '/api/v1/notifications',
          query: { 'exclude_types[]': notMentions, since_id: typeof cursor === 'string' ? cursor : null, limit: 40 },
        }),
        read: (body, { cursor }) => {
          const found = (Array.isArray(body) ? body : []).filter(isJsonObject)
          const events = found
            .map((one) => ({
              id: String(one.id),
              payload: { from: authorOf(one), post: flattenItem(one.status ?? null) },
            }))
            .reverse()
          return { events, cursor: events.at(-1)?.id ?? cursor ?? '0' }
        },
        examples: [
          {
            ...{ input: {}, cursor: '100' },
            sends: {
              method: 'GET',
              path: '/api/v1/notifications',
              query: { 'exclude_types[]': notMentions, since_id: '100', limit: '40' },
            },
            reply: {
              body: [{ id: '101', type: 'mention', created_at: '2026-01-02T03:04:05.000Z', account, status: post }],
            },
            events: [{ id: '101', payload: { from: 'trwnh', post: flat } }],
            next: '101',
          },
        ],
      },
      sample: { from: 'trwnh', post: flat },
    }),
  },
})

function flatten({ id, url, content, created_at, account }: Status): JsonObject {
  return {
    ...{ id, url: url ?? null, text: plainText(content ?? '') },
    ...{ author: account?.acct ?? null, createdAt: created_at ?? null },
  }
}

function flattenItem(item: Json): Json {
  const parsed = status.safeParse(item)
  return parsed.success ? flatten(parsed.data) : item
}

function authorOf(notice: JsonObject): Json {
  return isJsonObject(notice.account) ? (notice.account.acct ?? null) : null
}

/** Posts are HTML of a few tags. */
function plainText(html: string): string {
  return wordsOfHtml(html.replace(/<br\s*\/?>/g, '\n').replace(/<\/p>\s*<p[^>]*>/g, '\n\n'))
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const words = typeof body.error_description === 'string' ? body.error_description : body.error
  return typeof words === 'string' ? { message: words.replace(/\.$/, ''), isSignIn: status === 401 } : null
}
