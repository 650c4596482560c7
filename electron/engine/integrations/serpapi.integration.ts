import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration } from './define-integration.ts'

const query = textParam({ required: true }).meta(hint({ title: 'Search for', control: 'long-text' }))
const country = textParam()
  .optional()
  .meta(hint({ title: 'Country', description: 'Two letters, such as de.', placeholder: 'us', advanced: true }))
const language = textParam()
  .optional()
  .meta(hint({ title: 'Language', placeholder: 'en', advanced: true }))
const searchInput = z.object({ query, country, language })
const searchWith = (engine: string) => (input: z.output<typeof searchInput>) =>
  ({
    method: 'GET',
    path: '/search',
    query: { engine, q: input.query, gl: input.country || null, hl: input.language || null },
  }) as const
const found = z.looseObject({
  title: z.string().default(''),
  link: z.string().default(''),
  snippet: z.string().nullish(),
})

export default defineIntegration({
  id: 'serpapi',
  title: 'SerpAPI',
  category: 'search',
  brand: null,
  summary: 'Search Google: the web, news, pictures and places.',
  keywords: ['google search', 'web search', 'serp', 'news'],
  docsUrl: 'https://serpapi.com/search-api',
  baseUrl: 'https://serpapi.com',
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://serpapi.com/manage-api-key',
      setup: ['Sign in to SerpAPI and copy your private API key.'],
      secrets: [{ name: 'key', title: 'API key' }],
      place: { query: { api_key: '{key}' } },
    },
  ],
  limits: { note: 'The searches of a month, and those of an hour, are those of your plan.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/account' }),
    account: (body) =>
      isJsonObject(body) ? `${body.account_email ?? ''} (${body.total_searches_left ?? 0} searches left)` : '',
    example: {
      sends: { method: 'GET', path: '/account' },
      reply: { body: { account_email: 'demo@serpapi.com', plan_name: 'Free', total_searches_left: 250 } },
      account: 'demo@serpapi.com (250 searches left)',
    },
  },
  actions: {
    'search-google': defineAction({
      title: 'Search Google',
      summary: 'Gives what Google finds, and its direct answer where it has one.',
      group: 'Search',
      kind: 'read',
      input: searchInput,
      request: searchWith('google'),
      reply: z.looseObject({
        organic_results: z.array(found).default([]),
        answer_box: z.looseObject({ answer: z.unknown(), snippet: z.unknown() }).partial().nullish(),
      }),
      answer: ({ organic_results, answer_box }) => {
        const direct = answer_box?.answer ?? answer_box?.snippet
        return {
          answer: typeof direct === 'string' ? direct : null,
          results: organic_results.map(({ title, link, snippet }) => ({ title, url: link, text: snippet ?? '' })),
        }
      },
      examples: [
        {
          input: { query: 'coffee' },
          sends: { method: 'GET', path: '/search', query: { engine: 'google', q: 'coffee' } },
          reply: {
            body: {
              search_metadata: { status: 'Success' },
              organic_results: [
                { position: 1, title: 'Coffee', link: 'https://en.wikipedia.org/wiki/Coffee', snippet: 'A beverage.' },
              ],
            },
          },
          gives: {
            answer: null,
            results: [{ title: 'Coffee', url: 'https://en.wikipedia.org/wiki/Coffee', text: 'A beverage.' }],
          },
        },
      ],
    }),
    'search-news': defineAction({
      title: 'Search Google News',
      summary: 'Gives news articles about something.',
      group: 'Search',
      kind: 'read',
      input: searchInput,
      request: searchWith('google_news'),
      reply: z.looseObject({
        news_results: z
          .array(
            z.looseObject({
              title: z.string().default(''),
              link: z.string().default(''),
              date: z.string().nullish(),
              source: z.looseObject({ name: z.string().nullish() }).nullish(),
            }),
          )
          .default([]),
      }),
      answer: ({ news_results }) =>
        news_results.map(({ title, link, date, source }) => ({
          ...{ title, url: link, date: date ?? null, source: source?.name ?? null },
        })),
      examples: [
        {
          input: { query: 'pizza' },
          sends: { method: 'GET', path: '/search', query: { engine: 'google_news', q: 'pizza' } },
          reply: {
            body: {
              news_results: [
                {
                  ...{ position: 1, title: 'The best pizza', link: 'https://news.example.com/pizza' },
                  ...{ date: '11/12/2026, 09:00 AM', source: { name: 'Example News' } },
                },
              ],
            },
          },
          gives: [
            {
              ...{ title: 'The best pizza', url: 'https://news.example.com/pizza' },
              ...{ date: '11/12/2026, 09:00 AM', source: 'Example News' },
            },
          ],
        },
      ],
    }),
    'search-images': defineAction({
      title: 'Search Google Images',
      summary: 'Gives pictures with the pages they are on.',
      group: 'Search',
      kind: 'read',
      input: searchInput,
      request: searchWith('google_images'),
      reply: z.looseObject({
        images_results: z.array(found.extend({ original: z.string().nullish() })).default([]),
      }),
      answer: ({ images_results }) =>
        images_results.map(({ title, link, original }) => ({ title, page: link, picture: original ?? null })),
      examples: [
        {
          input: { query: 'apple' },
          sends: { method: 'GET', path: '/search', query: { engine: 'google_images', q: 'apple' } },
          reply: {
            body: {
              images_results: [
                {
                  ...{ position: 1, title: 'Apple', link: 'https://example.com/apple' },
                  original: 'https://example.com/apple.jpg',
                },
              ],
            },
          },
          gives: [{ title: 'Apple', page: 'https://example.com/apple', picture: 'https://example.com/apple.jpg' }],
        },
      ],
    }),
    'search-places': defineAction({
      title: 'Search Google Maps',
      summary: 'Gives shops, restaurants and other places.',
      group: 'Search',
      kind: 'read',
      input: z.object({ query, language }),
      request: ({ query, language }) => ({
        method: 'GET',
        path: '/search',
        query: { engine: 'google_maps', type: 'search', q: query, hl: language || null },
      }),
      reply: z.looseObject({
        local_results: z
          .array(
            z.looseObject({
              title: z.string(),
              address: z.string().nullish(),
              rating: z.number().nullish(),
              phone: z.string().nullish(),
              website: z.string().nullish(),
            }),
          )
          .default([]),
      }),
      answer: ({ local_results }) =>
        local_results.map(({ title, address, rating, phone, website }) => ({
          ...{ name: title, address: address ?? null, rating: rating ?? null },
          ...{ phone: phone ?? null, website: website ?? null },
        })),
      examples: [
        {
          input: { query: 'coffee in Berlin' },
          sends: {
            method: 'GET',
            path: '/search',
            query: { engine: 'google_maps', type: 'search', q: 'coffee in Berlin' },
          },
          reply: {
            body: {
              local_results: [
                {
                  position: 1,
                  title: 'The Barn',
                  address: 'Auguststraße 58, 10119 Berlin',
                  rating: 4.5,
                  place_id: 'ChIJ',
                },
              ],
            },
          },
          gives: [
            {
              ...{ name: 'The Barn', address: 'Auguststraße 58, 10119 Berlin', rating: 4.5 },
              ...{ phone: null, website: null },
            },
          ],
        },
      ],
    }),
  },
})

/** It says 200 with an `error`, too, where it found nothing or the key is wrong. */
function complaint({ status, body }: ActionReply): Complaint | null {
  if (!isJsonObject(body) || typeof body.error !== 'string') return null
  if (status < 400 && /hasn't returned any results/.test(body.error)) return null
  return { message: body.error.replace(/\.$/, ''), isSignIn: status === 401 || /Invalid API key/.test(body.error) }
}
