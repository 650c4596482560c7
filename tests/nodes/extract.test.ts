import { expect, test } from 'vitest'
import extract from '../../electron/engine/nodes/extract.node.ts'
import type { Json } from '../../shared/json.ts'
import { runNode } from '../support/node-harness.ts'

const schema = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] }

test('asks for the schema and gives the object itself', async () => {
  const { outputs, model } = await runNode(extract, {
    params: { schema, instructions: 'Titles are short.', model: 'demo/reader' },
    inputs: { in: 'How to make tea' },
    model: [{ data: { title: 'Tea' } }],
  })
  expect(outputs).toEqual({ out: { title: 'Tea' } })
  expect(model[0]).toMatchObject({ model: 'demo/reader', output: { name: 'extraction', schema } })
  expect(model[0]?.messages[0]?.content).toContain('Titles are short.')
  expect(model[0]?.messages[1]?.content).toBe('The text:\n\n<text>\nHow to make tea\n</text>')
})

test('takes any value as text', async () => {
  const { model } = await runNode(extract, {
    params: { schema, text: { page: 'How to make tea' } },
    model: [{ data: { title: 'Tea' } }],
  })
  expect(model[0]?.messages[1]?.content).toContain('"page": "How to make tea"')
})

test('wants the schema of an object', async () => {
  const wrongs: Json[] = [{ type: 'array', items: {} }, {}]
  for (const wrong of wrongs) {
    await expect(runNode(extract, { params: { schema: wrong, text: 'x' } })).rejects.toMatchObject({
      info: { kind: 'user', field: 'params.schema', code: 'extract.not-an-object' },
    })
  }
  await expect(runNode(extract, { params: { text: 'x' } })).rejects.toThrow('expected record')
})

test('does not take prose for data', async () => {
  await expect(runNode(extract, { params: { schema, text: 'x' }, model: [{ text: 'Tea!' }] })).rejects.toMatchObject({
    info: { kind: 'external', code: 'extract.no-data', retryable: true },
  })
})
