import { expect, test } from 'vitest'
import { compileGlob } from '../../electron/engine/triggers/glob-pattern.ts'

test.each([
  ['**/*', 'a.txt', true],
  ['**/*', 'deep/er/a.txt', true],
  ['*.txt', 'a.txt', true],
  ['*.txt', 'deep/a.txt', false],
  ['./*.txt', 'a.txt', true],
  ['**/*.{md,txt}', 'deep/a.md', true],
  ['**/*.{md,txt}', 'deep/a.pdf', false],
  ['in/**', 'in/a/b', true],
  ['in/**/done/*.json', 'in/done/x.json', true],
  ['in/**/done/*.json', 'in/a/b/done/x.json', true],
  ['file-?.txt', 'file-1.txt', true],
  ['file-?.txt', 'file-12.txt', false],
  ['[ab].txt', 'a.txt', true],
  ['[!ab].txt', 'a.txt', false],
  ['a+b (1).txt', 'a+b (1).txt', true],
  ['a.txt', 'aXtxt', false],
  ['[z-a]', '[z-a]', true],
  ['{a', '{a', true],
  ['größe-*.csv', 'größe-🙂.csv', true],
])('%s fits %s: %s', (pattern, path, fits) => {
  expect(compileGlob(pattern)(path)).toBe(fits)
})
