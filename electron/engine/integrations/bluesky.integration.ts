import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
} from './define-integration.ts'

const actor = textParam({ required: true }).meta(hint({ title: 'Account', placeholder: 'bsky.app' }))
const uri = textParam({ required: true }).meta(
  hint({
    title: 'Post',
    description: 'Its at:// address, as other actions give it.',
    placeholder: 'at://did:plc:…/app.bsky.feed.post/…',
  }),
)
const view = {
  uri: 'at://did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.feed.post/3k2yihcrp6f2c',
  cid: 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a',
  author: { did: 'did:plc:z72i7hdynmk6r22z27h6tvur', handle: 'bsky.app', displayName: 'Bluesky' },
  record: { $type: 'app.bsky.feed.post', text: 'Hello', createdAt: '2026-01-02T03:04:05.000Z' },
  ...{ replyCount: 1, repostCount: 2, likeCount: 3, indexedAt: '2026-01-02T03:04:06.000Z' },
}
const flat = {
  ...{ uri: view.uri, cid: view.cid, text: 'Hello', author: 'bsky.app', createdAt: '2026-01-02T03:04:05.000Z' },
  ...{ url: 'https://bsky.app/profile/bsky.app/post/3k2yihcrp6f2c', likes: 3, reposts: 2 },
}
const did = 'did:plc:z72i7hdynmk6r22z27h6tvur'

