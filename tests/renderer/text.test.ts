import { expect, it } from 'vitest'
import { text } from '../../renderer/text.ts'

function* walk(value: unknown, path: string): Generator<{ path: string; words: string }> {
  if (typeof value === 'string') yield { path, words: value }
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* walk(inner, path ? `${path}.${key}` : key)
  }
}

it('is in clean type', () => {
  const all = [...walk(text, '')]
  expect(all.length).toBeGreaterThan(100)
  const bad = all.filter(({ words }) => /\s{2}|\.\.\.|\bTODO\b/.test(words))
  expect(bad).toEqual([])
})

it('uses the words of the house', () => {
  const foreign = /\b(credential|connector|pipeline|billing|quota|execution)s?\b/i
  expect([...walk(text, '')].filter(({ words }) => foreign.test(words))).toEqual([])
})

it('counts one and many', () => {
  expect(text.workflows.nodes(1)).toBe('1 node')
  expect(text.workflows.nodes(4)).toBe('4 nodes')
  expect(text.settings.models.foundLocal(0)).toBe('No local server answered')
})
