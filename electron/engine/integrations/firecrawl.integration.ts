import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration, path } from './define-integration.ts'

const url = z.url().meta(hint({ title: 'Address', placeholder: 'https://example.com' }))
const jobId = (title: string) =>
  textParam({ required: true }).meta(hint({ title, placeholder: '123e4567-e89b-12d3-a456-426614174000' }))
const prompt = textParam()
  .optional()
  .meta(hint({ title: 'What to find', placeholder: 'The price and whether it is in stock', control: 'long-text' }))
const schema = z
  .record(z.string(), z.json())
  .default({})
  .meta(hint({ title: 'Schema of the answer', control: 'json-schema', advanced: true }))
const most = (initial: number, highest: number) =>
  z
    .number()
    .int()
    .min(1)
    .max(highest)
    .default(initial)
    .meta(hint({ title: 'At most' }))

const page = {
  markdown: '# Example Domain\n\nThis domain is for use in documents.',
  metadata: { title: 'Example Domain', description: '', sourceURL: 'https://example.com', statusCode: 200 },
}
const id = '123e4567-e89b-12d3-a456-426614174000'

export default defineIntegration({
  id: 'firecrawl',
  title: 'Firecrawl',
  category: 'search',
  brand: null,
  summary: 'Read web pages as clean text, crawl sites and take data out of them.',
  keywords: ['scrape', 'crawl', 'web', 'markdown', 'extract', 'search'],
  docsUrl: 'https://docs.firecrawl.dev/api-reference/v1-introduction',
  baseUrl: 'https://api.firecrawl.dev/v1',
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://www.firecrawl.dev/app/api-keys',
      setup: ['Create a key in the dashboard under “API keys”, and copy it.'],
      secrets: [{ name: 'key', title: 'API key', placeholder: 'fc-…', pattern: /fc-\S+/ }],
      place: { headers: { authorization: 'Bearer {key}' } },
    },
  ],
  limits: { windows: [{ requests: 10, seconds: 60 }], note: 'Of the free plan: 10 pages a minute; others have more.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/team/credit-usage' }),
    account: (body) =>
      isJsonObject(body) && isJsonObject(body.data) ? `${Number(body.data.remaining_credits)} credits left` : '',
    example: {
      sends: { method: 'GET', path: '/team/credit-usage' },
      reply: { body: { success: true, data: { remaining_credits: 1000 } } },
      account: '1000 credits left',
    },
  },
  actions: {
    'scrape-page': defineAction({
      title: 'Read a page',
      summary: 'Gives a web page as Markdown, or what a question finds in it.',
      group: 'Pages',
      kind: 'read',
      input: z.object({
        url,
        mainOnly: z
          .boolean()
          .default(true)
          .meta(hint({ title: 'Without menus and footers' })),
        links: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Also its links', advanced: true })),
        prompt,
        schema,
        waitMs: z
          .number()
          .int()
          .min(0)
          .max(60_000)
          .default(0)
          .meta(
            hint({ title: 'Wait', description: 'Milliseconds for the page to load what it loads.', advanced: true }),
          ),
      }),
      request: ({ url, mainOnly, links, prompt, schema, waitMs }) => {
        const asksFor = prompt || Object.keys(schema).length > 0
        return {
          method: 'POST',
          path: '/scrape',
          body: {
            json: {
              url,
              formats: ['markdown', ...(links ? ['links'] : []), ...(asksFor ? ['json'] : [])],
              onlyMainContent: mainOnly,
              waitFor: waitMs || undefined,
              ...(asksFor && { jsonOptions: asked(prompt, schema) }),
            },
          },
        }
      },
      reply: z.looseObject({ data: z.json() }),
      answer: ({ data }) => data,
      examples: [
        {
          input: { url: 'https://example.com' },
          sends: {
            method: 'POST',
            path: '/scrape',
            body: { url: 'https://example.com', formats: ['markdown'], onlyMainContent: true },
          },
          reply: { body: { success: true, data: page } },
          gives: page,
        },
        {
          title: 'with a question',
          input: { url: 'https://example.com', prompt: 'What is it for?', links: true },
          sends: {
            method: 'POST',
            path: '/scrape',
            body: {
              ...{ url: 'https://example.com', formats: ['markdown', 'links', 'json'], onlyMainContent: true },
              jsonOptions: { prompt: 'What is it for?' },
            },
          },
          reply: { body: { success: true, data: { ...page, links: [], json: { purpose: 'documents' } } } },
          gives: { ...page, links: [], json: { purpose: 'documents' } },
        },
      ],
    }),
    search: defineAction({
      title: 'Search the web',
      summary: 'Searches the web, and reads the pages it finds where wanted.',
      group: 'Search',
      kind: 'read',
      input: z.object({
        query: textParam({ required: true }).meta(hint({ title: 'Query' })),
        most: most(5, 100),
        read: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Read the pages', description: 'Costs one credit for each.' })),
      }),
      request: ({ query, most, read }) => ({
        method: 'POST',
        path: '/search',
        body: { json: { query, limit: most, ...(read && { scrapeOptions: { formats: ['markdown'] } }) } },
      }),
      reply: z.looseObject({ data: z.array(z.json()) }),
      answer: ({ data }) => data,
      examples: [
        {
          input: { query: 'example domain', most: 1, read: true },
          sends: {
            method: 'POST',
            path: '/search',
            body: { query: 'example domain', limit: 1, scrapeOptions: { formats: ['markdown'] } },
          },
          reply: {
            body: { success: true, data: [{ title: 'Example Domain', url: 'https://example.com', description: '' }] },
          },
          gives: [{ title: 'Example Domain', url: 'https://example.com', description: '' }],
        },
      ],
    }),
    'map-site': defineAction({
      title: 'List a site’s pages',
      summary: 'Lists the addresses of a site’s pages.',
      group: 'Sites',
      kind: 'read',
      input: z.object({
        url,
        search: textParam()
          .optional()
          .meta(hint({ title: 'About', placeholder: 'pricing' })),
        most: most(1000, 30_000),
      }),
      request: ({ url, search, most }) => ({
        method: 'POST',
        path: '/map',
        body: { json: { url, search: search || undefined, limit: most } },
      }),
      reply: z.looseObject({ links: z.array(z.json()) }),
      answer: ({ links }) => links,
      examples: [
        {
          input: { url: 'https://example.com', search: 'docs', most: 10 },
          sends: { method: 'POST', path: '/map', body: { url: 'https://example.com', search: 'docs', limit: 10 } },
          reply: { body: { success: true, links: ['https://example.com/docs'] } },
          gives: ['https://example.com/docs'],
        },
      ],
    }),
    'start-crawl': defineAction({
      title: 'Start a crawl',
      summary: 'Begins to read a site page by page, and gives the crawl’s id.',
      group: 'Sites',
      kind: 'write',
      input: z.object({
        url,
        most: most(50, 10_000),
        only: z
          .array(z.string())
          .default([])
          .meta(hint({ title: 'Only paths', placeholder: 'blog/.*', control: 'text-list', advanced: true })),
        without: z
          .array(z.string())
          .default([])
          .meta(hint({ title: 'Without paths', placeholder: 'tag/.*', control: 'text-list', advanced: true })),
      }),
      request: ({ url, most, only, without }) => ({
        method: 'POST',
        path: '/crawl',
        body: {
          json: {
            url,
            limit: most,
            includePaths: only.length > 0 ? only : undefined,
            excludePaths: without.length > 0 ? without : undefined,
            scrapeOptions: { formats: ['markdown'] },
          },
        },
      }),
      reply: z.looseObject({ id: z.string() }),
      answer: ({ id }) => ({ id }),
      examples: [
        {
          input: { url: 'https://example.com', only: ['blog/.*'] },
          sends: {
            method: 'POST',
            path: '/crawl',
            body: {
              ...{ url: 'https://example.com', limit: 50, includePaths: ['blog/.*'] },
              scrapeOptions: { formats: ['markdown'] },
            },
          },
          reply: { body: { success: true, id, url: `https://api.firecrawl.dev/v1/crawl/${id}` } },
          gives: { id },
        },
      ],
    }),
    'get-crawl': defineAction({
      title: 'Get a crawl',
      summary: 'Gives how far a crawl is, and the pages it has read.',
      group: 'Sites',
      kind: 'read',
      input: z.object({ crawlId: jobId('Crawl') }),
      request: ({ crawlId }) => ({ method: 'GET', path: path`/crawl/${crawlId}` }),
      examples: [
        {
          input: { crawlId: id },
          sends: { method: 'GET', path: `/crawl/${id}` },
          reply: { body: { status: 'completed', total: 1, completed: 1, creditsUsed: 1, next: null, data: [page] } },
          gives: { status: 'completed', total: 1, completed: 1, creditsUsed: 1, next: null, data: [page] },
        },
      ],
    }),
    'start-extract': defineAction({
      title: 'Start to take data out of pages',
      summary: 'Begins to look in pages, or a whole site (/*), for what is described, and gives the job’s id.',
      group: 'Data',
      kind: 'write',
      input: z.object({
        urls: z
          .array(z.string())
          .min(1)
          .meta(hint({ title: 'Addresses', placeholder: 'https://example.com/*', control: 'text-list' })),
        prompt,
        schema,
      }),
      request: ({ urls, prompt, schema }) => ({
        method: 'POST',
        path: '/extract',
        body: { json: { urls, ...asked(prompt, schema) } },
      }),
      reply: z.looseObject({ id: z.string() }),
      answer: ({ id }) => ({ id }),
      examples: [
        {
          input: { urls: ['https://example.com/'], prompt: 'Who runs it?', schema: { type: 'object' } },
          sends: {
            method: 'POST',
            path: '/extract',
            body: { urls: ['https://example.com/'], prompt: 'Who runs it?', schema: { type: 'object' } },
          },
          reply: { body: { success: true, id } },
          gives: { id },
        },
      ],
    }),
    'get-extract': defineAction({
      title: 'Get data out of pages',
      summary: 'Gives how far such a job is, and what it has found.',
      group: 'Data',
      kind: 'read',
      input: z.object({ extractId: jobId('Job') }),
      request: ({ extractId }) => ({ method: 'GET', path: path`/extract/${extractId}` }),
      examples: [
        {
          input: { extractId: id },
          sends: { method: 'GET', path: `/extract/${id}` },
          reply: { body: { success: true, status: 'completed', data: { owner: 'IANA' } } },
          gives: { success: true, status: 'completed', data: { owner: 'IANA' } },
        },
      ],
    }),
  },
})

function asked(prompt: string | undefined, schema: JsonObject) {
  return { prompt: prompt || undefined, schema: Object.keys(schema).length > 0 ? schema : undefined }
}

function complaint({ status, body }: ActionReply): Complaint | null {
  const said = isJsonObject(body) ? body : {}
  if ((status < 400 && said.success !== false) || typeof said.error !== 'string') return null
  return { message: said.error.replace(/\.$/, ''), isSignIn: status === 401 }
}