export default defineIntegration({
  id: 'bluesky',
  title: 'Bluesky',
  category: 'social',
  brand: 'bluesky',
  summary: 'Post, search posts and read timelines on Bluesky.',
  keywords: ['atproto', 'bsky', 'skeet', 'post', 'social network'],
  docsUrl: 'https://docs.bsky.app/docs/category/http-reference',
  baseUrl: 'https://{pds}/xrpc',
  fields: [
    {
      name: 'pds',
      title: 'Server',
      description: 'Where your account is kept; bsky.social unless you moved it.',
      initial: 'bsky.social',
      pattern: /[\w-]+(\.[\w-]+)+/,
    },
  ],
  signIn: [
    {
      id: 'app-password',
      kind: 'session',
      title: 'App password',
      setupUrl: 'https://bsky.app/settings/app-passwords',
      setup: [
        'In Bluesky, open “Settings” › “Privacy and security” › “App passwords” and add one named Niti.',
        'Copy it: it is shown only once. Your own password is not needed.',
      ],
      secrets: [
        { name: 'identifier', title: 'Handle', placeholder: 'you.bsky.social' },
        { name: 'password', title: 'App password', placeholder: 'xxxx-xxxx-xxxx-xxxx' },
      ],
      open: {
        method: 'POST',
        path: '/com.atproto.server.createSession',
        body: { json: { identifier: '{identifier}', password: '{password}' } },
      },
      renew: { method: 'POST', path: '/com.atproto.server.refreshSession' },
      tokenAt: { accessToken: 'accessJwt', refreshToken: 'refreshJwt' },
      fieldsAt: { did: 'did', handle: 'handle' },
    },
  ],
  limits: {
    windows: [{ requests: 3000, seconds: 300 }],
    headers: { remaining: 'ratelimit-remaining', reset: 'ratelimit-reset', resetIs: 'epoch-seconds' },
    note: '3,000 requests in 5 minutes; about 1,600 posts an hour.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/com.atproto.server.getSession' }),
    account: (body) => (isJsonObject(body) ? `@${body.handle}` : ''),
    example: {
      sends: { method: 'GET', path: '/com.atproto.server.getSession' },
      reply: { body: { handle: 'bsky.app', did, email: 'somebody@example.com', active: true } },
      account: '@bsky.app',
    },
  },
  actions: {
    post: defineAction({
      title: 'Post',
      summary: 'Publishes a post; links in it can be clicked.',
      group: 'Posts',
      kind: 'send',
      input: z.object({
        text: textParam({ required: true }).meta(
          hint({ title: 'Text', description: 'At most 300 characters.', control: 'long-text' }),
        ),
        language: textParam()
          .optional()
          .meta(hint({ title: 'Language', placeholder: 'en', advanced: true })),
      }),
      request: ({ text, language }, { fields, nowMs }) => ({
        method: 'POST',
        path: '/com.atproto.repo.createRecord',
        body: {
          json: {
            repo: fields.did,
            collection: 'app.bsky.feed.post',
            record: {
              $type: 'app.bsky.feed.post',
              text,
              createdAt: new Date(nowMs).toISOString(),
              langs: language ? [language] : undefined,
              facets: linksIn(text),
            },
          },
        },
      }),
      reply: z.looseObject({ uri: z.string(), cid: z.string() }),
      answer: ({ uri, cid }) => ({ uri, cid, url: addressOf(uri) }),
      examples: [
        {
          input: { text: 'Grüße: https://example.com/a' },
          fields: { did },
          sends: {
            method: 'POST',
            path: '/com.atproto.repo.createRecord',
            body: {
              repo: did,
              collection: 'app.bsky.feed.post',
              record: {
                $type: 'app.bsky.feed.post',
                text: 'Grüße: https://example.com/a',
                createdAt: '2026-01-02T03:04:05.000Z',
                facets: [
                  {
                    // In bytes: ü and ß take two.
                    index: { byteStart: 9, byteEnd: 30 },
                    features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://example.com/a' }],
                  },
                ],
              },
            },
          },
          reply: { body: { uri: view.uri, cid: view.cid, validationStatus: 'valid' } },
          gives: { uri: view.uri, cid: view.cid, url: `https://bsky.app/profile/${did}/post/3k2yihcrp6f2c` },
        },
      ],
    }),
    'delete-post': defineAction({
      title: 'Delete a post',
      summary: 'Deletes one of your own posts.',
      group: 'Posts',
      kind: 'delete',
      input: z.object({ uri }),
      request: ({ uri }, { fields }) => ({
        method: 'POST',
        path: '/com.atproto.repo.deleteRecord',
        body: { json: { repo: fields.did, collection: 'app.bsky.feed.post', rkey: keyOf(uri) } },
      }),
      answer: (_, { input }) => ({ deleted: input.uri }),
      examples: [
        {
          input: { uri: view.uri },
          fields: { did },
          sends: {
            method: 'POST',
            path: '/com.atproto.repo.deleteRecord',
            body: { repo: did, collection: 'app.bsky.feed.post', rkey: '3k2yihcrp6f2c' },
          },
          reply: { body: {} },
          gives: { deleted: view.uri },
        },
      ],
    }),
    like: defineAction({
      title: 'Like a post',
      summary: 'Tells its author that you like it.',
      group: 'Posts',
      kind: 'write',
      input: z.object({
        uri,
        cid: textParam({ required: true }).meta(hint({ title: 'Version', description: 'The `cid` of the post.' })),
      }),
      request: ({ uri, cid }, { fields, nowMs }) => ({
        method: 'POST',
        path: '/com.atproto.repo.createRecord',
        body: {
          json: {
            repo: fields.did,
            collection: 'app.bsky.feed.like',
            record: { $type: 'app.bsky.feed.like', subject: { uri, cid }, createdAt: new Date(nowMs).toISOString() },
          },
        },
      }),
      reply: z.looseObject({ uri: z.string() }),
      answer: ({ uri }) => ({ like: uri }),
      examples: [
        {
          input: { uri: view.uri, cid: view.cid },
          fields: { did },
          sends: {
            method: 'POST',
            path: '/com.atproto.repo.createRecord',
            body: {
              ...{ repo: did, collection: 'app.bsky.feed.like' },
              record: {
                $type: 'app.bsky.feed.like',
                subject: { uri: view.uri, cid: view.cid },
                createdAt: '2026-01-02T03:04:05.000Z',
              },
            },
          },
          reply: { body: { uri: `at://${did}/app.bsky.feed.like/3k2yj`, cid: view.cid } },
          gives: { like: `at://${did}/app.bsky.feed.like/3k2yj` },
        },
      ],
    }),
    'search-posts': defineAction({
      title: 'Search posts',
      summary: 'Finds posts by what they say.',
      group: 'Posts',
      kind: 'read',
      input: z.object({
        query: textParam({ required: true }).meta(hint({ title: 'Search for' })),
        sort: z
          .enum(['latest', 'top'])
          .default('latest')
          .meta(hint({ title: 'First', choices: { latest: 'The newest', top: 'The most liked' } })),
      }),
      request: ({ query, sort }) => ({ method: 'GET', path: '/app.bsky.feed.searchPosts', query: { q: query, sort } }),
      pages: {
        items: 'posts',
        size: { name: 'limit', most: 100 },
        next: { cursor: 'cursor', name: 'cursor' },
        each: flatten,
      },
      examples: [
        {
          input: { query: 'niti' },
          sends: { method: 'GET', path: '/app.bsky.feed.searchPosts', query: { q: 'niti', sort: 'latest' } },
          reply: { body: { posts: [view], hitsTotal: 1 } },
          gives: [flat],
        },
      ],
    }),
    'list-timeline': defineAction({
      title: 'Read the home timeline',
      summary: 'Lists the newest posts of those you follow.',
      group: 'Timelines',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/app.bsky.feed.getTimeline' }),
      pages: {
        items: 'feed',
        size: { name: 'limit', most: 100 },
        next: { cursor: 'cursor', name: 'cursor' },
        each: (item: Json) => (isJsonObject(item) ? flatten(item.post ?? null) : item),
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/app.bsky.feed.getTimeline' },
          reply: { body: { feed: [{ post: view }] } },
          gives: [flat],
        },
      ],
    }),
    'list-posts': defineAction({
      title: 'Read an account’s posts',
      summary: 'Lists the newest posts of an account.',
      group: 'Timelines',
      kind: 'read',
      input: z.object({ actor }),
      request: ({ actor }) => ({
        method: 'GET',
        path: '/app.bsky.feed.getAuthorFeed',
        query: { actor: actor.replace(/^@/, ''), filter: 'posts_no_replies' },
      }),
      pages: {
        items: 'feed',
        size: { name: 'limit', most: 100 },
        next: { cursor: 'cursor', name: 'cursor' },
        each: (item: Json) => (isJsonObject(item) ? flatten(item.post ?? null) : item),
      },
      examples: [
        {
          input: { actor: '@bsky.app' },
          sends: {
            method: 'GET',
            path: '/app.bsky.feed.getAuthorFeed',
            query: { actor: 'bsky.app', filter: 'posts_no_replies' },
          },
          reply: { body: { feed: [{ post: view }], cursor: '' } },
          gives: [flat],
        },
      ],
    }),
    'get-account': defineAction({
      title: 'Get an account',
      summary: 'Gives what an account says of itself, and how many follow it.',
      group: 'Accounts',
      kind: 'read',
      input: z.object({ actor }),
      request: ({ actor }) => ({
        method: 'GET',
        path: '/app.bsky.actor.getProfile',
        query: { actor: actor.replace(/^@/, '') },
      }),
      examples: [
        {
          input: { actor: 'bsky.app' },
          sends: { method: 'GET', path: '/app.bsky.actor.getProfile', query: { actor: 'bsky.app' } },
          reply: { body: { did, handle: 'bsky.app', displayName: 'Bluesky', followersCount: 100 } },
          gives: { did, handle: 'bsky.app', displayName: 'Bluesky', followersCount: 100 },
        },
      ],
    }),
  },
  triggers: {
    'new-mention': defineTrigger({
      title: 'When somebody mentions or answers me',
      summary: 'Begins a run for each new mention, answer or quote.',
      group: 'Posts',
      input: z.object({}),
      poll: {
        everySeconds: 60,
        request: () => ({
          method: 'GET',
          path: '/app.bsky.notification.listNotifications',
          query: { reasons: ['mention', 'reply', 'quote'], limit: 50 },
        }),
        read: (body, { cursor }) => {
          const list = isJsonObject(body) && Array.isArray(body.notifications) ? body.notifications : []
          const since = typeof cursor === 'string' ? cursor : ''
          const found = list.filter(isJsonObject).filter((one) => String(one.indexedAt) > since)
          const events = found.map((one) => ({
            id: String(one.uri),
            payload: { reason: one.reason ?? null, post: flatten(one) },
          }))
          const newest = found
            .map((one) => String(one.indexedAt))
            .sort()
            .at(-1)
          return { events: events.reverse(), cursor: newest ?? since }
        },
        examples: [
          {
            ...{ input: {}, cursor: '2026-01-02T03:00:00.000Z' },
            sends: {
              method: 'GET',
              path: '/app.bsky.notification.listNotifications',
              query: { reasons: ['mention', 'reply', 'quote'], limit: '50' },
            },
            reply: {
              body: {
                notifications: [
                  {
                    ...{ uri: view.uri, cid: view.cid, author: view.author, reason: 'mention', record: view.record },
                    ...{ isRead: false, indexedAt: view.indexedAt },
                  },
                  {
                    ...{
                      uri: `${view.uri}a`,
                      cid: view.cid,
                      author: view.author,
                      reason: 'reply',
                      record: view.record,
                    },
                    ...{ isRead: true, indexedAt: '2026-01-02T02:00:00.000Z' },
                  },
                ],
              },
            },
            events: [{ id: view.uri, payload: { reason: 'mention', post: { ...flat, likes: null, reposts: null } } }],
            next: '2026-01-02T03:04:06.000Z',
          },
        ],
      },
      sample: { reason: 'mention', post: flat },
    }),
  },
})

