import { describe, expect, test } from 'vitest'
import type { Pages } from '../../electron/engine/integrations/define-integration.ts'
import { nextLink } from '../../electron/engine/integrations/next-link.ts'
import { isJsonObject, type Json } from '../../shared/json.ts'
import {
  type Answer,
  errorOf,
  type Got,
  get,
  openClient,
  serviceUrl,
  serviceWith,
  startService,
} from './service-kit.ts'

const all = Array.from({ length: 25 }, (_, index) => index + 1)

async function list(pages: Pages, answer: (got: Got, number: number) => Answer, request = get('/items')) {
  const service = await startService(answer)
  const { call } = openClient({
    integration: serviceWith({ request, pages }),
    standIns: { [serviceUrl]: service.origin },
  })
  return { service, call }
}

const query = ({ url }: Got, name: string) => url.searchParams.get(name)
const bodyOf = ({ body }: Got): Json => JSON.parse(String(body))

describe('pages are turned', () => {
  test('by a cursor in the query, up to the entries that are wanted, in pages as large as the service gives', async () => {
    const { service, call } = await list(
      { items: 'data.items', size: { name: 'limit', most: 10 }, next: { cursor: 'meta.next', name: 'cursor' } },
      (got) => {
        const from = Number(query(got, 'cursor') ?? 0)
        const to = from + Number(query(got, 'limit'))
        return { body: { data: { items: all.slice(from, to) }, meta: { next: to < 25 ? String(to) : '' } } }
      },
      get('/items', { query: { sort: 'up' } }),
    )
    expect(await call()).toEqual(all)
    expect(service.got.map(({ url }) => url.search)).toEqual([
      '?sort=up&limit=10',
      '?sort=up&limit=10&cursor=10',
      '?sort=up&limit=10&cursor=20',
    ])
    expect(await call({}, { limit: 12 })).toEqual(all.slice(0, 12))
    expect(service.got).toHaveLength(5)
    expect(await call({}, { limit: 3 })).toEqual([1, 2, 3])
    expect(service.got.at(-1)?.url.search).toBe('?sort=up&limit=3')
  })

  test('by a cursor and a size in the body, until `more` says no', async () => {
    const { service, call } = await list(
      {
        ...{ items: 'nodes', each: (item) => ({ id: item }) },
        size: { name: 'variables.first', in: 'json', most: 20 },
        next: { cursor: 'page.end', name: 'variables.after', in: 'json', more: 'page.hasNext' },
      },
      (_, number) => ({ body: { nodes: [number], page: { end: `c${number}`, hasNext: number < 3 } } }),
      () => ({ method: 'POST', path: '/graphql', body: { json: { query: 'q', variables: { team: 'x' } } } }),
    )
    expect(await call()).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    expect(service.got.map(bodyOf)).toEqual([
      { query: 'q', variables: { team: 'x', first: 20 } },
      { query: 'q', variables: { team: 'x', first: 20, after: 'c1' } },
      { query: 'q', variables: { team: 'x', first: 20, after: 'c2' } },
    ])
  })

  test('by the Link header', async () => {
    const { service, call } = await list({ items: '', next: { link: true } }, (_, number) => ({
      ...(number < 3 && {
        headers: { link: `<${serviceUrl}/items?page=${number + 1}&a=1>; rel="next", <x>; rel="last"` },
      }),
      body: [number],
    }))
    expect(await call()).toEqual([1, 2, 3])
    expect(service.got.map(({ url }) => url.search)).toEqual(['', '?page=2&a=1', '?page=3&a=1'])
  })

  test('by an address in the reply, whole or relative', async () => {
    const { service, call } = await list(
      { items: 'value', next: { address: '@next' } },
      (_, number) => ({
        body: { value: [number], '@next': [`${serviceUrl}/a?skip=1`, 'b?skip=2', null][number - 1] ?? null },
      }),
      get('/items', { query: { top: 1 } }),
    )
    expect(await call()).toEqual([1, 2, 3])
    expect(service.got.map(({ url }) => url.pathname + url.search)).toEqual(['/items?top=1', '/a?skip=1', '/b?skip=2'])
  })

  test('by page numbers, until one is not full', async () => {
    const { service, call } = await list(
      { items: 'items', size: { name: 'per_page', most: 10 }, next: { page: 'page' } },
      (got) => {
        const page = Number(query(got, 'page') ?? 1)
        return { body: { items: all.slice((page - 1) * 10, page * 10) } }
      },
    )
    expect(await call()).toEqual(all)
    expect(service.got.map((got) => query(got, 'page'))).toEqual([null, '2', '3'])
  })

  test('by page numbers from 0, and by offset where nobody knows how large a page is', async () => {
    const zero = await list({ items: '', size: { name: 'n', most: 20 }, next: { page: 'p', first: 0 } }, (got) => {
      const page = Number(query(got, 'p'))
      return { body: all.slice(page * 20, page * 20 + 20) }
    })
    expect(await zero.call()).toEqual(all)
    expect(zero.service.got.map((got) => query(got, 'p'))).toEqual(['0', '1'])
    const offset = await list({ items: '', next: { offset: 'from' } }, (got) => {
      const from = Number(query(got, 'from') ?? 0)
      return { body: all.slice(from, from + 9) }
    })
    expect(await offset.call()).toEqual(all)
    expect(offset.service.got.map((got) => query(got, 'from'))).toEqual([null, '9', '18', '25'])
  })

  test('by a function', async () => {
    const { service, call } = await list(
      {
        items: (body) => (isJsonObject(body) && Array.isArray(body.rows) ? body.rows : []),
        next: ({ request, reply, count }) =>
          count < 4 ? { ...request, headers: { 'x-after': reply.headers['x-mark'] ?? '' } } : null,
      },
      (_, number) => ({ headers: { 'x-mark': `m${number}` }, body: { rows: [number] } }),
    )
    expect(await call()).toEqual([1, 2, 3, 4])
    expect(service.got.map(({ headers }) => headers['x-after'])).toEqual([undefined, 'm1', 'm2', 'm3'])
  })
})

