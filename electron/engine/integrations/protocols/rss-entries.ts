import type { AnyFeed } from 'feedsmith'
import { externalError } from '../../../../shared/errors.ts'

/** An entry of a feed of any kind; what a feed does not say is empty. */
export type Entry = {
  /** Stays the same for as long as the feed means the same entry. */
  id: string
  title: string
  link: string
  summary: string
  /** HTML, as the feed has it. */
  content: string
  author: string
  /** ISO 8601 where the feed says a date that can be read, else as it says it. */
  publishedAt: string
  categories: string[]
  files: { url: string; mediaType: string; bytes: number | null }[]
}

/** Reads RSS, RDF, Atom or JSON Feed. @throws an external error where the text is none of them. */
export async function readFeed(text: string, url: string): Promise<{ title: string; entries: Entry[] }> {
  const { parseFeed } = await import('feedsmith')
  let feed: AnyFeed
  try {
    feed = parseFeed(text)
  } catch (cause) {
    throw externalError('service.unexpected-reply', `${url} gives no feed that Niti can read.`, {
      hint: 'Pages are no feeds: look for the address of RSS, Atom or JSON Feed there.',
      cause,
    })
  }
  const { title, entries } = entriesOf(feed)
  return { title, entries: entries.map((entry) => complete(entry, url)) }
}

type Loose = Partial<Omit<Entry, 'files'>> & { files?: { url?: string; type?: string; bytes?: number }[] }

function entriesOf(parsed: AnyFeed): { title: string; entries: Loose[] } {
  switch (parsed.format) {
    case 'rss':
      return {
        title: parsed.feed.title ?? '',
        entries: (parsed.feed.items ?? []).map((item) => ({
          id: item.guid?.value,
          title: item.title,
          link: item.link,
          summary: item.description,
          content: item.content?.encoded ?? item.description,
          author: item.authors?.map(personName).join(', ') || item.dc?.creators?.join(', '),
          publishedAt: item.pubDate ?? item.dc?.dates?.[0],
          categories: (item.categories ?? []).flatMap(({ name }) => name ?? []),
          files: (item.enclosures ?? []).map(({ url, type, length }) => ({ url, type, bytes: length })),
        })),
      }
    case 'rdf':
      return {
        title: parsed.feed.title ?? '',
        entries: (parsed.feed.items ?? []).map((item) => ({
          id: item.rdf?.about,
          title: item.title,
          link: item.link,
          summary: item.description,
          content: item.content?.encoded ?? item.description,
          author: item.dc?.creators?.join(', '),
          publishedAt: item.dc?.dates?.[0],
        })),
      }
    case 'atom':
      return {
        title: parsed.feed.title?.value ?? '',
        entries: (parsed.feed.entries ?? []).map((entry) => ({
          id: entry.id,
          title: entry.title?.value,
          link: (entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate') ?? entry.links?.[0])?.href,
          summary: entry.summary?.value,
          content: entry.content?.value ?? entry.summary?.value,
          author: entry.authors?.map(personName).join(', '),
          publishedAt: entry.published ?? entry.updated,
          categories: (entry.categories ?? []).flatMap(({ label, term }) => label ?? term ?? []),
          files: (entry.links ?? [])
            .filter(({ rel }) => rel === 'enclosure')
            .map(({ href, type, length }) => ({ url: href, type, bytes: length })),
        })),
      }
    case 'json':
      return {
        title: parsed.feed.title ?? '',
        entries: (parsed.feed.items ?? []).map((item) => ({
          id: item.id,
          title: item.title,
          link: item.url ?? item.external_url,
          summary: item.summary ?? item.content_text,
          content: item.content_html ?? item.content_text,
          author: item.authors?.map(personName).join(', '),
          publishedAt: item.date_published ?? item.date_modified,
          categories: item.tags,
          files: (item.attachments ?? []).map((one) => ({
            url: one.url,
            type: one.mime_type,
            bytes: one.size_in_bytes,
          })),
        })),
      }
  }
}

function personName(person: { name?: string; email?: string } | string): string {
  return typeof person === 'string' ? person : (person.name ?? person.email ?? '')
}

function complete(entry: Loose, feedUrl: string): Entry {
  const { title = '', summary = '', content = '', author = '', publishedAt = '', categories = [] } = entry
  const link = absolute(entry.link ?? '', feedUrl)
  const at = Date.parse(publishedAt)
  return {
    id: entry.id || link || `${title} ${publishedAt}`.trim() || summary.slice(0, 200),
    ...{ title, link, summary, content, author, categories },
    publishedAt: Number.isNaN(at) ? publishedAt : new Date(at).toISOString(),
    files: (entry.files ?? []).flatMap(({ url, type = '', bytes }) =>
      url ? [{ url: absolute(url, feedUrl), mediaType: type, bytes: bytes ?? null }] : [],
    ),
  }
}

function absolute(link: string, base: string): string {
  return link !== '' && URL.canParse(link, base) ? new URL(link, base).href : link
}