function flatten(item: Json): Json {
  if (!isJsonObject(item)) return item
  const record = isJsonObject(item.record) ? item.record : {}
  const author = isJsonObject(item.author) ? item.author : {}
  const uri = String(item.uri ?? '')
  return {
    ...{ uri, cid: item.cid ?? null, text: record.text ?? '', author: author.handle ?? null },
    ...{ createdAt: record.createdAt ?? null, url: addressOf(uri, author.handle) },
    ...{ likes: item.likeCount ?? null, reposts: item.repostCount ?? null },
  }
}

/** at://DID/COLLECTION/KEY is shown at bsky.app/profile/WHO/post/KEY. */
function addressOf(uri: string, handle?: Json): string {
  const [, , who = ''] = uri.split('/')
  return `https://bsky.app/profile/${typeof handle === 'string' ? handle : who}/post/${keyOf(uri)}`
}

function keyOf(uri: string): string {
  return uri.split('/').at(-1) ?? ''
}

/** Bluesky makes no links by itself: each is told with where it stands, in bytes of UTF-8. */
function linksIn(text: string) {
  const bytes = (part: string) => new TextEncoder().encode(part).length
  const links = [...text.matchAll(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]/g)].map(({ 0: link, index }) => {
    const byteStart = bytes(text.slice(0, index))
    return {
      index: { byteStart, byteEnd: byteStart + bytes(link) },
      features: [{ $type: 'app.bsky.richtext.facet#link', uri: link }],
    }
  })
  return links.length > 0 ? links : undefined
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body) || typeof body.error !== 'string') return null
  const message = typeof body.message === 'string' && body.message !== '' ? body.message : body.error
  const isSignIn = ['ExpiredToken', 'InvalidToken', 'AuthenticationRequired', 'AuthMissing'].includes(body.error)
  return { message: message.replace(/\.$/, ''), code: body.error, isSignIn }
}
