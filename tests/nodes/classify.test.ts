import { expect, test } from 'vitest'
import classify from '../../electron/engine/nodes/classify.node.ts'
import { portsOf } from '../../shared/catalog/ports.ts'
import { runNode } from '../support/node-harness.ts'

const categories = [
  { name: 'billing', description: 'Invoices and payments' },
  { name: 'bug', description: '' },
]

test('takes the output of the category, and passes label and text on', async () => {
  const { outputs, model } = await runNode(classify, {
    params: { categories, instructions: 'Be strict.' },
    inputs: { in: 'I was charged twice.' },
    model: [{ data: { category: 'billing' } }],
  })
  expect(outputs).toEqual({ billing: { label: 'billing', text: 'I was charged twice.' } })
  expect(model[0]?.output?.schema).toEqual({
    type: 'object',
    properties: { category: { type: 'string', enum: ['billing', 'bug', 'other'] } },
    required: ['category'],
    additionalProperties: false,
  })
  const [system, user] = model[0]?.messages ?? []
  expect(system?.content).toContain('- billing: Invoices and payments\n- bug\n- other: none of the above fits')
  expect(system?.content).toContain('Be strict.')
  expect(user).toEqual({ role: 'user', content: 'The text:\n\n<text>\nI was charged twice.\n</text>' })
})

test('has an output for what fits nowhere, unless the closest is wanted', async () => {
  const { outputs } = await runNode(classify, {
    params: { categories, text: 'Nice weather' },
    model: [{ data: { category: 'other' } }],
  })
  expect(outputs).toEqual({ other: { label: 'other', text: 'Nice weather' } })
  const closest = { categories, noneFits: 'closest', text: 'Nice weather' }
  expect(portsOf(classify.outputs, closest).map(({ id }) => id)).toEqual(['billing', 'bug'])
  const run = await runNode(classify, { params: closest, model: [{ data: { category: 'bug' } }] })
  expect(run.outputs).toEqual({ bug: { label: 'bug', text: 'Nice weather' } })
  expect(JSON.stringify(run.model)).not.toContain('other')
})

test('does not believe a model that names no category', async () => {
  const params = { categories, text: 'x' }
  for (const data of [{ category: 'weather' }, 'billing', undefined]) {
    await expect(runNode(classify, { params, model: [{ data }] })).rejects.toMatchObject({
      info: { kind: 'external', code: 'classify.no-category' },
    })
  }
})

test('refuses categories that could not be told apart', () => {
  const issuesOf = (given: object) => classify.params.safeParse({ text: 'x', ...given }).error?.issues
  expect(issuesOf({ categories: [] })?.[0]?.message).toBe('needs at least one category')
  expect(issuesOf({ categories: [{ name: '' }] })?.[0]).toMatchObject({ path: ['categories', 0, 'name'] })
  expect(issuesOf({ categories: [...categories, { name: 'bug' }] })?.[0]).toMatchObject({
    message: '“bug” is there twice',
    path: ['categories', 2, 'name'],
  })
  expect(issuesOf({ categories: [{ name: 'other' }] })?.[0]?.message).toContain('already the output')
  expect(issuesOf({ categories: [{ name: 'other' }], noneFits: 'closest' })).toBeUndefined()
})
