import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffLines, foldSame } from '../../shared/line-diff.ts'

const drawn = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text }) => `${kind === 'same' ? ' ' : kind === 'added' ? '+' : '-'}${text}`)

test('says what has to be taken out and put in, and nothing more', () => {
  expect(drawn('a\nb\nc', 'a\nx\nc')).toEqual([' a', '-b', '+x', ' c'])
  expect(drawn('a\nb', 'a\nb')).toEqual([' a', ' b'])
  expect(drawn('a\nc', 'a\nb\nc')).toEqual([' a', '+b', ' c'])
})

test('both texts can be read out of it, whatever they are', () => {
  const anyText = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(anyText, anyText, (before, after) => {
      const lines = diffLines(before, after)
      const side = (left: 'added' | 'removed') => lines.filter(({ kind }) => kind !== left).map(({ text }) => text)
      expect(side('added').join('\n')).toBe(before)
      expect(side('removed').join('\n')).toBe(after)
    }),
  )
})

test('two texts that differ in too many lines differ as a whole, at once', () => {
  const many = (word: string) => Array.from({ length: 3_000 }, (_, index) => `${word} ${index}`).join('\n')
  expect(diffLines(many('a'), many('b')).filter(({ kind }) => kind === 'removed')).toHaveLength(3_000)
})

test('long stretches that are the same are left out', () => {
  const before = Array.from({ length: 30 }, (_, index) => String(index))
  const after = before.with(15, 'x')
  expect(foldSame(diffLines(before.join('\n'), after.join('\n')), 1)).toEqual([
    ...[
      { kind: 'skipped', count: 14 },
      { kind: 'same', text: '14' },
      { kind: 'removed', text: '15' },
    ],
    ...[
      { kind: 'added', text: 'x' },
      { kind: 'same', text: '16' },
      { kind: 'skipped', count: 13 },
    ],
  ])
})
