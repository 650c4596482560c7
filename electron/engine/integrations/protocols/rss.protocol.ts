import { z } from 'zod'
import { hint, textParam } from '../../../../shared/catalog/param.ts'
import { externalError } from '../../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../../shared/json.ts'
import { forClient, type UseContext } from '../define-protocol.ts'
import { type Entry, readFeed } from './rss-entries.ts'

const { action, trigger, protocol } = forClient()

const url = textParam({ required: true }).meta(
  hint({ title: 'Address of the feed', placeholder: 'https://example.com/feed.xml' }),
)
const allowPrivate = z
  .boolean()
  .default(false)
  .meta(
    hint({
      title: 'Allow private addresses',
      description: 'For feeds on this machine or in your own network.',
      advanced: true,
    }),
  )

const sample: Entry = {
  id: 'https://example.com/hello',
  title: 'Hello',
  link: 'https://example.com/hello',
  summary: 'The first entry.',
  content: '<p>The first entry.</p>',
  author: 'Ada',
  publishedAt: '2026-11-22T09:00:00.000Z',
  categories: ['news'],
  files: [],
}

export default protocol({
  id: 'rss',
  title: 'RSS feed',
  category: 'media',
  brand: 'rss',
  summary: 'Read RSS, Atom and JSON feeds, and begin runs with new entries.',
  keywords: ['feed', 'atom', 'news', 'blog', 'podcast'],
  docsUrl: 'https://www.rssboard.org/rss-specification',
  signIn: [],
  speaks: 'RSS',
  address: () => 'rss:',
  atOnce: 20,
  // It lies on top of HTTP: there is nothing to keep open.
  connect: async () => ({ isOpen: () => true, close() {} }),
  actions: {
    read: action({
      title: 'Read a feed',
      summary: 'Gives the entries of a feed, newest first as the feed has them.',
      group: 'Entries',
      kind: 'read',
      input: z.object({
        url,
        most: z
          .number()
          .int()
          .min(1)
          .max(1_000)
          .default(50)
          .meta(hint({ title: 'Most entries' })),
        allowPrivate,
      }),
      async run(_, { most, ...wish }, context) {
        const { reply } = await fetchFeed(context, wish, {})
        const { title, entries } = await readFeed(reply, wish.url)
        return { title, entries: entries.slice(0, most) }
      },
      examples: [{ input: { url: 'https://example.com/feed.xml' }, gives: { title: 'Example', entries: [sample] } }],
    }),
  },
  triggers: {
    'new-entry': trigger({
      title: 'New entry',
      summary: 'Begins a run for each new entry of a feed.',
      group: 'Entries',
      input: z.object({ url, allowPrivate }),
      poll: {
        everySeconds: 900,
        async look(_, wish, context) {
          const cursor = isJsonObject(context.cursor) ? context.cursor : {}
          const { reply, isSame, next } = await fetchFeed(context, wish, cursor)
          if (isSame) return { events: [], cursor: next }
          const { entries } = await readFeed(reply, wish.url)
          // Feeds have the newest first.
          return { events: entries.map((entry) => ({ id: entry.id, payload: entry })).reverse(), cursor: next }
        },
      },
      sample,
    }),
  },
})

/** With what the last look learnt, so that a feed that did not change is not sent again. */
async function fetchFeed(
  context: UseContext,
  { url, allowPrivate }: { url: string; allowPrivate: boolean },
  { etag = null, lastModified = null }: { etag?: Json; lastModified?: Json },
) {
  const { status, headers, text } = await context.fetch({
    url,
    allowPrivate,
    headers: {
      accept: 'application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5',
      ...(typeof etag === 'string' && { 'if-none-match': etag }),
      ...(typeof lastModified === 'string' && { 'if-modified-since': lastModified }),
    },
  })
  if (status === 304) return { reply: '', isSame: true, next: { etag, lastModified } }
  if (status >= 400) {
    const isBusy = [408, 429, 500, 502, 503, 504].includes(status)
    const wait = Number(headers['retry-after'])
    throw externalError(
      status === 404 || status === 410 ? 'service.not-found' : isBusy ? 'service.failed' : 'service.refused',
      `${new URL(url).host} answered ${status} instead of a feed.`,
      { retryable: isBusy, details: { status, ...(wait > 0 && { retryAfterMs: wait * 1_000 }) } },
    )
  }
  const next = { etag: headers.etag ?? null, lastModified: headers['last-modified'] ?? null }
  return { reply: text, isSame: false, next }
}
