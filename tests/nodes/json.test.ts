import { expect, test } from 'vitest'
import parseJson from '../../electron/engine/nodes/parse-json.node.ts'
import writeJson from '../../electron/engine/nodes/write-json.node.ts'
import { runNode } from '../support/node-harness.ts'

test.each([
  ['{"a":[1,null]}', { a: [1, null] }],
  ['\uFEFF 7 ', 7],
  ['```json\n{"a": 1}\n```', { a: 1 }],
  ['```\n[]\n```\n', []],
])('reads %j', async (text, value) => {
  expect((await runNode(parseJson, { params: { text } })).outputs).toEqual({ out: value })
})

test('a value that is no text any more stays what it is', async () => {
  expect((await runNode(parseJson, { inputs: { in: { a: 1 } } })).outputs).toEqual({ out: { a: 1 } })
})

test('says where the text breaks', async () => {
  await expect(runNode(parseJson, { params: { text: '{"a": }' } })).rejects.toMatchObject({
    info: {
      kind: 'user',
      field: 'params.text',
      message: expect.stringMatching(/^The text is not valid JSON: Unexpected token '}'\.$/),
    },
  })
  await expect(runNode(parseJson, { params: { text: '[1' } })).rejects.toThrow(/not valid JSON: .*at position 2/)
  await expect(runNode(parseJson, { params: { text: '[' } })).rejects.toThrow('it ends too early')
  await expect(runNode(parseJson, { params: { text: ' ' } })).rejects.toThrow('The text is empty.')
})

test('writes on several lines or on one, and sorts when asked to', async () => {
  const value = { b: 1, a: ['x'] }
  const write = async (params: Record<string, boolean | string>) =>
    (await runNode(writeJson, { params: { value, ...params } })).outputs.out
  expect(await write({})).toBe('{\n  "b": 1,\n  "a": [\n    "x"\n  ]\n}')
  expect(await write({ layout: 'compact' })).toBe('{"b":1,"a":["x"]}')
  expect(await write({ layout: 'compact', sortKeys: true })).toBe('{"a":["x"],"b":1}')
})
