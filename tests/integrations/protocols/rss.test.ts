import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { createHandClock } from '../../support/hand-clock.ts'
import { openTestEngine } from '../../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../../support/trigger-engine.ts'
import { call, runNode } from './protocol-kit.ts'

type Feed = { type: string; text: string; status?: number; headers?: Record<string, string> }

async function openFeed(first: Feed) {
  let feed = first
  const show = (next: Feed) => {
    feed = next
  }
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const known = request.headers['if-none-match']
    asked.push(known)
    const etag = `"${feed.text.length}"`
    if (known === etag) return response.writeHead(304).end()
    response.writeHead(feed.status ?? 200, { 'content-type': feed.type, etag, ...feed.headers }).end(feed.text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}/feed`, asked, show }
}

const item = (id: string) =>
  `<item><guid isPermaLink="false">${id}</guid><title>Title ${id}</title><link>/posts/${id}</link><description>About ${id}</description>` +
  `<pubDate>Sun, 22 Nov 2026 09:00:00 GMT</pubDate><category>news</category><enclosure url="https://example.com/${id}.mp3" length="7" type="audio/mpeg"/></item>`
const rss = (...ids: string[]): Feed => ({
  type: 'application/rss+xml',
  text: `<?xml version="1.0"?><rss version="2.0"><channel><title>Example</title><link>https://example.com</link><description>x</description>${ids.map(item).join('')}</channel></rss>`,
})

test('RSS, Atom and JSON Feed give entries of one shape', async () => {
  const engine = await openTestEngine()
  const { url, show } = await openFeed(rss('b', 'a'))
  const read = (more = {}) => call(engine, 'rss', 'read', { url, allowPrivate: true, ...more })
  const entry = {
    ...{ id: 'b', title: 'Title b', link: new URL('/posts/b', url).href, summary: 'About b', content: 'About b' },
    ...{ author: '', publishedAt: '2026-11-22T09:00:00.000Z', categories: ['news'] },
    files: [{ url: 'https://example.com/b.mp3', mediaType: 'audio/mpeg', bytes: 7 }],
  }
  expect(await read({ most: 1 })).toEqual({ title: 'Example', entries: [entry] })
  show({
    type: 'application/atom+xml',
    text: `<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title><id>urn:x</id><updated>2026-11-22T09:00:00Z</updated><entry><id>urn:1</id><title>One</title><link rel="self" href="/self"/><link href="/one"/><updated>2026-11-22T10:00:00+01:00</updated><author><name>Ada</name></author><summary>S</summary><content type="html">&lt;p&gt;C&lt;/p&gt;</content></entry></feed>`,
  })
  expect(await read()).toMatchObject({
    title: 'Atom',
    entries: [
      {
        id: 'urn:1',
        title: 'One',
        link: new URL('/one', url).href,
        author: 'Ada',
        summary: 'S',
        content: '<p>C</p>',
        publishedAt: '2026-11-22T09:00:00.000Z',
      },
    ],
  })
  show({
    type: 'application/feed+json',
    text: JSON.stringify({
      ...{ version: 'https://jsonfeed.org/version/1.1', title: 'Json' },
      items: [
        {
          id: '1',
          url: 'https://example.com/1',
          title: 'One',
          content_html: '<p>C</p>',
          tags: ['t'],
          authors: [{ name: 'Ada' }],
        },
      ],
    }),
  })
  expect(await read()).toMatchObject({
    title: 'Json',
    entries: [{ id: '1', link: 'https://example.com/1', content: '<p>C</p>', author: 'Ada', categories: ['t'] }],
  })
})

test('a page, a missing feed and a private address are told, and each request stands in the run’s log', async () => {
  const engine = await openTestEngine()
  const { url, show } = await openFeed({ type: 'text/html', text: '<html><body>Hello</body></html>' })
  const node = await runNode(engine, 'rss.read', { url, allowPrivate: true })
  expect(node.error).toMatchObject({
    code: 'service.unexpected-reply',
    hint: expect.stringContaining('Pages are no feeds'),
  })
  expect(node.requests).toMatchObject([
    { method: 'GET', url, status: 200, service: { integrationId: 'rss', action: 'read' } },
  ])
  show({ type: 'text/plain', text: 'gone', status: 404 })
  await expect(call(engine, 'rss', 'read', { url, allowPrivate: true })).rejects.toMatchObject({
    data: { code: 'service.not-found' },
  })
  await expect(call(engine, 'rss', 'read', { url })).rejects.toMatchObject({ data: { code: 'http.private-address' } })
})

test('new entries begin runs, oldest first; a feed that did not change is not sent again', async () => {
  const clock = createHandClock()
  const engine = await openTestEngine({ clock })
  const { url, asked, show } = await openFeed(rss('a'))
  const workflowId = await publish(
    engine,
    drawWorkflow('begin -> say', {
      begin: { type: 'rss.new-entry', params: { url, allowPrivate: true, everySeconds: 60 } },
      say: { type: 'template', params: { text: '{{ begin.title }}' } },
    }),
  )
  await until('it looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
  const count = asked.length
  await until('it looked again', () => {
    clock.pass(60_000)
    return asked.length > count
  })
  expect(asked.slice(0, 2)).toEqual([undefined, expect.stringMatching(/^"\d+"$/)])
  show(rss('c', 'b', 'a'))
  await until('both began', async () => {
    clock.pass(60_000)
    return (await engine.client.runs.list({ workflowId, limit: 10 })).length >= 2
  })
  const runs = await runsOf(engine, workflowId, 2)
  expect(runs.map(({ nodes }) => nodes.begin?.outputs?.out)).toMatchObject([{ id: 'b' }, { id: 'c' }])
})

test('it needs no connection', async () => {
  const engine = await openTestEngine()
  const services = await engine.client.integrations.list()
  expect(services.find(({ id }) => id === 'rss')).toMatchObject({ open: true, actions: 1, triggers: 1 })
  await expect(
    engine.client.integrations.request({ integrationId: 'rss', method: 'GET', path: '/' }),
  ).rejects.toMatchObject({ data: { code: 'service.no-requests' } })
  const nodes = await engine.client.catalog.list()
  expect(nodes.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['rss.read', 'rss.new-entry', 'smtp.send', 'imap.new-mail']),
  )
})
