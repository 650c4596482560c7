import { expect, it } from 'vitest'
import { scoreEntry } from '../../../renderer/frame/score-entry.ts'

it('lets everything through while nothing is typed', () => {
  expect(scoreEntry('  ', 'Weekly digest', [])).toBe(1)
})

it('finds by the beginning of the label, of a word, by a middle, and by hidden words, in this order', () => {
  const scores = [
    scoreEntry('week', 'Weekly digest', []),
    scoreEntry('dig', 'Weekly digest', []),
    scoreEntry('gest', 'Weekly digest', []),
    scoreEntry('markdown', 'Weekly digest', ['Reads every Markdown file']),
  ]
  expect(scores).toEqual([...scores].sort((a, b) => b - a))
  expect(new Set(scores).size).toBe(4)
  expect(Math.min(...scores)).toBeGreaterThan(0)
})

it('wants every word', () => {
  expect(scoreEntry('digest weekly', 'Weekly digest', [])).toBeGreaterThan(0)
  expect(scoreEntry('digest daily', 'Weekly digest', [])).toBe(0)
})

it('does not gather letters strewn over the text', () => {
  expect(scoreEntry('digest', 'Open Settings', ['command settings'])).toBe(0)
})

it('ignores case and accents', () => {
  expect(scoreEntry('RESUME', 'Résumé check', [])).toBe(1)
})
