import { expect, onTestFinished, test } from 'vitest'
import { createPageReader } from '../../electron/engine/pages/page-reader.ts'

function openReader() {
  const reader = createPageReader()
  onTestFinished(() => reader.close())
  return (
    content: string | Uint8Array,
    { contentType = 'text/html', url = 'https://a.example/storks', maxCharacters = 20_000 } = {},
  ) => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
    return reader.read({ url, bytes, contentType, maxCharacters }, new AbortController().signal)
  }
}

const article = `<!doctype html><html lang="en"><head><title>Storks in March | The Daily Bird</title>
<meta name="author" content="Ilse Brandt"><meta property="article:published_time" content="2026-01-31T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Storks in March</h1>
<p>White storks nest on roofs, and they return each spring to the same place, as farmers&rsquo; children say.</p>
<h2>What they eat</h2><ul><li>Frogs, which are many</li><li>Mice, which are more</li></ul>
<table><tr><td>March</td><td>12</td></tr></table><script>ignore()</script><p>The nest can weigh half a tonne, and some are a hundred years old.</p></article>
<footer>Buy our hats</footer></body></html>`

test('gives the article with who wrote it and when, and leaves out the rest', async () => {
  const page = await openReader()(article)
  expect(page).toMatchObject({ byline: 'Ilse Brandt', publishedAt: '2026-01-31T10:00:00.000Z', isCut: false })
  expect(page.title).toContain('Storks in March')
  expect(page.text).toContain('the same place, as farmers’ children say.\n\n')
  expect(page.text).toContain('- Frogs, which are many\n\n- Mice, which are more')
  expect(page.text).toContain('March | 12')
  expect(page.text).not.toMatch(/ignore\(\)|hats|Home/)
})

test('reads a page that has no article, and one that is only a piece of one', async () => {
  const read = openReader()
  expect((await read('<p>One line.</p><p>Another</p>')).text).toBe('One line.\n\nAnother')
  expect((await read('<html><body>Only words</body></html>')).text).toBe('Only words')
})

test('reads old charsets, by the header and by the page itself', async () => {
  const read = openReader()
  const latin = Uint8Array.from(Buffer.from('<p>Stœrche and Störche nest.</p>'.replace('œ', 'o'), 'latin1'))
  expect((await read(latin, { contentType: 'text/html; charset=iso-8859-1' })).text).toContain('Störche')
  const said = Uint8Array.from(Buffer.from('<meta charset="windows-1252"><p>Störche</p>', 'latin1'))
  expect((await read(said)).text).toBe('Störche')
})

test('reads plain text and Markdown as they stand', async () => {
  const page = await openReader()('# Storks *here*\r\n\r\nThey   nest.\n\n\n\nYes.', {
    contentType: 'text/markdown',
    url: 'notes/storks.md',
  })
  expect(page).toMatchObject({ title: 'Storks here', text: '# Storks *here*\n\nThey nest.\n\nYes.' })
})

test('cuts long text at the end of a sentence', async () => {
  const page = await openReader()(`<p>${'This sentence has forty characters, yes. '.repeat(100)}</p>`, {
    maxCharacters: 1_000,
  })
  expect(page.isCut).toBe(true)
  expect(page.text.length).toBeLessThanOrEqual(1_000)
  expect(page.text).toMatch(/yes\.$/)
})

test('what is hidden between letters is gone', async () => {
  const page = await openReader()('<p>Sto\u200brks\u202e nest\u00ad he\u2060re.</p>')
  expect(page.text).toBe('Storks nest here.')
})

test('a page of a hundred thousand nested elements, and one of five megabytes, are read all the same', {
  timeout: 60_000,
}, async () => {
  const read = openReader()
  const nested = await read(
    `<html><title>Deep &amp; dark</title><body>${'<div>'.repeat(100_000)}<p>At the bottom.</p></body></html>`,
  )
  expect(nested).toMatchObject({ title: 'Deep & dark', text: 'At the bottom.' })
  const large = await read(`<html><body>${'<p>Some <b>bold</b> words.</p>'.repeat(180_000)}</body></html>`, {
    maxCharacters: 100,
  })
  expect(large).toMatchObject({ isCut: true, text: expect.stringMatching(/^Some bold words\./) })
})

test('says what is wrong with what cannot be read', async () => {
  const read = openReader()
  await expect(read('<html><body><script>x()</script></body></html>')).rejects.toMatchObject({
    info: { code: 'page.no-text' },
  })
  await expect(read('%PDF-1.7 and then nothing', { contentType: 'application/pdf' })).rejects.toMatchObject({
    info: { code: 'page.unreadable', message: expect.stringContaining('no PDF that can be read') },
  })
  // The thread is none the worse for it.
  expect((await read('<p>Still here.</p>')).text).toBe('Still here.')
})

test('a stop ends what is being read and what waits', async () => {
  const reader = createPageReader()
  const controller = new AbortController()
  const bytes = new TextEncoder().encode(article)
  const source = { url: 'https://a.example/', bytes, contentType: 'text/html', maxCharacters: 100 }
  const under = [reader.read(source, controller.signal), reader.read(source, controller.signal)]
  controller.abort()
  const results = await Promise.allSettled(under)
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await reader.read(source, new AbortController().signal)).text).toContain('White storks')
  await reader.close()
})
