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

const postId = textParam({ required: true }).meta(
  hint({ title: 'Post', description: 'Its id: the number in its address.' }),
)
const userId = textParam({ required: true }).meta(
  hint({ title: 'Account', description: 'Its id, from “Get an account”.' }),
)
const postFields = { 'tweet.fields': 'created_at,author_id,public_metrics' }
const post = {
  id: '1346889436626259968',
  text: 'Learn how to use the API.',
  author_id: '2244994945',
  created_at: '2021-01-06T18:40:40.000Z',
}

export default defineIntegration({
  id: 'x',
  title: 'X',
  category: 'social',
  brand: 'x',
  summary: 'Post, search posts and read timelines on X.',
  keywords: ['twitter', 'tweet', 'post', 'social network'],
  docsUrl: 'https://docs.x.com/x-api/introduction',
  baseUrl: 'https://api.x.com',
  signIn: [
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in in the browser',
      setupUrl: 'https://developer.x.com/en/portal/dashboard',
      setup: [
        'Create a project and an app in the developer portal; the plan decides how much you may read and post.',
        'Under “User authentication settings”, choose “Native App” and “Read and write”.',
        'As callback URI, enter {redirectUrl}',
        'Copy the OAuth 2.0 client ID. No secret is needed.',
      ],
      authorizeUrl: 'https://x.com/i/oauth2/authorize',
      tokenUrl: 'https://api.x.com/2/oauth2/token',
      revokeUrl: 'https://api.x.com/2/oauth2/revoke',
      scopes: [
        { scope: 'tweet.read', title: 'Read posts', isDefault: true },
        { scope: 'users.read', title: 'Read accounts', isDefault: true },
        { scope: 'tweet.write', title: 'Post and delete', isDefault: true },
        { scope: 'like.write', title: 'Like', isDefault: true },
        { scope: 'offline.access', title: 'Stay signed in', isDefault: true },
      ],
      pkce: 'S256',
      redirect: { to: 'loopback', port: 7475 },
      secret: 'none',
      refresh: 'rotates',
      learn: {
        request: { method: 'GET', path: '/2/users/me' },
        fields: (body) => ({ userId: isJsonObject(body) && isJsonObject(body.data) ? String(body.data.id) : '' }),
      },
    },
  ],
  limits: {
    headers: { remaining: 'x-rate-limit-remaining', reset: 'x-rate-limit-reset', resetIs: 'epoch-seconds' },
    note: 'Windows of 15 minutes, of a size that depends on the plan and the action; what X says of them is obeyed.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/2/users/me' }),
    account: (body) => (isJsonObject(body) && isJsonObject(body.data) ? `@${body.data.username}` : ''),
    example: {
      sends: { method: 'GET', path: '/2/users/me' },
      reply: { body: { data: { id: '2244994945', name: 'X Dev', username: 'XDevelopers' } } },
      account: '@XDevelopers',
    },
  },
  actions: {
    post: defineAction({
      title: 'Post',
      summary: 'Publishes a post, an answer or a quote.',
      group: 'Posts',
      kind: 'send',
      scopes: ['tweet.write', 'tweet.read', 'users.read'],
      input: z.object({
        text: textParam({ required: true }).meta(
          hint({
            title: 'Text',
            description: 'At most 280 characters, unless the account may write more.',
            control: 'long-text',
          }),
        ),
        answerTo: textParam()
          .optional()
          .meta(hint({ title: 'Answer to', description: 'The id of a post.', advanced: true })),
        quote: textParam()
          .optional()
          .meta(hint({ title: 'Quote', description: 'The id of a post.', advanced: true })),
      }),
      request: ({ text, answerTo, quote }) => ({
        method: 'POST',
        path: '/2/tweets',
        body: {
          json: {
            text,
            reply: answerTo ? { in_reply_to_tweet_id: answerTo } : undefined,
            quote_tweet_id: quote || undefined,
          },
        },
      }),
      reply: z.looseObject({ data: z.looseObject({ id: z.string(), text: z.string() }) }),
      answer: ({ data }) => ({ id: data.id, text: data.text, url: `https://x.com/i/status/${data.id}` }),
      examples: [
        {
          input: { text: 'Hello', answerTo: '1346889436626259968' },
          sends: {
            method: 'POST',
            path: '/2/tweets',
            body: { text: 'Hello', reply: { in_reply_to_tweet_id: '1346889436626259968' } },
          },
          reply: { status: 201, body: { data: { id: '1445880548472328192', text: 'Hello' } } },
          gives: { id: '1445880548472328192', text: 'Hello', url: 'https://x.com/i/status/1445880548472328192' },
        },
      ],
    }),
    'delete-post': defineAction({
      title: 'Delete a post',
      summary: 'Deletes one of your own posts.',
      group: 'Posts',
      kind: 'delete',
      scopes: ['tweet.write', 'tweet.read', 'users.read'],
      input: z.object({ postId }),
      request: ({ postId }) => ({ method: 'DELETE', path: path`/2/tweets/${postId}` }),
      reply: z.looseObject({ data: z.looseObject({ deleted: z.boolean() }) }),
      answer: ({ data }) => ({ deleted: data.deleted }),
      examples: [
        {
          input: { postId: '1445880548472328192' },
          sends: { method: 'DELETE', path: '/2/tweets/1445880548472328192' },
          reply: { body: { data: { deleted: true } } },
          gives: { deleted: true },
        },
      ],
    }),
    'search-posts': defineAction({
      title: 'Search posts',
      summary: 'Finds posts of the last seven days.',
      group: 'Posts',
      kind: 'read',
      scopes: ['tweet.read', 'users.read'],
      input: z.object({
        query: textParam({ required: true }).meta(
          hint({
            title: 'Search for',
            description: 'In X’s own words: from:, -is:retweet, lang:en …',
            placeholder: 'from:XDevelopers',
          }),
        ),
      }),
      request: ({ query }) => ({ method: 'GET', path: '/2/tweets/search/recent', query: { query, ...postFields } }),
      pages: {
        items: postsOf,
        size: { name: 'max_results', most: 100, least: 10 },
        next: { cursor: 'meta.next_token', name: 'next_token' },
        each: plain,
      },
      examples: [
        {
          input: { query: 'from:XDevelopers' },
          sends: {
            method: 'GET',
            path: '/2/tweets/search/recent',
            query: { query: 'from:XDevelopers', ...postFields },
          },
          reply: {
            body: { data: [post], meta: { newest_id: post.id, oldest_id: post.id, result_count: 1 } },
          },
          gives: [plain(post)],
        },
      ],
    }),
    'list-posts': defineAction({
      title: 'Read an account’s posts',
      summary: 'Lists the newest posts of an account.',
      group: 'Posts',
      kind: 'read',
      scopes: ['tweet.read', 'users.read'],
      input: z.object({ userId }),
      request: ({ userId }) => ({ method: 'GET', path: path`/2/users/${userId}/tweets`, query: postFields }),
      pages: {
        items: postsOf,
        size: { name: 'max_results', most: 100, least: 5 },
        next: { cursor: 'meta.next_token', name: 'pagination_token' },
        each: plain,
      },
      examples: [
        {
          input: { userId: '2244994945' },
          sends: { method: 'GET', path: '/2/users/2244994945/tweets', query: postFields },
          reply: { body: { data: [post], meta: { newest_id: post.id, oldest_id: post.id, result_count: 1 } } },
          gives: [plain(post)],
        },
      ],
    }),
    'get-account': defineAction({
      title: 'Get an account',
      summary: 'Looks an account up by its name.',
      group: 'Accounts',
      kind: 'read',
      scopes: ['tweet.read', 'users.read'],
      input: z.object({
        name: textParam({ required: true }).meta(hint({ title: 'Name', placeholder: '@XDevelopers' })),
      }),
      request: ({ name }) => ({
        method: 'GET',
        path: path`/2/users/by/username/${name.replace(/^@/, '')}`,
        query: { 'user.fields': 'description,public_metrics' },
      }),
      reply: z.looseObject({
        data: z.looseObject({
          id: z.string(),
          name: z.string(),
          username: z.string(),
          description: z.string().nullish(),
        }),
      }),
      answer: ({ data }) => ({
        ...{ id: data.id, name: data.name, username: data.username, description: data.description ?? '' },
      }),
      examples: [
        {
          input: { name: '@XDevelopers' },
          sends: {
            method: 'GET',
            path: '/2/users/by/username/XDevelopers',
            query: { 'user.fields': 'description,public_metrics' },
          },
          reply: { body: { data: { id: '2244994945', name: 'X Dev', username: 'XDevelopers', description: 'News.' } } },
          gives: { id: '2244994945', name: 'X Dev', username: 'XDevelopers', description: 'News.' },
        },
      ],
    }),
    like: defineAction({
      title: 'Like a post',
      summary: 'Tells its author that you like it.',
      group: 'Posts',
      kind: 'write',
      scopes: ['like.write', 'tweet.read', 'users.read'],
      input: z.object({ postId }),
      request: ({ postId }, { fields }) => ({
        method: 'POST',
        path: path`/2/users/${fields.userId ?? ''}/likes`,
        body: { json: { tweet_id: postId } },
      }),
      reply: z.looseObject({ data: z.looseObject({ liked: z.boolean() }) }),
      answer: ({ data }) => ({ liked: data.liked }),
      examples: [
        {
          input: { postId: '1346889436626259968' },
          fields: { userId: '2244994945' },
          sends: { method: 'POST', path: '/2/users/2244994945/likes', body: { tweet_id: '1346889436626259968' } },
          reply: { body: { data: { liked: true } } },
          gives: { liked: true },
        },
      ],
    }),
  },
  triggers: {
    'new-post': defineTrigger({
      title: 'When a post matches a search',
      summary: 'Begins a run for each new post that matches.',
      group: 'Posts',
      scopes: ['tweet.read', 'users.read'],
      input: z.object({
        query: textParam({ required: true }).meta(
          hint({ title: 'Search for', placeholder: '@niti -is:retweet', raw: true }),
        ),
      }),
      poll: {
        everySeconds: 300,
        request: ({ query }, { cursor }) => ({
          method: 'GET',
          path: '/2/tweets/search/recent',
          query: { query, max_results: 100, since_id: typeof cursor === 'string' ? cursor : null, ...postFields },
        }),
        read: (body, { cursor }) => {
          const found = postsOf(body).filter(isJsonObject)
          const events = found.map((one) => ({ id: String(one.id), payload: plain(one) })).reverse()
          return { events, cursor: events.at(-1)?.id ?? cursor }
        },
        examples: [
          {
            input: { query: '@niti' },
            cursor: '1346889436626259000',
            sends: {
              method: 'GET',
              path: '/2/tweets/search/recent',
              query: { query: '@niti', max_results: '100', since_id: '1346889436626259000', ...postFields },
            },
            reply: { body: { data: [post], meta: { newest_id: post.id, oldest_id: post.id, result_count: 1 } } },
            events: [{ id: post.id, payload: plain(post) }],
            next: post.id,
          },
        ],
      },
      sample: plain(post),
    }),
  },
})

/** Nothing found comes without a list. */
function postsOf(body: Json): Json[] {
  return isJsonObject(body) && Array.isArray(body.data) ? body.data : []
}

function plain(item: Json): Json {
  if (!isJsonObject(item)) return item
  const { id, text, author_id, created_at, public_metrics } = item
  const url = `https://x.com/i/status/${id}`
  const base = { id: id ?? null, text: text ?? '', url, authorId: author_id ?? null, createdAt: created_at ?? null }
  return public_metrics === undefined ? base : { ...base, metrics: public_metrics }
}

/** It may say 200 with `errors` and nothing found; that is a complaint only where there is no data. */
function complaint({ status, body }: ActionReply): Complaint | null {
  if (!isJsonObject(body)) return null
  const errors = Array.isArray(body.errors) ? body.errors.filter(isJsonObject) : []
  if (status < 400 && (body.data !== undefined || errors.length === 0)) return null
  const [first = body] = errors
  const words = [first.detail, first.message, body.detail, body.title].find(
    (one) => typeof one === 'string' && one !== '',
  )
  const code = typeof first.title === 'string' ? { code: first.title } : {}
  return typeof words === 'string' ? { message: words.replace(/\.$/, ''), ...code, isSignIn: status === 401 } : null
}
