import { externalError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { Pages } from './define-integration.ts'
import type { ActionReply, ActionRequest, LooseJson } from './define-request.ts'
import { nextLink } from './next-link.ts'
import { valueAt, withValueAt } from './value-at.ts'

/** So many pages in a row may be empty: some services filter after they have cut a page. */
const mostEmptyPages = 20

/** A request for the next page. `named`: the service said where that is. */
export type PageRequest = { request: ActionRequest; isNamed: boolean }

/**
 * Goes through a list page by page. Pure: whoever holds it sends what it asks for and hands in what comes. The size of a
 * page stays the same throughout, as page numbers count in it.
 */
export function createPager(pages: Pages, first: ActionRequest, { limit, title }: { limit: number; title: string }) {
  const size = pages.size ? Math.max(pages.size.least ?? 1, Math.min(pages.size.most, limit)) : null
  const start = begin(pages, size === null ? first : withParam(first, pages.size, size))
  const found: Json[] = []
  /** Cursors, addresses or requests that were followed before. */
  const seen = new Set<string>()
  let emptyPages = 0
  let turned = 0
  let offset = 0
  let last = ''

  function endless(): never {
    throw externalError('service.endless-list', `${title} gives the same page of its list again and again.`, {
      hint: 'Ask for fewer entries.',
      details: { entries: found.length, pages: turned },
    })
  }

  function follow(mark: string): void {
    if (seen.has(mark)) endless()
    seen.add(mark)
  }

  /** What comes after a page; null at the end. `url` is where the page came from. */
  function next(request: ActionRequest, reply: ActionReply, page: { items: Json[]; url: URL }): PageRequest | null {
    const { next: way } = pages
    if (typeof way === 'function') {
      const asked = way({ request, reply, count: found.length })
      if (asked === null) return null
      follow(JSON.stringify(asked))
      return { request: asked, isNamed: true }
    }
    if ('cursor' in way) {
      const cursor = valueAt(reply.body, way.cursor)
      const isMore = way.more === undefined || valueAt(reply.body, way.more) !== false
      if (!isMore || cursor === undefined || cursor === null || cursor === '' || cursor === false) return null
      follow(JSON.stringify(cursor))
      return { request: withParam(start, way, isJsonObject(cursor) ? JSON.stringify(cursor) : cursor), isNamed: false }
    }
    if ('link' in way || 'address' in way) {
      const address = 'link' in way ? nextLink(reply.headers.link ?? '') : valueAt(reply.body, way.address)
      if (typeof address !== 'string' || address === '') return null
      const whole = URL.parse(address, page.url.href)?.href ?? address
      follow(whole)
      const { query: _, ...rest } = start
      return { request: { ...rest, path: whole }, isNamed: true }
    }
    // Nobody says that there is more: a page that is not full, or brings what the last one brought, is the last.
    const isFull = size === null ? page.items.length > 0 : page.items.length >= size
    if (!isFull) return null
    const text = JSON.stringify(page.items)
    if (text === last) endless()
    last = text
    offset += page.items.length
    const value = 'page' in way ? (way.first ?? 1) + turned : offset
    return { request: withParam(start, { name: 'page' in way ? way.page : way.offset }, value), isNamed: false }
  }

  return {
    first: start,
    /** Takes a page. `body` is the reply's, checked; answers what to ask for next, or null where that was all. */
    take(request: ActionRequest, reply: ActionReply, { body, url }: { body: Json; url: URL }): PageRequest | null {
      const items = itemsOf(pages, body, title)
      turned += 1
      found.push(...items.map((item) => pages.each?.(item) ?? item))
      if (found.length >= limit) return null
      emptyPages = items.length === 0 ? emptyPages + 1 : 0
      const following = next(request, reply, { items, url })
      if (following && emptyPages >= mostEmptyPages) {
        throw externalError('service.endless-list', `${title} gives page after page with nothing on it.`, {
          hint: 'Narrow down what is asked for.',
          details: { entries: found.length, pages: turned },
        })
      }
      return following
    },
    entries: (): Json[] => found.slice(0, limit),
  }
}

function begin({ next }: Pages, request: ActionRequest): ActionRequest {
  if (typeof next === 'object' && 'page' in next && next.first !== undefined) {
    return withParam(request, { name: next.page }, next.first)
  }
  return request
}

function withParam(
  request: ActionRequest,
  place: { name: string; in?: 'query' | 'json' } | undefined,
  value: Json,
): ActionRequest {
  if (!place) return request
  if (place.in !== 'json') {
    const text = typeof value === 'object' ? JSON.stringify(value) : value
    return { ...request, query: { ...request.query, [place.name]: text } }
  }
  const json = request.body && 'json' in request.body ? plain(request.body.json) : {}
  return { ...request, body: { json: withValueAt(json, place.name, value) } }
}

/** A body as it will be sent, without the members that are left out. */
function plain(json: LooseJson | undefined): JsonObject {
  const sent: Json = JSON.parse(JSON.stringify(json ?? {}))
  return isJsonObject(sent) ? sent : {}
}

function itemsOf({ items }: Pages, body: Json, title: string): Json[] {
  if (typeof items === 'function') return items(body)
  const found = valueAt(body, items)
  if (Array.isArray(found)) return found
  // An empty list is left out by some.
  if (found === undefined || found === null) return []
  throw externalError('service.unexpected-reply', `${title} gives no list at “${items}”.`)
}
