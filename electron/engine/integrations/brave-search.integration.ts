import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { wordsOfHtml } from './define-html.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration } from './define-integration.ts'

const query = textParam({ required: true }).meta(
  hint({ title: 'Search for', description: 'At most 400 characters and 50 words.', control: 'long-text' }),
)
const count = (most: number, usual: number) =>
  z
    .number()
    .int()
    .min(1)
    .max(most)
    .default(usual)
    .meta(hint({ title: 'Results' }))
const country = z
  .string()
  .regex(/^([A-Z]{2}|ALL|)$/, 'must be a country such as DE')
  .default('')
  .meta(
    hint({
      title: 'Country',
      description: 'Two letters; empty: the United States.',
      placeholder: 'DE',
      advanced: true,
    }),
  )
const language = z
  .string()
  .default('')
  .meta(hint({ title: 'Language', placeholder: 'en', advanced: true }))
const freshness = z
  .enum(['any', 'pd', 'pw', 'pm', 'py'])
  .default('any')
  .meta(
    hint({
      title: 'Found',
      choices: { any: 'At any time', pd: 'In the last day', pw: 'Week', pm: 'Month', py: 'Year' },
      advanced: true,
    }),
  )

/** What a search of web, news or videos asks for, and its request. */
const wideInput = (most: number) => z.object({ query, results: count(most, 10), country, language, freshness })
const wideSearch = (path: string) => (input: z.output<ReturnType<typeof wideInput>>) =>
  ({
    method: 'GET',
    path,
    query: {
      ...{ q: input.query, count: input.results, country: input.country || null, search_lang: input.language || null },
      freshness: input.freshness === 'any' ? null : input.freshness,
    },
  }) as const

const result = z.looseObject({ title: z.string(), url: z.string(), description: z.string().default('') })
type Result = z.infer<typeof result>
// Found words are marked up, and signs are written as HTML wants them.
const plain = ({ title, url, description, age }: Result) => ({
  ...{ title: wordsOfHtml(title), url, description: wordsOfHtml(description) },
  ...(typeof age === 'string' && { age }),
})

