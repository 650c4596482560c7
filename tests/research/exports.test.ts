import { extractLinks, extractText, getDocumentProxy } from 'unpdf'
import { expect, test } from 'vitest'
import { exportReport } from '../../electron/engine/research/export-report.ts'
import { citation, researchRequest } from '../../shared/contract/research.ts'

const citations = [
  {
    number: 1,
    title: 'Storks [the] facts',
    url: 'https://a.example/storks?x=1',
    quote: 'They return\nin March.',
    publishedAt: '2025-06-01',
  },
  {
    number: 2,
    title: 'Πελαργοί и аисты',
    url: 'notes/storks.md',
    quote: 'Οι πελαργοί επιστρέφουν. Аисты возвращаются весной. Żółć, čapí, ağaç.',
  },
].map((one) => citation.parse(one))

const report = {
  title: 'The year of the white stork',
  report: [
    '## In short',
    '**They** return in *March* [1]. Аисты [2] and πελαργοί. Not a citation: [7], nor [a link](https://b.example/) or [bad](javascript:alert(1)).',
    '| Month | Where |\n| --- | --- |\n| March | home [1] |',
    '1. One\n2. Two\n   - inside\n\n> A quote\n\n```\ncode here\n```\n\n---\n\n<b>raw</b>',
    ...Array.from({ length: 40 }, (_, index) =>
      `Paragraph ${index + 1} of many, so that there are several pages to number. `.repeat(4),
    ),
  ].join('\n\n'),
  citations,
  request: researchRequest.parse({ question: 'What does a stork do all year?' }),
  finishedAt: Date.UTC(2026, 0, 31),
}

test('Markdown has footnotes with quotes and links', async () => {
  const { fileName, bytes } = await exportReport(report, 'markdown')
  expect(fileName).toBe('the-year-of-the-white-stork.md')
  const text = await bytes.text()
  expect(text).toMatch(/^# The year of the white stork\n\n## In short\n\n/)
  expect(text).toContain('They** return in *March* [^1]. Аисты [^2] and πελαργοί. Not a citation: [7]')
  expect(text).toContain(
    '\n\n[^1]: “They return in March.” — [Storks \\[the\\] facts](<https://a.example/storks?x=1>), 2025-06-01\n',
  )
  expect(text).toMatch(/\[\^2\]: “Οι πελαργοί .*” — Πελαργοί и аисты \(`notes\/storks\.md`\)\n$/)
})

test('a PDF has all the words, numbered pages, and links that lead to the sources', async () => {
  const { fileName, bytes } = await exportReport(report, 'pdf')
  expect(fileName).toBe('the-year-of-the-white-stork.pdf')
  const document = await getDocumentProxy(new Uint8Array(await bytes.arrayBuffer()))
  const { totalPages, text } = await extractText(document, { mergePages: false })
  expect(totalPages).toBeGreaterThan(2)
  const all = text.join(' ').replace(/\s+/g, ' ')
  for (const words of [
    ...['The year of the white stork', 'What does a stork do all year?', '2026-01-31', 'They return in March [1].'],
    ...['Аисты [2] and πελαργοί', 'Month Where', 'code here', 'inside', 'Paragraph 40 of many', 'Sources'],
    ...[
      'Οι πελαργοί επιστρέφουν. Аисты возвращаются весной. Żółć, čapí, ağaç.',
      `1 / ${totalPages}`,
      `${totalPages} / ${totalPages}`,
    ],
  ]) {
    expect(all).toContain(words)
  }
  expect(all).not.toContain('cannot be shown in a PDF')
  const { links } = await extractLinks(document)
  expect([...new Set(links)].sort()).toEqual(['https://a.example/storks?x=1', 'https://b.example/'])
  const annotations = await (await document.getPage(1)).getAnnotations()
  expect(annotations.map(({ dest }) => dest).filter(Boolean)).toEqual(expect.arrayContaining(['source-1', 'source-2']))
  await document.loadingTask.destroy()
})

test('a PDF says so where there are letters it cannot show', async () => {
  const { bytes } = await exportReport({ ...report, report: '白鹳三月回来。', citations: [] }, 'pdf')
  const document = await getDocumentProxy(new Uint8Array(await bytes.arrayBuffer()))
  const { text } = await extractText(document, { mergePages: true })
  expect(text.replace(/\s+/g, ' ')).toContain('cannot be shown in a PDF from Niti; the Markdown file has them.')
  await document.loadingTask.destroy()
})
