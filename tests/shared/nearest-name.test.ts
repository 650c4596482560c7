import { expect, test } from 'vitest'
import { nearestName } from '../../shared/nearest-name.ts'

test.each([
  ['promt', 'prompt'],
  ['Prompt', 'prompt'],
  ['http', 'http-request'],
  ['clasify', 'classify'],
  ['zebra', undefined],
])('%s: %s', (wanted, nearest) => {
  expect(nearestName(wanted, ['if', 'prompt', 'classify', 'http-request', 'write-file'])).toBe(nearest)
})

test('knows nothing where nothing is known', () => {
  expect(nearestName('a', [])).toBeUndefined()
})
