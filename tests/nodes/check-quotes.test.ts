import { expect, test } from 'vitest'
import checkQuotes from '../../electron/engine/nodes/check-quotes.node.ts'
import numberCitations from '../../electron/engine/nodes/number-citations.node.ts'
import { runNode } from '../support/node-harness.ts'

const page = (url: string, text: string) => ({ url, title: `Page ${url}`, byline: null, publishedAt: null, text })
const storks = page(
  'https://a.example/',
  '# Storks\n\nWhite storks — “large” birds —\nreturn to *their* nests in March.\n\nThey eat frogs.',
)

test('keeps what stands word for word in its source, however it is typeset', async () => {
  const notes = [
    { claim: 'They come back in March.', quote: '"White storks - large birds - return to their nests in March."' },
    { claim: 'They live on Mars.', quote: 'White storks return to Mars in March.' },
    { claim: 'They eat.', quote: 'eat' },
  ]
  const { outputs, logs } = await runNode(checkQuotes, { params: { notes: { notes }, sources: storks } })
  expect(outputs.out).toEqual([
    {
      claim: 'They come back in March.',
      quote: 'White storks — “large” birds —\nreturn to *their* nests in March.',
      passage: 'White storks — “large” birds —\nreturn to *their* nests in March.',
      start: 10,
      end: 74,
      url: 'https://a.example/',
      title: 'Page https://a.example/',
      byline: null,
      publishedAt: null,
    },
  ])
  expect(outputs.dropped).toMatchObject([
    { claim: 'They live on Mars.', why: 'The quote does not stand in its source.' },
    { claim: 'They eat.' },
  ])
  expect(logs[0]).toMatchObject({ level: 'warn', text: expect.stringContaining('2 of 3 notes') })
})

test('a quote counts for the source it names alone', async () => {
  const frogs = page('https://b.example/', 'Frogs are eaten by storks.')
  const note = (url: string) => ({ claim: 'Frogs are eaten.', quote: 'Frogs are eaten by storks.', url })
  const { outputs } = await runNode(checkQuotes, {
    params: {
      notes: [note('https://a.example/'), note('https://b.example/'), note('https://c.example/')],
      sources: [storks, frogs],
    },
  })
  expect(outputs.out).toMatchObject([{ url: 'https://b.example/' }])
  expect(outputs.dropped).toMatchObject([
    { why: 'The quote does not stand in its source.' },
    { why: 'There is no such source.' },
  ])
})

test('wants a list of notes', async () => {
  await expect(runNode(checkQuotes, { params: { notes: 'none', sources: [] } })).rejects.toMatchObject({
    info: { code: 'check-quotes.no-list' },
  })
})

const note = (id: string, quote: string) => ({
  id,
  claim: `Claim ${id}`,
  quote,
  passage: quote,
  url: 'https://a.example/',
  title: 'Storks',
})

test('numbers citations in the order in which they are named first, the same quote once', async () => {
  const notes = [note('n1', 'One.'), note('n2', 'Two.'), note('n3', 'Two.'), note('n4', 'Four.')]
  const { outputs, logs } = await runNode(numberCitations, {
    params: { report: 'A [n2]. B [n1, n3]. C [n9] and [12]. [a link](https://x.example) D[n2].', notes },
  })
  expect(outputs.out).toEqual({
    report: 'A [1]. B [2][1]. C and. [a link](https://x.example) D[1].',
    citations: [
      {
        number: 1,
        claim: 'Claim n2',
        quote: 'Two.',
        passage: 'Two.',
        url: 'https://a.example/',
        title: 'Storks',
        publishedAt: null,
      },
      {
        number: 2,
        claim: 'Claim n1',
        quote: 'One.',
        passage: 'One.',
        url: 'https://a.example/',
        title: 'Storks',
        publishedAt: null,
      },
    ],
  })
  expect(logs).toEqual([{ level: 'warn', text: expect.stringContaining('n9') }])
})

test('lists what the text does not name, where it is told to', async () => {
  const notes = [note('n1', 'One.'), { ...note('n2', 'Two.'), claim: 'Two\n# [1] <b>' }]
  const { outputs } = await runNode(numberCitations, { params: { report: 'A [n1].', notes, restTitle: 'Also found' } })
  expect(outputs.out).toMatchObject({ report: 'A [1].\n\n## Also found\n\n- Two # 1 b [2]\n' })
})
