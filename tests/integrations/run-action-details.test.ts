import { expect, test } from 'vitest'
import { path } from '../../electron/engine/integrations/define-integration.ts'
import { mapInOrder } from '../../electron/engine/integrations/map-in-order.ts'
import { isJsonObject, type Json } from '../../shared/json.ts'
import { type Answer, errorOf, get, openClient, serviceUrl, serviceWith, startService } from './service-kit.ts'

const idOf = (entry: Json) => (isJsonObject(entry) ? String(entry.id) : '')

test('a list that says too little asks for each of its entries, in their order, and for no more than are wanted', async () => {
  const service = await startService(({ url }): Answer => {
    const [, id] = /^\/mails\/(\d+)$/.exec(url.pathname) ?? []
    if (id === undefined) return { body: { mails: [1, 2, 3, 4, 5, 6].map((one) => ({ id: one })) } }
    return { body: { subject: `Mail ${id}` } }
  })
  const { call, traces } = openClient({
    integration: serviceWith({
      request: get('/mails'),
      pages: { items: 'mails', next: { cursor: 'next', name: 'page' } },
      detail: {
        request: (entry) => (idOf(entry) === '2' ? null : { method: 'GET', path: path`/mails/${idOf(entry)}` }),
        answer: (body) => (isJsonObject(body) ? (body.subject ?? null) : null),
      },
    }),
    standIns: { [serviceUrl]: service.origin },
  })
  expect(await call({}, { limit: 5 })).toEqual(['Mail 1', { id: 2 }, 'Mail 3', 'Mail 4', 'Mail 5'])
  expect(service.got.map(({ url }) => url.pathname).sort()).toEqual([
    '/mails',
    '/mails/1',
    '/mails/3',
    '/mails/4',
    '/mails/5',
  ])
  expect(traces).toHaveLength(5)
})

test('an entry that fails fails the call, with what the service says of it', async () => {
  const service = await startService(({ url }) =>
    url.pathname === '/mails' ? { body: [{ id: 1 }] } : { status: 404, body: { error: 'no such mail' } },
  )
  const { call } = openClient({
    integration: serviceWith({
      request: get('/mails'),
      pages: { items: '', next: { cursor: 'next', name: 'page' } },
      detail: { request: (entry) => ({ method: 'GET', path: path`/mails/${idOf(entry)}` }), answer: (body) => body },
    }),
    standIns: { [serviceUrl]: service.origin },
  })
  expect((await errorOf(call())).message).toContain('no such mail')
})

test('a file that stands in JSON is kept as a file, from base64 and base64url', async () => {
  const bytes = Buffer.from([0xfb, 0xff, 0x00, 0x3e, 0x3f])
  for (const encoding of ['base64', 'base64url'] as const) {
    const service = await startService(() => ({ body: { size: 5, part: { data: bytes.toString(encoding) } } }))
    const { call, kept } = openClient({
      integration: serviceWith({
        request: get('/x', { reads: { base64At: 'part.data', name: 'a.bin', mediaType: 'application/x-a' } }),
      }),
      standIns: { [serviceUrl]: service.origin },
    })
    expect(await call()).toMatchObject({ $file: { name: 'a.bin', mediaType: 'application/x-a', bytes: 5 } })
    expect(kept[0]?.bytes.equals(bytes)).toBe(true)
  }
})

test('a reply without the file is said to be other than expected', async () => {
  const service = await startService(() => ({ body: { size: 0 } }))
  const { call } = openClient({
    integration: serviceWith({
      request: get('/x', { reads: { base64At: 'data', name: 'a.bin', mediaType: 'application/x-a' } }),
    }),
    standIns: { [serviceUrl]: service.origin },
  })
  expect(await errorOf(call())).toMatchObject({ kind: 'external', code: 'service.unexpected-reply' })
})

test('a mail may be the whole body, in base64', async () => {
  const service = await startService(() => ({ status: 202 }))
  const { call } = openClient({
    integration: serviceWith({
      request: () => ({
        method: 'POST',
        path: '/sendMail',
        body: { mail: { to: ['ada@example.com'], subject: 'Grüße', text: 'It is done.' } },
      }),
    }),
    standIns: { [serviceUrl]: service.origin },
  })
  await call()
  const [got] = service.got
  expect(got?.headers['content-type']).toBe('text/plain')
  const text = Buffer.from(String(got?.body), 'base64').toString()
  expect(text).toContain('To: ada@example.com')
  expect(text).toContain('It is done.')
})

test('no step of a path leads to another resource', () => {
  expect(path`/users/${'a/b?c#d'}/posts`).toBe('/users/a%2Fb%3Fc%23d/posts')
  for (const step of ['.', '..']) expect(() => path`/users/${step}/posts`).toThrow('no name or id')
})

test('entries are worked on a few at a time; after a failure none is begun', async () => {
  let [under, most] = [0, 0]
  const begun: number[] = []
  const work = async (entry: number) => {
    begun.push(entry)
    most = Math.max(most, ++under)
    await new Promise((resolve) => setImmediate(resolve))
    under--
    if (entry === 4) throw new Error('four')
    return entry * 2
  }
  expect(await mapInOrder([1, 2, 3], 2, work)).toEqual([2, 4, 6])
  expect(most).toBe(2)
  begun.length = 0
  await expect(mapInOrder([4, 5, 6, 7, 8], 2, work)).rejects.toThrow('four')
  expect(begun).toEqual([4, 5])
})
