import { expect, test } from 'vitest'
import output from '../../electron/engine/nodes/output.node.ts'
import type { Json } from '../../shared/json.ts'
import { runNode } from '../support/node-harness.ts'

const give = async (type: string, value: Json) => {
  const { outputs } = await runNode(output, { params: { results: [{ name: 'it', type, value }] } })
  return outputs.out
}

test.each([
  ['any', [1], [1]],
  ['text', 7, '7'],
  ['text', null, ''],
  ['number', ' 4.5 ', 4.5],
  ['number', 0, 0],
  ['boolean', 'True', true],
  ['boolean', false, false],
  ['list', [], []],
  ['object', { a: 1 }, { a: 1 }],
] as [string, Json, Json][])('as %s, %j becomes %j', async (type, value, wanted) => {
  expect(await give(type, value)).toEqual({ it: wanted })
})

test.each([
  ['number', 'many', 'a number'],
  ['number', '', 'a number'],
  ['number', null, 'a number'],
  ['boolean', 'maybe', 'true or false'],
  ['list', { a: 1 }, 'a list'],
  ['object', [1], 'an object'],
  ['object', null, 'an object'],
] as [string, Json, string][])('as %s, %j is refused by name', async (type, value, wanted) => {
  await expect(give(type, value)).rejects.toMatchObject({
    info: { field: 'params.results.0.value', message: expect.stringContaining(`\`it\` must be ${wanted}, but it is`) },
  })
})

test('names are there once and read as names', async () => {
  const results = (...names: string[]) => ({ params: { results: names.map((name) => ({ name, value: 1 })) } })
  expect((await runNode(output, results('a', 'b'))).outputs).toEqual({ out: { a: 1, b: 1 } })
  await expect(runNode(output, results('a', 'a'))).rejects.toThrow('`a` is there twice')
  await expect(runNode(output, results('a b'))).rejects.toThrow('must be a letter')
  await expect(runNode(output, results())).rejects.toThrow('needs at least one result')
})
