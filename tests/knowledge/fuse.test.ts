import { expect, test } from 'vitest'
import { type FoundPassage, fuseRanks, mergeNeighbours } from '../../electron/engine/knowledge/fuse.ts'

test('what both ways find stands above what one finds, and the first of both is 1', () => {
  const ranked = fuseRanks({ words: [1, 2, 3], meaning: [1, 4, 3] })
  expect(ranked.map(({ chunkNumber }) => chunkNumber)).toEqual([1, 3, 2, 4])
  expect(ranked[0]).toEqual({ chunkNumber: 1, score: 1, by: ['words', 'meaning'] })
  expect(ranked[2]?.by).toEqual(['words'])
})

test('one way alone keeps its order', () => {
  const ranked = fuseRanks({ words: [9, 8, 7] })
  expect(ranked.map(({ chunkNumber }) => chunkNumber)).toEqual([9, 8, 7])
  expect(ranked[0]?.score).toBe(1)
})

const passage = (position: number, text: string, more: Partial<FoundPassage> = {}): FoundPassage => ({
  ...{
    chunkNumber: position,
    fileNumber: 1,
    position,
    path: '/a.md',
    title: 'A',
    heading: '',
    page: null,
    line: position,
  },
  ...{ text, overlap: 0, tokens: 1, score: 0.5, by: ['words'] },
  ...more,
})

test('neighbours become one passage without what they repeat, at the place of the better', () => {
  const merged = mergeNeighbours([
    passage(7, 'alone', { score: 0.7 }),
    passage(3, 'two three', { overlap: 3, score: 0.9, by: ['meaning'] }),
    passage(2, 'one two', { score: 0.2 }),
  ])
  expect(merged.map(({ text, score, line, by }) => ({ text, score, line, by }))).toEqual([
    { text: 'one two three', score: 0.9, line: 2, by: ['words', 'meaning'] },
    { text: 'alone', score: 0.7, line: 7, by: ['words'] },
  ])
})

test('those of another file, heading or page stay apart', () => {
  const apart = [
    passage(1, 'a'),
    passage(2, 'b', { heading: 'Two' }),
    passage(3, 'c', { heading: 'Two', page: 2 }),
    passage(4, 'd', { heading: 'Two', page: 2, fileNumber: 2 }),
  ]
  expect(mergeNeighbours(apart)).toHaveLength(4)
})
