import { expect, test } from 'vitest'
import ifNode from '../../electron/engine/nodes/if.node.ts'
import type { Json } from '../../shared/json.ts'
import { runNode } from '../support/node-harness.ts'

const comparisons: [Json, string, Json, boolean][] = [
  ['', 'is-empty', '', true],
  [' ', 'is-empty', '', true],
  [[], 'is-empty', '', true],
  [{}, 'is-empty', '', true],
  [0, 'is-empty', '', false],
  ['x', 'is-not-empty', '', true],
  [null, 'is-not-empty', '', false],
  ['Urgent', 'equals', 'urgent', true],
  [10, 'equals', '10.0', true],
  ['010', 'equals', '10', false],
  [true, 'equals', 'true', true],
  [['a', 1], 'equals', ['a', 1], true],
  ['a', 'not-equals', 'b', true],
  ['The Invoice', 'contains', 'invoice', true],
  [[1, 2, 3], 'contains', '2', true],
  [['apple'], 'contains', 'app', false],
  [['apple'], 'not-contains', 'app', true],
  ['invoice-7.pdf', 'starts-with', 'INVOICE', true],
  ['invoice-7.pdf', 'ends-with', '.pdf', true],
  ['9', 'less', '10', true],
  [9, 'greater', 10, false],
  [10, 'greater-or-equal', '10', true],
  [10, 'less-or-equal', 9.5, false],
  ['2026-02-01', 'greater', '2026-01-31', true],
]

test.each(comparisons)('%j %s %j: %s', async (left, operator, right, holds) => {
  const { outputs } = await runNode(ifNode, { params: { left, operator, right }, inputs: { in: 'passed' } })
  expect(outputs).toEqual({ [String(holds)]: 'passed' })
})

test('can mind capitals', async () => {
  const params = { left: 'Urgent', operator: 'equals', right: 'urgent', ignoreCase: false }
  expect((await runNode(ifNode, { params })).outputs).toEqual({ false: false })
})

test.each([
  [true, true],
  ['yes', true],
  [{}, true],
  [3, true],
  [false, false],
  ['False', false],
  ['', false],
  [null, false],
  [0, false],
  [[], false],
])('the condition %j is %s', async (condition, holds) => {
  const { outputs } = await runNode(ifNode, { params: { mode: 'expression', condition }, inputs: { in: 1 } })
  expect(outputs).toEqual({ [String(holds)]: 1 })
})

test('a fresh one asks whether anything arrived', async () => {
  expect((await runNode(ifNode, { inputs: { in: 'x' } })).outputs).toEqual({ true: 'x' })
  expect((await runNode(ifNode, { inputs: { in: '' } })).outputs).toEqual({ false: '' })
})

test('says which side is no number', async () => {
  await expect(runNode(ifNode, { params: { left: 5, operator: 'less', right: 'many' } })).rejects.toMatchObject({
    info: { kind: 'user', field: 'params.right', message: 'text cannot be compared as a number.' },
  })
  await expect(runNode(ifNode, { params: { left: [1], operator: 'less', right: 2 } })).rejects.toMatchObject({
    info: { field: 'params.left' },
  })
  await expect(runNode(ifNode, { params: { operator: 'resembles' } })).rejects.toThrow('Invalid option')
})
