import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration } from './define-integration.ts'

const url = textParam({ required: true }).meta(hint({ title: 'Address', placeholder: 'https://example.com' }))
const depth = z
  .enum(['basic', 'advanced'])
  .default('basic')
  .meta(
    hint({
      title: 'Depth',
      choices: { basic: 'Basic (one credit)', advanced: 'Advanced (two credits)' },
      advanced: true,
    }),
  )
const domains = (title: string) =>
  z
    .array(z.string())
    .default([])
    .meta(hint({ title, control: 'text-list', placeholder: 'example.com', advanced: true }))

const page = z.looseObject({ url: z.string(), raw_content: z.string().nullish() })

export default defineIntegration({
  id: 'tavily',
  title: 'Tavily',
  category: 'search',
  brand: null,
  summary: 'Search the web and read pages as text, made for models.',
  keywords: ['web search', 'research', 'scrape', 'crawl'],
  docsUrl: 'https://docs.tavily.com/documentation/api-reference/introduction',
  baseUrl: 'https://api.tavily.com',
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://app.tavily.com/home',
      setup: ['Sign in to Tavily; the free plan has 1,000 credits a month.', 'Copy the key under “API keys”.'],
      secrets: [{ name: 'key', title: 'API key', placeholder: 'tvly-…', pattern: /tvly-\S+/ }],
      place: { headers: { authorization: 'Bearer {key}' } },
    },
  ],
  limits: {
    windows: [{ requests: 100, seconds: 60 }],
    note: 'Keys for development take 100 requests a minute, those for production 1,000.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/usage' }),
    account: (body) => {
      const account = isJsonObject(body) && isJsonObject(body.account) ? body.account : {}
      return account.current_plan ? `Plan ${account.current_plan}` : ''
    },
    example: {
      sends: { method: 'GET', path: '/usage' },
      reply: {
        body: {
          key: {
            usage: 150,
            limit: 1000,
            search_usage: 100,
            extract_usage: 25,
            crawl_usage: 15,
            map_usage: 7,
            research_usage: 3,
          },
          account: { current_plan: 'Bootstrap', plan_usage: 500, plan_limit: 15000, paygo_usage: 25, paygo_limit: 100 },
        },
      },
      account: 'Plan Bootstrap',
    },
  },
  actions: {
    search: defineAction({
      title: 'Search the web',
      summary: 'Finds pages and gives what they say about a question.',
      group: 'Web',
      kind: 'read',
      input: z.object({
        query: textParam({ required: true }).meta(hint({ title: 'Question', control: 'long-text' })),
        results: z
          .number()
          .int()
          .min(1)
          .max(20)
          .default(5)
          .meta(hint({ title: 'Results' })),
        topic: z
          .enum(['general', 'news', 'finance'])
          .default('general')
          .meta(hint({ title: 'Topic', choices: { general: 'Anything', news: 'News', finance: 'Finance' } })),
        depth,
        since: z
          .enum(['any', 'day', 'week', 'month', 'year'])
          .default('any')
          .meta(
            hint({
              title: 'Published',
              choices: { any: 'At any time', day: 'In the last day', week: 'Week', month: 'Month', year: 'Year' },
              advanced: true,
            }),
          ),
        answer: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'A short answer as well', description: 'Written by Tavily’s own model.' })),
        wholePages: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'The whole text of each page', advanced: true })),
        only: domains('Only these sites'),
        not: domains('Not these sites'),
      }),
      request: ({ query, results, topic, depth, since, answer, wholePages, only, not }) => ({
        method: 'POST',
        path: '/search',
        body: {
          json: {
            query,
            max_results: results,
            topic,
            search_depth: depth,
            time_range: since === 'any' ? undefined : since,
            include_answer: answer,
            include_raw_content: wholePages ? 'markdown' : false,
            include_domains: only.length > 0 ? only : undefined,
            exclude_domains: not.length > 0 ? not : undefined,
          },
        },
      }),
      reply: z.looseObject({
        answer: z.string().nullish(),
        results: z.array(
          z.looseObject({
            title: z.string(),
            url: z.string(),
            content: z.string(),
            score: z.number(),
            raw_content: z.string().nullish(),
          }),
        ),
      }),
      answer: ({ answer, results }) => ({
        answer: answer ?? null,
        results: results.map(({ title, url, content, score, raw_content }) => ({
          ...{ title, url, content, score },
          ...(raw_content && { text: raw_content }),
        })),
      }),
      examples: [
        {
          input: { query: 'who is Leo Messi?', results: 1, answer: true },
          sends: {
            method: 'POST',
            path: '/search',
            body: {
              ...{ query: 'who is Leo Messi?', max_results: 1, topic: 'general', search_depth: 'basic' },
              ...{ include_answer: true, include_raw_content: false },
            },
          },
          reply: {
            body: {
              query: 'who is Leo Messi?',
              answer: 'Lionel Messi is an Argentine footballer.',
              images: [],
              results: [
                {
                  title: 'Lionel Messi facts',
                  url: 'https://www.britannica.com/facts/Lionel-Messi',
                  content: 'Lionel Messi, an Argentine footballer, is widely regarded as one of the greatest.',
                  score: 0.81025416,
                },
              ],
              response_time: 1.67,
            },
          },
          gives: {
            answer: 'Lionel Messi is an Argentine footballer.',
            results: [
              {
                title: 'Lionel Messi facts',
                url: 'https://www.britannica.com/facts/Lionel-Messi',
                content: 'Lionel Messi, an Argentine footballer, is widely regarded as one of the greatest.',
                score: 0.81025416,
              },
            ],
          },
        },
      ],
    }),
    extract: defineAction({
      title: 'Read pages',
      summary: 'Gives the text of web pages, without menus and advertisements.',
      group: 'Web',
      kind: 'read',
      input: z.object({
        urls: z
          .array(z.string())
          .min(1)
          .max(20)
          .meta(hint({ title: 'Addresses', control: 'text-list', placeholder: 'https://example.com/article' })),
        format: z
          .enum(['markdown', 'text'])
          .default('markdown')
          .meta(hint({ title: 'As', choices: { markdown: 'Markdown', text: 'Plain text' } })),
        depth,
      }),
      request: ({ urls, format, depth }) => ({
        method: 'POST',
        path: '/extract',
        body: { json: { urls, format, extract_depth: depth } },
      }),
      reply: z.looseObject({
        results: z.array(page),
        failed_results: z.array(z.looseObject({ url: z.string(), error: z.string().nullish() })).default([]),
      }),
      answer: ({ results, failed_results }) => ({
        pages: results.map(({ url, raw_content }) => ({ url, text: raw_content ?? '' })),
        failed: failed_results.map(({ url, error }) => ({ url, error: error ?? null })),
      }),
      examples: [
        {
          input: { urls: ['https://en.wikipedia.org/wiki/Artificial_intelligence'] },
          sends: {
            method: 'POST',
            path: '/extract',
            body: {
              urls: ['https://en.wikipedia.org/wiki/Artificial_intelligence'],
              ...{ format: 'markdown', extract_depth: 'basic' },
            },
          },
          reply: {
            body: {
              results: [
                {
                  url: 'https://en.wikipedia.org/wiki/Artificial_intelligence',
                  raw_content: '# Artificial intelligence',
                },
              ],
              failed_results: [],
              response_time: 0.02,
            },
          },
          gives: {
            pages: [
              { url: 'https://en.wikipedia.org/wiki/Artificial_intelligence', text: '# Artificial intelligence' },
            ],
            failed: [],
          },
        },
      ],
    }),
    crawl: defineAction({
      title: 'Read a whole site',
      summary: 'Follows the links of a site and gives the text of its pages.',
      group: 'Web',
      kind: 'read',
      input: z.object({
        url,
        instructions: textParam()
          .optional()
          .meta(
            hint({
              title: 'What to look for',
              description: 'Doubles the credits.',
              placeholder: 'Pages about the Python SDK',
              control: 'long-text',
            }),
          ),
        maxDepth: z
          .number()
          .int()
          .min(1)
          .max(5)
          .default(1)
          .meta(hint({ title: 'Links away from the first page' })),
        maxPages: z
          .number()
          .int()
          .min(1)
          .max(1000)
          .default(20)
          .meta(hint({ title: 'Pages at most' })),
        depth,
      }),
      request: ({ url, instructions, maxDepth, maxPages, depth }) => ({
        method: 'POST',
        path: '/crawl',
        body: {
          json: {
            url,
            instructions: instructions || undefined,
            max_depth: maxDepth,
            limit: maxPages,
            extract_depth: depth,
            format: 'markdown',
          },
        },
      }),
      reply: z.looseObject({ results: z.array(page) }),
      answer: ({ results }) => results.map(({ url, raw_content }) => ({ url, text: raw_content ?? '' })),
      examples: [
        {
          input: { url: 'docs.tavily.com', instructions: 'Pages about the Python SDK' },
          sends: {
            method: 'POST',
            path: '/crawl',
            body: {
              ...{ url: 'docs.tavily.com', instructions: 'Pages about the Python SDK', max_depth: 1, limit: 20 },
              ...{ extract_depth: 'basic', format: 'markdown' },
            },
          },
          reply: {
            body: {
              base_url: 'docs.tavily.com',
              results: [{ url: 'https://docs.tavily.com/sdk/python/quick-start', raw_content: '# Quickstart' }],
              response_time: 1.23,
            },
          },
          gives: [{ url: 'https://docs.tavily.com/sdk/python/quick-start', text: '# Quickstart' }],
        },
      ],
    }),
    map: defineAction({
      title: 'List the pages of a site',
      summary: 'Follows the links of a site and gives the addresses of its pages.',
      group: 'Web',
      kind: 'read',
      input: z.object({
        url,
        maxDepth: z
          .number()
          .int()
          .min(1)
          .max(5)
          .default(1)
          .meta(hint({ title: 'Links away from the first page' })),
        maxPages: z
          .number()
          .int()
          .min(1)
          .max(1000)
          .default(50)
          .meta(hint({ title: 'Pages at most' })),
      }),
      request: ({ url, maxDepth, maxPages }) => ({
        method: 'POST',
        path: '/map',
        body: { json: { url, max_depth: maxDepth, limit: maxPages } },
      }),
      reply: z.looseObject({ results: z.array(z.string()) }),
      answer: ({ results }) => results,
      examples: [
        {
          input: { url: 'docs.tavily.com' },
          sends: { method: 'POST', path: '/map', body: { url: 'docs.tavily.com', max_depth: 1, limit: 50 } },
          reply: {
            body: { base_url: 'docs.tavily.com', results: ['https://docs.tavily.com/welcome'], response_time: 1.23 },
          },
          gives: ['https://docs.tavily.com/welcome'],
        },
      ],
    }),
  },
})

function complaint({ status, body }: ActionReply): Complaint | null {
  const detail = isJsonObject(body) && isJsonObject(body.detail) ? body.detail : {}
  if (status < 400 || typeof detail.error !== 'string') return null
  return { message: detail.error.replace(/\.$/, ''), isSignIn: status === 401 }
}
