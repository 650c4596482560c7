import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Block, chunkBlocks, chunkTokens, overlapTokens } from '../../electron/engine/knowledge/chunk.ts'
import { estimateTokens } from '../../electron/engine/knowledge/estimate-tokens.ts'

const block = (text: string, more: Partial<Block> = {}): Block => ({
  text,
  heading: '',
  page: null,
  line: null,
  ...more,
})
const words = (count: number, word = 'word') => Array.from({ length: count }, (_, n) => `${word}${n}`).join(' ')

test('what fits stays whole, and paragraphs stay apart', () => {
  expect(chunkBlocks([block('one', { line: 3 }), block('two', { line: 5 })])).toEqual([
    { heading: '', text: 'one\n\ntwo', page: null, line: 3, overlap: 0, tokens: 2 },
  ])
})

test('nothing goes across a heading or a page', () => {
  const chunks = chunkBlocks([
    block('a', { heading: 'One' }),
    block('b', { heading: 'One' }),
    block('c', { heading: 'Two' }),
    block('d', { heading: 'Two', page: 2 }),
  ])
  expect(chunks.map(({ text, heading, page }) => [text, heading, page])).toEqual([
    ['a\n\nb', 'One', null],
    ['c', 'Two', null],
    ['d', 'Two', 2],
  ])
})

test('a long text is cut between sentences, and each passage begins with the end of the one before', () => {
  const sentences = Array.from({ length: 90 }, (_, n) => `Sentence number ${n} says something of its own here.`)
  const chunks = chunkBlocks([block(sentences.join(' '), { line: 1 })])
  expect(chunks.length).toBeGreaterThan(2)
  for (const { text, tokens } of chunks) {
    expect(text).toMatch(/^Sentence number \d+ .*here\.$/s)
    expect(tokens).toBeLessThanOrEqual(chunkTokens + 10)
  }
  for (const [index, { text, overlap }] of chunks.entries()) {
    const before = chunks[index - 1]
    if (before) {
      expect(overlap).toBeGreaterThan(40)
      expect(before.text.endsWith(text.slice(0, overlap))).toBe(true)
    }
  }
  // Put together without what is repeated, it is the text.
  expect(chunks.map(({ text, overlap }) => text.slice(overlap)).join('')).toBe(sentences.join(' '))
})

test('lines are counted through a block that is cut', () => {
  const lines = Array.from({ length: 200 }, (_, n) => `line ${n + 10} ${words(8)}`)
  for (const { text, line } of chunkBlocks([block(lines.join('\n'), { line: 10 })])) {
    expect(text).toMatch(new RegExp(`^line ${line} `))
  }
})

test('a text without a place to cut it is cut between characters, never inside one', () => {
  const chunks = chunkBlocks([block('👩🏽'.repeat(3_000))])
  expect(chunks.length).toBeGreaterThan(5)
  for (const { text } of chunks) expect(text.isWellFormed()).toBe(true)
  expect(chunks.map(({ text, overlap }) => text.slice(overlap)).join('')).toBe('👩🏽'.repeat(3_000))
})

test('Chinese is cut at its own full stops', () => {
  const chunks = chunkBlocks([block('这是一个关于猫的句子。'.repeat(100))])
  expect(chunks.length).toBeGreaterThan(1)
  for (const { text } of chunks) expect(text.endsWith('。')).toBe(true)
})

test('any text: nothing is lost, no passage is too long, no character is halved', () => {
  const text = fc.array(
    fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constant('\n\n'), fc.constant('x '.repeat(400))),
    {
      maxLength: 30,
    },
  )
  fc.assert(
    fc.property(
      fc.array(
        text.map((parts) => parts.join('')),
        { maxLength: 4 },
      ),
      (texts) => {
        const chunks = chunkBlocks(texts.map((one) => block(one.toWellFormed())))
        const bare = (value: string) => value.replace(/\s+/g, '')
        expect(bare(chunks.map(({ text: own, overlap }) => own.slice(overlap)).join(''))).toBe(
          bare(texts.join('').toWellFormed()),
        )
        for (const { text: own, tokens } of chunks) {
          expect(own.isWellFormed()).toBe(true)
          expect(own.trim()).not.toBe('')
          expect(tokens).toBeLessThanOrEqual(chunkTokens + overlapTokens)
          expect(tokens).toBe(estimateTokens(own))
        }
      },
    ),
    { numRuns: 150 },
  )
})
