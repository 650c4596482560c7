import { expect, test } from 'vitest'
import switchNode from '../../electron/engine/nodes/switch.node.ts'
import type { Json } from '../../shared/json.ts'
import { runNode } from '../support/node-harness.ts'

const cases: Json = [
  { name: 'small', equals: 'S' },
  { name: 'medium', equals: 'M' },
  { name: 'ten', equals: '10' },
  { name: 'Large' },
]

test.each([
  ['S', 'small'],
  [' m ', 'medium'],
  [10, 'ten'],
  ['large', 'Large'],
  ['XL', 'otherwise'],
  [null, 'otherwise'],
])('%j goes to %s', async (value, port) => {
  const { outputs } = await runNode(switchNode, { params: { value, cases }, inputs: { in: { id: 1 } } })
  expect(outputs).toEqual({ [port]: { id: 1 } })
})

test('can mind capitals', async () => {
  const { outputs } = await runNode(switchNode, { params: { value: 's', cases, ignoreCase: false } })
  expect(outputs).toEqual({ otherwise: 's' })
})

test('refuses cases that could not be told apart', () => {
  const issuesOf = (given: unknown) =>
    switchNode.params.safeParse({ value: '', cases: given }).error?.issues[0]?.message
  expect(issuesOf([])).toBe('needs at least one case')
  expect(issuesOf([{ name: 'a' }, { name: 'a' }])).toBe('“a” is there twice')
  expect(issuesOf([{ name: 'otherwise' }])).toContain('already the output')
  expect(issuesOf([{ name: '' }])).toBe('must not be empty')
})