describe('a list that never ends is ended', () => {
  test.each<[string, Pages, (got: Got, number: number) => Answer]>([
    ['the same cursor', { items: 'i', next: { cursor: 'c', name: 'c' } }, () => ({ body: { i: [1], c: 'x' } })],
    ['the same address', { items: 'i', next: { address: 'n' } }, () => ({ body: { i: [1], n: '/items?x=1' } })],
    ['the same page', { items: '', next: { page: 'p' } }, () => ({ body: [1, 2] })],
    ['the same request', { items: '', next: ({ request }) => request }, () => ({ body: [1] })],
    [
      'one empty page after another',
      { items: 'i', next: { cursor: 'c', name: 'c' } },
      (_, number) => ({ body: { i: [], c: number } }),
    ],
  ])('where it gives %s', async (_, pages, answer) => {
    const { service, call } = await list(pages, answer)
    expect(await errorOf(call())).toMatchObject({ kind: 'external', code: 'service.endless-list' })
    expect(service.got.length).toBeLessThan(30)
  })
})

test('empty pages in between are gone past', async () => {
  const { call } = await list({ items: 'i', next: { cursor: 'c', name: 'c' } }, (_, number) => ({
    body: { i: number % 3 === 0 ? [number] : [], c: number < 9 ? number : null },
  }))
  expect(await call()).toEqual([3, 6, 9])
})

test('a next address on another host is refused: nothing is sent there', async () => {
  const stranger = await startService(() => ({ body: [] }))
  const service = await startService(() => ({ body: { v: [1], n: 'https://elsewhere.example/more' } }))
  const { call } = openClient({
    integration: serviceWith({ request: get('/x'), pages: { items: 'v', next: { address: 'n' } } }),
    standIns: { [serviceUrl]: service.origin, 'https://elsewhere.example': stranger.origin },
  })
  expect(await errorOf(call())).toMatchObject({ kind: 'external', code: 'service.foreign-address' })
  expect(stranger.got).toEqual([])
})

test('what is no list is said to be none; a list that is left out is empty', async () => {
  const wrong = await list({ items: 'a.b', next: { link: true } }, () => ({ body: { a: { b: 'x' } } }))
  expect(await errorOf(wrong.call())).toMatchObject({ code: 'service.unexpected-reply' })
  const none = await list({ items: 'a.b', next: { link: true } }, () => ({ body: {} }))
  expect(await none.call()).toEqual([])
})

test.each([
  ['<https://a.example/x?b=1,2;c>; rel="next"', 'https://a.example/x?b=1,2;c'],
  ['<https://a.example/1>; rel="prev", <https://a.example/3>; title="a, \\"b\\""; rel=next', 'https://a.example/3'],
  ['</3>; rel="last next"', '/3'],
  ['<https://a.example/1>; rel="nextish"', null],
  ['', null],
])('the Link header %s', (header, address) => {
  expect(nextLink(header)).toBe(address)
})
