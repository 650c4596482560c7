import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration, path } from './define-integration.ts'

const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[a-z]+)*$/, 'must be the code of a Wikipedia, such as en or de')
  .default('en')
  .meta(hint({ title: 'Language', placeholder: 'en' }))
const title = textParam({ required: true }).meta(hint({ title: 'Article', placeholder: 'Ada Lovelace' }))
const day = (title: string) =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-01-31')
    .meta(hint({ title, placeholder: '2026-01-31' }))

/** The articles are on one host for each language. */
const at = (language: string, rest: string) => `https://${language}.wikipedia.org${rest}`

export default defineIntegration({
  id: 'wikipedia',
  title: 'Wikipedia',
  category: 'search',
  brand: 'wikipedia',
  summary: 'Search and read articles of the free encyclopaedia.',
  keywords: ['encyclopedia', 'articles', 'facts', 'mediawiki'],
  docsUrl: 'https://www.mediawiki.org/wiki/API:REST_API',
  baseUrl: 'https://wikimedia.org/api/rest_v1',
  hosts: ['*.wikipedia.org'],
  signIn: [],
  // Asked for by Wikimedia's user-agent policy.
  headers: { 'user-agent': 'Niti (desktop app for AI workflows)' },
  limits: { windows: [{ requests: 200, seconds: 1 }], atOnce: 3, note: 'At most 200 requests a second, few at once.' },
  complaint,
  actions: {
    search: defineAction({
      title: 'Search articles',
      summary: 'Finds articles by what stands in them.',
      group: 'Articles',
      kind: 'read',
      input: z.object({
        query: textParam({ required: true }).meta(hint({ title: 'Search for' })),
        results: z
          .number()
          .int()
          .min(1)
          .max(100)
          .default(10)
          .meta(hint({ title: 'Results' })),
        language,
      }),
      request: ({ query, results, language }) => ({
        method: 'GET',
        path: at(language, '/w/rest.php/v1/search/page'),
        query: { q: query, limit: results },
      }),
      reply: z.looseObject({
        pages: z.array(
          z.looseObject({
            key: z.string(),
            title: z.string(),
            excerpt: z.string().nullish(),
            description: z.string().nullish(),
          }),
        ),
      }),
      answer: ({ pages }, { input }) =>
        pages.map(({ key, title, excerpt, description }) => ({
          title,
          description: description ?? null,
          excerpt: (excerpt ?? '').replace(/<[^>]+>/g, '').trim(),
          url: at(input.language, path`/wiki/${key}`),
        })),
      examples: [
        {
          input: { query: 'earth', results: 1 },
          sends: {
            method: 'GET',
            path: 'https://en.wikipedia.org/w/rest.php/v1/search/page',
            query: { q: 'earth', limit: '1' },
          },
          reply: {
            body: {
              pages: [
                {
                  id: 9228,
                  key: 'Earth',
                  title: 'Earth',
                  excerpt: '<span class="searchmatch">Earth</span> is the third planet from the Sun',
                  matched_title: null,
                  description: 'Third planet from the Sun',
                  thumbnail: null,
                },
              ],
            },
          },
          gives: [
            {
              title: 'Earth',
              description: 'Third planet from the Sun',
              excerpt: 'Earth is the third planet from the Sun',
              url: 'https://en.wikipedia.org/wiki/Earth',
            },
          ],
        },
      ],
    }),
    summary: defineAction({
      title: 'Get a summary',
      summary: 'Gives the first paragraph of an article.',
      group: 'Articles',
      kind: 'read',
      input: z.object({ title, language }),
      request: ({ title, language }) => ({
        method: 'GET',
        path: at(language, path`/api/rest_v1/page/summary/${key(title)}`),
      }),
      reply: z.looseObject({
        title: z.string(),
        extract: z.string(),
        description: z.string().nullish(),
        content_urls: z.looseObject({ desktop: z.looseObject({ page: z.string() }) }).nullish(),
      }),
      answer: ({ title, extract, description, content_urls }) => ({
        title,
        description: description ?? null,
        text: extract,
        url: content_urls?.desktop.page ?? null,
      }),
      examples: [
        {
          input: { title: 'Ada Lovelace' },
          sends: { method: 'GET', path: 'https://en.wikipedia.org/api/rest_v1/page/summary/Ada_Lovelace' },
          reply: {
            body: {
              type: 'standard',
              title: 'Ada Lovelace',
              description: 'English mathematician (1815–1852)',
              extract: 'Augusta Ada King, Countess of Lovelace, was an English mathematician.',
              content_urls: { desktop: { page: 'https://en.wikipedia.org/wiki/Ada_Lovelace' } },
            },
          },
          gives: {
            title: 'Ada Lovelace',
            description: 'English mathematician (1815–1852)',
            text: 'Augusta Ada King, Countess of Lovelace, was an English mathematician.',
            url: 'https://en.wikipedia.org/wiki/Ada_Lovelace',
          },
        },
      ],
    }),
    article: defineAction({
      title: 'Read an article',
      summary: 'Gives the whole text of an article.',
      group: 'Articles',
      kind: 'read',
      input: z.object({ title, language }),
      request: ({ title, language }) => ({
        method: 'GET',
        path: at(language, '/w/api.php'),
        query: {
          ...{ action: 'query', prop: 'extracts', explaintext: 1, exsectionformat: 'wiki', redirects: 1 },
          ...{ titles: title, format: 'json', formatversion: 2 },
        },
      }),
      reply: z.looseObject({
        query: z.looseObject({
          pages: z.array(
            z.looseObject({ title: z.string(), extract: z.string().nullish(), missing: z.boolean().nullish() }),
          ),
        }),
      }),
      answer: ({ query }, { input }) => {
        const [page] = query.pages
        if (!page || page.missing) return null
        return { title: page.title, text: page.extract ?? '', url: at(input.language, path`/wiki/${key(page.title)}`) }
      },
      examples: [
        {
          input: { title: 'Ada Lovelace' },
          sends: {
            method: 'GET',
            path: 'https://en.wikipedia.org/w/api.php',
            query: {
              ...{ action: 'query', prop: 'extracts', explaintext: '1', exsectionformat: 'wiki', redirects: '1' },
              ...{ titles: 'Ada Lovelace', format: 'json', formatversion: '2' },
            },
          },
          reply: {
            body: {
              batchcomplete: true,
              query: { pages: [{ pageid: 974, ns: 0, title: 'Ada Lovelace', extract: 'Augusta Ada King …' }] },
            },
          },
          gives: {
            title: 'Ada Lovelace',
            text: 'Augusta Ada King …',
            url: 'https://en.wikipedia.org/wiki/Ada_Lovelace',
          },
        },
        {
          title: 'an article that is not there',
          input: { title: 'No such article' },
          sends: {
            method: 'GET',
            path: 'https://en.wikipedia.org/w/api.php',
            query: {
              ...{ action: 'query', prop: 'extracts', explaintext: '1', exsectionformat: 'wiki', redirects: '1' },
              ...{ titles: 'No such article', format: 'json', formatversion: '2' },
            },
          },
          reply: {
            body: { batchcomplete: true, query: { pages: [{ ns: 0, title: 'No such article', missing: true }] } },
          },
          gives: null,
        },
      ],
    }),
    'page-views': defineAction({
      title: 'Count views',
      summary: 'Says how often an article was read, by day.',
      group: 'Statistics',
      kind: 'read',
      input: z.object({ title, from: day('From'), to: day('To'), language }),
      request: ({ title, from, to, language }) => ({
        method: 'GET',
        path: path`/metrics/pageviews/per-article/${`${language}.wikipedia`}/all-access/user/${key(title)}/daily/${stamp(from)}/${stamp(to)}`,
      }),
      reply: z.looseObject({ items: z.array(z.looseObject({ timestamp: z.string(), views: z.number() })) }),
      answer: ({ items }) =>
        items.map(({ timestamp, views }) => ({
          day: `${timestamp.slice(0, 4)}-${timestamp.slice(4, 6)}-${timestamp.slice(6, 8)}`,
          views,
        })),
      examples: [
        {
          input: { title: 'Ada Lovelace', from: '2026-01-01', to: '2026-01-01' },
          sends: {
            method: 'GET',
            path: '/metrics/pageviews/per-article/en.wikipedia/all-access/user/Ada_Lovelace/daily/2026010100/2026010100',
          },
          reply: {
            body: {
              items: [
                {
                  ...{
                    project: 'en.wikipedia',
                    article: 'Ada_Lovelace',
                    granularity: 'daily',
                    timestamp: '2026010100',
                  },
                  ...{ access: 'all-access', agent: 'user', views: 4123 },
                },
              ],
            },
          },
          gives: [{ day: '2026-01-01', views: 4123 }],
        },
      ],
    }),
  },
})

/** How a title stands in an address. */
function key(title: string): string {
  return title.trim().replaceAll(' ', '_')
}

function stamp(day: string): string {
  return `${day.replaceAll('-', '')}00`
}

function complaint({ body }: ActionReply): Complaint | null {
  if (!isJsonObject(body)) return null
  const error = isJsonObject(body.error) ? body.error : null
  if (error) return { message: String(error.info ?? error.code), ...(error.code ? { code: String(error.code) } : {}) }
  const translated = isJsonObject(body.messageTranslations) ? Object.values(body.messageTranslations)[0] : undefined
  const words = translated ?? body.detail
  return typeof words === 'string' ? { message: words.replace(/\.$/, '') } : null
}