export default defineIntegration({
  id: 'brave-search',
  title: 'Brave Search',
  category: 'search',
  brand: 'brave',
  summary: 'Search the web, news and pictures in Brave’s own index.',
  keywords: ['web search', 'news', 'images'],
  docsUrl: 'https://api-dashboard.search.brave.com/app/documentation',
  baseUrl: 'https://api.search.brave.com/res/v1',
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://api-dashboard.search.brave.com/app/keys',
      setup: ['Register at the Brave Search API and choose a plan.', 'Add a key under “API keys” and copy it.'],
      secrets: [{ name: 'key', title: 'API key', placeholder: 'BSA…' }],
      place: { headers: { 'x-subscription-token': '{key}' } },
    },
  ],
  headers: { accept: 'application/json' },
  limits: {
    windows: [{ requests: 1, seconds: 1 }],
    note: 'One request a second on the free plan; larger plans take more.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/web/search', query: { q: 'brave', count: 1 } }),
    account: () => '',
    example: {
      sends: { method: 'GET', path: '/web/search', query: { q: 'brave', count: '1' } },
      reply: { body: { type: 'search', web: { type: 'search', results: [] } } },
      account: '',
    },
  },
  actions: {
    'search-web': defineAction({
      title: 'Search the web',
      summary: 'Finds web pages, with a short text of each.',
      group: 'Search',
      kind: 'read',
      input: wideInput(20),
      request: wideSearch('/web/search'),
      reply: z.looseObject({ web: z.looseObject({ results: z.array(result) }).nullish() }),
      answer: ({ web }) => (web?.results ?? []).map(plain),
      examples: [
        {
          input: { query: 'niti workflow', results: 2 },
          sends: { method: 'GET', path: '/web/search', query: { q: 'niti workflow', count: '2' } },
          reply: {
            body: {
              type: 'search',
              query: { original: 'niti workflow' },
              web: {
                type: 'search',
                results: [
                  {
                    title: 'Workflows with <strong>Niti</strong>',
                    url: 'https://example.com/niti',
                    description: 'Draw AI workflows &amp; run them.',
                    age: '2 days ago',
                  },
                ],
              },
            },
          },
          gives: [
            {
              title: 'Workflows with Niti',
              url: 'https://example.com/niti',
              description: 'Draw AI workflows & run them.',
              age: '2 days ago',
            },
          ],
        },
      ],
    }),
    'search-news': defineAction({
      title: 'Search the news',
      summary: 'Finds news articles, newest ones first where asked for.',
      group: 'Search',
      kind: 'read',
      input: wideInput(50),
      request: wideSearch('/news/search'),
      reply: z.looseObject({ results: z.array(result).default([]) }),
      answer: ({ results }) => results.map(plain),
      examples: [
        {
          input: { query: 'space', results: 1, freshness: 'pd' },
          sends: { method: 'GET', path: '/news/search', query: { q: 'space', count: '1', freshness: 'pd' } },
          reply: {
            body: {
              type: 'news',
              results: [
                {
                  type: 'news_result',
                  title: 'A new telescope',
                  url: 'https://news.example.com/telescope',
                  description: 'It saw first light.',
                  age: '3 hours ago',
                },
              ],
            },
          },
          gives: [
            {
              title: 'A new telescope',
              url: 'https://news.example.com/telescope',
              description: 'It saw first light.',
              age: '3 hours ago',
            },
          ],
        },
      ],
    }),
    'search-images': defineAction({
      title: 'Search pictures',
      summary: 'Finds pictures, with their address and the page they are on.',
      group: 'Search',
      kind: 'read',
      input: z.object({ query, results: count(100, 20), country, language }),
      request: ({ query, results, country, language }) => ({
        method: 'GET',
        path: '/images/search',
        query: { q: query, count: results, country: country || null, search_lang: language || null },
      }),
      reply: z.looseObject({
        results: z
          .array(
            z.looseObject({
              title: z.string().default(''),
              url: z.string(),
              properties: z.looseObject({ url: z.string().nullish() }).nullish(),
            }),
          )
          .default([]),
      }),
      answer: ({ results }) =>
        results.map(({ title, url, properties }) => ({
          title: wordsOfHtml(title),
          page: url,
          picture: properties?.url ?? null,
        })),
      examples: [
        {
          input: { query: 'aurora', results: 1 },
          sends: { method: 'GET', path: '/images/search', query: { q: 'aurora', count: '1' } },
          reply: {
            body: {
              type: 'images',
              results: [
                {
                  type: 'image_result',
                  title: 'Aurora over a lake',
                  url: 'https://example.com/aurora',
                  properties: { url: 'https://example.com/aurora.jpg' },
                },
              ],
            },
          },
          gives: [
            {
              title: 'Aurora over a lake',
              page: 'https://example.com/aurora',
              picture: 'https://example.com/aurora.jpg',
            },
          ],
        },
      ],
    }),
    'search-videos': defineAction({
      title: 'Search videos',
      summary: 'Finds videos, with how long they are where that is known.',
      group: 'Search',
      kind: 'read',
      input: wideInput(50),
      request: wideSearch('/videos/search'),
      reply: z.looseObject({
        results: z
          .array(result.extend({ video: z.looseObject({ duration: z.string().nullish() }).nullish() }))
          .default([]),
      }),
      answer: ({ results }) => results.map((found) => ({ ...plain(found), duration: found.video?.duration ?? null })),
      examples: [
        {
          input: { query: 'telescope', results: 1 },
          sends: { method: 'GET', path: '/videos/search', query: { q: 'telescope', count: '1' } },
          reply: {
            body: {
              type: 'videos',
              results: [
                {
                  ...{ type: 'video_result', title: 'First light', url: 'https://video.example.com/1' },
                  ...{ description: 'What it saw.', age: '1 day ago', video: { duration: '03:12' } },
                },
              ],
            },
          },
          gives: [
            {
              ...{ title: 'First light', url: 'https://video.example.com/1', description: 'What it saw.' },
              ...{ age: '1 day ago', duration: '03:12' },
            },
          ],
        },
      ],
    }),
  },
})

function complaint({ status, body }: ActionReply): Complaint | null {
  const error = isJsonObject(body) && isJsonObject(body.error) ? body.error : {}
  if (status < 400 || typeof error.detail !== 'string') return null
  const code = typeof error.code === 'string' ? error.code : undefined
  const isSignIn = status === 401 || code === 'SUBSCRIPTION_TOKEN_INVALID'
  return { message: error.detail.replace(/\.$/, ''), ...(code && { code }), isSignIn }
}
