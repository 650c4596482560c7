import { expect, test } from 'vitest'
import setFields from '../../electron/engine/nodes/set-fields.node.ts'
import { runNode } from '../support/node-harness.ts'

test('builds an object and keeps the types', async () => {
  const fields = { title: 'Tea', minutes: 3, steps: ['boil', 'pour'] }
  expect((await runNode(setFields, { params: { fields } })).outputs).toEqual({ out: fields })
})

test('adds to the input, and a field of the same name wins', async () => {
  const { outputs } = await runNode(setFields, {
    params: { keep: 'input', fields: { b: 3, c: 4 } },
    inputs: { in: { a: 1, b: 2 } },
  })
  expect(outputs).toEqual({ out: { a: 1, b: 3, c: 4 } })
})

test('says what the input is when it has no fields', async () => {
  for (const [value, kind] of [
    [[1, 2], 'a list of 2'],
    ['tea', 'text'],
    [null, 'nothing'],
  ] as const) {
    await expect(
      runNode(setFields, { params: { keep: 'input' }, inputs: { in: value as never } }),
    ).rejects.toMatchObject({ info: { field: 'params.keep', message: expect.stringContaining(`is ${kind},`) } })
  }
})
